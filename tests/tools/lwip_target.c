/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lwip_target.c - a TCP that is not this machine's kernel, as a target for tests:
 * Debian's lwIP on a tap interface that is there and up already, with echo, discard,
 * daytime and chargen on their ports, and on port 1009 an application that has stalled,
 * over IPv4 and IPv6. Serves until it is killed.
 *
 *   lwip_target tap0 192.0.2.2/24 2001:db8::2
 *
 * The library has an interface for taps, which is not used: it receives into a pbuf of
 * PBUF_POOL, and Debian's 2.1.3 allocates those too small for a full-sized segment.
 *
 * All runs in lwIP's own thread, by callbacks: an application acts on the segment that
 * concerns it before the next one is looked at, so a test sees the same each time.
 */
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/ip_addr.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/sys.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
	/* RFC 864: lines of 72 of the 95 printing characters, each line one further. */
	PRINTING = 95, LINE_CHARS = 72, LINE_BYTES = LINE_CHARS + 2,
	PATTERN_BYTES = PRINTING * LINE_BYTES,
	STALLED_BYTES = 4 * LINE_BYTES,
	RETRY_TICKS = 1, /* of half a second, when memory was short */
	MTU = 1500,
	FRAME_BYTES = MTU + 18, /* Ethernet header with a VLAN tag */
};

struct conn {
	struct tcp_pcb *pcb;
	struct pbuf *unsent; /* echo: received, not sent back yet */
	size_t place;        /* chargen: in the pattern */
	bool eof;
};

/* What an application does when it may send: false ends the connection. */
struct service {
	uint16_t port;
	bool (*opened)(struct conn *conn);
	void (*received)(struct conn *conn, struct pbuf *data);
	bool (*push)(struct conn *conn);
};

struct open_conn {
	struct conn conn;
	const struct service *service;
};

static char pattern[PATTERN_BYTES];

/* ---- the services -------------------------------------------------------------- */

static bool accept_it(struct conn *conn)
{
	(void)conn;
	return true;
}

static void drop(struct conn *conn, struct pbuf *data)
{
	tcp_recved(conn->pcb, data->tot_len);
	pbuf_free(data);
}

static bool until_eof(struct conn *conn)
{
	return !conn->eof;
}

static void echo_received(struct conn *conn, struct pbuf *data)
{
	if (conn->unsent)
		pbuf_cat(conn->unsent, data);
	else
		conn->unsent = data;
}

/* The window opens by what was sent back, so the peer's own pace bounds the queue. */
static bool echo_push(struct conn *conn)
{
	while (conn->unsent) {
		struct pbuf *data = conn->unsent;
		uint16_t room = (uint16_t)LWIP_MIN(tcp_sndbuf(conn->pcb), UINT16_MAX);
		uint16_t len = LWIP_MIN(data->len, room);

		if (len == 0 ||
		    tcp_write(conn->pcb, data->payload, len, TCP_WRITE_FLAG_COPY))
			break;
		tcp_recved(conn->pcb, len);
		conn->unsent = pbuf_free_header(data, len);
	}
	return conn->unsent || !conn->eof;
}

static bool daytime_opened(struct conn *conn)
{
	time_t now = time(NULL);
	struct tm utc;
	char line[64];
	size_t len;

	if (!gmtime_r(&now, &utc))
		return false;
	len = strftime(line, sizeof(line), "%Y-%m-%d %H:%M:%S UTC\r\n", &utc);
	if (tcp_write(conn->pcb, line, (uint16_t)len, TCP_WRITE_FLAG_COPY))
		return false;
	/* What the peer still sends is thrown away, as RFC 867 has it. */
	return tcp_shutdown(conn->pcb, 0, 1) == ERR_OK;
}

static bool chargen_push(struct conn *conn)
{
	while (!conn->eof && tcp_sndbuf(conn->pcb) > 0) {
		size_t left = PATTERN_BYTES - conn->place;
		size_t len = LWIP_MIN(left, (size_t)tcp_sndbuf(conn->pcb));

		len = LWIP_MIN(len, (size_t)tcp_mss(conn->pcb));
		if (tcp_write(conn->pcb, pattern + conn->place, (uint16_t)len, 0))
			break;
		conn->place = (conn->place + len) % PATTERN_BYTES;
	}
	return !conn->eof;
}

/* It greets, and what comes is never taken from TCP: the window closes. */
static bool stalled_opened(struct conn *conn)
{
	return tcp_write(conn->pcb, pattern, STALLED_BYTES, 0) == ERR_OK;
}

static void keep_unread(struct conn *conn, struct pbuf *data)
{
	(void)conn;
	pbuf_free(data);
}

static const struct service services[] = {
	{ .port = 7, .opened = accept_it, .received = echo_received,
	  .push = echo_push },
	{ .port = 9, .opened = accept_it, .received = drop, .push = until_eof },
	{ .port = 13, .opened = daytime_opened, .received = drop, .push = until_eof },
	{ .port = 19, .opened = chargen_push, .received = drop,
	  .push = chargen_push },
	{ .port = 1009, .opened = stalled_opened, .received = keep_unread,
	  .push = accept_it },
};

static void fill_pattern(void)
{
	for (size_t i = 0; i < PATTERN_BYTES; i++) {
		size_t line = i / LINE_BYTES, column = i % LINE_BYTES;

		if (column < LINE_CHARS)
			pattern[i] = (char)(' ' + (line + column) % PRINTING);
		else
			pattern[i] = column == LINE_CHARS ? '\r' : '\n';
	}
}

/* ---- connections --------------------------------------------------------------- */

static void conn_free(struct open_conn *open)
{
	if (open->conn.unsent)
		pbuf_free(open->conn.unsent);
	free(open);
}

/* Closes, or leaves it to the next poll when there is no memory for the FIN. */
static void conn_close(struct open_conn *open)
{
	struct tcp_pcb *pcb = open->conn.pcb;

	if (tcp_close(pcb) != ERR_OK)
		return;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	tcp_poll(pcb, NULL, 0);
	conn_free(open);
}

static void conn_push(struct open_conn *open)
{
	struct tcp_pcb *pcb = open->conn.pcb;

	if (open->service->push(&open->conn))
		tcp_output(pcb);
	else
		conn_close(open);
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *data, err_t err)
{
	struct open_conn *open = arg;

	(void)pcb;
	(void)err;
	if (data)
		open->service->received(&open->conn, data);
	else
		open->conn.eof = true;
	conn_push(open);
	return ERR_OK;
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, uint16_t len)
{
	(void)pcb;
	(void)len;
	conn_push(arg);
	return ERR_OK;
}

static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
	(void)pcb;
	conn_push(arg);
	return ERR_OK;
}

/* The connection is gone already. */
static void on_error(void *arg, err_t err)
{
	(void)err;
	conn_free(arg);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
	const struct service *service = arg;
	struct open_conn *open;

	if (err != ERR_OK || !pcb)
		return ERR_VAL;
	open = calloc(1, sizeof(*open));
	if (!open)
		return ERR_MEM;
	open->service = service;
	open->conn.pcb = pcb;
	if (!service->opened(&open->conn)) {
		free(open);
		return ERR_MEM; /* lwIP aborts the connection */
	}
	tcp_arg(pcb, open);
	tcp_recv(pcb, on_recv);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_error);
	tcp_poll(pcb, on_poll, RETRY_TICKS);
	return ERR_OK;
}

/* ---- the tap ------------------------------------------------------------------- */

static void die(const char *what)
{
	fprintf(stderr, "lwip_target: %s\n", what);
	_exit(1);
}

static int tap_open(const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };
	int fd;

	if (strlen(name) >= sizeof(request.ifr_name))
		return -1;
	memcpy(request.ifr_name, name, strlen(name) + 1);
	fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static int tap_fd(const struct netif *netif)
{
	return *(const int *)netif->state;
}

/* A frame that the tap does not take is lost, as on any link. */
static err_t tap_output(struct netif *netif, struct pbuf *frame)
{
	uint8_t bytes[FRAME_BYTES];
	uint16_t len = pbuf_copy_partial(frame, bytes, sizeof(bytes), 0);

	if (len != frame->tot_len)
		return ERR_BUF;
	return write(tap_fd(netif), bytes, len) == len ? ERR_OK : ERR_IF;
}

static void tap_reader(void *arg)
{
	struct netif *netif = arg;
	uint8_t bytes[FRAME_BYTES];
	ssize_t len;

	while ((len = read(tap_fd(netif), bytes, sizeof(bytes))) > 0) {
		struct pbuf *frame = pbuf_alloc(PBUF_RAW, (uint16_t)len, PBUF_RAM);

		if (!frame)
			continue;
		if (pbuf_take(frame, bytes, (uint16_t)len) != ERR_OK ||
		    netif->input(frame, netif) != ERR_OK)
			pbuf_free(frame);
	}
	die("the tap interface is gone");
}

static err_t tap_init(struct netif *netif)
{
	static const uint8_t address[] = { 0x02, 0, 0, 0, 0, 0x02 };

	memcpy(netif->hwaddr, address, sizeof(address));
	netif->hwaddr_len = sizeof(address);
	netif->name[0] = 't';
	netif->name[1] = 'p';
	netif->mtu = MTU;
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = tap_output;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		       NETIF_FLAG_ETHERNET | NETIF_FLAG_MLD6;
	return ERR_OK;
}

/* ---- the stack ----------------------------------------------------------------- */

struct setup {
	ip4_addr_t address, mask;
	ip6_addr_t address6;
	struct netif netif;
	int fd;
};

static void listen_on(const struct service *service)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);

	if (!pcb || tcp_bind(pcb, IP_ANY_TYPE, service->port) != ERR_OK)
		die("cannot bind a port");
	pcb = tcp_listen(pcb);
	if (!pcb)
		die("cannot listen");
	/* The callback only reads it. */
	tcp_arg(pcb, (void *)(uintptr_t)service);
	tcp_accept(pcb, on_accept);
}

static void start(void *arg)
{
	struct setup *setup = arg;
	struct netif *netif = &setup->netif;
	ip4_addr_t none = { 0 };

	if (!netif_add(netif, &setup->address, &setup->mask, &none, &setup->fd, tap_init,
		       tcpip_input))
		die("lwIP does not take the interface");
	/* Nobody else is there: an address that is usable at once needs no probing. */
	netif_ip6_addr_set(netif, 0, &setup->address6);
	netif_ip6_addr_set_state(netif, 0, IP6_ADDR_PREFERRED);
	netif_set_default(netif);
	netif_set_up(netif);
	netif_set_link_up(netif);
	sys_thread_new("tap", tap_reader, netif, DEFAULT_THREAD_STACKSIZE,
		       DEFAULT_THREAD_PRIO);
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		listen_on(&services[i]);
	puts("ready");
	fflush(stdout);
}

static bool parse_prefix(const char *text, ip4_addr_t *address, ip4_addr_t *mask)
{
	char copy[32];
	char *slash;
	int bits;

	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	slash = strchr(copy, '/');
	if (!slash)
		return false;
	*slash = '\0';
	bits = atoi(slash + 1);
	if (bits < 1 || bits > 32 || !ip4addr_aton(copy, address))
		return false;
	mask->addr = lwip_htonl((uint32_t)(0xffffffffu << (32 - bits)));
	return true;
}

int main(int argc, char **argv)
{
	static struct setup setup;

	if (argc != 4 || !parse_prefix(argv[2], &setup.address, &setup.mask) ||
	    !ip6addr_aton(argv[3], &setup.address6)) {
		fprintf(stderr, "usage: lwip_target TAP IPV4/BITS IPV6\n");
		return 2;
	}
	setup.fd = tap_open(argv[1]);
	if (setup.fd < 0) {
		fprintf(stderr, "lwip_target: cannot open the tap %s: %s\n", argv[1],
			strerror(errno));
		return 1;
	}
	fill_pattern();
	tcpip_init(start, &setup);
	for (;;)
		pause();
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TCP header and payload go to libnet as the payload of an IP header: libnet
 * cannot write every TCP field, and so good and malformed segments take one path.
 * The socket is libnet's; it is bound to the interface and the source of the
 * route, so that the kernel sends where the capture listens, even where policy
 * rules or several default routes would lead elsewhere.
 */
#include "wire/live/inject.h"

#include <errno.h>
#include <fcntl.h>
#include <libnet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "wire/live/ether_neighbour.h"
#include "wire/wire.h"

enum {
	INET_HEADER = 20,
	INET6_HEADER = 40,
	ETHERNET_HEADER = 2 * ETHER_MAC + 2,
	RETRIES = 20,            /* of a send for which there is no room ... */
	RETRY_PAUSE_NS = 100000  /* ... this long apart */
};

struct inject {
	libnet_t *net;
	libnet_t *link; /* link mode, opened for the first segment that needs it */
	struct route route;
	enum ip_family family;
	char ifname[IF_NAMESIZE];
	unsigned mtu;
	uint8_t bytes[ETHERNET_HEADER + IP_MAXPACKET];
};

/* ---- opening ----------------------------------------------------------- */

/* libnet tells why only in English words; asking for the same socket tells it by
 * errno. */
static int check_privilege(int domain, struct error *err)
{
	int fd = socket(domain, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);

	if (fd >= 0) {
		close(fd);
		return 0;
	}
	if (errno == EPERM || errno == EACCES)
		return error_set(err, "raw sockets are not permitted: run as root, "
				 "grant cap_net_raw (setcap cap_net_raw+ep FILE), or "
				 "use 'tcpvet lab', which needs neither");
	return error_sys(err, errno, "cannot open a raw socket");
}

static int bind_source(int fd, const struct route *route)
{
	struct sockaddr_storage from;
	socklen_t len = ipaddr_to_sockaddr(&route->source, 0, &from);

	if (from.ss_family == AF_INET6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&from;

		if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr))
			in6->sin6_scope_id = route->ifindex;
	}
	return bind(fd, (struct sockaddr *)&from, len);
}

/* An own address is not reached through any one interface, so a local target
 * leaves the socket free. */
static int set_up_socket(int fd, const struct route *route, struct error *err)
{
	char text[ADDRESS_TEXT];
	int flags;

	if (!route->local &&
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, route->ifname,
		       (socklen_t)strlen(route->ifname) + 1) < 0)
		return error_sys(err, errno, "cannot bind the raw socket to "
				 "interface %s", route->ifname);
	if (bind_source(fd, route) < 0)
		return error_sys(err, errno, "cannot send from %s",
				 ipaddr_text(&route->source, text));
	flags = fcntl(fd, F_GETFL);
	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
	    fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return error_sys(err, errno, "cannot set up the raw socket");
	return 0;
}

struct inject *inject_open(const struct route *route, struct error *err)
{
	const bool inet = route->source.family == FAMILY_INET;
	char why[LIBNET_ERRBUF_SIZE] = "";
	struct inject *inject;

	if (check_privilege(inet ? AF_INET : AF_INET6, err) < 0)
		return NULL;
	inject = memory_zeroed(1, sizeof(*inject));
	inject->route = *route;
	inject->family = route->source.family;
	inject->mtu = route->mtu;
	memcpy(inject->ifname, route->ifname, sizeof(inject->ifname));
	inject->net = libnet_init(inet ? LIBNET_RAW4 : LIBNET_RAW6, NULL, why);
	if (!inject->net) {
		why[strcspn(why, "\n")] = '\0';
		error_set(err, "cannot open injection: %s", why);
		goto fail;
	}
	if (set_up_socket(libnet_getfd(inject->net), route, err) < 0)
		goto fail;
	return inject;
fail:
	inject_close(inject);
	return NULL;
}

void inject_close(struct inject *inject)
{
	if (!inject)
		return;
	if (inject->net)
		libnet_destroy(inject->net);
	if (inject->link)
		libnet_destroy(inject->link);
	free(inject);
}

/* ---- building ---------------------------------------------------------- */

static int libnet_failed(struct inject *inject, struct error *err)
{
	return error_set(err, "libnet cannot build the packet: %s",
			 libnet_geterror(inject->net));
}

static int build_inet(struct inject *inject, const struct segment *seg,
		      uint32_t tcp_len, struct error *err)
{
	const uint32_t header = INET_HEADER + (uint32_t)seg->ip_options_len;
	uint32_t src, dst;

	memcpy(&src, seg->src.bytes, sizeof(src));
	memcpy(&dst, seg->dst.bytes, sizeof(dst));
	if (seg->ip_options_len > 0 &&
	    libnet_build_ipv4_options(seg->ip_options, seg->ip_options_len,
				      inject->net, 0) < 0)
		return libnet_failed(inject, err);
	if (libnet_build_ipv4((uint16_t)(header + tcp_len), seg->tos, seg->ip_id,
			      seg->df ? IP_DF : 0, seg->ttl ? seg->ttl : 64,
			      IPPROTO_TCP, 0, src, dst, inject->bytes, tcp_len,
			      inject->net, 0) < 0)
		return libnet_failed(inject, err);
	return 0;
}

static int build_inet6(struct inject *inject, const struct segment *seg,
		       uint32_t tcp_len, struct error *err)
{
	const uint32_t label = seg->flow_label & 0xfffff;
	struct libnet_in6_addr src, dst;
	libnet_ptag_t tag;
	uint8_t *header;

	memcpy(&src, seg->src.bytes, sizeof(src));
	memcpy(&dst, seg->dst.bytes, sizeof(dst));
	tag = libnet_build_ipv6(seg->tos, label, (uint16_t)tcp_len, IPPROTO_TCP,
				seg->ttl ? seg->ttl : 64, src, dst, inject->bytes,
				tcp_len, inject->net, 0);
	if (tag < 0)
		return libnet_failed(inject, err);
	/* libnet 1.1.6 writes the lowest octet of the label over the middle one. */
	header = libnet_getpbuf(inject->net, tag);
	if (!header)
		return libnet_failed(inject, err);
	header[2] = (uint8_t)(label >> 8);
	header[3] = (uint8_t)label;
	return 0;
}

/* ---- sending ----------------------------------------------------------- */

static int check_segment(const struct inject *inject, const struct segment *seg,
			 struct error *err)
{
	if (seg->src.family != inject->family || seg->dst.family != inject->family)
		return error_set(err, "cannot send: the segment's addresses are not of "
				 "the family of this wire (%s)",
				 family_name(inject->family));
	if (seg->ip_options_len > sizeof(seg->ip_options) ||
	    seg->ip_options_len % 4 != 0)
		return error_set(err, "cannot send: %u octets of IPv4 options, which "
				 "must be a multiple of 4 up to %zu",
				 seg->ip_options_len, sizeof(seg->ip_options));
	return 0;
}

static int check_fit(const struct inject *inject, const struct segment *seg,
		     int tcp_len, struct error *err)
{
	const unsigned header = inject->family == FAMILY_INET ?
		INET_HEADER + (unsigned)seg->ip_options_len : INET6_HEADER;
	const unsigned packet = header + (unsigned)tcp_len;

	if (packet > inject->mtu)
		return error_set(err, "cannot send: a packet of %u octets exceeds the "
				 "MTU of %s, %u octets: send a payload at least %u "
				 "octets shorter", packet, inject->ifname,
				 inject->mtu, packet - inject->mtu);
	if (packet > IP_MAXPACKET)
		return error_set(err, "cannot send: a packet of %u octets, IP carries "
				 "at most %d", packet, IP_MAXPACKET);
	return 0;
}

static int send_failed(const struct inject *inject, int errnum, struct error *err)
{
	if (errnum == EMSGSIZE)
		return error_set(err, "cannot send on %s: the packet exceeds the MTU "
				 "of the path", inject->ifname);
	if (errnum == EPERM)
		error_set(err, "cannot send on %s: a firewall rule of this host rejects "
			  "the segment (see `nft list ruleset`)", inject->ifname);
	else
		error_sys(err, errnum, "cannot send on %s", inject->ifname);
	return WIRE_UNSENT;
}

static int write_packet(struct inject *inject, struct error *err)
{
	const struct timespec pause = { .tv_nsec = RETRY_PAUSE_NS };

	for (int i = 0;; i++) {
		errno = 0;
		if (libnet_write(inject->net) >= 0)
			return 0;
		if (i == RETRIES ||
		    (errno != ENOBUFS && errno != EAGAIN && errno != EINTR))
			return send_failed(inject, errno, err);
		nanosleep(&pause, NULL);
	}
}

/* ---- frames ------------------------------------------------------------ */

static int open_link(struct inject *inject, struct error *err)
{
	char why[LIBNET_ERRBUF_SIZE] = "";
	int fd;

	inject->link = libnet_init(LIBNET_LINK, inject->ifname, why);
	if (!inject->link) {
		why[strcspn(why, "\n")] = '\0';
		return error_set(err, "cannot send frames on %s: %s", inject->ifname,
				 why);
	}
	fd = libnet_getfd(inject->link);
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return error_sys(err, errno, "cannot set up the packet socket");
	return 0;
}

static int write_header(struct inject *inject, const struct segment *seg,
			struct error *err)
{
	const struct libnet_ether_addr *own = libnet_get_hwaddr(inject->link);
	uint8_t *frame = inject->bytes;

	if (!own)
		return error_set(err, "interface %s has no Ethernet address: %s",
				 inject->ifname, libnet_geterror(inject->link));
	if (ether_neighbour(&inject->route, &seg->dst, frame, err) < 0)
		return -1;
	memcpy(frame + ETHER_MAC, own->ether_addr_octet, ETHER_MAC);
	frame[2 * ETHER_MAC] = inject->family == FAMILY_INET ? 0x08 : 0x86;
	frame[2 * ETHER_MAC + 1] = inject->family == FAMILY_INET ? 0x00 : 0xdd;
	return 0;
}

/* In raw mode the kernel computes the IPv4 header checksum, and writes its own source
 * address where there is none. */
static bool kernel_would_mend(const struct segment *seg)
{
	static const uint8_t none[4];

	return (seg->force & BAD_IP_CHECKSUM) ||
	       (seg->src.family == FAMILY_INET &&
		memcmp(seg->src.bytes, none, sizeof(none)) == 0);
}

/* The kernel has no part in what goes this way. */
static int send_frame(struct inject *inject, const struct segment *seg,
		      struct error *err)
{
	int len;

	if (!inject->link && open_link(inject, err) < 0)
		return -1;
	len = segment_encode_ip(seg, inject->bytes + ETHERNET_HEADER,
				sizeof(inject->bytes) - ETHERNET_HEADER, err);
	if (len < 0)
		return -1;
	if (write_header(inject, seg, err) < 0)
		return WIRE_UNSENT;
	if (libnet_write_link(inject->link, inject->bytes,
			      (uint32_t)len + ETHERNET_HEADER) >= 0)
		return 0;
	error_set(err, "cannot send a frame on %s: %s", inject->ifname,
		  libnet_geterror(inject->link));
	return WIRE_UNSENT;
}

int inject_send(struct inject *inject, const struct segment *seg, struct error *err)
{
	int tcp_len, ret;

	if (check_segment(inject, seg, err) < 0)
		return -1;
	tcp_len = segment_encode(seg, inject->bytes, sizeof(inject->bytes), err);
	if (tcp_len < 0 || check_fit(inject, seg, tcp_len, err) < 0)
		return -1;
	if (kernel_would_mend(seg))
		return send_frame(inject, seg, err);
	if (inject->family == FAMILY_INET)
		ret = build_inet(inject, seg, (uint32_t)tcp_len, err);
	else
		ret = build_inet6(inject, seg, (uint32_t)tcp_len, err);
	if (ret == 0)
		ret = write_packet(inject, err);
	libnet_clear_packet(inject->net);
	return ret;
}

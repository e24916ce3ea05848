/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/hold.h"

#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/memory.h"

enum {
	TRIES = 200,
	SPARE_FILES = 64, /* left for the rest of the program */
	PORTS = 65536
};

struct hold {
	uint16_t first;
	unsigned count;
	const struct ipaddr *sources; /* while it is opened */
	unsigned source_count, ifindex;
	unsigned open; /* sockets in fds */
	int fds[];
};

/* ---- one port ---------------------------------------------------------- */

static int drop_by_filter(int fd)
{
	struct sock_filter drop = { .code = BPF_RET | BPF_K, .k = 0 };
	struct sock_fprog program = { .len = 1, .filter = &drop };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program,
			  sizeof(program));
}

/* Demands of every peer a signature (RFC 2385) by a key that nobody knows:
 * segments without it are dropped without an answer. */
static int drop_by_signature(int fd, sa_family_t family)
{
	struct tcp_md5sig demand = { .tcpm_flags = TCP_MD5SIG_FLAG_PREFIX,
				     .tcpm_prefixlen = 0, .tcpm_keylen = 16 };

	demand.tcpm_addr.ss_family = family;
	if (getrandom(demand.tcpm_key, demand.tcpm_keylen, 0) !=
	    (ssize_t)demand.tcpm_keylen)
		return -1;
	return setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG_EXT, &demand, sizeof(demand));
}

/*
 * This must stand before listen(): a segment that came in between would be
 * answered. Some kernels (seen on one 6.18) let only CAP_NET_ADMIN filter a TCP
 * socket; a signature may be demanded by anyone, where the kernel has it.
 */
static int deafen(int fd, sa_family_t family)
{
	if (drop_by_filter(fd) == 0)
		return 0;
	if (errno != EPERM)
		return -1;
	if (drop_by_signature(fd, family) == 0)
		return 0;
	errno = EPERM;
	return -1;
}

/* A deaf listener, or -1 with errno. */
static int hold_port(const struct ipaddr *source, unsigned ifindex, uint16_t port)
{
	struct sockaddr_storage at;
	socklen_t len = ipaddr_to_sockaddr(source, port, &at);
	const int on = 1;
	int fd, saved;

	fd = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
	if (fd < 0)
		return -1;
	if (at.ss_family == AF_INET6) {
		if (IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *)&at)->sin6_addr))
			((struct sockaddr_in6 *)&at)->sin6_scope_id = ifindex;
		if (setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) < 0)
			goto fail;
	}
	if (deafen(fd, at.ss_family) < 0 ||
	    bind(fd, (struct sockaddr *)&at, len) < 0 || listen(fd, 1) < 0)
		goto fail;
	return fd;
fail:
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

/* ---- a range ----------------------------------------------------------- */

static void release(struct hold *hold)
{
	while (hold->open > 0)
		close(hold->fds[--hold->open]);
}

/* All ports from `first`; 0, or the errno of the first that failed. */
static int hold_range(struct hold *hold, uint16_t first)
{
	hold->first = first;
	while (hold->open < hold->count * hold->source_count) {
		unsigned port = first + hold->open / hold->source_count;
		int fd = hold_port(&hold->sources[hold->open % hold->source_count],
				   hold->ifindex, (uint16_t)port);

		if (fd < 0) {
			int saved = errno;

			release(hold);
			return saved;
		}
		hold->fds[hold->open++] = fd;
	}
	return 0;
}

/* ---- where ------------------------------------------------------------- */

/* Marks the ports of "80,7000-7100": an administrator keeps these for others.
 * What cannot be read marks nothing. */
static void read_reserved(bool reserved[static PORTS])
{
	FILE *file = fopen("/proc/sys/net/ipv4/ip_local_reserved_ports", "re");
	unsigned from, to;
	int got;

	memset(reserved, 0, PORTS * sizeof(*reserved));
	if (!file)
		return;
	while (fscanf(file, "%u", &from) == 1) {
		to = from;
		got = fgetc(file);
		if (got == '-' && fscanf(file, "%u", &to) == 1)
			got = fgetc(file);
		for (unsigned port = from; port <= to && port < PORTS; port++)
			reserved[port] = true;
		if (got != ',')
			break;
	}
	fclose(file);
}

static bool any_reserved(const bool reserved[static PORTS], unsigned first,
			 unsigned count)
{
	for (unsigned port = first; port < first + count; port++)
		if (reserved[port])
			return true;
	return false;
}

/* Evenly from 0 to below - 1, near enough for a choice of port. */
static int random_below(unsigned below, unsigned *out, struct error *err)
{
	uint32_t value;

	if (getrandom(&value, sizeof(value), 0) != (ssize_t)sizeof(value))
		return error_sys(err, errno, "cannot get random bytes");
	*out = value % below;
	return 0;
}

static int explain(int errnum, const struct hold *hold, struct error *err)
{
	const unsigned count = hold->count;
	char text[2 * ADDRESS_TEXT + 8];
	size_t used = 0;

	for (unsigned i = 0; i < hold->source_count; i++) {
		char one[ADDRESS_TEXT];

		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
					 i ? " and " : "",
					 ipaddr_text(&hold->sources[i], one));
	}
	if (errnum == EADDRINUSE || errnum == 0)
		return error_set(err, "found no %u free consecutive TCP ports of %s "
				 "between %d and %d: close programs that use many "
				 "ports, or hold fewer", count, text, HOLD_LOWEST,
				 HOLD_HIGHEST);
	if (errnum == EADDRNOTAVAIL)
		return error_set(err, "cannot hold TCP ports of %s: it is not an "
				 "address of this host, or an IPv6 address that is "
				 "not ready yet (see `ip address`)", text);
	if (errnum == EPERM)
		return error_set(err, "cannot keep this host silent on TCP ports of "
				 "%s: run as root, grant cap_net_admin (setcap "
				 "cap_net_raw,cap_net_admin+ep FILE), or use 'tcpvet "
				 "lab', which needs neither", text);
	return error_sys(err, errnum, "cannot hold TCP ports of %s", text);
}

static int find_range(struct hold *hold, struct error *err)
{
	const unsigned places = HOLD_HIGHEST + 1 - HOLD_LOWEST - hold->count + 1;
	bool reserved[PORTS];
	int status = 0;

	read_reserved(reserved);
	for (int i = 0; i < TRIES; i++) {
		unsigned place = 0;

		if (random_below(places, &place, err) < 0)
			return -1;
		place += HOLD_LOWEST;
		if (any_reserved(reserved, place, hold->count))
			continue;
		status = hold_range(hold, (uint16_t)place);
		if (status == 0)
			return 0;
		if (status != EADDRINUSE)
			break;
	}
	return explain(status, hold, err);
}

/* ---- open files -------------------------------------------------------- */

static int allow_files(unsigned count, struct error *err)
{
	struct rlimit limit;
	rlim_t need;
	int lowest = dup(STDIN_FILENO);

	/* The lowest free number stands for what is open already; a closed
	 * standard input leaves the spare ones to cover it. */
	need = (rlim_t)(lowest < 0 ? 0 : lowest) + count + SPARE_FILES;
	if (lowest >= 0)
		close(lowest);
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return error_sys(err, errno, "cannot read the limit of open files");
	if (limit.rlim_cur >= need)
		return 0;
	if (limit.rlim_max < need)
		return error_set(err, "holding %u sockets takes %llu open files, the hard "
				 "limit is %llu: raise it (`ulimit -Hn`) or hold "
				 "fewer ports", count, (unsigned long long)need,
				 (unsigned long long)limit.rlim_max);
	limit.rlim_cur = need;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return error_sys(err, errno, "cannot raise the limit of open files "
				 "to %llu", (unsigned long long)need);
	return 0;
}

/* ---- public ------------------------------------------------------------ */

struct hold *hold_open(const struct ipaddr *sources, size_t source_count,
		       unsigned ifindex, unsigned count, struct error *err)
{
	const unsigned sockets = count * (unsigned)source_count;
	struct hold *hold;

	if (count < 1 || count > HOLD_MOST) {
		error_set(err, "cannot hold %u ports: give a number from 1 to %d",
			  count, HOLD_MOST);
		return NULL;
	}
	if (allow_files(sockets, err) < 0)
		return NULL;
	hold = memory_zeroed(1, sizeof(*hold) + sockets * sizeof(hold->fds[0]));
	hold->count = count;
	hold->sources = sources;
	hold->source_count = (unsigned)source_count;
	hold->ifindex = ifindex;
	if (find_range(hold, err) < 0) {
		hold_close(hold);
		return NULL;
	}
	return hold;
}

void hold_close(struct hold *hold)
{
	if (!hold)
		return;
	release(hold);
	free(hold);
}

uint16_t hold_first(const struct hold *hold)
{
	return hold->first;
}

uint16_t hold_last(const struct hold *hold)
{
	return (uint16_t)(hold->first + hold->count - 1);
}

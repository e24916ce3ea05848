/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel is asked twice: once for the target alone, which tells whether it is
 * this host's own address, and once with the interface and the source that the
 * user named, because an own address is not found through either of them.
 */
#include "wire/live/route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "wire/live/interface.h"
#include "wire/live/kernel_route.h"
#include "wire/live/rtnetlink.h"

struct lookup {
	struct mnl_socket *netlink;
	const struct ipaddr *target;
	char target_text[ADDRESS_TEXT];
};

/* ---- what is refused --------------------------------------------------- */

static bool is_link_local(const struct ipaddr *addr)
{
	return addr->family == FAMILY_INET6 && addr->bytes[0] == 0xfe &&
	       (addr->bytes[1] & 0xc0) == 0x80;
}

/* The target is no single host: the user's mistake, not the network's. */
static int refused(int ignored)
{
	(void)ignored;
	return ROUTE_REFUSED;
}

static int check_target(const struct lookup *lookup, struct error *err)
{
	const struct ipaddr *target = lookup->target;

	if (target->family != FAMILY_INET && target->family != FAMILY_INET6)
		return error_set(err, "the target has no address");
	if (ipaddr_is_multicast(target))
		return refused(error_set(err, "%s is a multicast address: TCP has one target, "
				 "give the address of a single host",
				 lookup->target_text));
	if (ipaddr_is_broadcast_or_any(target))
		return refused(error_set(err, "%s is not the address of a host: give the "
				 "address of a single host", lookup->target_text));
	return 0;
}

/* bind() would also take a broadcast or multicast address; the kernel's table
 * knows what is really this host's, but takes 0.0.0.0 for it. */
static int check_source(const struct lookup *lookup, const struct ipaddr *source,
			struct error *err)
{
	char text[ADDRESS_TEXT];
	struct kernel_route answer;

	ipaddr_text(source, text);
	if (source->family != lookup->target->family) {
		error_set(err, "source %s and target %s are not of one IP version", text,
			  lookup->target_text);
		return ROUTE_REFUSED;
	}
	if (ipaddr_is_broadcast_or_any(source) ||
	    kernel_route_get(lookup->netlink, source, 0, NULL, &answer) != 0 ||
	    answer.type != RTN_LOCAL)
		return error_set(err, "source %s is not an address of this host: `ip "
				 "address` lists those it has", text);
	return 0;
}

/* How the kernel refuses, by type of route and by errno. */
static const struct refusal {
	unsigned char type;
	int errnum;
	const char *text;
} refusals[] = {
	{ RTN_UNREACHABLE, EHOSTUNREACH, "a route marks it unreachable" },
	{ RTN_PROHIBIT, EACCES, "a route prohibits it" },
	{ RTN_BLACKHOLE, EINVAL, "a blackhole route swallows it" },
	{ RTN_THROW, ENETUNREACH, "the routing table has no way there" },
};

static int no_route(const struct lookup *lookup, unsigned char type, int errnum,
		    struct error *err)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (refusals[i].errnum == errnum ||
		    (errnum == 0 && refusals[i].type == type))
			return error_set(err, "no route to %s: %s (see `ip route get "
					 "%s`; add a route, or name an interface "
					 "with -i)", lookup->target_text,
					 refusals[i].text, lookup->target_text);
	if (errnum != 0)
		return error_sys(err, errnum, "no route to %s", lookup->target_text);
	return error_set(err, "no route to %s: the kernel answers with route type %u",
			 lookup->target_text, type);
}

static int check_answer(const struct lookup *lookup, int errnum,
			const struct kernel_route *answer, struct error *err)
{
	if (errnum == 0 && answer->type == RTN_BROADCAST)
		return refused(error_set(err, "%s is a broadcast address of the network: give "
				 "the address of a single host", lookup->target_text));
	if (errnum == 0 && answer->type == RTN_ANYCAST)
		return refused(error_set(err, "%s is an anycast address of this host: give the "
				 "address of a single host", lookup->target_text));
	if (errnum == 0 && (answer->type == RTN_UNICAST || answer->type == RTN_LOCAL))
		return 0;
	return no_route(lookup, answer->type, errnum, err);
}

/* ---- the lookup -------------------------------------------------------- */

/* The source that a socket would use, where the route does not name one. */
static int source_by_socket(const struct lookup *lookup, unsigned ifindex,
			    struct ipaddr *out, struct error *err)
{
	struct sockaddr_storage to, from;
	socklen_t len = ipaddr_to_sockaddr(lookup->target, 9, &to);
	int fd = -1, ret = -1;

	if (is_link_local(lookup->target))
		((struct sockaddr_in6 *)&to)->sin6_scope_id = ifindex;
	fd = socket(to.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, len) < 0) {
		error_sys(err, errno, "no source address for %s",
			  lookup->target_text);
		goto cleanup;
	}
	len = sizeof(from);
	if (getsockname(fd, (struct sockaddr *)&from, &len) < 0 ||
	    !ipaddr_from_sockaddr((struct sockaddr *)&from, out) ||
	    ipaddr_is_broadcast_or_any(out)) {
		error_set(err, "this host has no source address to reach %s: give the "
			  "interface one (`ip address add`)", lookup->target_text);
		goto cleanup;
	}
	ret = 0;
cleanup:
	if (fd >= 0)
		close(fd);
	return ret;
}

static int fill(const struct lookup *lookup, const struct kernel_route *answer,
		const struct ipaddr *source, struct route *out, struct error *err)
{
	struct route route = { .local = answer->type == RTN_LOCAL,
			       .gateway = answer->gateway };
	unsigned index = route.local ? LOOPBACK_INDEX : answer->oif;
	struct interface link;
	int status = interface_get(lookup->netlink, NULL, index, &link);

	if (status != 0)
		return error_sys(err, status, "cannot look up interface %u on the way "
				 "to %s", index, lookup->target_text);
	if (interface_usable(&link, err) < 0)
		return -1;
	memcpy(route.ifname, link.name, sizeof(route.ifname));
	route.ifindex = link.index;
	route.mtu = answer->mtu ? answer->mtu : link.mtu;
	route.link_mtu = link.mtu;
	route.source = source ? *source : answer->source;
	if ((route.source.family != lookup->target->family ||
	     ipaddr_is_broadcast_or_any(&route.source)) &&
	    source_by_socket(lookup, link.index, &route.source, err) < 0)
		return -1;
	*out = route;
	return 0;
}

/* `answer` to the target, with the interface named by the user if any. */
static int resolve(const struct lookup *lookup, const char *ifname,
		   const struct ipaddr *source, struct kernel_route *answer,
		   struct error *err)
{
	struct interface link = { .index = 0 };
	int status;

	if (ifname && (interface_by_name(lookup->netlink, ifname, &link, err) < 0 ||
		       interface_usable(&link, err) < 0))
		return -1;
	status = kernel_route_get(lookup->netlink, lookup->target, 0, NULL, answer);
	if (status == 0 && answer->type == RTN_LOCAL) {
		if (ifname && link.index != LOOPBACK_INDEX)
			return error_set(err, "%s is an address of this host: it is "
					 "reached over the loopback interface, not "
					 "over %s", lookup->target_text, ifname);
		return 0;
	}
	if (is_link_local(lookup->target) && !ifname)
		return error_set(err, "%s is a link-local address: name its interface "
				 "with -i", lookup->target_text);
	if (ifname || source)
		status = kernel_route_get(lookup->netlink, lookup->target, link.index,
				   source, answer);
	return check_answer(lookup, status, answer, err);
}

int route_lookup(const struct ipaddr *target, const char *ifname,
		 const struct ipaddr *source, struct route *out, struct error *err)
{
	struct lookup lookup = { .target = target };
	struct kernel_route answer;
	int ret;

	ipaddr_text(target, lookup.target_text);
	ret = check_target(&lookup, err);
	if (ret < 0)
		return ret;
	lookup.netlink = rtnetlink_open(err);
	if (!lookup.netlink)
		return -1;
	ret = source ? check_source(&lookup, source, err) : 0;
	if (ret < 0)
		goto cleanup;
	ret = resolve(&lookup, ifname, source, &answer, err);
	if (ret < 0)
		goto cleanup;
	ret = fill(&lookup, &answer, source, out, err);
cleanup:
	mnl_socket_close(lookup.netlink);
	return ret;
}

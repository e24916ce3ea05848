/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel is asked twice: once for the target alone, which tells whether it is
 * this host's own address, and once with the interface and the source that the
 * user named, because an own address is not found through either of them.
 */
#include "wire/live/route.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

enum {
	REPLY_BYTES = 32 * 1024,
	LOOPBACK_INDEX = 1, /* in every network namespace */
};

struct link {
	char name[IF_NAMESIZE];
	unsigned index, flags, mtu;
};

struct answer {
	unsigned char type; /* RTN_... */
	unsigned oif, mtu;
	struct ipaddr source, gateway;
};

struct lookup {
	struct mnl_socket *netlink;
	const struct ipaddr *target;
	char target_text[ADDRESS_TEXT];
};

/* ---- netlink ----------------------------------------------------------- */

static struct mnl_socket *netlink_open(struct error *err)
{
	struct mnl_socket *netlink = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (!netlink) {
		error_sys(err, errno, "cannot open a netlink socket");
		return NULL;
	}
	if (mnl_socket_bind(netlink, 0, MNL_SOCKET_AUTOPID) < 0) {
		error_sys(err, errno, "cannot bind a netlink socket");
		mnl_socket_close(netlink);
		return NULL;
	}
	return netlink;
}

/* One request, one reply. 0, or the errno of the kernel or of the exchange. */
static int netlink_ask(struct mnl_socket *netlink, struct nlmsghdr *request,
		       mnl_cb_t callback, void *data)
{
	char reply[REPLY_BYTES] __attribute__((aligned(8)));
	ssize_t len;

	request->nlmsg_flags = NLM_F_REQUEST;
	if (mnl_socket_sendto(netlink, request, request->nlmsg_len) < 0)
		return errno;
	do {
		len = mnl_socket_recvfrom(netlink, reply, sizeof(reply));
	} while (len < 0 && errno == EINTR);
	if (len < 0)
		return errno;
	if (mnl_cb_run(reply, (size_t)len, 0, mnl_socket_get_portid(netlink),
		       callback, data) < 0)
		return errno;
	return 0;
}

static void get_u32(const struct nlattr *attr, unsigned *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		*out = mnl_attr_get_u32(attr);
}

/* ---- links ------------------------------------------------------------- */

static int on_link_attr(const struct nlattr *attr, void *data)
{
	struct link *out = data;

	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		if (mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0 &&
		    mnl_attr_get_payload_len(attr) <= sizeof(out->name))
			memcpy(out->name, mnl_attr_get_str(attr),
			       mnl_attr_get_payload_len(attr));
		break;
	case IFLA_MTU:
		get_u32(attr, &out->mtu);
		break;
	}
	return MNL_CB_OK;
}

static int on_link(const struct nlmsghdr *reply, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(reply);
	struct link *out = data;

	if (reply->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(reply) < sizeof(*info))
		return MNL_CB_OK;
	out->index = (unsigned)info->ifi_index;
	out->flags = info->ifi_flags;
	mnl_attr_parse(reply, sizeof(*info), on_link_attr, out);
	return MNL_CB_STOP;
}

/* By name, or by index where name is NULL. 0 or an errno. */
static int link_get(struct mnl_socket *netlink, const char *name, unsigned index,
		    struct link *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	struct ifinfomsg *info;
	int status;

	*out = (struct link){ .index = 0 };
	request->nlmsg_type = RTM_GETLINK;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	info->ifi_index = name ? 0 : (int)index;
	if (name)
		mnl_attr_put_strz(request, IFLA_IFNAME, name);
	status = netlink_ask(netlink, request, on_link, out);
	return status == 0 && out->index == 0 ? ENODEV : status;
}

static int link_by_name(struct mnl_socket *netlink, const char *name,
			struct link *out, struct error *err)
{
	int status = ENODEV;

	if (name[0] != '\0' && strlen(name) < IF_NAMESIZE)
		status = link_get(netlink, name, 0, out);
	if (status == ENODEV || status == EINVAL)
		return error_set(err, "there is no interface named '%.64s': `ip link` "
				 "lists those there are", name);
	if (status != 0)
		return error_sys(err, status, "cannot look up interface %s", name);
	return 0;
}

static int link_usable(const struct link *link, struct error *err)
{
	if (!(link->flags & IFF_UP))
		return error_set(err, "interface %s is down: bring it up with "
				 "`ip link set %s up`", link->name, link->name);
	if (!(link->flags & IFF_RUNNING))
		return error_set(err, "interface %s has no carrier: connect its other "
				 "end (a cable, a veth peer that is up, a program "
				 "on the tap or tun)", link->name);
	return 0;
}

/* ---- routes ------------------------------------------------------------ */

static void get_address(const struct nlattr *attr, struct ipaddr *out)
{
	const size_t size = mnl_attr_get_payload_len(attr);

	if (size != 4 && size != 16)
		return;
	*out = (struct ipaddr){ .family = size == 4 ? FAMILY_INET : FAMILY_INET6 };
	memcpy(out->bytes, mnl_attr_get_payload(attr), size);
}

/* A gateway of the other family: IPv4 over an IPv6 next hop (RFC 8950). */
static void get_via(const struct nlattr *attr, struct ipaddr *out)
{
	const struct rtvia *via = mnl_attr_get_payload(attr);

	if (mnl_attr_get_payload_len(attr) != sizeof(*via) + 16 ||
	    via->rtvia_family != AF_INET6)
		return;
	*out = (struct ipaddr){ .family = FAMILY_INET6 };
	memcpy(out->bytes, via->rtvia_addr, 16);
}

static int on_metric(const struct nlattr *attr, void *data)
{
	struct answer *out = data;

	if (mnl_attr_get_type(attr) == RTAX_MTU)
		get_u32(attr, &out->mtu);
	return MNL_CB_OK;
}

static int on_route_attr(const struct nlattr *attr, void *data)
{
	struct answer *out = data;

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		get_u32(attr, &out->oif);
		break;
	case RTA_PREFSRC:
		get_address(attr, &out->source);
		break;
	case RTA_GATEWAY:
		get_address(attr, &out->gateway);
		break;
	case RTA_VIA:
		get_via(attr, &out->gateway);
		break;
	case RTA_METRICS:
		mnl_attr_parse_nested(attr, on_metric, out);
		break;
	}
	return MNL_CB_OK;
}

static int on_route(const struct nlmsghdr *reply, void *data)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(reply);
	struct answer *out = data;

	if (reply->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(reply) < sizeof(*route))
		return MNL_CB_OK;
	out->type = route->rtm_type;
	mnl_attr_parse(reply, sizeof(*route), on_route_attr, out);
	return MNL_CB_STOP;
}

/* The kernel's choice for `to`, by way of oif and source where given (0, NULL).
 * 0 or an errno. */
static int route_get(struct mnl_socket *netlink, const struct ipaddr *to,
		     unsigned oif, const struct ipaddr *source,
		     struct answer *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	const size_t size = ipaddr_size(to);
	struct rtmsg *route;
	int status;

	*out = (struct answer){ .type = RTN_UNSPEC };
	request->nlmsg_type = RTM_GETROUTE;
	route = mnl_nlmsg_put_extra_header(request, sizeof(*route));
	route->rtm_family = to->family == FAMILY_INET ? AF_INET : AF_INET6;
	route->rtm_dst_len = (unsigned char)(size * 8);
	mnl_attr_put(request, RTA_DST, size, to->bytes);
	if (source) {
		route->rtm_src_len = (unsigned char)(size * 8);
		mnl_attr_put(request, RTA_SRC, size, source->bytes);
	}
	if (oif)
		mnl_attr_put_u32(request, RTA_OIF, oif);
	status = netlink_ask(netlink, request, on_route, out);
	return status == 0 && out->type == RTN_UNSPEC ? ENETUNREACH : status;
}

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
	struct answer answer;

	ipaddr_text(source, text);
	if (source->family != lookup->target->family) {
		error_set(err, "source %s and target %s are not of one IP version", text,
			  lookup->target_text);
		return ROUTE_REFUSED;
	}
	if (ipaddr_is_broadcast_or_any(source) ||
	    route_get(lookup->netlink, source, 0, NULL, &answer) != 0 ||
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
			const struct answer *answer, struct error *err)
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

static int fill(const struct lookup *lookup, const struct answer *answer,
		const struct ipaddr *source, struct route *out, struct error *err)
{
	struct route route = { .local = answer->type == RTN_LOCAL,
			       .gateway = answer->gateway };
	unsigned index = route.local ? LOOPBACK_INDEX : answer->oif;
	struct link link;
	int status = link_get(lookup->netlink, NULL, index, &link);

	if (status != 0)
		return error_sys(err, status, "cannot look up interface %u on the way "
				 "to %s", index, lookup->target_text);
	if (link_usable(&link, err) < 0)
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
		   const struct ipaddr *source, struct answer *answer,
		   struct error *err)
{
	struct link link = { .index = 0 };
	int status;

	if (ifname && (link_by_name(lookup->netlink, ifname, &link, err) < 0 ||
		       link_usable(&link, err) < 0))
		return -1;
	status = route_get(lookup->netlink, lookup->target, 0, NULL, answer);
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
		status = route_get(lookup->netlink, lookup->target, link.index,
				   source, answer);
	return check_answer(lookup, status, answer, err);
}

int route_lookup(const struct ipaddr *target, const char *ifname,
		 const struct ipaddr *source, struct route *out, struct error *err)
{
	struct lookup lookup = { .target = target };
	struct answer answer;
	int ret;

	ipaddr_text(target, lookup.target_text);
	ret = check_target(&lookup, err);
	if (ret < 0)
		return ret;
	lookup.netlink = netlink_open(err);
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

/* ---- neighbours -------------------------------------------------------- */

struct neighbour {
	bool known;
	uint8_t mac[ROUTE_MAC];
};

static int on_neighbour_attr(const struct nlattr *attr, void *data)
{
	struct neighbour *out = data;

	if (mnl_attr_get_type(attr) == NDA_LLADDR &&
	    mnl_attr_get_payload_len(attr) == ROUTE_MAC) {
		memcpy(out->mac, mnl_attr_get_payload(attr), ROUTE_MAC);
		out->known = true;
	}
	return MNL_CB_OK;
}

static int on_neighbour(const struct nlmsghdr *reply, void *data)
{
	if (reply->nlmsg_type == RTM_NEWNEIGH &&
	    mnl_nlmsg_get_payload_len(reply) >= sizeof(struct ndmsg))
		mnl_attr_parse(reply, sizeof(struct ndmsg), on_neighbour_attr, data);
	return MNL_CB_STOP;
}

/* 0 or an errno. */
static int neighbour_get(struct mnl_socket *netlink, unsigned ifindex,
			 const struct ipaddr *addr, struct neighbour *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	struct ndmsg *info;

	request->nlmsg_type = RTM_GETNEIGH;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ndm_family = addr->family == FAMILY_INET ? AF_INET : AF_INET6;
	info->ndm_ifindex = (int)ifindex;
	mnl_attr_put(request, NDA_DST, ipaddr_size(addr), addr->bytes);
	return netlink_ask(netlink, request, on_neighbour, out);
}

int route_neighbour(const struct route *route, const struct ipaddr *neighbour,
		    uint8_t mac[static ROUTE_MAC], struct error *err)
{
	struct mnl_socket *netlink = netlink_open(err);
	struct neighbour found = { .known = false };
	char text[ADDRESS_TEXT];
	int status;

	if (!netlink)
		return -1;
	status = neighbour_get(netlink, route->ifindex, neighbour, &found);
	mnl_socket_close(netlink);
	ipaddr_text(neighbour, text);
	if (status != 0 && status != ENOENT)
		return error_sys(err, status, "cannot look up the Ethernet address of "
				 "%s", text);
	if (!found.known)
		return error_set(err, "the Ethernet address of %s is not known on %s "
				 "(`ip neighbour` lists those that are)", text,
				 route->ifname);
	memcpy(mac, found.mac, ROUTE_MAC);
	return 0;
}

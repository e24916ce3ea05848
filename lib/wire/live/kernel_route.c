/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/kernel_route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "wire/live/rtnetlink.h"

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
	struct kernel_route *out = data;

	if (mnl_attr_get_type(attr) == RTAX_MTU)
		rtnetlink_u32(attr, &out->mtu);
	return MNL_CB_OK;
}

static int on_route_attr(const struct nlattr *attr, void *data)
{
	struct kernel_route *out = data;

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		rtnetlink_u32(attr, &out->oif);
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
	struct kernel_route *out = data;

	if (reply->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(reply) < sizeof(*route))
		return MNL_CB_OK;
	out->type = route->rtm_type;
	mnl_attr_parse(reply, sizeof(*route), on_route_attr, out);
	return MNL_CB_STOP;
}

int kernel_route_get(struct mnl_socket *netlink, const struct ipaddr *to, unsigned oif,
		     const struct ipaddr *source, struct kernel_route *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	const size_t size = ipaddr_size(to);
	struct rtmsg *route;
	int status;

	*out = (struct kernel_route){ .type = RTN_UNSPEC };
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
	status = rtnetlink_ask(netlink, request, on_route, out);
	return status == 0 && out->type == RTN_UNSPEC ? ENETUNREACH : status;
}

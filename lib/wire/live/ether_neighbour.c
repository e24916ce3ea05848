/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/ether_neighbour.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "wire/live/rtnetlink.h"

struct ether_owner {
	bool known;
	uint8_t mac[ETHER_MAC];
};

static int on_neighbour_attr(const struct nlattr *attr, void *data)
{
	struct ether_owner *out = data;

	if (mnl_attr_get_type(attr) == NDA_LLADDR &&
	    mnl_attr_get_payload_len(attr) == ETHER_MAC) {
		memcpy(out->mac, mnl_attr_get_payload(attr), ETHER_MAC);
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
			 const struct ipaddr *addr, struct ether_owner *out)
{
	char bytes[256] __attribute__((aligned(8)));
	struct nlmsghdr *request = mnl_nlmsg_put_header(bytes);
	struct ndmsg *info;

	request->nlmsg_type = RTM_GETNEIGH;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ndm_family = addr->family == FAMILY_INET ? AF_INET : AF_INET6;
	info->ndm_ifindex = (int)ifindex;
	mnl_attr_put(request, NDA_DST, ipaddr_size(addr), addr->bytes);
	return rtnetlink_ask(netlink, request, on_neighbour, out);
}

int ether_neighbour(const struct route *route, const struct ipaddr *neighbour,
		    uint8_t mac[static ETHER_MAC], struct error *err)
{
	struct mnl_socket *netlink = rtnetlink_open(err);
	struct ether_owner found = { .known = false };
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
	memcpy(mac, found.mac, ETHER_MAC);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/link.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/time.h>

enum { MAC_BYTES = 6, REQUEST_BYTES = 1024, LOOPBACK_INDEX = 1 };

struct end {
	const char *name;
	/*
	 * Not the same number at both ends: the kernel takes a device whose peer has
	 * another index for stacked and makes its carrier change known at once; equal
	 * indices would cost up to a second.
	 */
	int index;
	uint8_t mac[MAC_BYTES]; /* RFC 9542, for documentation */
	struct ipaddr inet, inet6;
};

static const struct end ends[] = {
	[LINK_TESTER] = {
		"vet0", 2, { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x01 },
		{ FAMILY_INET, { 192, 0, 2, 1 } },
		{ FAMILY_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } },
	},
	[LINK_TARGET] = {
		"vet1", 3, { 0x00, 0x00, 0x5e, 0x00, 0x53, 0x02 },
		{ FAMILY_INET, { 192, 0, 2, 2 } },
		{ FAMILY_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 2 } },
	},
};

int link_index(enum link_side side)
{
	return ends[side].index;
}

const uint8_t *link_mac(enum link_side side)
{
	return ends[side].mac;
}

const char *link_name(enum link_side side)
{
	return ends[side].name;
}

const struct ipaddr *link_address(enum link_side side, enum ip_family family)
{
	return family == FAMILY_INET ? &ends[side].inet : &ends[side].inet6;
}

/* ---- requests --------------------------------------------------------------- */

/* A netlink request under construction. */
struct request {
	union {
		struct nlmsghdr header;
		char bytes[REQUEST_BYTES];
	};
};

static void *request_start(struct request *req, int type, int flags, size_t extra)
{
	memset(req, 0, sizeof(*req));
	mnl_nlmsg_put_header(req->bytes);
	req->header.nlmsg_type = (uint16_t)type;
	req->header.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	req->header.nlmsg_seq = 1;
	return mnl_nlmsg_put_extra_header(&req->header, extra);
}

static struct mnl_socket *rtnl_open(struct error *err)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	struct timeval patience = { .tv_sec = 5 };

	if (!nl) {
		error_sys(err, errno, "cannot open a netlink socket");
		return NULL;
	}
	if (setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)) < 0 ||
	    mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		error_sys(err, errno, "cannot set up a netlink socket");
		mnl_socket_close(nl);
		return NULL;
	}
	return nl;
}

/* Sends the request and waits for its acknowledgment; 0 or an errno value. */
static int exchange(struct mnl_socket *nl, struct request *req)
{
	char reply[REQUEST_BYTES * 8];
	ssize_t len;

	if (mnl_socket_sendto(nl, req, req->header.nlmsg_len) < 0)
		return errno;
	len = mnl_socket_recvfrom(nl, reply, sizeof(reply));
	if (len < 0)
		return errno;
	if (mnl_cb_run(reply, (size_t)len, req->header.nlmsg_seq,
		       mnl_socket_get_portid(nl), NULL, NULL) < 0)
		return errno;
	return 0;
}

static int request_send(struct mnl_socket *nl, struct request *req, const char *what,
			const struct end *end, struct error *err)
{
	int refused = exchange(nl, req);

	if (refused)
		return error_sys(err, refused, "lab: cannot %s %s", what, end->name);
	return 0;
}

/* ---- the link --------------------------------------------------------------- */

int link_create(int target_ns, struct error *err)
{
	const struct end *tester = &ends[LINK_TESTER], *target = &ends[LINK_TARGET];
	struct mnl_socket *nl = rtnl_open(err);
	struct nlattr *info, *data, *peer;
	struct ifinfomsg *msg;
	struct request req;
	int result;

	if (!nl)
		return -1;
	msg = request_start(&req, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(*msg));
	msg->ifi_index = tester->index;
	mnl_attr_put_strz(&req.header, IFLA_IFNAME, tester->name);
	mnl_attr_put(&req.header, IFLA_ADDRESS, MAC_BYTES, tester->mac);
	info = mnl_attr_nest_start(&req.header, IFLA_LINKINFO);
	mnl_attr_put_strz(&req.header, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(&req.header, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(&req.header, VETH_INFO_PEER);
	msg = mnl_nlmsg_put_extra_header(&req.header, sizeof(*msg));
	msg->ifi_index = target->index;
	mnl_attr_put_strz(&req.header, IFLA_IFNAME, target->name);
	mnl_attr_put(&req.header, IFLA_ADDRESS, MAC_BYTES, target->mac);
	mnl_attr_put_u32(&req.header, IFLA_NET_NS_FD, (uint32_t)target_ns);
	mnl_attr_nest_end(&req.header, peer);
	mnl_attr_nest_end(&req.header, data);
	mnl_attr_nest_end(&req.header, info);
	result = request_send(nl, &req, "create (does the kernel have veth?) the link",
			      tester, err);
	mnl_socket_close(nl);
	return result;
}

static int set_up(struct mnl_socket *nl, const struct end *end, int index,
		  struct error *err)
{
	struct ifinfomsg *msg;
	struct request req;

	msg = request_start(&req, RTM_NEWLINK, 0, sizeof(*msg));
	msg->ifi_index = index;
	msg->ifi_flags = IFF_UP;
	msg->ifi_change = IFF_UP;
	return request_send(nl, &req, "bring up", end, err);
}

/* Without a link-local address there is no duplicate address detection and no
 * router solicitation: the link carries what the tester and the target say. */
static int quiet_inet6(struct mnl_socket *nl, const struct end *end,
		       struct error *err)
{
	struct nlattr *spec, *inet6;
	struct ifinfomsg *msg;
	struct request req;

	msg = request_start(&req, RTM_NEWLINK, 0, sizeof(*msg));
	msg->ifi_index = end->index;
	spec = mnl_attr_nest_start(&req.header, IFLA_AF_SPEC);
	inet6 = mnl_attr_nest_start(&req.header, AF_INET6);
	mnl_attr_put_u8(&req.header, IFLA_INET6_ADDR_GEN_MODE,
			IN6_ADDR_GEN_MODE_NONE);
	mnl_attr_nest_end(&req.header, inet6);
	mnl_attr_nest_end(&req.header, spec);
	return request_send(nl, &req, "set up IPv6 (is it disabled?) on", end, err);
}

static unsigned char kernel_family(const struct ipaddr *addr)
{
	return addr->family == FAMILY_INET ? AF_INET : AF_INET6;
}

static int add_address(struct mnl_socket *nl, const struct end *end,
		       const struct ipaddr *addr, struct error *err)
{
	bool inet = addr->family == FAMILY_INET;
	size_t size = inet ? 4 : 16;
	struct ifaddrmsg *msg;
	struct request req;

	msg = request_start(&req, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*msg));
	msg->ifa_family = kernel_family(addr);
	msg->ifa_prefixlen = inet ? 24 : 64;
	msg->ifa_index = (unsigned)end->index;
	mnl_attr_put(&req.header, IFA_LOCAL, size, addr->bytes);
	mnl_attr_put(&req.header, IFA_ADDRESS, size, addr->bytes);
	if (!inet) /* usable at once */
		mnl_attr_put_u32(&req.header, IFA_FLAGS, IFA_F_NODAD);
	return request_send(nl, &req, inet ? "add the IPv4 address to"
			    : "add the IPv6 address (is it disabled?) to", end, err);
}

/* With permanent neighbours no ARP or neighbour discovery can come between a
 * segment and its reply, neither at the start nor when an entry would age. */
static int add_neighbour(struct mnl_socket *nl, const struct end *end,
			 const struct ipaddr *addr, const uint8_t mac[MAC_BYTES],
			 struct error *err)
{
	struct request req;
	struct ndmsg *msg;

	msg = request_start(&req, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE,
			    sizeof(*msg));
	msg->ndm_family = kernel_family(addr);
	msg->ndm_ifindex = end->index;
	msg->ndm_state = NUD_PERMANENT;
	mnl_attr_put(&req.header, NDA_DST, addr->family == FAMILY_INET ? 4 : 16,
		     addr->bytes);
	mnl_attr_put(&req.header, NDA_LLADDR, MAC_BYTES, mac);
	return request_send(nl, &req, "add a neighbour on", end, err);
}

int link_configure(enum link_side side, struct error *err)
{
	const struct end *end = &ends[side], *peer = &ends[!side];
	struct mnl_socket *nl = rtnl_open(err);
	int result = -1;

	if (!nl)
		return -1;
	if (set_up(nl, end, LOOPBACK_INDEX, err) < 0 ||
	    quiet_inet6(nl, end, err) < 0 ||
	    set_up(nl, end, end->index, err) < 0 ||
	    add_address(nl, end, &end->inet, err) < 0 ||
	    add_address(nl, end, &end->inet6, err) < 0 ||
	    add_neighbour(nl, end, &peer->inet, peer->mac, err) < 0 ||
	    add_neighbour(nl, end, &peer->inet6, peer->mac, err) < 0)
		goto cleanup;
	result = 0;
cleanup:
	mnl_socket_close(nl);
	return result;
}

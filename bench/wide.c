/* SPDX-License-Identifier: BSD-2-Clause */
#include "wide.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "lab/link.h"
#include "lab/userns.h"

enum { PREFIX = 16, LOOPBACK = 1 };

static const uint8_t network[4] = { 198, 18, 0, 0 };

struct ipaddr wide_address(unsigned i)
{
	struct ipaddr address = { .family = FAMILY_INET };

	memcpy(address.bytes, network, sizeof(network));
	address.bytes[2] = (uint8_t)((i + 1) >> 8);
	address.bytes[3] = (uint8_t)(i + 1);
	return address;
}

/* Sends the request; the kernel's answer is awaited. */
static void request(struct nlmsghdr *header)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	char reply[8192];
	ssize_t len = -1;

	if (nl && mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) == 0 &&
	    mnl_socket_sendto(nl, header, header->nlmsg_len) > 0)
		len = mnl_socket_recvfrom(nl, reply, sizeof(reply));
	if (len < 0 || mnl_cb_run(reply, (size_t)len, header->nlmsg_seq,
				  mnl_socket_get_portid(nl), NULL, NULL) < 0)
		bench_die("cannot add a route: %s", strerror(errno));
	mnl_socket_close(nl);
}

/* To the network by way of the gateway; without one it is the host's own. */
static void add_route(const struct ipaddr *gateway, int ifindex)
{
	char bytes[512] = { 0 };
	struct nlmsghdr *header = mnl_nlmsg_put_header(bytes);
	struct rtmsg *route;

	header->nlmsg_type = RTM_NEWROUTE;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
	header->nlmsg_seq = 1;
	route = mnl_nlmsg_put_extra_header(header, sizeof(*route));
	route->rtm_family = AF_INET;
	route->rtm_dst_len = PREFIX;
	route->rtm_table = gateway ? RT_TABLE_MAIN : RT_TABLE_LOCAL;
	route->rtm_type = gateway ? RTN_UNICAST : RTN_LOCAL;
	route->rtm_scope = gateway ? RT_SCOPE_UNIVERSE : RT_SCOPE_HOST;
	route->rtm_protocol = RTPROT_STATIC;
	mnl_attr_put(header, RTA_DST, sizeof(network), network);
	mnl_attr_put_u32(header, RTA_OIF, (uint32_t)ifindex);
	if (gateway)
		mnl_attr_put(header, RTA_GATEWAY, 4, gateway->bytes);
	request(header);
}

void wide_open(struct lab *lab)
{
	struct error err;
	const int tester = netns_current(&err);

	if (tester < 0)
		bench_die("%s", err.text);
	add_route(lab_target(lab, FAMILY_INET), link_index(LINK_TESTER));
	if (netns_enter(lab_target_netns(lab), &err) < 0)
		bench_die("%s", err.text);
	add_route(NULL, LOOPBACK);
	if (netns_enter(tester, &err) < 0)
		bench_die("%s", err.text);
	close(tester);
}

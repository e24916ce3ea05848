/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/rtnetlink.h"

#include <errno.h>

enum { REPLY_BYTES = 32 * 1024 };

struct mnl_socket *rtnetlink_open(struct error *err)
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

int rtnetlink_ask(struct mnl_socket *netlink, struct nlmsghdr *request,
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

void rtnetlink_u32(const struct nlattr *attr, unsigned *out)
{
	if (mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		*out = mnl_attr_get_u32(attr);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sock_diag.c - one exact lookup for one connection. The kernel walks the way that a
 * received segment walks: established table (which holds request sockets and
 * TIME-WAIT as well), then listeners. So one answer tells everything: a connection
 * that is not in the table shows as its listener, and as an error when there is none.
 */
#include "lab/kernel/sock_diag.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/time.h>

/* Kernel states that have no name in netinet/tcp.h. */
enum { KERNEL_NEW_SYN_RECV = 12, KERNEL_BOUND_INACTIVE = 13, KERNEL_STATES };

static const enum tcp_state states[KERNEL_STATES] = {
	[TCP_ESTABLISHED] = STATE_ESTABLISHED,
	[TCP_SYN_SENT] = STATE_SYN_SENT,
	[TCP_SYN_RECV] = STATE_SYN_RECEIVED,
	[TCP_FIN_WAIT1] = STATE_FIN_WAIT_1,
	[TCP_FIN_WAIT2] = STATE_FIN_WAIT_2,
	[TCP_TIME_WAIT] = STATE_TIME_WAIT,
	[TCP_CLOSE] = STATE_CLOSED,
	[TCP_CLOSE_WAIT] = STATE_CLOSE_WAIT,
	[TCP_LAST_ACK] = STATE_LAST_ACK,
	[TCP_LISTEN] = STATE_LISTEN,
	[TCP_CLOSING] = STATE_CLOSING,
	[KERNEL_NEW_SYN_RECV] = STATE_SYN_RECEIVED,
	[KERNEL_BOUND_INACTIVE] = STATE_CLOSED,
};

/* 0, or an errno value. */
static int ask(struct diag *diag, const struct connection_id *id)
{
	union {
		struct nlmsghdr header;
		char bytes[128];
	} msg;
	struct inet_diag_req_v2 *req;

	static_assert(sizeof(msg.header) + sizeof(*req) <= sizeof(msg.bytes),
		      "a request fits");
	memset(&msg, 0, sizeof(msg));
	mnl_nlmsg_put_header(msg.bytes);
	msg.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	msg.header.nlmsg_flags = NLM_F_REQUEST;
	msg.header.nlmsg_seq = ++diag->sequence;
	req = mnl_nlmsg_put_extra_header(&msg.header, sizeof(*req));
	req->sdiag_family = id->target.family == FAMILY_INET ? AF_INET : AF_INET6;
	req->sdiag_protocol = IPPROTO_TCP;
	req->idiag_states = UINT32_MAX;
	req->id.idiag_sport = htons(id->target_port);
	req->id.idiag_dport = htons(id->tester_port);
	memcpy(req->id.idiag_src, id->target.bytes, sizeof(req->id.idiag_src));
	memcpy(req->id.idiag_dst, id->tester.bytes, sizeof(req->id.idiag_dst));
	req->id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
	req->id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
	return mnl_socket_sendto(diag->nl, &msg, msg.header.nlmsg_len) < 0 ? errno : 0;
}

/* 0 and *out; ENOENT when the table has nothing; another errno value. */
static int read_answer(const struct nlmsghdr *msg, enum tcp_state *out)
{
	const struct inet_diag_msg *found = mnl_nlmsg_get_payload(msg);
	const struct nlmsgerr *refused = mnl_nlmsg_get_payload(msg);
	size_t len = mnl_nlmsg_get_payload_len(msg);

	if (msg->nlmsg_type == NLMSG_ERROR)
		return len < sizeof(*refused) || refused->error >= 0
		       ? EPROTO : -refused->error;
	if (msg->nlmsg_type != SOCK_DIAG_BY_FAMILY || len < sizeof(*found) ||
	    found->idiag_state == 0 || found->idiag_state >= KERNEL_STATES)
		return EPROTO;
	*out = states[found->idiag_state];
	return 0;
}

static int receive(struct diag *diag, enum tcp_state *out)
{
	union {
		struct nlmsghdr header;
		char bytes[4096];
	} reply;
	const struct nlmsghdr *msg;

	/* An answer that came too late for an earlier question is passed over. */
	do {
		ssize_t got = mnl_socket_recvfrom(diag->nl, &reply, sizeof(reply));
		int len;

		if (got < 0)
			return errno;
		len = (int)got;
		msg = &reply.header;
		if (!mnl_nlmsg_ok(msg, len))
			return EPROTO;
	} while (msg->nlmsg_seq != diag->sequence);
	return read_answer(msg, out);
}

static int diag_state(struct oracle *oracle, const struct connection_id *id,
		      enum tcp_state *out, struct error *err)
{
	struct diag *diag = (struct diag *)oracle; /* its first member */
	int failed;

	if (id->target.family == FAMILY_NONE || id->target.family != id->tester.family)
		return error_set(err, "sock_diag: the addresses of a connection must "
				 "be of one family");
	failed = ask(diag, id);
	if (!failed)
		failed = receive(diag, out);
	if (failed == ENOENT) {
		*out = STATE_CLOSED;
		return 0;
	}
	if (failed)
		return error_sys(err, failed, "cannot read the target's table of "
				 "connections (sock_diag)");
	return 0;
}

int diag_open(struct diag *diag, struct error *err)
{
	/* The kernel answers before sendto returns; this is for the day it does not. */
	struct timeval patience = { .tv_sec = 1 };

	diag->oracle.state = diag_state;
	diag->sequence = 0;
	diag->nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	if (!diag->nl)
		return error_sys(err, errno, "cannot open a sock_diag socket");
	if (setsockopt(mnl_socket_get_fd(diag->nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)) < 0 ||
	    mnl_socket_bind(diag->nl, 0, MNL_SOCKET_AUTOPID) < 0)
		return error_sys(err, errno, "cannot set up a sock_diag socket");
	return 0;
}

void diag_close(struct diag *diag)
{
	if (diag->nl)
		mnl_socket_close(diag->nl);
	diag->nl = NULL;
}

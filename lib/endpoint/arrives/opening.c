/* SPDX-License-Identifier: BSD-2-Clause */
/* opening.c - the numbers and the window of a SYN, and the passive opening. */
#include "endpoint/arrives/opening.h"

#include "endpoint/arrives/reassembly.h"
#include "endpoint/conn.h"
#include "endpoint/iss.h"
#include "endpoint/send/rtx.h"
#include "endpoint/send/tcp_options.h"

void learn_first_window(struct tcp_conn *conn, const struct arrival *in)
{
	conn->snd.wnd = in->seg.window; /* never scaled in a SYN */
	if (faulty(conn, FAULT_WINDOW_SYN_IGNORED))
		conn->snd.wnd = 65535;
	conn->snd.max_wnd = conn->snd.wnd;
	conn->snd.wl1 = in->seg.seq;
	conn->snd.wl2 = in->seg.ack;
}

void learn_irs(struct tcp_conn *conn, const struct arrival *in)
{
	conn->rcv.irs = in->seg.seq;
	conn->rcv.nxt = in->seg.seq + 1;
	conn->rcv.read = conn->rcv.nxt;
	conn->rcv.up = conn->rcv.nxt;
	conn->ts.last_ack_sent = conn->rcv.nxt;
	conn->tos = in->seg.tos;
}

struct tcp_conn *open_passively(struct tcp_endpoint *host, struct listener *listener,
				const struct arrival *in)
{
	struct connection_id id = { .tester = in->seg.src, .target = in->seg.dst,
				    .tester_port = in->seg.src_port,
				    .target_port = in->seg.dst_port };
	struct tcp_conn *conn = conn_new(host, &id);

	conn->listener = listener;
	conn->app = listener->app;
	conn->passive = true;
	conn->number = ++host->opened;
	/* RCV.NXT <- SEG.SEQ+1, IRS <- SEG.SEQ; other control or text is queued. */
	learn_irs(conn, in);
	options_learn_syn(conn, in);
	learn_first_window(conn, in);
	queue_syn_text(conn, in);
	set_iss(conn, choose_iss(host, &id));
	rtx_init(conn);
	conn_set_state(conn, STATE_SYN_RECEIVED);
	return conn;
}

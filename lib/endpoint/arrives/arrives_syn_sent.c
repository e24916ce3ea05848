/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_syn_sent.c - SEGMENT ARRIVES in SYN-SENT (RFC 9293 section 3.10.7.3). */
#include "endpoint/arrives/arrives_syn_sent.h"

#include "endpoint/arrives/acks.h"
#include "endpoint/arrives/fin.h"
#include "endpoint/arrives/opening.h"
#include "endpoint/arrives/reassembly.h"
#include "endpoint/arrives/reset.h"
#include "endpoint/conn.h"
#include "endpoint/send/output.h"
#include "endpoint/send/tcp_options.h"
#include "endpoint/send/transmit.h"
#include "endpoint/user/applications.h"

enum syn_sent_ack { ACK_NONE, ACK_GOOD, ACK_BAD };

static enum syn_sent_ack check_syn_sent_ack(const struct tcp_conn *conn,
					    const struct arrival *in)
{
	if (!(in->seg.flags & SEG_ACK))
		return ACK_NONE;
	return seq_acceptable_ack(in->seg.ack, conn->snd.iss, conn->snd.nxt) ? ACK_GOOD
									     : ACK_BAD;
}

/* Second, check the RST bit. */
static void syn_sent_rst(struct tcp_conn *conn, enum syn_sent_ack ack)
{
	bool believed = ack == ACK_GOOD ||
			(ack == ACK_NONE && faulty(conn, FAULT_SYNSENT_RST_NOACK)) ||
			(ack == ACK_BAD && faulty(conn, FAULT_SYNSENT_RST_BADACK));

	if (!believed || faulty(conn, FAULT_SYNSENT_RST_IGNORED))
		return;
	conn_signal(conn, SIGNAL_REFUSED);
	conn_delete(conn);
}

/* Fourth: our SYN has been ACKed. */
static void syn_sent_established(struct tcp_conn *conn, struct arrival *in)
{
	bool had_text = in->seg.payload_len > 0 || (in->seg.flags & SEG_FIN);

	take_ack(conn, in);
	learn_first_window(conn, in);
	if (faulty(conn, FAULT_SYNSENT_TEXT_LOST))
		had_text = false;
	if (had_text)
		queue_syn_text(conn, in);
	establish(conn);
	conn->ack_now = !faulty(conn, FAULT_SYNSENT_NO_ACK);
	/* Other controls or text: sixth step of section 3.10.7.4. */
	if (deliver_queued(conn) == GONE)
		return;
	app_run(conn);
	output_run(conn);
}

/* Fourth, without ACK: both ends open (section 3.5, figure 7). */
static void syn_sent_both(struct tcp_conn *conn, struct arrival *in)
{
	if (faulty(conn, FAULT_SIMOPEN_RESET)) {
		reset_for(conn->host, in);
		return;
	}
	learn_first_window(conn, in);
	queue_syn_text(conn, in);
	conn_set_state(conn, STATE_SYN_RECEIVED);
	/* <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
	conn->snd.nxt = conn->snd.iss;
	output_syn(conn);
}

/* Fifth: neither SYN nor RST: drop. False when a mistake goes on instead. */
static bool syn_sent_drops(struct tcp_conn *conn, const struct arrival *in,
			   enum syn_sent_ack ack)
{
	bool fin = in->seg.flags & SEG_FIN;

	if (ack == ACK_GOOD && faulty(conn, FAULT_SYNSENT_ACK_ESTABLISHES))
		return false;
	if (ack == ACK_NONE && faulty(conn, fin ? FAULT_SYNSENT_FIN_RESET
						: FAULT_SYNSENT_NOACK_RESET))
		reset_for(conn->host, in);
	return true;
}

void arrives_syn_sent(struct tcp_conn *conn, struct arrival *in)
{
	enum syn_sent_ack ack = check_syn_sent_ack(conn, in);
	uint16_t flags = in->seg.flags;

	/* First, check the ACK bit. */
	if (ack == ACK_BAD && !(flags & SEG_RST) &&
	    !faulty(conn, FAULT_SYNSENT_BADACK_TAKEN)) {
		if (!faulty(conn, FAULT_SYNSENT_BADACK_SILENT))
			reset_for(conn->host, in);
		return;
	}
	/* Second, check the RST bit. */
	if ((flags & SEG_RST) && !((flags & SEG_SYN) &&
				   faulty(conn, FAULT_SYNSENT_SYN_BEFORE_RST))) {
		syn_sent_rst(conn, ack);
		return;
	}
	/* Third, check the security: that of everybody. Fourth, the SYN bit. */
	if (!(flags & SEG_SYN) && syn_sent_drops(conn, in, ack))
		return;
	learn_irs(conn, in);
	options_learn_syn(conn, in);
	if (ack == ACK_BAD)
		in->seg.ack = conn->snd.nxt;
	if (ack != ACK_NONE)
		syn_sent_established(conn, in);
	else
		syn_sent_both(conn, in);
}

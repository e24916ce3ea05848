/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives_other.c - SEGMENT ARRIVES in SYN-RECEIVED and the synchronized states (RFC
 * 9293 section 3.10.7.4): the sequence number, the RST bit, the security, the SYN
 * bit. The later steps are in acks.c and text.c. */
#include "endpoint/host.h"

/* ---- first, check sequence number ------------------------------------------------------ */

/* a =< b and a < b on the circle; a stack that forgot the circle compares as numbers. */
static bool at_or_before(const struct conn *conn, uint32_t a, uint32_t b)
{
	return faulty(conn, FAULT_SEQ_UNSIGNED) ? a <= b : seq_leq(a, b);
}

static bool before(const struct conn *conn, uint32_t a, uint32_t b)
{
	return faulty(conn, FAULT_SEQ_UNSIGNED) ? a < b : seq_lt(a, b);
}

/* RCV.NXT =< n < RCV.NXT+RCV.WND */
static bool in_window(const struct conn *conn, uint32_t n)
{
	uint32_t right = conn->rcv.nxt + conn->rcv.wnd;

	if (faulty(conn, FAULT_SEQ_LEFT_EXCLUSIVE) && n == conn->rcv.nxt)
		return false;
	if (!at_or_before(conn, conn->rcv.nxt, n))
		return false;
	if (faulty(conn, FAULT_SEQ_RIGHT_UNCHECKED))
		return true;
	if (faulty(conn, FAULT_SEQ_RIGHT_INCLUSIVE))
		return at_or_before(conn, n, right);
	return before(conn, n, right);
}

bool acceptable(const struct conn *conn, const struct arrival *in)
{
	uint32_t first = in->seg.seq, last = in->seg.seq + in->len - 1;

	if (in->len == 0 && conn->rcv.wnd == 0)
		return first == conn->rcv.nxt &&
		       !faulty(conn, FAULT_ZEROWND_ACK_REFUSED);
	if (in->len == 0)
		return in_window(conn, first);
	if (conn->rcv.wnd == 0)
		return faulty(conn, FAULT_ZEROWND_DATA_TAKEN) && first == conn->rcv.nxt;
	if (in_window(conn, first))
		return true;
	return in_window(conn, last) && !faulty(conn, FAULT_SEQ_OVERLAP_REFUSED);
}

/* "If the RCV.WND is zero, no segments will be acceptable, but special allowance
 * should be made to accept valid ACKs, URGs, and RSTs" (MUST-66): text and FIN are
 * cut off, and the segment is answered like one that was not acceptable. */
static bool allowance(struct conn *conn, struct arrival *in)
{
	if (conn->rcv.wnd != 0 || in->len == 0 || in->seg.seq != conn->rcv.nxt ||
	    (in->seg.flags & SEG_SYN))
		return false;
	if (faulty(conn, FAULT_ZEROWND_DATA_TAKEN))
		return false;
	in->seg.payload_len = 0;
	in->seg.flags &= (uint16_t)~SEG_FIN;
	in->len = 0;
	conn->ack_now = !faulty(conn, FAULT_ZEROWND_SILENT);
	return true;
}

/* TIME-WAIT: "a retransmission of the remote FIN. Acknowledge it, and restart the 2
 * MSL timeout" (fifth step); by its number it stops here already. */
static bool is_fin_again(const struct conn *conn, const struct arrival *in)
{
	return (in->seg.flags & SEG_FIN) && conn->rcv.fin_taken &&
	       in->seg.seq + in->len == conn->rcv.nxt;
}

/* The duplicates that certain states leave unanswered, by mistake. */
static bool leaves_unanswered(const struct conn *conn, const struct arrival *in)
{
	bool left = seq_lt(in->seg.seq, conn->rcv.nxt);

	if (faulty(conn, left ? FAULT_OOW_LEFT_SILENT : FAULT_OOW_RIGHT_SILENT))
		return true;
	if (!is_fin_again(conn, in))
		return false;
	switch (conn->state) {
	case STATE_CLOSE_WAIT:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_CLOSE_WAIT);
	case STATE_CLOSING:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_CLOSING);
	case STATE_LAST_ACK:
		return faulty(conn, FAULT_FIN_AGAIN_SILENT_LAST_ACK);
	case STATE_TIME_WAIT:
		return faulty(conn, FAULT_TIMEWAIT_FIN_SILENT);
	default:
		return false;
	}
}

static void note_duplicate(struct conn *conn, const struct arrival *in)
{
	uint32_t end = in->seg.seq + in->seg.payload_len;

	if (in->seg.payload_len && seq_leq(end, conn->rcv.nxt))
		sack_note_duplicate(conn, in->seg.seq, end);
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, wrong in one of the ways it can be. */
static void answer_unacceptable(struct conn *conn, const struct arrival *in)
{
	uint32_t nxt = conn->snd.nxt, rcv_nxt = conn->rcv.nxt;

	if (faulty(conn, FAULT_OOW_ANSWER_SEQ))
		conn->snd.nxt = conn->snd.una;
	if (faulty(conn, FAULT_OOW_ANSWER_ACK))
		conn->rcv.nxt = in->seg.seq + in->len;
	output_ack(conn);
	conn->snd.nxt = nxt;
	conn->rcv.nxt = rcv_nxt;
}

/* Answered by a reset, which would be a mistake. */
static bool resets_instead(const struct conn *conn, const struct arrival *in)
{
	bool syn = in->seg.flags & SEG_SYN;

	if (faulty(conn, FAULT_OOW_RESET))
		return true;
	if (syn && faulty(conn, FAULT_SYN_OOW_RESET))
		return true;
	return syn && conn->state == STATE_SYN_RECEIVED &&
	       faulty(conn, FAULT_SYNRCVD_SYN_AGAIN_RESET);
}

/* "An acknowledgment should be sent in reply. After sending the acknowledgment,
 * drop the unacceptable segment and return." A RST does not come here. */
static void unacceptable(struct conn *conn, const struct arrival *in)
{
	if (conn->state == STATE_TIME_WAIT && is_fin_again(conn, in)) {
		if (faulty(conn, FAULT_TIMEWAIT_FIN_RESET)) {
			reset_for(conn->host, in);
			return;
		}
		if (!faulty(conn, FAULT_TIMEWAIT_NO_RESTART))
			timer_set(conn, TIMER_WAIT, 2 * conn->host->config.msl);
	}
	if (leaves_unanswered(conn, in))
		return;
	if (resets_instead(conn, in)) {
		reset_for(conn->host, in);
		return;
	}
	if (is_fin_again(conn, in) && faulty(conn, FAULT_FIN_AGAIN_COUNTED))
		conn->rcv.nxt++;
	note_duplicate(conn, in);
	answer_unacceptable(conn, in);
}

/* ---- second, check the RST bit -------------------------------------------------------------- */

/* A state whose code forgot the RST. */
static bool rst_forgotten(const struct conn *conn)
{
	static const enum fault by_state[STATE_COUNT] = {
		[STATE_SYN_RECEIVED] = FAULT_SYNRCVD_RST_IGNORED,
		[STATE_ESTABLISHED] = FAULT_RST_IGNORED,
		[STATE_FIN_WAIT_1] = FAULT_RST_IGNORED_FIN_WAIT_1,
		[STATE_FIN_WAIT_2] = FAULT_RST_IGNORED_FIN_WAIT_2,
		[STATE_CLOSE_WAIT] = FAULT_RST_IGNORED_CLOSE_WAIT,
		[STATE_CLOSING] = FAULT_RST_IGNORED_CLOSING,
		[STATE_LAST_ACK] = FAULT_RST_IGNORED_LAST_ACK,
		[STATE_TIME_WAIT] = FAULT_RST_IGNORED_TIME_WAIT,
	};

	return faulty(conn, by_state[conn->state]);
}

static bool rst_in_window(const struct conn *conn, const struct arrival *in)
{
	const struct segment *seg = &in->seg;

	if (conn->rcv.wnd == 0)
		return seg->seq == conn->rcv.nxt &&
		       !faulty(conn, FAULT_ZEROWND_RST_IGNORED);
	/* A comparison that breaks where the numbers begin anew. */
	if (faulty(conn, FAULT_RST_WINDOW_UNSIGNED))
		return seg->seq >= conn->rcv.nxt &&
		       seg->seq < conn->rcv.nxt + conn->rcv.wnd;
	return in_window(conn, seg->seq);
}

static void challenge(struct conn *conn, const struct arrival *in)
{
	uint32_t nxt = conn->snd.nxt;

	if (faulty(conn, FAULT_RST_CHALLENGE_SILENT))
		return;
	if (faulty(conn, FAULT_RST_CHALLENGE_SEQ_COPIED))
		conn->snd.nxt = in->seg.seq;
	output_ack(conn);
	conn->snd.nxt = nxt;
}

/* "Enter the CLOSED state, delete the TCB, and return", by state. GONE always, but
 * for an old duplicate in a TIME-WAIT that gave way. */
static enum verdict take_rst(struct conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_RST_ANSWERED_BY_RST))
		output_reset(conn);
	if (faulty(conn, FAULT_RST_ANSWERED_BY_ACK) && in->seg.payload_len > 0)
		output_ack(conn);
	if (conn->state == STATE_SYN_RECEIVED && conn->passive) {
		if (time_wait_returns(conn))
			return DROP;
		/* Return to LISTEN: the listener was never away. */
		if (faulty(conn, FAULT_SYNRCVD_RST_KILLS_LISTENER))
			conn->listener->dead = true;
	} else if (conn->state == STATE_SYN_RECEIVED) {
		conn_signal(conn, SIGNAL_REFUSED);
		if (faulty(conn, FAULT_SIMOPEN_RST_LISTENS))
			endpoint_listen(conn->host, conn->id.target_port, APP_DISCARD);
	} else if (conn->state != STATE_CLOSING && conn->state != STATE_LAST_ACK &&
		   conn->state != STATE_TIME_WAIT) {
		conn_signal(conn, SIGNAL_RESET);
	}
	conn_delete(conn);
	return GONE;
}

static bool rst_doubted(const struct conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_RST_WITHOUT_ACK_IGNORED) && !(in->seg.flags & SEG_ACK))
		return true;
	if (faulty(conn, FAULT_RST_WITH_ACK_IGNORED) && (in->seg.flags & SEG_ACK))
		return true;
	if (faulty(conn, FAULT_RST_WITH_DATA_IGNORED) && in->seg.payload_len > 0)
		return true;
	/* RFC 9293 judges a RST by its SEQ alone. */
	return faulty(conn, FAULT_RST_ACK_CHECKED) && (in->seg.flags & SEG_ACK) &&
	       in->seg.ack != conn->snd.nxt;
}

static enum verdict check_rst(struct conn *conn, const struct arrival *in)
{
	uint32_t expected = conn->rcv.nxt;

	/* 1) outside the window: silently dropped. */
	if (!rst_in_window(conn, in)) {
		bool taken = faulty(conn, FAULT_RST_OOW_TAKEN) ||
			     (conn->state == STATE_TIME_WAIT &&
			      faulty(conn, FAULT_TIMEWAIT_RST_OOW_TAKEN)) ||
			     (conn->state == STATE_SYN_RECEIVED &&
			      faulty(conn, FAULT_SYNRCVD_RST_OOW_TAKEN));

		if (taken)
			return take_rst(conn, in);
		if (faulty(conn, FAULT_RST_OOW_ANSWERED))
			output_ack(conn);
		return DROP;
	}
	if (rst_forgotten(conn) || rst_doubted(conn, in))
		return DROP;
	if (faulty(conn, FAULT_RST_EXACT_AT_LAST_ACK))
		expected = conn->ts.last_ack_sent;
	/* 2) exactly RCV.NXT: reset the connection. */
	if (in->seg.seq == expected || faulty(conn, FAULT_RST_ANY_IN_WINDOW))
		return take_rst(conn, in);
	/* 3) in the window otherwise: challenge ACK. */
	challenge(conn, in);
	if (faulty(conn, FAULT_RST_CHALLENGE_CLOSES)) {
		conn_delete(conn);
		return GONE;
	}
	return DROP;
}

/* ---- fourth, check the SYN bit ------------------------------------------------------------------ */

static enum verdict syn_received_syn(struct conn *conn)
{
	if (faulty(conn, FAULT_SYNRCVD_SYN_IGNORED))
		return DROP;
	/* Passive OPEN: return to LISTEN. */
	conn_delete(conn);
	return GONE;
}

/* A SYN that begins the connection anew, by mistake. */
static enum verdict syn_replaces(struct conn *conn, struct arrival *in)
{
	struct endpoint *host = conn->host;
	struct listener *listener = conn->listener;

	conn_delete(conn);
	if (listener)
		output_syn(open_passively(host, listener, in));
	return GONE;
}

static void trim_syn(struct arrival *in)
{
	in->seg.flags &= (uint16_t)~SEG_SYN;
	in->seg.seq++;
	in->len--;
}

static enum verdict check_syn(struct conn *conn, struct arrival *in)
{
	bool synack = in->seg.flags & SEG_ACK;

	/* First step: "If a segment's contents straddle the boundary between old and
	 * new, only the new parts are processed", and the fourth step "would not be
	 * reached" for a SYN that is not in the window. */
	if (conn->state == STATE_SYN_RECEIVED && conn->passive) {
		if (!seq_lt(in->seg.seq, conn->rcv.nxt))
			return syn_received_syn(conn);
		trim_syn(in);
		return GO_ON;
	}
	/* RFC 5961 section 4: challenge ACK, irrespective of the sequence number; so
	 * too in the SYN-RECEIVED of an active OPEN. */
	if (faulty(conn, FAULT_SYN_SILENT) ||
	    (synack && faulty(conn, FAULT_SYNACK_SILENT)))
		return DROP;
	if (faulty(conn, FAULT_SYN_DATA_TAKEN) && in->seg.payload_len > 0) {
		in->seg.flags &= (uint16_t)~SEG_SYN;
		in->len--;
		return GO_ON;
	}
	output_ack(conn);
	if (faulty(conn, FAULT_SYN_CHALLENGE_CLOSES)) {
		conn_delete(conn);
		return GONE;
	}
	return DROP;
}

/* ---- the steps together ---------------------------------------------------------------------------- */

/* Figure 7, line 6: both opened, and the peer's SYN,ACK establishes. Its SYN was
 * seen before and lies left of the window: trimmed off. */
static void trim_known_syn(struct conn *conn, struct arrival *in)
{
	const uint16_t both = SEG_SYN | SEG_ACK;

	if (conn->state != STATE_SYN_RECEIVED || conn->passive)
		return;
	if ((in->seg.flags & (both | SEG_RST)) != both ||
	    in->seg.seq != conn->rcv.irs || in->seg.ack != conn->snd.nxt)
		return;
	trim_syn(in);
}

/* RFC 7323 section 5.3, and section 3.2 for a segment without the option. A SYN is
 * let through: RFC 5961 wants it challenged. */
static bool stamps_refuse(struct conn *conn, const struct arrival *in)
{
	if (conn->ts.on && !in->opt.ts && !(in->seg.flags & (SEG_RST | SEG_SYN))) {
		if (faulty(conn, FAULT_TS_MISSING_RESETS))
			reset_for(conn->host, in);
		return true;
	}
	if (!conn->ts.on && in->opt.ts && faulty(conn, FAULT_TS_UNNEGOTIATED_REFUSED) &&
	    !(in->seg.flags & SEG_SYN))
		return true;
	if (!paws_refuses(conn, in))
		return false;
	if (!faulty(conn, FAULT_PAWS_SILENT)) {
		note_duplicate(conn, in);
		output_ack(conn); /* R1: "acknowledge as specified, drop" */
	}
	return true;
}

/* Mistakes about things that section 3.10.7.4 does not look at. */
static bool other_mistake(struct conn *conn, const struct arrival *in)
{
	if (faulty(conn, FAULT_PRECEDENCE_RESETS) && in->seg.tos != conn->tos) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return true;
	}
	if (faulty(conn, FAULT_TIMEWAIT_ACK_RESET) && conn->state == STATE_TIME_WAIT &&
	    !(in->seg.flags & (SEG_RST | SEG_FIN | SEG_SYN))) {
		reset_for(conn->host, in);
		return true;
	}
	if (faulty(conn, FAULT_FINWAIT_DATA_RESET) && in->seg.payload_len > 0 &&
	    !(in->seg.flags & SEG_RST) &&
	    (conn->state == STATE_FIN_WAIT_1 || conn->state == STATE_FIN_WAIT_2)) {
		reset_for(conn->host, in);
		return true;
	}
	return faulty(conn, FAULT_OPTION_UNKNOWN_RESETS) && in->opt.unknown;
}

/* Steps five to eight. */
static enum verdict later_steps(struct conn *conn, struct arrival *in)
{
	enum verdict verdict = check_ack(conn, in);

	if (verdict != GO_ON)
		return verdict;
	check_urg(conn, in);
	/* "if new data is received after CLOSE is called, its TCP implementation SHOULD
	 * send a RST to show that data was lost" (SHLD-3) */
	if (text_is_lost(conn, in)) {
		reset_for(conn->host, in);
		conn_delete(conn);
		return GONE;
	}
	process_text(conn, in);
	return check_fin(conn, in);
}

static enum verdict first_steps(struct conn *conn, struct arrival *in)
{
	bool allowed;

	if (stamps_refuse(conn, in))
		return DROP;
	trim_known_syn(conn, in);
	/* A RST is placed by its number alone, whatever it carries (SHLD-2). */
	if (in->seg.flags & SEG_RST)
		return check_rst(conn, in);
	allowed = allowance(conn, in);
	if (!allowed && faulty(conn, FAULT_SYN_REPLACES) && (in->seg.flags & SEG_SYN) &&
	    conn->state != STATE_SYN_RECEIVED)
		return syn_replaces(conn, in);
	if (!allowed && !acceptable(conn, in)) {
		unacceptable(conn, in);
		return DROP;
	}
	stamp_learn(conn, in);
	/* Third, check security: that of everybody. */
	if (in->seg.flags & SEG_SYN)
		return check_syn(conn, in);
	return GO_ON;
}

bool arrives_other(struct conn *conn, struct arrival *in)
{
	enum verdict verdict;
	bool gone = false;

	if (other_mistake(conn, in))
		return false;
	if (conn->state == STATE_TIME_WAIT && time_wait_syn(conn, in, &gone))
		return !gone;
	verdict = first_steps(conn, in);
	if (verdict == GO_ON)
		verdict = later_steps(conn, in);
	if (verdict == GONE)
		return false;
	/* "Start the time-wait timer, turn off the other timers." */
	if (conn->keepalive && conn->state != STATE_TIME_WAIT)
		call_keepalive(conn, conn->keepalive);
	app_run(conn);
	output_run(conn);
	return true;
}

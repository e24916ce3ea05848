/* SPDX-License-Identifier: BSD-2-Clause */
/* arrives.c - SEGMENT ARRIVES: what comes before the state is looked at (RFC 9293
 * sections 3.1 and 3.9.2.3), CLOSED (3.10.7.1), LISTEN (3.10.7.2) and SYN-SENT
 * (3.10.7.3). */
#include "endpoint/host.h"

/* ---- before the state: is it a segment for this host at all ------------------------- */

/* Sections 3.1 (data offset), RFC 1122 section 3.2.1. */
static bool whole(const struct endpoint *host, struct decoded *decoded)
{
	const struct fault_set *f = &host->config.faults;

	if (decoded->status == DECODE_BAD_OFFSET) {
		struct segment *seg = &decoded->seg;
		bool taken = seg->data_offset < SEG_HEADER_MIN / 4
				     ? fault_on(f, FAULT_OFFSET_BELOW_5_TAKEN)
				     : fault_on(f, FAULT_OFFSET_PAST_END_TAKEN);

		if (!taken)
			return false;
		seg->options_len = 0;
		/* What lies behind the fixed header is taken for one octet. */
		seg->payload = (const uint8_t *)"?";
		seg->payload_len = 1;
		return true;
	}
	if (decoded->status != DECODE_OK)
		return false;
	return decoded->ip_checksum == CHECKSUM_GOOD ||
	       fault_on(f, FAULT_CHECKSUM_IP_UNCHECKED);
}

/* MUST-3. */
static bool checksum_passes(const struct endpoint *host, const struct decoded *decoded)
{
	const struct fault_set *f = &host->config.faults;
	const struct segment *seg = &decoded->seg;

	if (decoded->status != DECODE_OK)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_ODD_REFUSED) && seg->payload_len % 2)
		return false;
	if (decoded->checksum == CHECKSUM_GOOD)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED))
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED_ON_DATA) && seg->payload_len > 0)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED_ON_SYN) && (seg->flags & SEG_SYN))
		return true;
	return fault_on(f, FAULT_CHECKSUM_ZERO_TAKEN) && seg->checksum == 0;
}

/* MUST-57, MUST-63: neither end may be broadcast or multicast. */
static bool addresses_pass(const struct endpoint *host, const struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;
	bool bad_source = ipaddr_is_multicast(&seg->src) ||
			  ipaddr_is_broadcast_or_any(&seg->src);
	bool bad_destination = ipaddr_is_multicast(&seg->dst) ||
			       ipaddr_is_broadcast_or_any(&seg->dst);

	if (bad_source && !fault_on(f, FAULT_SOURCE_UNCHECKED))
		return false;
	return !bad_destination || fault_on(f, FAULT_BROADCAST_ANSWERED);
}

/* Mistakes about header fields that must not matter. */
static bool header_refused(const struct endpoint *host, const struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;

	if (fault_on(f, FAULT_RESERVED_REFUSED) && (seg->flags & SEG_RESERVED))
		return true;
	if (fault_on(f, FAULT_TTL_LOW_REFUSED) && seg->ttl < 2)
		return true;
	if (fault_on(f, FAULT_IP_OPTIONS_REFUSED) && seg->ip_options_len > 0)
		return true;
	return fault_on(f, FAULT_OPTION_IN_DATA_REFUSED) && seg->options_len > 0 &&
	       !(seg->flags & SEG_SYN);
}

/* ---- resets ------------------------------------------------------------------------------ */

/* Section 3.10.7.1; RFC 7323 section 5.2: with timestamps when the cause had them. */
static void add_reset_stamps(struct segment *rst, const struct arrival *in)
{
	uint8_t data[8] = { 0, 0, 0, 0, (uint8_t)(in->opt.tsval >> 24),
			    (uint8_t)(in->opt.tsval >> 16),
			    (uint8_t)(in->opt.tsval >> 8), (uint8_t)in->opt.tsval };

	if (!in->opt.ts)
		return;
	segment_add_option(rst, OPT_NOP, NULL, 0);
	segment_add_option(rst, OPT_NOP, NULL, 0);
	segment_add_option(rst, OPT_TIMESTAMPS, data, sizeof(data));
}

static struct segment reply_to(const struct segment *seg)
{
	struct segment reply = { .src = seg->dst, .dst = seg->src,
				 .src_port = seg->dst_port,
				 .dst_port = seg->src_port };

	return reply;
}

/* SEG.SEQ+SEG.LEN, as an endpoint counts it that may have miscounted. */
static uint32_t behind(const struct fault_set *f, const struct arrival *in)
{
	uint32_t end = in->seg.seq + in->len;

	if ((in->seg.flags & SEG_SYN) && fault_on(f, FAULT_RESET_SYN_UNCOUNTED))
		end--;
	if ((in->seg.flags & SEG_FIN) && fault_on(f, FAULT_RESET_FIN_UNCOUNTED))
		end--;
	if (fault_on(f, FAULT_RESET_DATA_UNCOUNTED))
		end -= in->seg.payload_len;
	return end;
}

void reset_for(struct endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	struct segment rst = reply_to(&in->seg);

	if (in->seg.flags & SEG_ACK) {
		rst.seq = in->seg.ack; /* <SEQ=SEG.ACK><CTL=RST> */
		rst.flags = SEG_RST;
		if (fault_on(f, FAULT_RESET_SEQ_ZERO))
			rst.seq = 0;
		if (fault_on(f, FAULT_RESET_WITH_ACK)) {
			rst.flags |= SEG_ACK;
			rst.ack = behind(f, in);
		}
	} else {
		/* <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> */
		rst.ack = behind(f, in);
		rst.flags = SEG_RST | SEG_ACK;
		if (fault_on(f, FAULT_RESET_SEQ_FROM_NOWHERE))
			rst.seq = choose_iss(host, &(struct connection_id){
				.tester = in->seg.src, .target = in->seg.dst });
		if (fault_on(f, FAULT_RESET_ACK_BIT_MISSING))
			rst.flags = SEG_RST;
	}
	add_reset_stamps(&rst, in);
	emit(host, &rst);
}

/* ---- 3.10.7.1 CLOSED ------------------------------------------------------------------------ */

static bool closed_says_nothing(const struct fault_set *f, const struct arrival *in)
{
	const uint16_t both = SEG_SYN | SEG_ACK;

	if (fault_on(f, FAULT_CLOSED_SILENT))
		return true;
	if (fault_on(f, FAULT_CLOSED_NOACK_SILENT) &&
	    !(in->seg.flags & (SEG_SYN | SEG_ACK)))
		return true;
	if (fault_on(f, FAULT_CLOSED_URG_SILENT) && (in->seg.flags & SEG_URG))
		return true;
	return fault_on(f, FAULT_CLOSED_SYNACK_SILENT) &&
	       (in->seg.flags & both) == both;
}

static void arrives_closed(struct endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;

	/* An incoming segment containing a RST is discarded. */
	if ((in->seg.flags & SEG_RST) && !fault_on(f, FAULT_CLOSED_RST_FOR_RST))
		return;
	if (closed_says_nothing(f, in))
		return;
	reset_for(host, in);
}

/* ---- 3.10.7.2 LISTEN ------------------------------------------------------------------------- */

static void learn_first_window(struct conn *conn, const struct arrival *in)
{
	conn->snd.wnd = in->seg.window; /* never scaled in a SYN */
	if (faulty(conn, FAULT_WINDOW_SYN_IGNORED))
		conn->snd.wnd = 65535;
	conn->snd.max_wnd = conn->snd.wnd;
	conn->snd.wl1 = in->seg.seq;
	conn->snd.wl2 = in->seg.ack;
}

static void learn_irs(struct conn *conn, const struct arrival *in)
{
	conn->rcv.irs = in->seg.seq;
	conn->rcv.nxt = in->seg.seq + 1;
	conn->rcv.read = conn->rcv.nxt;
	conn->rcv.up = conn->rcv.nxt;
	conn->ts.last_ack_sent = conn->rcv.nxt;
	conn->tos = in->seg.tos;
}

struct conn *open_passively(struct endpoint *host, struct listener *listener,
			    const struct arrival *in)
{
	struct connection_id id = { .tester = in->seg.src, .target = in->seg.dst,
				    .tester_port = in->seg.src_port,
				    .target_port = in->seg.dst_port };
	struct conn *conn = conn_new(host, &id);

	conn->listener = listener;
	conn->app = listener->app;
	conn->passive = true;
	/* RCV.NXT <- SEG.SEQ+1, IRS <- SEG.SEQ; other control or text is queued. */
	learn_irs(conn, in);
	options_learn_syn(conn, in);
	learn_first_window(conn, in);
	queue_syn_text(conn, in);
	conn->snd.iss = choose_iss(host, &id);
	conn->snd.una = conn->snd.iss;
	conn->snd.nxt = conn->snd.iss;
	conn->snd.end = conn->snd.iss + 1;
	conn->snd.up = conn->snd.end;
	rtx_init(conn);
	conn_set_state(conn, STATE_SYN_RECEIVED);
	return conn;
}

/* Mistakes at a SYN that LISTEN should take. */
static bool syn_mistaken(struct endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	const uint16_t ecn = SEG_ECE | SEG_CWR;

	if (fault_on(f, FAULT_LISTEN_SYN_FIN_DROPPED) && (in->seg.flags & SEG_FIN))
		return true;
	if (fault_on(f, FAULT_LISTEN_SYN_URG_DROPPED) && (in->seg.flags & SEG_URG))
		return true;
	if (fault_on(f, FAULT_ACKFIELD_WITHOUT_BIT) && in->seg.ack != 0) {
		reset_for(host, in);
		return true;
	}
	if (fault_on(f, FAULT_OPTION_UNKNOWN_RESETS) && in->opt.unknown) {
		reset_for(host, in);
		return true;
	}
	if (fault_on(f, FAULT_ECN_SYN_RESET) && (in->seg.flags & ecn)) {
		reset_for(host, in);
		return true;
	}
	return false;
}

static void listen_syn(struct endpoint *host, struct listener *listener,
		       const struct arrival *in)
{
	struct conn *conn;

	if (syn_mistaken(host, in))
		return;
	if (host->config.connections &&
	    endpoint_live(host) >= host->config.connections) {
		if (host->config.refuses)
			reset_for(host, in);
		return;
	}
	/* No room in the backlog: the peer will send its SYN again. */
	if (listener->half_open >= host->config.backlog)
		return;
	conn = open_passively(host, listener, in);
	/* <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> */
	output_syn(conn);
}

static void listen_ack(struct endpoint *host, const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	struct arrival copy = *in;

	if (fault_on(f, FAULT_LISTEN_ACK_SILENT))
		return;
	if (fault_on(f, FAULT_LISTEN_RESET_SEQ))
		copy.seg.ack = in->seg.seq;
	reset_for(host, &copy);
	if (fault_on(f, FAULT_LISTEN_RESET_TWICE) && in->seg.payload_len > 0)
		reset_for(host, &copy);
}

static void arrives_listen(struct endpoint *host, struct listener *listener,
			   const struct arrival *in)
{
	const struct fault_set *f = &host->config.faults;
	uint16_t flags = in->seg.flags;
	bool syn_first = fault_on(f, FAULT_LISTEN_SYN_BEFORE_ACK) && (flags & SEG_SYN);
	bool rst_last = fault_on(f, FAULT_LISTEN_SYN_BEFORE_RST) && (flags & SEG_SYN);

	/* First, check for a RST: ignored. */
	if ((flags & SEG_RST) && !rst_last) {
		if (fault_on(f, FAULT_LISTEN_RST_FOR_RST))
			reset_for(host, in);
		return;
	}
	/* Second, check for an ACK: any is bad. */
	if ((flags & SEG_ACK) && !syn_first) {
		listen_ack(host, in);
		return;
	}
	/* Third, check for a SYN. The security is that of everybody. */
	if (flags & SEG_SYN) {
		listen_syn(host, listener, in);
		return;
	}
	/* Fourth, other data or control: dropped. */
	if ((flags & SEG_FIN) && fault_on(f, FAULT_LISTEN_FIN_RESET))
		reset_for(host, in);
	else if (!(flags & SEG_FIN) && fault_on(f, FAULT_LISTEN_NOACK_RESET))
		reset_for(host, in);
}

/* ---- 3.10.7.3 SYN-SENT -------------------------------------------------------------------------- */

enum syn_sent_ack { ACK_NONE, ACK_GOOD, ACK_BAD };

static enum syn_sent_ack check_syn_sent_ack(const struct conn *conn,
					    const struct arrival *in)
{
	if (!(in->seg.flags & SEG_ACK))
		return ACK_NONE;
	if (seq_leq(in->seg.ack, conn->snd.iss) || seq_gt(in->seg.ack, conn->snd.nxt))
		return ACK_BAD;
	return ACK_GOOD;
}

/* Second, check the RST bit; GONE when the connection was refused. */
static enum verdict syn_sent_rst(struct conn *conn, enum syn_sent_ack ack)
{
	bool believed = ack == ACK_GOOD ||
			(ack == ACK_NONE && faulty(conn, FAULT_SYNSENT_RST_NOACK)) ||
			(ack == ACK_BAD && faulty(conn, FAULT_SYNSENT_RST_BADACK));

	if (!believed || faulty(conn, FAULT_SYNSENT_RST_IGNORED))
		return DROP;
	conn_signal(conn, SIGNAL_REFUSED);
	conn_delete(conn);
	return GONE;
}

/* Fourth: our SYN has been ACKed. */
static void syn_sent_established(struct conn *conn, struct arrival *in)
{
	bool had_text = in->seg.payload_len > 0 || (in->seg.flags & SEG_FIN);

	take_ack(conn, in);
	learn_first_window(conn, in);
	if (faulty(conn, FAULT_SYNSENT_TEXT_LOST))
		had_text = false;
	if (had_text)
		queue_syn_text(conn, in);
	establish(conn, in);
	conn->ack_now = !faulty(conn, FAULT_SYNSENT_NO_ACK);
	/* Other controls or text: sixth step of section 3.10.7.4. */
	if (deliver_queued(conn) == GONE)
		return;
	app_run(conn);
	output_run(conn);
}

/* Fourth, without ACK: both ends open (section 3.5, figure 7). */
static void syn_sent_both(struct conn *conn, struct arrival *in)
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
static bool syn_sent_drops(struct conn *conn, const struct arrival *in,
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

void arrives_syn_sent(struct conn *conn, struct arrival *in)
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

/* ---- SEGMENT ARRIVES ------------------------------------------------------------------------------- */

static void dispatch(struct endpoint *host, struct arrival *in)
{
	struct connection_id id = { .tester = in->seg.src, .target = in->seg.dst,
				    .tester_port = in->seg.src_port,
				    .target_port = in->seg.dst_port };
	struct conn *conn = conn_find(host, &id);
	struct listener *listener;

	if (conn && conn->state == STATE_SYN_SENT) {
		arrives_syn_sent(conn, in);
		return;
	}
	if (conn) {
		arrives_other(conn, in);
		return;
	}
	listener = listener_find(host, id.target_port);
	if (listener)
		arrives_listen(host, listener, in);
	else
		arrives_closed(host, in);
}

static void note_bits(struct endpoint *host, const struct segment *seg)
{
	host->last_reserved = seg->flags & SEG_RESERVED;
	host->last_ecn = seg->flags & (SEG_ECE | SEG_CWR);
	if (host->last_ecn)
		host->last_ecn = SEG_ECE;
}

void endpoint_arrives(struct endpoint *host, const struct decoded *decoded, int64_t now)
{
	struct decoded copy = *decoded;
	struct arrival in;

	if (host->now < now)
		host->now = now;
	/* What timed out before the segment came does not see it, however late the host
	 * is to look at its clock. */
	if (endpoint_deadline(host) <= host->now)
		endpoint_timeouts(host, host->now);
	if (host->hung || !whole(host, &copy) || !checksum_passes(host, &copy))
		return;
	if (!addresses_pass(host, &copy.seg) || header_refused(host, &copy.seg))
		return;
	in.seg = copy.seg;
	in.len = segment_len(&in.seg);
	options_read(host, &in.seg, &in.opt);
	if (in.opt.illegal && fault_on(&host->config.faults, FAULT_OPTION_LENGTH_HANGS)) {
		host->hung = true;
		return;
	}
	note_bits(host, &in.seg);
	dispatch(host, &in);
}

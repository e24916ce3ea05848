/* SPDX-License-Identifier: BSD-2-Clause */
/* tcp_options.c - TCP options: the MSS (RFC 9293 section 3.7.1), window scale and
 * timestamps (RFC 7323), SACK-permitted and SACK (RFC 2018). */
#include "endpoint/send/tcp_options.h"

#include <string.h>

#include "endpoint/send/sack.h"
#include "endpoint/send/timestamps.h"
#include "segment/bytes.h"

enum { SHIFT_MAX = 14 }; /* RFC 7323 section 2.3 */

/* ---- reading ----------------------------------------------------------------------- */

static void read_sack(const struct option *opt, struct offered *out)
{
	out->sacks = 0;
	for (size_t at = 0; at + 8 <= opt->data_len && out->sacks < 4; at += 8) {
		out->sack[out->sacks].left = option_u32(opt, at);
		out->sack[out->sacks].right = option_u32(opt, at + 4);
		out->sacks++;
	}
}

static void read_one(const struct fault_set *f, const struct option *opt,
		     struct offered *out)
{
	switch (opt->kind) {
	case OPT_MSS:
		out->mss_given = true;
		out->mss = option_u16(opt, 0);
		if (fault_on(f, FAULT_MSS_BYTE_ORDER))
			out->mss = (uint16_t)(out->mss << 8 | out->mss >> 8);
		break;
	case OPT_WSCALE:
		out->wscale = true;
		out->shift = opt->data[0];
		break;
	case OPT_SACK_PERMITTED:
		out->sack_permitted = true;
		break;
	case OPT_SACK:
		read_sack(opt, out);
		break;
	case OPT_TIMESTAMPS:
		out->ts = true;
		out->tsval = option_u32(opt, 0);
		out->tsecr = option_u32(opt, 4);
		break;
	default:
		break;
	}
}

/* A parser that goes on behind EOL sees what is only padding. */
static void read_behind_eol(const struct fault_set *f, const struct segment *seg,
			    size_t at, struct offered *out)
{
	struct option opt;
	struct option_iter rest = option_iter(seg->options + at, seg->options_len - at);

	while (option_next(&rest, &opt))
		if (opt.status == OPTION_OK)
			read_one(f, &opt, out);
}

static bool is_illegal(enum option_status status)
{
	return status == OPTION_WRONG_LENGTH || status == OPTION_NO_LENGTH ||
	       status == OPTION_SHORT_LENGTH || status == OPTION_OVERRUN;
}

/* MUST-5, MUST-6, MUST-7: unknown options are skipped by their length, and what
 * has no sound length ends the list. */
void options_read(const struct tcp_endpoint *host, const struct segment *seg,
		  struct offered *out)
{
	const struct fault_set *f = &host->config.faults;
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;
	size_t at = 0;

	memset(out, 0, sizeof(*out));
	for (; option_next(&it, &opt); at = it.at) {
		/* Senders pad so that options end on a word. */
		bool unaligned = it.at % 4 != 0;

		out->illegal = out->illegal || is_illegal(opt.status);
		out->unknown = out->unknown || opt.status == OPTION_UNKNOWN;
		if (opt.kind == OPT_NOP && fault_on(f, FAULT_OPTION_NOP_UNKNOWN))
			break;
		if (opt.kind == OPT_EOL && fault_on(f, FAULT_OPTION_EOL_IGNORED))
			read_behind_eol(f, seg, at + 1, out);
		if (opt.status == OPTION_UNKNOWN &&
		    fault_on(f, FAULT_OPTION_UNKNOWN_ENDS))
			break;
		if (unaligned && fault_on(f, FAULT_OPTION_ALIGNED_ONLY))
			continue;
		if (opt.status == OPTION_OK)
			read_one(f, &opt, out);
	}
}

/* ---- what the peer's SYN settles --------------------------------------------------- */

static unsigned own_shift(const struct tcp_endpoint *host)
{
	unsigned shift = 0;

	while (shift < SHIFT_MAX && host->config.buffer >> shift > 65535)
		shift++;
	return shift;
}

static void learn_mss(struct tcp_conn *conn, const struct offered *opt)
{
	/* MUST-15: without the option the default stands. */
	if (opt->mss_given)
		conn->snd.mss = opt->mss;
	else if (faulty(conn, FAULT_MSS_DEFAULT_1460))
		conn->snd.mss = 1460;
	if (faulty(conn, FAULT_MSS_IGNORED))
		conn->snd.mss = 65535;
}

/* RFC 7323 section 2.2: in force only when both SYNs carried it. */
static void learn_wscale(struct tcp_conn *conn, const struct offered *opt)
{
	conn->wscale = opt->wscale;
	conn->snd.shift = 0;
	conn->rcv.shift = 0;
	if (!opt->wscale)
		return;
	conn->snd.shift = opt->shift;
	if (conn->snd.shift > SHIFT_MAX) /* RFC 7323 section 2.3 */
		conn->snd.shift = faulty(conn, FAULT_WSCALE_ABOVE_14)
					  ? opt->shift & 7u : SHIFT_MAX;
	if (faulty(conn, FAULT_WSCALE_IGNORED))
		conn->snd.shift = 0;
	conn->rcv.shift = own_shift(conn->host);
}

void options_learn_syn(struct tcp_conn *conn, const struct arrival *in)
{
	learn_mss(conn, &in->opt);
	if (conn->host->config.no_options)
		return;
	learn_wscale(conn, &in->opt);
	conn->sack.permitted = in->opt.sack_permitted;
	conn->ts.on = in->opt.ts;
	if (in->opt.ts) {
		conn->ts.recent = in->opt.tsval;
		conn->ts.recent_at = conn->host->now;
	}
}

/* ---- writing ----------------------------------------------------------------------- */

static void add_nop(struct segment *seg)
{
	segment_add_option(seg, OPT_NOP, NULL, 0);
}

static void add_stamps(struct tcp_conn *conn, struct segment *seg)
{
	uint8_t data[8];
	bool ack = seg->flags & SEG_ACK;

	if (faulty(conn, FAULT_TS_ECHO_ZERO) && !(seg->flags & SEG_SYN))
		ack = false;
	put_be32(data, stamp_now(conn));
	put_be32(data + 4, ack ? conn->ts.recent : 0); /* RFC 7323 section 3.2 */
	add_nop(seg);
	add_nop(seg);
	segment_add_option(seg, OPT_TIMESTAMPS, data, sizeof(data));
}

uint16_t advertised_mss(const struct tcp_endpoint *host, enum ip_family family)
{
	unsigned ip = family == FAMILY_INET ? 20 : 40;

	/* MUST-67; fixed header sizes, whatever the options (section 3.7.1). */
	if (fault_on(&host->config.faults, FAULT_MSS_IS_MTU))
		return (uint16_t)host->config.mtu;
	return (uint16_t)(host->config.mtu - ip - SEG_HEADER_MIN);
}

static void add_mss(struct tcp_conn *conn, struct segment *seg)
{
	uint16_t mss = advertised_mss(conn->host, conn->id.target.family);
	uint8_t data[3] = { (uint8_t)(mss >> 8), (uint8_t)mss, 0 };

	if (faulty(conn, FAULT_MSS_ABSENT))
		return;
	segment_add_option(seg, OPT_MSS, data,
			   faulty(conn, FAULT_MSS_LENGTH_5) ? 3 : 2);
}

static void add_wscale(struct tcp_conn *conn, struct segment *seg)
{
	uint8_t shift = (uint8_t)own_shift(conn->host);

	add_nop(seg);
	segment_add_option(seg, OPT_WSCALE, &shift, 1);
}

static void spoil_syn_options(struct tcp_conn *conn, struct segment *seg)
{
	static const uint8_t lengthless[] = { OPT_SACK_PERMITTED };
	static const uint8_t garbage[] = { OPT_EOL, 0xde, 0xad, 0xbe };
	static const uint8_t one[1] = { 0 };

	if (faulty(conn, FAULT_OPTION_WITHOUT_LENGTH))
		segment_add_raw_options(seg, lengthless, sizeof(lengthless));
	if (faulty(conn, FAULT_OPTION_PADDING_DIRTY))
		segment_add_raw_options(seg, garbage, sizeof(garbage));
	if (faulty(conn, FAULT_SACK_PERMITTED_LENGTH))
		segment_add_option(seg, OPT_SACK_PERMITTED, one, 1);
}

/* Options of a SYN, or of the SYN,ACK that answers one: then only what was offered
 * (RFC 7323 sections 2.2 and 3.2). */
void options_add_syn(struct tcp_conn *conn, struct segment *seg, bool answer)
{
	bool all = !answer && !conn->host->config.no_options;

	add_mss(conn, seg);
	if (all || conn->sack.permitted) {
		if (!faulty(conn, FAULT_SACK_PERMITTED_LENGTH)) {
			add_nop(seg);
			add_nop(seg);
			segment_add_option(seg, OPT_SACK_PERMITTED, NULL, 0);
		}
	}
	if (all || conn->ts.on || faulty(conn, FAULT_TS_UNASKED))
		add_stamps(conn, seg);
	if (all || conn->wscale || faulty(conn, FAULT_WSCALE_UNASKED))
		add_wscale(conn, seg);
	spoil_syn_options(conn, seg);
}

/* With timestamps there is room for three blocks (RFC 2018 section 3). */
static unsigned sack_most(const struct tcp_conn *conn)
{
	return conn->ts.on ? 3 : 4;
}

static void add_sack(struct tcp_conn *conn, struct segment *seg)
{
	struct seq_range blocks[4];
	uint8_t data[4 * 8];
	unsigned count = sack_blocks(conn, blocks, sack_most(conn));

	if (count == 0)
		return;
	for (unsigned i = 0; i < count; i++) {
		put_be32(data + 8 * i, blocks[i].left);
		put_be32(data + 8 * i + 4, blocks[i].right);
	}
	add_nop(seg);
	add_nop(seg);
	segment_add_option(seg, OPT_SACK, data, 8 * count);
}

/* Options of every other segment. */
void options_add(struct tcp_conn *conn, struct segment *seg, bool sack)
{
	if (faulty(conn, FAULT_MSS_IN_EVERY_SEGMENT))
		add_mss(conn, seg);
	if (faulty(conn, FAULT_SACK_PERMITTED_IN_DATA))
		segment_add_option(seg, OPT_SACK_PERMITTED, NULL, 0);
	if (conn->ts.on &&
	    !(seg->payload_len && faulty(conn, FAULT_TS_MISSING_ON_DATA)))
		add_stamps(conn, seg);
	if (sack && conn->sack.permitted)
		add_sack(conn, seg);
	else if (sack && faulty(conn, FAULT_SACK_UNASKED))
		add_sack(conn, seg);
}

unsigned options_size(const struct tcp_conn *conn)
{
	unsigned blocks = sack_count(conn, sack_most(conn));

	return (conn->ts.on ? 12 : 0) + (blocks ? 4 + 8 * blocks : 0);
}

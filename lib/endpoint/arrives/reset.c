/* SPDX-License-Identifier: BSD-2-Clause */
/* reset.c - reset generation (RFC 9293 sections 3.5.2 and 3.10.7.1). */
#include "endpoint/arrives/reset.h"

#include "endpoint/iss.h"
#include "endpoint/outgoing.h"

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

void reset_for(struct tcp_endpoint *host, const struct arrival *in)
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

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tcb.h - the target's TCB as the standard says it must be, seen from outside.
 *
 * The tester knows every segment that it sent and every one that came back; from
 * these the target's variables and state follow (RFC 9293 sections 3.3.1 and
 * 3.10.7). Where the standard leaves a choice (is data above a gap kept, is data
 * on a SYN taken at once) the TCB holds what a target that does all it may would
 * have, and rcv_max bounds what any target may acknowledge.
 *
 * The room uses lib/base, segments and the names of the states. Read struct tcb, then
 * tester_sent.c (SEGMENT ARRIVES at the target) and target_sent.c; what both do to the
 * receive sequence space is in tcb_receive.c, what a SYN offers in syn_offer.c, octets above
 * a gap in ranges.c. may_send.c asks the TCB what a target may send unasked. ambient.h
 * has the rules that every segment must meet: ambient_table.c lists them,
 * ambient_segment.c and ambient_options.c judge.
 *
 * Pure: no I/O, no clock. Numbers are in host order, windows in octets.
 */
#ifndef TCPVET_MODEL_TCB_H
#define TCPVET_MODEL_TCB_H

#include <stdbool.h>
#include <stdint.h>

#include "model/syn_offer.h"
#include "model/ranges.h"
#include "segment/segment.h"
#include "target/state.h"

struct tcb {
	enum tcp_state state;
	bool listener; /* a dead connection's port listens again */
	bool passive;  /* SYN-RECEIVED was reached from LISTEN */

	/* Send sequence space (the target's own numbers). */
	bool iss_known;
	uint32_t iss, snd_una, snd_nxt;
	uint32_t snd_wnd, snd_wl1, snd_wl2;
	uint32_t snd_edge; /* the highest right edge that the target may go by */
	bool fin_sent;
	uint32_t fin_seq;

	/* Receive sequence space (the tester's numbers). */
	bool irs_known;
	uint32_t irs, rcv_nxt, rcv_wnd;
	uint32_t rcv_edge; /* the highest right edge the target ever gave */
	uint32_t rcv_max;  /* no acknowledgment may lie above this */
	struct seq_ranges above;     /* kept above a gap, in the window */
	struct seq_ranges above_max; /* the same, window or not, for rcv_max */
	bool fin_known;
	uint32_t fin_at;   /* the tester's FIN, where fin_known */
	bool fin_kept;     /* it lay in the window when it came */
	bool fin_taken;    /* it lies below rcv_nxt */
	bool acked;        /* the target has sent an acknowledgment */
	uint32_t last_ack; /* the latest it sent */

	/* What the SYN segments agreed. */
	struct tcb_offer offer;    /* of the SYN that made this connection */
	struct tcb_offer last_syn; /* of the tester's last SYN: TIME-WAIT may take it */
	uint16_t target_mss;       /* of the target's SYN; 0: no MSS option */
	bool target_wscale;        /* ... it had a window scale ... */
	uint8_t target_shift;      /* ... of so much */
	bool wscale;               /* in force: both had one */

	/* The tester sent SYNs that are not alike. Where the path may lose or delay
	 * them, which one the target goes by is not known. */
	struct tcb_syns {
		bool sent, differ;
		struct tcb_offer first;
	} syns;
};

/* A connection that does not exist yet: LISTEN when the port has a listener. */
void tcb_init(struct tcb *tcb, bool listener);

/*
 * The tester sent `seg`, well-formed and with a right checksum: brings the TCB to
 * what it must be once the target has processed it (RFC 9293 section 3.10.7).
 */
void tcb_tester_sent(struct tcb *tcb, const struct segment *seg);

/* The target sent `seg` (checksum verified): learns its numbers and its calls. */
void tcb_target_sent(struct tcb *tcb, const struct segment *seg);

/* An alternative that the standard allows was taken: the state is this one. */
void tcb_set_state(struct tcb *tcb, enum tcp_state state);

/* No such connection (any more): CLOSED, or LISTEN on a port with a listener. */
bool tcb_gone(const struct tcb *tcb);

/* RFC 9293 section 3.10.7.4, table 6. */
bool tcb_acceptable(const struct tcb *tcb, const struct segment *seg);

/*
 * True when a correct target may send `seg` now unasked, because of something
 * other than what a script waits for: a retransmission, new data of its
 * application, a pure acknowledgment or window update. A RST, and a SYN or FIN
 * never sent before, are not excused. Whether data keeps to the window is a rule
 * of model/ambient.h.
 */
bool tcb_may_send(const struct tcb *tcb, const struct segment *seg);

/* The SYN of a target that opened the connection itself, the first or a copy. It may
 * come late, or again while the tester's answer is on its way. */
bool tcb_own_syn(const struct tcb *tcb, const struct segment *seg);

/* Every octet of the segment (SYN and FIN included) was sent before, or it is a
 * keep-alive (RFC 9293 section 3.8.4). */
bool tcb_is_retransmission(const struct tcb *tcb, const struct segment *seg);

/* The largest segment that the target takes: its MSS option, or the default (RFC 9293
 * section 3.7.1). */
uint32_t tcb_receive_mss(const struct tcb *tcb, enum ip_family family);

/* The largest payload plus options that the target may send (RFC 9293 MUST-15,
 * MUST-16). */
uint32_t tcb_send_mss(const struct tcb *tcb, enum ip_family family);

#endif

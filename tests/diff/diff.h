/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * diff.h - the differential check: one random sequence of segments to the reference
 * endpoint (sim wire) and to this machine's kernel (the lab's live wire), replies
 * compared after each segment.
 *
 * Numbers are relative: to the tester's first initial sequence number what the tester
 * numbers, to the side's latest ISS what the target numbers.
 */
#ifndef TCPVET_TESTS_DIFF_H
#define TCPVET_TESTS_DIFF_H

#include <stdio.h>

#include "target/oracle.h"
#include "wire/wire.h"

/* ---- a step: one segment of the tester ------------------------------------------- */

enum stamp_mode { STAMP_RIGHT, STAMP_OLD, STAMP_MISSING };

/* What the tester's SYN offers, as bits. */
enum offer { OFFER_MSS = 1, OFFER_WSCALE = 2, OFFER_SACK = 4, OFFER_STAMPS = 8 };

struct step {
	uint16_t flags;
	bool from_edge; /* seq counts from the right edge that the side announced */
	uint32_t seq, ack;
	uint32_t len;   /* text */
	uint16_t window, urgent;
	unsigned offers; /* enum offer */
	enum stamp_mode stamp;
	bool witness;   /* asks for SND.NXT and RCV.NXT */
};

/* ---- what one side answers to one step ---------------------------------------------- */

struct answer {
	bool acks;      /* a segment with ACK, neither RST nor a repetition */
	uint32_t ack;   /* of the last such segment so far */
	bool odd;       /* an ACK without text whose SEQ is neither old nor new end */
	uint32_t odd_seq;
	bool syn, fin;
	unsigned kinds; /* enum offer, of the SYN */
	bool stamped;   /* the last ACK had timestamps */
	uint32_t end;   /* behind the last octet or FIN sent so far */
	unsigned resets;
	uint16_t reset_flags;
	uint32_t reset_seq, reset_ack; /* reset_seq is absolute with reset_zero */
	bool reset_zero;
};

struct side {
	const char *name;
	struct wire *wire;
	struct oracle *oracle;
	struct connection_id id;
	uint32_t isn;  /* the tester's */
	uint32_t iss;  /* the target's latest; 0 before */
	uint32_t end;  /* relative */
	uint32_t ack;  /* relative */
	uint32_t edge; /* relative to isn */
	uint32_t tsval; /* the target's latest */
	uint32_t syn_tsval; /* that of its SYN,ACK */
	bool stamps;   /* both SYNs had them */
	unsigned shift;
	bool synced;   /* a SYN of the target was seen */
	bool broken;   /* checksum or form of a reply was wrong */
	FILE *trace;
	struct error err;
};

/* Longest silences after an answer that is as expected, and after any other. */
struct patience {
	int64_t good, bad;
};

int side_send(struct side *side, const struct step *step, unsigned number);
int side_collect(struct side *side, const struct patience *patience,
		 const struct answer *expected, struct answer *out);
int side_state(struct side *side, enum tcp_state *out);
bool answers_equal(const struct answer *a, const struct answer *b);
void answer_print(FILE *out, const struct answer *answer);

/* ---- the generator ---------------------------------------------------------------------- */

enum { STEPS_MOST = 14 };

struct gen {
	uint64_t random;
	uint16_t port;
	uint32_t isn;
	unsigned count, at;
	unsigned offers;
	struct step past[STEPS_MOST];
	/* What the reference shows: shared by both sides. */
	enum tcp_state state;
	uint32_t rcv_nxt, snd_nxt, snd_una, irs;
	uint32_t edge;     /* the right edge of its window */
	uint32_t syn_text; /* octets that the SYN carried */
	bool reopened;     /* the SYN came in TIME-WAIT */
	/* What the tester sent above a gap: its stream stays one and the same. */
	struct held {
		uint32_t from, to;
		bool from_edge; /* where that was differs between the sides */
	} held[STEPS_MOST];
	unsigned holds;
	bool fin_above;
	uint32_t fin_at;
};

void gen_start(struct gen *gen, uint64_t seed);
void gen_next(struct gen *gen, struct step *out);
/* SEG.SEQ and SEG.LEN as the reference was sent them, and table 6 of RFC 9293. */
uint32_t step_begins(const struct gen *gen, const struct step *step);
uint32_t step_length(const struct step *step);
bool step_acceptable(const struct gen *gen, const struct step *step);
/* After a step: what of it may wait above a gap. The state is that before it. */
void gen_note(struct gen *gen, const struct step *step);
uint64_t gen_random(struct gen *gen);

/* ---- the table of explanations --------------------------------------------------------------- */

struct difference {
	const struct gen *gen; /* the state is that before the step */
	const struct step *step;
	const struct answer *sim, *live;
	const struct side *sim_side, *live_side;
	uint32_t live_edge, live_tsval; /* of the kernel, before the step */
};

enum verdict_of_two {
	BOTH_RIGHT, /* the sentence allows both answers */
	KERNEL_DEPARTS /* the reference does as it says, the kernel does not */
};

struct explanation {
	const char *id;
	enum verdict_of_two verdict;
	bool ends; /* the two may differ from here on: the sequence ends */
	const char *reference, *sentence; /* word for word; "..." leaves out */
	const char *why;
	bool (*fits)(const struct difference *d); /* the answers differ; may be NULL */
	/* The answers agree, and yet the two may differ from here on; may be NULL. */
	bool (*hides)(const struct difference *d);
};

/* Entry by entry from 0 on; NULL behind the last. */
const struct explanation *explanation_at(unsigned index);
/* For answers that differ, with its index; NULL: unexplained. */
const struct explanation *explain(const struct difference *d, unsigned *index);
/* For answers that agree: NULL when the two stand alike. */
const struct explanation *explain_hidden(const struct difference *d, unsigned *index);

#endif

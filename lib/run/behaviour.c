/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/behaviour.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/seq.h"

struct heard {
	bool opened;     /* a SYN,ACK came and an ACK went */
	bool text_taken; /* what was sent was acknowledged, as far as can be seen */
	bool fin, rst, numbered;
	bool foul;            /* something came that no TCP of such a connection may send */
	uint32_t first, next; /* sequence numbers of its text, as far as it came */
	uint32_t most;        /* the end of all text that came, gaps or not */
	uint32_t fin_at;      /* where it ends, with fin */
	uint32_t sent;        /* the number behind all that the tester sent */
	uint32_t asked;       /* the number behind the tester's own text */
};

static void hear_outgoing(struct heard *heard, const struct segment *seg)
{
	const uint32_t end = seg->seq + segment_len(seg);

	if (seg->flags & SEG_SYN || seq_lt(heard->sent, end))
		heard->sent = end;
	if (seg->flags & SEG_SYN || !(seg->flags & SEG_ACK))
		return;
	heard->opened = true;
	if (seg->payload_len == 0)
		return;
	heard->asked = seg->seq + (uint32_t)seg->payload_len;
	heard->text_taken = false;
}

/* The first segments of a long trial are not kept. */
static void hear_first(struct heard *heard, const struct segment *seg)
{
	if (heard->numbered)
		return;
	heard->numbered = true;
	heard->first = seg->seq + (seg->flags & SEG_SYN ? 1 : 0);
	heard->next = heard->most = heard->first;
}

/* RFC 9293 section 3.10.7.4: an ACK is always there, and of what was sent; section 3.4:
 * text lies in the sequence space behind the SYN and before the FIN. */
static bool is_foul(const struct heard *heard, const struct segment *seg)
{
	const uint32_t end = seg->seq + (uint32_t)seg->payload_len;

	return !(seg->flags & SEG_ACK) || seq_lt(heard->sent, seg->ack) ||
	       (seg->payload_len > 0 &&
		(seq_lt(seg->seq, heard->first) || (heard->fin && seq_lt(heard->fin_at, end))));
}

static void hear_text(struct heard *heard, const struct segment *seg)
{
	const uint32_t end = seg->seq + (uint32_t)seg->payload_len;

	if (seg->flags & SEG_ACK && seq_leq(heard->asked, seg->ack))
		heard->text_taken = true;
	if (seq_leq(seg->seq, heard->next) && seq_lt(heard->next, end))
		heard->next = end;
	if (seq_lt(heard->most, end))
		heard->most = end;
	if (!heard->fin && seg->flags & SEG_FIN) {
		heard->fin = true;
		heard->fin_at = end;
	}
}

static void hear_incoming(struct heard *heard, const struct trace_line *line)
{
	const struct segment *seg = &line->seg;

	if (line->damaged) {
		heard->foul = true;
		return;
	}
	if (seg->flags & SEG_RST) {
		heard->rst = true;
		return;
	}
	hear_first(heard, seg);
	if (is_foul(heard, seg))
		heard->foul = true;
	/* Sent again: it does not know of the tester's ACK. */
	if (seg->flags & SEG_SYN && heard->opened)
		heard->text_taken = false;
	if (!(seg->flags & SEG_SYN))
		hear_text(heard, seg);
}

static struct heard hear(const struct case_result *trial)
{
	struct heard heard = { .text_taken = true };

	for (size_t i = 0; i < trial->trace_len; i++) {
		const struct trace_line *line = &trial->trace[i];

		if (line->outgoing)
			hear_outgoing(&heard, &line->seg);
		else
			hear_incoming(&heard, line);
	}
	if (heard.next != heard.most)
		heard.foul = true;
	return heard;
}

static void say(const struct heard *heard, struct conduct *conduct)
{
	if (conduct->octets)
		snprintf(conduct->words, BEHAVIOUR_WORDS, "sent %" PRIu32 " octets%s",
			 conduct->octets, heard->fin ? " and closed" : "");
	else
		snprintf(conduct->words, BEHAVIOUR_WORDS, "%s",
			 heard->fin     ? "closed the connection"
			 : heard->asked ? "took the text and sent nothing"
					: "sent nothing");
}

static enum behaviour judge(const struct case_result *trial, const struct heard *heard,
			    uint32_t octets, bool answers)
{
	if (trial->verdict == VERDICT_PASS)
		return BEHAVES;
	if (trial->verdict != VERDICT_FAIL || !heard->opened || heard->foul)
		return BEHAVIOUR_UNKNOWN;
	/* An answer that begins well and stops is held up by a TCP. */
	if (octets && answers && trial->silence)
		return BEHAVIOUR_UNKNOWN;
	if (heard->fin || (octets && !trial->silence))
		return BEHAVES_NOT;
	if (octets)
		return BEHAVES_SILENT;
	return heard->rst || !heard->text_taken ? BEHAVIOUR_UNKNOWN : BEHAVES_SILENT;
}

struct conduct conduct_of(const struct case_result *trial, bool answers)
{
	const struct heard heard = hear(trial);
	struct conduct conduct = { .voided = trial->voided,
				   .octets = heard.most - heard.first };

	conduct.behaviour = judge(trial, &heard, conduct.octets, answers);
	if (conduct.behaviour == BEHAVES_NOT || conduct.behaviour == BEHAVES_SILENT)
		say(&heard, &conduct);
	return conduct;
}

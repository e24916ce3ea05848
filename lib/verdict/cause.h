/* SPDX-License-Identifier: BSD-2-Clause */
/* cause.h - what a fail is about, in values: fails with one cause are one finding
 * (finding.h). */
#ifndef TCPVET_VERDICT_CAUSE_H
#define TCPVET_VERDICT_CAUSE_H

#include <stdint.h>

#include "segment/segment.h"

enum cause_kind {
	CAUSE_UNKNOWN,    /* nothing that a case would share with others */
	CAUSE_FIELD,      /* a field of the reply is wrong */
	CAUSE_INSTEAD,    /* another kind of segment came than the one wanted */
	CAUSE_UNANSWERED, /* the one wanted did not come */
	CAUSE_FORBIDDEN,  /* one came where it must not */
	CAUSE_TIME,       /* it came too early or too late */
	CAUSE_STATE       /* the connection is in a wrong state */
};

/* A segment by what it is for. */
enum segment_kind {
	KIND_NONE, KIND_SYN, KIND_SYN_ACK, KIND_RST, KIND_FIN, KIND_DATA, KIND_ACK,
	KIND_OTHER, /* no bit set that says what it is for */
	KIND_COUNT
};

enum segment_part {
	PART_NONE, PART_FLAGS, PART_SEQUENCE, PART_LENGTH, PART_ACK, PART_PAYLOAD,
	PART_WINDOW, PART_URGENT, PART_PORT, PART_OPTION, PART_CHECKSUM, PART_OFFSET,
	PART_RESERVED, PART_TTL, PART_TOS, PART_DF, PART_ID, PART_FLOW, PART_ECN,
	PART_IP_OPTIONS, PART_COUNT
};

struct cause {
	enum cause_kind kind;
	enum segment_part part;    /* FIELD */
	uint8_t detail;            /* PART_OPTION: its kind; STATE: an enum tcp_state */
	enum segment_kind reply;   /* that came; UNANSWERED: none */
	enum segment_kind wanted;  /* INSTEAD, UNANSWERED */
	enum segment_kind sent;    /* what the tester had sent last */
};

/* Of a segment with these flags (enum segment_flag) and so many octets of text. */
static inline enum segment_kind segment_kind(uint16_t flags, uint32_t payload_len)
{
	if (flags & SEG_RST)
		return KIND_RST;
	if (flags & SEG_SYN)
		return flags & SEG_ACK ? KIND_SYN_ACK : KIND_SYN;
	if (flags & SEG_FIN)
		return KIND_FIN;
	if (payload_len)
		return KIND_DATA;
	return flags & SEG_ACK ? KIND_ACK : KIND_OTHER;
}

#endif

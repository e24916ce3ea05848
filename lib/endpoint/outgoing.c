/* SPDX-License-Identifier: BSD-2-Clause */
/* outgoing.c - the queue of segments that go out, and mistakes in their headers. */
#include "endpoint/outgoing.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The payload stands behind it. */
struct outgoing {
	struct outgoing *next;
	struct segment seg;
	uint8_t payload[];
};

/* Mistakes that are made where a header is put together. */
static void spoil_header(const struct tcp_endpoint *host, struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;

	if (fault_on(f, FAULT_RESERVED_COPIED))
		seg->flags |= host->last_reserved;
	if (fault_on(f, FAULT_ECN_COPIED) && (seg->flags & SEG_SYN))
		seg->flags |= host->last_ecn;
	if (fault_on(f, FAULT_OFFSET_WITHOUT_OPTIONS) && seg->options_len > 0) {
		seg->force |= FORCE_OFFSET;
		seg->data_offset = SEG_HEADER_MIN / 4;
	}
	if (fault_on(f, FAULT_CHECKSUM_ODD_SENT) && seg->payload_len % 2)
		seg->force |= BAD_CHECKSUM;
	if (fault_on(f, FAULT_CHECKSUM_OPTIONS_LEFT_OUT) && seg->options_len > 0)
		seg->force |= BAD_CHECKSUM;
	if (fault_on(f, FAULT_CHECKSUM_RST_UNSET) && (seg->flags & SEG_RST)) {
		seg->force |= FORCE_CHECKSUM;
		seg->checksum = 0;
	}
	if (fault_on(f, FAULT_FIN_WITHOUT_ACK) && (seg->flags & SEG_FIN))
		seg->flags &= (uint16_t)~SEG_ACK;
	if (fault_on(f, FAULT_PSH_NEVER))
		seg->flags &= (uint16_t)~SEG_PSH;
}

void emit(struct tcp_endpoint *host, const struct segment *seg)
{
	struct outgoing *out;

	if (host->hung)
		return;
	out = memory_zeroed(1, sizeof(*out) + seg->payload_len);
	out->seg = *seg;
	if (seg->payload_len)
		memcpy(out->payload, seg->payload, seg->payload_len);
	out->seg.payload = out->payload;
	out->seg.df = true;
	spoil_header(host, &out->seg);
	*host->last = out;
	host->last = &out->next;
}

static void drop_given(struct tcp_endpoint *host)
{
	free(host->given);
	host->given = NULL;
}

bool endpoint_output(struct tcp_endpoint *host, struct segment *out)
{
	drop_given(host);
	if (!host->first)
		return false;
	host->given = host->first;
	host->first = host->first->next;
	if (!host->first)
		host->last = &host->first;
	*out = host->given->seg;
	return true;
}

void outgoing_free(struct tcp_endpoint *host)
{
	while (host->first) {
		struct outgoing *next = host->first->next;

		free(host->first);
		host->first = next;
	}
	drop_given(host);
}

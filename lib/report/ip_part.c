/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/ip_part.h"

static unsigned part_of(enum with_kind kind)
{
	switch (kind) {
	case WITH_TTL:
		return IP_TTL;
	case WITH_TOS:
	case WITH_ECN:
		return IP_TOS;
	case WITH_DF:
		return IP_DF;
	case WITH_ID:
		return IP_ID;
	case WITH_FLOW:
		return IP_FLOW;
	default:
		return 0;
	}
}

static unsigned of_statements(const struct stmt *stmt)
{
	unsigned parts = 0;

	for (; stmt; stmt = stmt->next) {
		const struct with_spec *with = stmt->segment ? stmt->segment->with : NULL;

		for (; with; with = with->next)
			parts |= part_of(with->kind);
		for (const struct block *b = stmt->blocks; b; b = b->next)
			parts |= of_statements(b->first);
	}
	return parts;
}

unsigned ip_parts_of(const struct test_case *tc)
{
	return tc ? of_statements(tc->body.first) : 0;
}

void ip_part_print(FILE *out, const struct segment *seg, unsigned parts)
{
	const bool inet6 = seg->src.family == FAMILY_INET6;

	parts &= ~(unsigned)(inet6 ? IP_DF | IP_ID : IP_FLOW);
	if (parts)
		fputs(" with", out);
	if (parts & IP_TTL)
		fprintf(out, " ttl=%u", seg->ttl);
	if (parts & IP_TOS)
		fprintf(out, " tos=%u ecn=%u", seg->tos, seg->tos & 3u);
	if (parts & IP_DF)
		fprintf(out, " df=%d", seg->df);
	if (parts & IP_ID)
		fprintf(out, " id=%u", seg->ip_id);
	if (parts & IP_FLOW)
		fprintf(out, " flow=%u", seg->flow_label);
}

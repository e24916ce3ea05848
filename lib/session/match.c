/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/match.h"

#include <string.h>

#include "base/seq.h"
#include "session/match_field.h"
#include "session/match_options.h"

/* Flags that must be as written even when they are not written. */
enum { CORE_FLAGS = SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK };

/* What the target's own numbers count from. Its SYN tells it, and so a SYN whose
 * number is not known yet has 0. */
static uint32_t target_base(const struct scope *scope, const struct segment *seg)
{
	const struct tcb *tcb = &scope->conn->tcb;

	if (tcb->iss_known)
		return tcb->iss;
	return seg && (seg->flags & SEG_SYN) ? seg->seq : 0;
}

static enum match_result match_flags(const struct flags_spec *spec,
				     const struct segment *seg, struct error *why)
{
	char came[24], wanted[24];
	uint16_t cared = (uint16_t)((CORE_FLAGS | spec->set | spec->clear) &
				    ~spec->optional);

	if (spec->any || ((seg->flags ^ spec->set) & cared) == 0)
		return MATCH_YES;
	error_set(why, "flags are %s, expected %s",
		  segment_flags_text(seg->flags, came),
		  segment_flags_text(spec->set & (uint16_t)~spec->optional, wanted));
	return MATCH_NO;
}

static enum match_result match_payload(const struct segment_spec *spec,
				       const struct segment *seg, struct error *why)
{
	if (!spec->data)
		return MATCH_YES;
	if (seg->payload_len != spec->data_len) {
		error_set(why, "length is %u, expected %zu", seg->payload_len,
			  spec->data_len);
		return MATCH_NO;
	}
	for (uint32_t i = 0; i < seg->payload_len; i++) {
		if (seg->payload[i] == spec->data[i])
			continue;
		error_set(why, "octet %u of the payload is 0x%02x, expected 0x%02x",
			  i, seg->payload[i], spec->data[i]);
		return MATCH_NO;
	}
	return MATCH_YES;
}

static enum match_result match_with(const struct scope *scope,
				    const struct with_spec *with,
				    const struct segment *seg, struct error *why)
{
	const struct {
		const char *name;
		uint32_t came;
	} fields[] = {
		[WITH_CHECKSUM] = { "checksum", seg->checksum },
		[WITH_OFFSET] = { "data offset", seg->data_offset },
		[WITH_RESERVED] = { "reserved field", (uint32_t)seg->flags >> 8 },
		[WITH_TTL] = { "TTL", seg->ttl },
		[WITH_TOS] = { "TOS", seg->tos },
		[WITH_DF] = { "DF", seg->df },
		[WITH_ID] = { "IP identification", seg->ip_id },
		[WITH_FLOW] = { "flow label", seg->flow_label },
		[WITH_ECN] = { "ECN field", seg->tos & 3u },
	};

	if (with->kind == WITH_OPTIONS || with->kind == WITH_IP_OPTIONS) {
		bool tcp = with->kind == WITH_OPTIONS;
		const uint8_t *came = tcp ? seg->options : seg->ip_options;
		size_t len = tcp ? seg->options_len : seg->ip_options_len;

		if (len == with->bytes_len &&
		    (len == 0 || memcmp(came, with->bytes, len) == 0))
			return MATCH_YES;
		error_set(why, "the octets of the options differ");
		return MATCH_NO;
	}
	if (with->any_ect) {
		if ((seg->tos & 3) == 1 || (seg->tos & 3) == 2)
			return MATCH_YES;
		error_set(why, "ECN field is %u, expected ECT(0) or ECT(1)",
			  seg->tos & 3u);
		return MATCH_NO;
	}
	return match_number(scope, &with->value, fields[with->kind].came,
			    fields[with->kind].name, why);
}

#define FIRST_DIFFERENCE(which, call)                \
	do {                                         \
		enum match_result result_ = (call);  \
		cause->part = (which);               \
		if (result_ != MATCH_YES)            \
			return result_;              \
	} while (0)

static enum segment_part part_of(enum with_kind kind)
{
	static const enum segment_part parts[] = {
		[WITH_CHECKSUM] = PART_CHECKSUM, [WITH_OFFSET] = PART_OFFSET,
		[WITH_RESERVED] = PART_RESERVED, [WITH_OPTIONS] = PART_OPTION,
		[WITH_TTL] = PART_TTL,		 [WITH_TOS] = PART_TOS,
		[WITH_DF] = PART_DF,		 [WITH_ID] = PART_ID,
		[WITH_FLOW] = PART_FLOW,	 [WITH_IP_OPTIONS] = PART_IP_OPTIONS,
		[WITH_ECN] = PART_ECN,
	};

	return parts[kind];
}

static enum match_result differs(const struct scope *scope,
				 const struct segment_spec *spec,
				 const struct segment *seg, struct error *why,
				 struct cause *cause)
{
	const struct connection *conn = scope->conn;

	FIRST_DIFFERENCE(PART_FLAGS, match_flags(&spec->flags, seg, why));
	FIRST_DIFFERENCE(PART_SEQUENCE,
			 match_seq(scope, &spec->seq, target_base(scope, seg), seg->seq,
				   "sequence number", why));
	FIRST_DIFFERENCE(PART_LENGTH, match_number(scope, &spec->len, seg->payload_len,
						   "length", why));
	FIRST_DIFFERENCE(PART_ACK, match_seq(scope, &spec->ack, conn->isn, seg->ack,
					     "ack", why));
	FIRST_DIFFERENCE(PART_PAYLOAD, match_payload(spec, seg, why));
	FIRST_DIFFERENCE(PART_WINDOW, match_number(scope, &spec->window, seg->window,
						   "window", why));
	FIRST_DIFFERENCE(PART_URGENT, match_number(scope, &spec->urgent, seg->urgent,
						   "urgent pointer", why));
	FIRST_DIFFERENCE(PART_PORT, match_number(scope, &spec->src_port, seg->src_port,
						 "source port", why));
	FIRST_DIFFERENCE(PART_PORT, match_number(scope, &spec->dst_port, seg->dst_port,
						 "destination port", why));
	FIRST_DIFFERENCE(PART_OPTION,
			 match_options(scope, spec, seg, why, &cause->detail));
	for (const struct with_spec *with = spec->with; with; with = with->next)
		FIRST_DIFFERENCE(part_of(with->kind), match_with(scope, with, seg, why));
	return MATCH_YES;
}

enum segment_kind match_wanted(const struct segment_spec *spec)
{
	if (spec->flags.any)
		return KIND_NONE;
	return segment_kind(spec->flags.set & (uint16_t)~spec->flags.optional,
			    spec->len.kind == FIELD_VALUE);
}

enum match_result match_segment(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why,
				struct cause *cause)
{
	const enum match_result result = differs(scope, spec, seg, why, cause);

	if (result != MATCH_NO)
		return result;
	cause->reply = segment_kind(seg->flags, seg->payload_len);
	cause->wanted = match_wanted(spec);
	cause->kind = CAUSE_FIELD;
	if (cause->part == PART_FLAGS && cause->reply != cause->wanted)
		cause->kind = CAUSE_INSTEAD;
	return result;
}

bool match_by_length(const struct scope *scope, const struct segment_spec *spec)
{
	struct field_bounds bounds;
	struct error ignored;

	if (spec->data)
		return true;
	return field_number_bounds(scope, &spec->len, &bounds, &ignored) == 0 &&
	       !bounds.any && bounds.lo > 1;
}

static bool may_begin_in(const struct scope *scope, const struct field *seq,
			 const struct segment *seg)
{
	const uint32_t end = seg->seq + segment_len(seg);
	struct field_bounds bounds;
	struct error ignored;

	return field_seq_bounds(scope, seq, target_base(scope, NULL), &bounds,
				&ignored) == 0 &&
	       (bounds.any || (seq_lt(bounds.lo, end) && seq_geq(bounds.hi, seg->seq)));
}

static bool may_acknowledge(const struct scope *scope, const struct field *ack,
			    const struct segment *seg)
{
	struct field_bounds bounds;
	struct error ignored;

	return field_seq_bounds(scope, ack, scope->conn->isn, &bounds, &ignored) == 0 &&
	       (bounds.any || seq_leq(bounds.lo, seg->ack));
}

bool match_may_hold(const struct scope *scope, const struct segment_spec *spec,
		    const struct segment *seg)
{
	static const struct field absent = { .kind = FIELD_ABSENT };
	struct segment_spec one = *spec;
	struct cause cause = { .kind = CAUSE_UNKNOWN };
	struct error ignored;

	one.flags.optional |= seg->flags & (SEG_FIN | SEG_PSH | SEG_URG);
	one.seq = one.len = one.ack = one.window = one.urgent = absent;
	one.data = NULL;
	return may_begin_in(scope, &spec->seq, seg) &&
	       may_acknowledge(scope, &spec->ack, seg) &&
	       match_segment(scope, &one, seg, &ignored, &cause) == MATCH_YES;
}

/* Nothing where whatever comes is right, or is not known yet. */
static void describe_seq(FILE *out, const char *word, const struct scope *scope,
			 const struct field *field, uint32_t base)
{
	struct error err;
	struct field_bounds bounds;

	if (field_seq_bounds(scope, field, base, &bounds, &err) < 0 || bounds.any)
		return;
	fprintf(out, " %s", word);
	match_describe_seq(out, scope, field, base);
}

static void describe_number(FILE *out, const char *word, const char *behind,
			    const struct scope *scope, const struct field *field)
{
	struct error err;
	struct field_bounds bounds;

	if (field_number_bounds(scope, field, &bounds, &err) < 0 || bounds.any)
		return;
	fputs(word, out);
	match_describe_number(out, scope, field);
	fputs(behind, out);
}

static void describe_with(FILE *out, const struct scope *scope,
			  const struct with_spec *with)
{
	static const char *const names[] = {
		[WITH_CHECKSUM] = "checksum",	[WITH_OFFSET] = "offset",
		[WITH_RESERVED] = "reserved",	[WITH_OPTIONS] = "options",
		[WITH_TTL] = "ttl",		[WITH_TOS] = "tos",
		[WITH_DF] = "df",		[WITH_ID] = "id",
		[WITH_FLOW] = "flow",		[WITH_IP_OPTIONS] = "ipoptions",
		[WITH_ECN] = "ecn",
	};

	fprintf(out, " %s=", names[with->kind]);
	if (with->kind == WITH_OPTIONS || with->kind == WITH_IP_OPTIONS) {
		fputs("0x", out);
		for (size_t i = 0; i < with->bytes_len; i++)
			fprintf(out, "%02x", with->bytes[i]);
	} else if (with->any_ect) {
		fputs("1..2", out);
	} else {
		match_describe_number(out, scope, &with->value);
	}
}

void match_describe(FILE *out, const struct scope *scope,
		    const struct segment_spec *spec)
{
	char flags[24];

	if (spec->flags.any)
		fputs("*", out);
	else
		fputs(segment_flags_text(spec->flags.set &
						 (uint16_t)~spec->flags.optional,
					 flags),
		      out);
	describe_seq(out, "", scope, &spec->seq, target_base(scope, NULL));
	describe_number(out, spec->seq.kind == FIELD_VALUE ? "(" : " (", ")", scope,
			&spec->len);
	describe_seq(out, "ack ", scope, &spec->ack, scope->conn->isn);
	describe_number(out, " win ", "", scope, &spec->window);
	describe_number(out, " urg ", "", scope, &spec->urgent);
	match_describe_options(out, scope, spec);
	if (spec->with)
		fputs(" with", out);
	for (const struct with_spec *with = spec->with; with; with = with->next)
		describe_with(out, scope, with);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/match_field.h"

#include "base/seq.h"

int field_number_bounds(const struct scope *scope, const struct field *field,
			 struct field_bounds *out, struct error *err)
{
	out->any = field->kind == FIELD_ABSENT || field->kind == FIELD_ANY;
	if (out->any)
		return 0;
	if (eval_number(scope, field->lo, &out->lo, err) < 0)
		return -1;
	out->hi = out->lo;
	if (field->kind == FIELD_RANGE)
		return eval_number(scope, field->hi, &out->hi, err);
	return 0;
}

int field_seq_bounds(const struct scope *scope, const struct field *field,
		      uint32_t base, struct field_bounds *out, struct error *err)
{
	out->any = field->kind == FIELD_ABSENT || field->kind == FIELD_ANY;
	if (out->any)
		return 0;
	if (eval_seq(scope, field->lo, base, &out->lo, err) < 0)
		return -1;
	out->hi = out->lo;
	if (field->kind == FIELD_RANGE)
		return eval_seq(scope, field->hi, base, &out->hi, err);
	return 0;
}

enum match_result match_number(const struct scope *scope, const struct field *field,
			       uint32_t came, const char *what, struct error *why)
{
	struct field_bounds bounds;

	if (field_number_bounds(scope, field, &bounds, why) < 0)
		return MATCH_ERROR;
	if (bounds.any || (came >= bounds.lo && came <= bounds.hi))
		return MATCH_YES;
	if (bounds.lo == bounds.hi)
		error_set(why, "%s is %u, expected %u", what, came, bounds.lo);
	else
		error_set(why, "%s is %u, expected %u..%u", what, came, bounds.lo,
			  bounds.hi);
	return MATCH_NO;
}

enum match_result match_seq(const struct scope *scope, const struct field *field,
			    uint32_t base, uint32_t came, const char *what,
			    struct error *why)
{
	struct field_bounds bounds;
	char text[3][SEG_NUMBER_TEXT];

	if (field_seq_bounds(scope, field, base, &bounds, why) < 0)
		return MATCH_ERROR;
	if (bounds.any || came - bounds.lo <= bounds.hi - bounds.lo)
		return MATCH_YES;
	segment_number_text(came, base, text[0]);
	segment_number_text(bounds.lo, base, text[1]);
	segment_number_text(bounds.hi, base, text[2]);
	if (bounds.lo == bounds.hi)
		error_set(why, "%s is %s, expected %s", what, text[0], text[1]);
	else
		error_set(why, "%s is %s, expected %s..%s", what, text[0], text[1],
			  text[2]);
	return MATCH_NO;
}

void match_describe_number(FILE *out, const struct scope *scope, const struct field *field)
{
	struct error err;
	struct field_bounds bounds;

	if (field_number_bounds(scope, field, &bounds, &err) < 0 || bounds.any)
		fputc('*', out);
	else if (bounds.hi == bounds.lo)
		fprintf(out, "%u", bounds.lo);
	else
		fprintf(out, "%u..%u", bounds.lo, bounds.hi);
}

void match_describe_seq(FILE *out, const struct scope *scope, const struct field *field,
			uint32_t base)
{
	struct error err;
	struct field_bounds bounds;
	char text[SEG_NUMBER_TEXT];

	if (field_seq_bounds(scope, field, base, &bounds, &err) < 0 || bounds.any) {
		fputc('*', out);
		return;
	}
	fputs(segment_number_text(bounds.lo, base, text), out);
	if (bounds.hi != bounds.lo)
		fprintf(out, "..%s", segment_number_text(bounds.hi, base, text));
}

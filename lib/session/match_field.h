/* SPDX-License-Identifier: BSD-2-Clause */
/* match_field.h - one field of a `>` line against what came, and the difference in words. */
#ifndef TCPVET_SESSION_MATCH_FIELD_H
#define TCPVET_SESSION_MATCH_FIELD_H

#include <stdio.h>

#include "session/eval.h"

enum match_result {
	MATCH_YES,
	MATCH_NO,   /* `why` has the first difference: field, what came, what was expected */
	MATCH_ERROR /* the line cannot be evaluated: `why` says which name is unknown */
};

/* `what` names the field. A sequence number counts from `base` where the script has a
 * plain one, and in words. */
enum match_result match_number(const struct scope *scope, const struct field *field,
			       uint32_t came, const char *what, struct error *why);
enum match_result match_seq(const struct scope *scope, const struct field *field,
			    uint32_t base, uint32_t came, const char *what,
			    struct error *why);

/* What a field may be; `any`: whatever it likes. */
struct field_bounds {
	uint32_t lo, hi;
	bool any;
};

/* 0, or -1 with err when a name is not known yet. */
int field_number_bounds(const struct scope *scope, const struct field *field,
			struct field_bounds *out, struct error *err);
int field_seq_bounds(const struct scope *scope, const struct field *field,
		     uint32_t base, struct field_bounds *out, struct error *err);

/* Prints what a field may be, "5", "5..7" or "*"; also "*" when a name is not known yet. */
void match_describe_number(FILE *out, const struct scope *scope, const struct field *field);
void match_describe_seq(FILE *out, const struct scope *scope, const struct field *field,
			uint32_t base);

#endif

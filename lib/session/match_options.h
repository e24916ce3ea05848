/* SPDX-License-Identifier: BSD-2-Clause */
/* match_options.h - the <...> of a `>` line. Internal to match.c. */
#ifndef TCPVET_SESSION_MATCH_OPTIONS_H
#define TCPVET_SESSION_MATCH_OPTIONS_H

#include "session/match.h"

/* A written <...> without `...` wants just these options in this order; with it,
 * each must be there, wherever. Nothing written: anything goes. */
enum match_result match_options(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why);

/* From match.c: one field, worded. */
enum match_result match_number(const struct scope *scope, const struct field *field,
			       uint32_t came, const char *what, struct error *why);
enum match_result match_seq(const struct scope *scope, const struct field *field,
			    uint32_t base, uint32_t came, const char *what,
			    struct error *why);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* match_options.h - the <...> of a `>` line. */
#ifndef TCPVET_SESSION_MATCH_OPTIONS_H
#define TCPVET_SESSION_MATCH_OPTIONS_H

#include <stdio.h>

#include "session/match_field.h"

/* A written <...> without `...` wants just these options in this order; with it,
 * each must be there, wherever. Nothing written: anything goes. *kind: of the option
 * that differs. */
enum match_result match_options(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why,
				uint8_t *kind);

/* Prints " <...>" as the line wants it, numbers worked out; nothing where none is
 * written. */
void match_describe_options(FILE *out, const struct scope *scope,
			    const struct segment_spec *spec);

#endif

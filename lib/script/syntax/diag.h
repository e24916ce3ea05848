/* SPDX-License-Identifier: BSD-2-Clause */
/* diag.h - messages about scripts. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_DIAG_H
#define TCPVET_SCRIPT_SYNTAX_DIAG_H

#include "script/diagnostics.h"
#include "script/syntax/source.h"

/* What led to the text that is being looked at: the use of a probe, a member of a
 * family. Printed as notes below each error, innermost first. */
struct trail {
	const struct trail *up;
	struct source_place place;
	const char *text;
};

enum { REPORT_RECENT = 32 };

struct script_report {
	struct diagnostics *diag;
	struct arena *arena; /* of the messages: lives as long as the suite */
	const struct trail *trail;
	unsigned raised; /* errors, those not said again included */
	/* A probe or a family that is wrong is wrong at each use: what was just said
	 * about a place is not said again. */
	struct reported {
		struct source_place place;
		const char *message;
	} recent[REPORT_RECENT];
	unsigned recent_at;
};

/* Counts an error and prints it (place.line 0: without the source line). */
void report_error(struct script_report *report, struct source_place place,
		  const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As report_error, followed by a note that points to another place. */
void report_clash(struct script_report *report, struct source_place place,
		  struct loc other, const char *note, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif

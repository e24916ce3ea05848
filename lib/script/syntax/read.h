/* SPDX-License-Identifier: BSD-2-Clause */
/* read.h - the octets of script files. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_READ_H
#define TCPVET_SCRIPT_SYNTAX_READ_H

#include "script/syntax/diag.h"
#include "script/syntax/source.h"

enum { SCRIPT_BYTES_MAX = 1 << 20 };

/* Reads a file of text into the arena. NULL, with one error reported, when it cannot
 * be read, is larger than SCRIPT_BYTES_MAX or binary. */
struct script_file *script_read(struct arena *arena, struct script_report *report,
				const char *path);

/* The same from memory; both texts are copied. */
struct script_file *script_read_text(struct arena *arena,
				     struct script_report *report, const char *name,
				     const char *text, size_t len);

/* An error about a file or directory as a whole. */
void script_complain(struct arena *arena, struct script_report *report,
		     const char *name, const char *text);

#endif

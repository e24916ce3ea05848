/* SPDX-License-Identifier: BSD-2-Clause */
/* library.h - the probes that scripts can use. Private to lib/script. */
#ifndef TCPVET_SCRIPT_SYNTAX_LIBRARY_H
#define TCPVET_SCRIPT_SYNTAX_LIBRARY_H

#include "script/syntax/diag.h"
#include "script/syntax/expand.h"
#include "script/syntax/tree.h"

struct library {
	struct arena *arena;
	const char *dir;           /* NULL: none */
	struct script_file *files; /* those of dir that were read, or tried */
	bool all_read;
};

/*
 * The probe `name` as seen from a file: the file's own, else that of DIR/NAME.probe,
 * else any that a *.probe in DIR defines. *file is where it was found. NULL when
 * there is none; what is wrong with the files read is reported.
 */
const struct node *library_find(struct library *library, struct script_report *report,
				const char *name,
				const struct script_file *from,
				const struct script_file **file);

/* Enters the probes among the units into the file; complains of doubles. */
void library_enter(struct script_report *report, struct script_file *file,
		   const struct unit *units);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* diagnostics.h - where messages about scripts go. */
#ifndef TCPVET_SCRIPT_DIAGNOSTICS_H
#define TCPVET_SCRIPT_DIAGNOSTICS_H

#include <stdbool.h>
#include <stdio.h>

/* Every message of a load. Printed as
 *     FILE:LINE:COLUMN: error: MESSAGE
 *     the source line
 *          ^
 */
struct diagnostics {
	FILE *out;       /* where messages go; never NULL */
	bool colour;
	unsigned errors;
	unsigned max;    /* stop printing behind so many (0: 20); all are counted */
};

#endif

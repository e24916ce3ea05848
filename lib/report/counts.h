/* SPDX-License-Identifier: BSD-2-Clause */
/* counts.h - how many came out how. */
#ifndef TCPVET_REPORT_COUNTS_H
#define TCPVET_REPORT_COUNTS_H

#include "verdict/result.h"

struct counts {
	unsigned counts[VERDICT_COUNT]; /* a known fail counts as fail, a known warning as warn */
	unsigned known, known_warnings;
};

static inline void counts_add(struct counts *tally, enum verdict verdict, bool known)
{
	tally->counts[verdict]++;
	if (known && verdict == VERDICT_FAIL)
		tally->known++;
	else if (known)
		tally->known_warnings++;
}

#endif

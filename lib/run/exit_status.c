/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/exit_status.h"

#include "run/observer.h"

static bool accuses(const struct run_summary *summary, bool strict)
{
	const unsigned *counts = summary->counts;

	return counts[VERDICT_FAIL] > summary->known ||
	       (strict && (counts[VERDICT_WARN] > summary->known_warnings ||
			   counts[VERDICT_INCONCLUSIVE]));
}

enum exit_status exit_status_of(const struct run_summary *summary, bool tested,
				bool strict)
{
	/* What was found stands, however the run ended. */
	if (accuses(summary, strict))
		return EXIT_FAIL;
	if (summary->interrupted || summary->lost || summary->counts[VERDICT_ERROR] ||
	    !tested)
		return EXIT_NOTHING;
	return EXIT_PASS;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/exit_status.h"

#include "run/observer.h"

enum exit_status exit_status_of(const struct run_summary *summary, bool tested,
				bool strict)
{
	const unsigned *counts = summary->counts;

	if (counts[VERDICT_FAIL] > summary->known)
		return EXIT_FAIL;
	if (summary->interrupted || summary->lost || counts[VERDICT_ERROR])
		return EXIT_NOTHING;
	if (strict && (counts[VERDICT_WARN] || counts[VERDICT_INCONCLUSIVE]))
		return EXIT_FAIL;
	return tested ? EXIT_PASS : EXIT_NOTHING;
}

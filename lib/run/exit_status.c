/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/exit_status.h"

#include "run/observer.h"

enum exit_status exit_status_of(const struct run_summary *summary, bool tested,
				bool strict)
{
	const unsigned *counts = summary->counts;

	if (summary->interrupted)
		return EXIT_NOTHING;
	if (counts[VERDICT_FAIL] > summary->known || counts[VERDICT_ERROR])
		return EXIT_FAIL;
	if (strict && (counts[VERDICT_WARN] > summary->known_warnings || counts[VERDICT_INCONCLUSIVE]))
		return EXIT_FAIL;
	return tested ? EXIT_PASS : EXIT_NOTHING;
}

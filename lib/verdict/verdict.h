/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * verdict.h - the room in which it is decided what trials come to, and the verdicts.
 *
 * What goes in are values: how a trial ended (result.h), what is known of the path
 * (trust.h), the list of known deviations (known.h). What comes out is what to do next,
 * and in the end the verdict. There is no wire here, no clock and no session: times are
 * the caller's, and the same values give the same verdict. The room uses base, segment,
 * model and script.
 *
 * Where to read what:
 *
 *     decide.h   one case: trial after trial to its verdict; begin here
 *     tally.h    how many trials ended how, at which statement; when that is enough
 *     trust.h    how often the path disturbs an exchange, and so may be to blame
 *     rules.h    the ambient rules, over all segments of a run
 *     damage.h   whether wrong checksums are the path's or the target's
 *     known.h    deviations that are understood and listed
 *
 * The policy. A pass counts at once. A fail counts when it came on fresh connections
 * twice over a simulated path, three times over a real one; a warning twice; a reply that
 * did not come, when it did so three times a second apart while a control exchange was
 * answered before and after. On a path that may lose segments it must come as often as it
 * takes to rule the path out, and so must a warning. What does not repeat is inconclusive,
 * never a fail; so is a trial for which the tester was late, and one that met a port that
 * refuses connections for now. Where it is not known how many connections a target serves
 * at once, what cases side by side may have caused counts only when the case, alone on the
 * target, shows it too.
 */
#ifndef TCPVET_VERDICT_VERDICT_H
#define TCPVET_VERDICT_VERDICT_H

/* ISO/IEC 9646 and TTCN-3, plus warn and skip; the worse the later (skip aside). */
enum verdict {
	VERDICT_PASS,
	VERDICT_SKIP,
	VERDICT_WARN,
	VERDICT_INCONCLUSIVE,
	VERDICT_FAIL,
	VERDICT_ERROR,
	VERDICT_COUNT
};

/* "pass" and so on, as in the JSON lines. */
const char *verdict_name(enum verdict verdict);

#endif

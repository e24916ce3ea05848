/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * damage.h - whether wrong checksums are the path's damage or the target's mistake.
 *
 * A path damages whatever passes, and long segments rather than short ones. It does not
 * look into them: wrong checksums that are nearly always in one kind of segment (sent
 * again, of odd length, resets ...) are the target's. Pure counts.
 */
#ifndef TCPVET_VERDICT_DAMAGE_H
#define TCPVET_VERDICT_DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tcb.h"
#include "segment/segment.h"

enum { DAMAGE_KINDS = 8 };

/* All zero at first. */
struct damage {
	uint64_t octets;
	unsigned segments, bad;
	struct {
		uint64_t octets;
		unsigned segments, bad;
	} kinds[DAMAGE_KINDS];
};

/* Counts a segment of the target whose checksum is finished. tcb is as it was before the
 * segment. */
void damage_note(struct damage *damage, const struct tcb *tcb, const struct segment *seg,
		 bool bad);

/* Which kind of segment the wrong checksums are in more often than chance explains
 * (one in ten million), in words behind "N of them are"; NULL: in none. *bad: how
 * many are. */
const char *damage_chooses(const struct damage *damage, unsigned *bad);

#endif

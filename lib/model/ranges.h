/* SPDX-License-Identifier: BSD-2-Clause */
/* ranges.h - octets received above a gap (RFC 9293 SHLD-31). Internal to the model. */
#ifndef TCPVET_MODEL_RANGES_H
#define TCPVET_MODEL_RANGES_H

#include "model/tcb.h"

/* Adds left =< n < right, joined with what it touches. When there is no room the
 * highest piece is forgotten: a receiver may drop what lies above a gap. */
void ranges_add(struct seq_ranges *ranges, uint32_t left, uint32_t right);

/* Moves *next over every piece that begins at or below it; those pieces go. */
void ranges_advance(struct seq_ranges *ranges, uint32_t *next);

#endif

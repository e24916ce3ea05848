/* SPDX-License-Identifier: BSD-2-Clause */
/* rules.h - the ambient rules over a run: counts, and the first breach of each. */
#ifndef TCPVET_VERDICT_RULES_H
#define TCPVET_VERDICT_RULES_H

#include "verdict/result.h"
#include "model/tcb.h"
#include "segment/segment.h"
#include "target/path_kind.h"

struct rules;

/* A fresh set of counts for one family. A gap is the target's doing on a path that is
 * perfect; on one that is private, where gaps come often. Never NULL; free with
 * rules_free. */
struct rules *rules_new(enum ip_family family, enum path_kind path);
void rules_free(struct rules *rules);

/* The path has lost or reordered something after all. */
void rules_doubt_path(struct rules *rules);

/* Judges one segment of the target by every rule. tcb is as it was before the
 * segment. `line` is the evidence to keep of a first breach; case_id must live as
 * long as the rules. */
void rules_judge(struct rules *rules, const struct tcb *tcb,
		 const struct decoded *decoded, const struct trace_line *line,
		 const char *case_id);

/* The verdict of rule number i (0 .. rules_count - 1), which lives in `rules`. */
unsigned rules_count(void);
const struct rule_result *rules_result(struct rules *rules, unsigned i);

/* Segments of the target judged so far; of these how many had a checksum left
 * unfinished by an offload, and how many may have been several on the wire. */
uint64_t rules_segments(const struct rules *rules);
uint64_t rules_unfinished(const struct rules *rules);
uint64_t rules_merged(const struct rules *rules);

#endif

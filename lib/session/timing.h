/* SPDX-License-Identifier: BSD-2-Clause */
/* timing.h - how long a session waits where its script does not say. Times in ns, at the
 * tester's end of the path. */
#ifndef TCPVET_SESSION_TIMING_H
#define TCPVET_SESSION_TIMING_H

#include <stdbool.h>

#include "script/ast.h"
#include "traffic/rtt.h"

struct timing {
	int64_t reply_window;   /* how long a reply may take when nothing is written */
	int64_t silence_window; /* how long `nothing` watches when nothing is written */
	int64_t rtt;            /* smallest round trip measured; for `within 4rtt` */
	int64_t path_time, path_jitter; /* how long a reply may have been on its way, and
					 * by how much that varies */
};

/* For a round trip as measured; sound: the path disturbs nothing, as far as was seen. */
struct timing timing_of(const struct rtt *rtt, bool sound);

/* What the statement's `within` comes to, or `otherwise` when it has none; the path's
 * time is not in it. */
int64_t timing_within(const struct timing *timing, const struct stmt *stmt,
		      int64_t otherwise);

/* What a `wait` comes to. */
int64_t timing_wait(const struct timing *timing, const struct stmt *stmt);

#endif

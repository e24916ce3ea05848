/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/timing.h"

#define MS INT64_C(1000000)

/* Round trips can be shorter than any computer is punctual. */
#define RTT_WINDOW_LEAST (50 * MS)

/* A delayed ACK waits up to 500 ms (RFC 9293 MUST-40), and a target may be slow. */
#define REPLY_WINDOW (1000 * MS)

/* Nothing that answers a segment is delayed but an ACK of data; the floor is for slow
 * targets. */
#define SILENCE_SOUND (100 * MS)
#define SILENCE_DISTURBED (250 * MS)

struct timing timing_of(const struct rtt *rtt, bool sound)
{
	const int64_t patience = rtt_patience(rtt);

	return (struct timing){
		.reply_window = REPLY_WINDOW + patience,
		.silence_window = (sound ? SILENCE_SOUND : SILENCE_DISTURBED) + patience,
		.rtt = rtt->smallest,
		.path_time = patience,
		.path_jitter = rtt_jitter(rtt),
	};
}

int64_t timing_within(const struct timing *timing, const struct stmt *stmt,
		      int64_t otherwise)
{
	int64_t scaled;

	if (!stmt->within)
		return otherwise;
	if (!stmt->within_rtt)
		return stmt->within;
	scaled = stmt->within * timing->rtt;
	return scaled > RTT_WINDOW_LEAST ? scaled : RTT_WINDOW_LEAST;
}

int64_t timing_wait(const struct timing *timing, const struct stmt *stmt)
{
	return stmt->within_rtt ? stmt->within * timing->rtt : stmt->within;
}

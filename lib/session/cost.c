/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/cost.h"

static int64_t cost_of_block(const struct stmt *stmt, const struct timing *timing);

/* A segment that is waited for comes at once, unless a time is written before which
 * it must not. */
static int64_t written_time(const struct stmt *stmt)
{
	return stmt->time.kind == TIME_NONE || stmt->time.kind == TIME_ANY
		       ? 0 : stmt->time.from;
}

static int64_t dearest_branch(const struct stmt *stmt, const struct timing *timing)
{
	int64_t most = 0;

	for (const struct block *block = stmt->blocks; block; block = block->next) {
		int64_t cost = cost_of_block(block->first, timing);

		if (cost > most)
			most = cost;
	}
	return most;
}

static int64_t cost_of_stmt(const struct stmt *stmt, const struct timing *timing)
{
	switch (stmt->kind) {
	case STMT_WAIT:
		return timing_wait(timing, stmt);
	case STMT_NOTHING:
	case STMT_NO:
		return stmt->within ? timing_wait(timing, stmt)
				    : timing->silence_window;
	case STMT_SEND:
	case STMT_EXPECT:
	case STMT_DATA:
		return written_time(stmt) + timing->rtt;
	case STMT_USE:
	case STMT_SHOULD:
	case STMT_ONE_OF:
		return dearest_branch(stmt, timing);
	default:
		return 0;
	}
}

static int64_t cost_of_block(const struct stmt *stmt, const struct timing *timing)
{
	int64_t cost = 0;

	for (; stmt; stmt = stmt->next)
		cost += cost_of_stmt(stmt, timing);
	return cost;
}

int64_t cost_of(const struct test_case *tc, const struct timing *timing)
{
	return cost_of_block(tc->body.first, timing);
}

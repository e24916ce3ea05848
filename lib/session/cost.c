/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/cost.h"

#define MS INT64_C(1000000)

/* What `nothing` watches for when nothing is written. */
enum { SILENCE_MS = 100 };

static int64_t cost_of_block(const struct stmt *stmt, int64_t rtt);

static int64_t written(const struct stmt *stmt, int64_t rtt)
{
	return stmt->within_rtt ? stmt->within * rtt : stmt->within;
}

/* A segment that is waited for comes at once, unless a time is written before which
 * it must not. */
static int64_t earliest(const struct stmt *stmt)
{
	return stmt->time.kind == TIME_NONE || stmt->time.kind == TIME_ANY
		       ? 0 : stmt->time.from;
}

static int64_t dearest_branch(const struct stmt *stmt, int64_t rtt)
{
	int64_t most = 0;

	for (const struct block *block = stmt->blocks; block; block = block->next) {
		int64_t cost = cost_of_block(block->first, rtt);

		if (cost > most)
			most = cost;
	}
	return most;
}

static int64_t cost_of_stmt(const struct stmt *stmt, int64_t rtt)
{
	switch (stmt->kind) {
	case STMT_WAIT:
		return written(stmt, rtt);
	case STMT_NOTHING:
	case STMT_NO:
		return stmt->within ? written(stmt, rtt) : SILENCE_MS * MS + 4 * rtt;
	case STMT_SEND:
	case STMT_EXPECT:
	case STMT_DATA:
		return earliest(stmt) + rtt;
	case STMT_USE:
	case STMT_SHOULD:
	case STMT_ONE_OF:
		return dearest_branch(stmt, rtt);
	default:
		return 0;
	}
}

static int64_t cost_of_block(const struct stmt *stmt, int64_t rtt)
{
	int64_t cost = 0;

	for (; stmt; stmt = stmt->next)
		cost += cost_of_stmt(stmt, rtt);
	return cost;
}

int64_t cost_of(const struct test_case *tc, int64_t rtt)
{
	return cost_of_block(tc->body.first, rtt);
}

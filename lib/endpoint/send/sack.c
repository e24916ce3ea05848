/* SPDX-License-Identifier: BSD-2-Clause */
/* sack.c - selective acknowledgment: what arrived above a gap is reported (RFC 2018,
 * with duplicates by RFC 2883), what the peer reports is kept. */
#include "endpoint/send/sack.h"

#include <string.h>

/* ---- the peer's reports ------------------------------------------------------------ */

/* A block at or below SEG.ACK is a D-SACK (RFC 2883 section 5); one that lies outside
 * what was sent is nonsense. */
static bool is_news(const struct tcp_conn *conn, const struct arrival *in,
		    const struct seq_range *block)
{
	return seq_lt(block->left, block->right) &&
	       seq_geq(block->left, conn->snd.una) &&
	       seq_gt(block->left, in->seg.ack) && seq_leq(block->right, conn->snd.nxt);
}

bool sack_take(struct tcp_conn *conn, const struct arrival *in)
{
	bool news = false;

	if (!conn->sack.permitted)
		return false;
	for (unsigned i = 0; i < in->opt.sacks; i++) {
		const struct seq_range *block = &in->opt.sack[i];
		uint32_t left = block->left, right = block->right;
		uint32_t had = sack_octets(conn, left, right);

		if (seq_gt(right, conn->snd.nxt) && faulty(conn, FAULT_SACK_ABOVE_HANGS))
			conn->host->hung = true;
		if (!is_news(conn, in, block))
			continue;
		ranges_add(&conn->sack.sacked, left, right);
		news = news || sack_octets(conn, left, right) != had;
	}
	return news;
}

bool sack_holds(const struct tcp_conn *conn, uint32_t seq, uint32_t *right)
{
	for (unsigned i = 0; i < conn->sack.sacked.count; i++) {
		const struct seq_range *r = &conn->sack.sacked.at[i];

		if (range_holds(r, seq)) {
			*right = r->right;
			return true;
		}
	}
	return false;
}

uint32_t sack_highest(const struct tcp_conn *conn)
{
	uint32_t highest = conn->snd.una;

	for (unsigned i = 0; i < conn->sack.sacked.count; i++)
		highest = seq_max(highest, conn->sack.sacked.at[i].right);
	return highest;
}

uint32_t sack_octets(const struct tcp_conn *conn, uint32_t left, uint32_t right)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < conn->sack.sacked.count; i++) {
		struct seq_range r = conn->sack.sacked.at[i];

		r.left = seq_max(r.left, left);
		if (seq_gt(r.right, right))
			r.right = right;
		if (seq_lt(r.left, r.right))
			sum += r.right - r.left;
	}
	return sum;
}

/* ---- the own reports --------------------------------------------------------------- */

void sack_note_arrival(struct tcp_conn *conn, uint32_t seq)
{
	struct sack *sack = &conn->sack;

	memmove(sack->recent + 1, sack->recent,
		(SACK_RECENT - 1) * sizeof(sack->recent[0]));
	sack->recent[0] = seq;
	if (sack->recents < SACK_RECENT)
		sack->recents++;
}

/* RFC 2883 section 4: exactly the octets that came twice. */
void sack_note_duplicate(struct tcp_conn *conn, uint32_t left, uint32_t right)
{
	if (!conn->sack.permitted || !seq_lt(left, right) ||
	    faulty(conn, FAULT_DSACK_NONE))
		return;
	if (faulty(conn, FAULT_DSACK_EDGE))
		right++;
	conn->sack.duplicate = true;
	conn->sack.dup.left = left;
	conn->sack.dup.right = right;
	conn->ack_now = true;
}

static bool listed(const struct seq_range *blocks, unsigned count, unsigned from,
		   const struct seq_range *range)
{
	for (unsigned i = from; i < count; i++)
		if (blocks[i].left == range->left)
			return true;
	return false;
}

static const struct seq_range *range_of(const struct tcp_conn *conn, uint32_t seq)
{
	for (unsigned i = 0; i < conn->rcv.above.count; i++) {
		const struct seq_range *r = &conn->rcv.above.at[i];

		if (range_holds(r, seq))
			return r;
	}
	return NULL;
}

/* The block that holds the latest arrival comes first (RFC 2018 section 4), then
 * those reported before, then what is left. */
static unsigned list_ranges(const struct tcp_conn *conn, struct seq_range *blocks,
			    unsigned count, unsigned max)
{
	unsigned from = count;

	for (unsigned i = 0; i < conn->sack.recents && count < max; i++) {
		const struct seq_range *r = range_of(conn, conn->sack.recent[i]);

		if (r && !listed(blocks, count, from, r))
			blocks[count++] = *r;
	}
	for (unsigned i = 0; i < conn->rcv.above.count && count < max; i++)
		if (!listed(blocks, count, from, &conn->rcv.above.at[i]))
			blocks[count++] = conn->rcv.above.at[i];
	return count;
}

unsigned sack_count(const struct tcp_conn *conn, unsigned max)
{
	unsigned count = conn->rcv.above.count + (conn->sack.duplicate ? 1 : 0);

	if (!conn->sack.permitted || faulty(conn, FAULT_SACK_NO_BLOCKS))
		return 0;
	return count < max ? count : max;
}

unsigned sack_blocks(struct tcp_conn *conn, struct seq_range *blocks, unsigned max)
{
	unsigned count = 0, from;

	if (faulty(conn, FAULT_SACK_NO_BLOCKS))
		return 0;
	if (conn->sack.duplicate)
		blocks[count++] = conn->sack.dup;
	conn->sack.duplicate = false;
	from = count;
	count = list_ranges(conn, blocks, count, max);
	if (faulty(conn, FAULT_SACK_OLDEST_FIRST) && count > from + 1) {
		struct seq_range first = blocks[from];

		blocks[from] = blocks[count - 1];
		blocks[count - 1] = first;
	}
	if (faulty(conn, FAULT_SACK_RIGHT_EDGE_INCLUSIVE))
		for (unsigned i = from; i < count; i++)
			blocks[i].right--;
	return count;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/ports.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

/*
 * A table with open addressing, at most half full. A place given back is filled again
 * from behind it (Knuth's deletion), so that a search ends at the first empty place.
 */
struct loan {
	struct port_owner *owner; /* NULL: empty */
	struct ipaddr target;
	uint16_t port;
};

struct ports {
	struct wire *wire;
	struct loan *loans;
	size_t room, used; /* room is a power of two */
	uint16_t turn;
	int64_t refused_since; /* as many as `refused` */
	unsigned refused;
};

enum { ROOM_FIRST = 64 };

/* A target that answers RST would be answered as fast as the path is. */
enum { REFUSALS_MOST = 256 }; /* in a second */
static const int64_t second = 1000000000;

struct ports *ports_new(struct wire *wire)
{
	struct ports *ports = memory_zeroed(1, sizeof(*ports));
	const uint16_t count = (uint16_t)(wire->port_last - wire->port_first + 1);

	ports->wire = wire;
	ports->room = ROOM_FIRST;
	ports->loans = memory_zeroed(ports->room, sizeof(*ports->loans));
	/* Runs that follow each other closely are not to begin with the same pairs
	 * of sockets; on a virtual clock they all begin alike. */
	ports->turn = (uint16_t)(wire->port_first +
				 (uint64_t)wire_now(wire) / 1000 % count);
	return ports;
}

void ports_free(struct ports *ports)
{
	if (!ports)
		return;
	free(ports->loans);
	free(ports);
}

struct wire *ports_wire(const struct ports *ports)
{
	return ports->wire;
}

/* ---- the table ------------------------------------------------------------------ */

static size_t home(const struct ports *ports, const struct ipaddr *target,
		   uint16_t port)
{
	uint64_t hash = hash_octets(target->bytes, ipaddr_size(target), port);

	hash ^= hash >> 29;
	return (size_t)hash & (ports->room - 1);
}

/* Where it stands, or the empty place where it would. */
static size_t place_of(const struct ports *ports, const struct ipaddr *target,
		       uint16_t port)
{
	size_t at = home(ports, target, port);

	while (ports->loans[at].owner &&
	       !(ports->loans[at].port == port &&
		 ipaddr_equal(&ports->loans[at].target, target)))
		at = (at + 1) & (ports->room - 1);
	return at;
}

static void grow(struct ports *ports)
{
	struct loan *old = ports->loans;
	const size_t room = ports->room;

	ports->room = 2 * room;
	ports->loans = memory_zeroed(ports->room, sizeof(*ports->loans));
	for (size_t i = 0; i < room; i++)
		if (old[i].owner)
			ports->loans[place_of(ports, &old[i].target, old[i].port)] =
				old[i];
	free(old);
}

/* Whether what stands at `at` may fill the hole: its home does not lie between. */
static bool may_fill(const struct ports *ports, size_t hole, size_t at)
{
	const struct loan *loan = &ports->loans[at];
	const size_t mask = ports->room - 1;
	const size_t from = home(ports, &loan->target, loan->port);

	return ((at - from) & mask) >= ((at - hole) & mask);
}

static void empty(struct ports *ports, size_t hole)
{
	const size_t mask = ports->room - 1;

	for (size_t at = (hole + 1) & mask; ports->loans[at].owner;
	     at = (at + 1) & mask) {
		if (!may_fill(ports, hole, at))
			continue;
		ports->loans[hole] = ports->loans[at];
		hole = at;
	}
	memset(&ports->loans[hole], 0, sizeof(ports->loans[hole]));
	ports->used--;
}

/* ---- loans ------------------------------------------------------------------------ */

static uint16_t next_turn(struct ports *ports)
{
	const uint16_t port = ports->turn;

	ports->turn = port == ports->wire->port_last ? ports->wire->port_first
						     : (uint16_t)(port + 1);
	return port;
}

/* False when somebody has it. */
static bool lend(struct ports *ports, const struct ipaddr *address,
		 struct port_owner *owner, uint16_t port)
{
	size_t at;

	if (2 * (ports->used + 1) > ports->room)
		grow(ports);
	at = place_of(ports, address, port);
	if (ports->loans[at].owner)
		return false;
	ports->loans[at] = (struct loan){ owner, *address, port };
	ports->used++;
	return true;
}

int ports_lend(struct ports *ports, const struct ipaddr *address,
	       struct port_owner *owner, uint16_t port, struct error *err)
{
	char text[ADDRESS_TEXT];

	if (lend(ports, address, owner, port))
		return 0;
	return error_set(err, "port %u is in use for %s", port,
			 ipaddr_text(address, text));
}

int ports_take(struct ports *ports, const struct ipaddr *target,
	       struct port_owner *owner, uint16_t *port, struct error *err)
{
	const unsigned count =
		(unsigned)(ports->wire->port_last - ports->wire->port_first) + 1;
	char text[ADDRESS_TEXT];

	for (unsigned i = 0; i < count; i++) {
		uint16_t candidate = next_turn(ports);

		if (!lend(ports, target, owner, candidate))
			continue;
		*port = candidate;
		return 0;
	}
	return error_set(err, "all %u ports of the tester are in use for %s: run fewer "
			 "cases side by side (-j)", count, ipaddr_text(target, text));
}

void ports_give_back(struct ports *ports, const struct ipaddr *target, uint16_t port)
{
	const size_t at = place_of(ports, target, port);

	if (ports->loans[at].owner)
		empty(ports, at);
}

/* ---- delivering --------------------------------------------------------------------- */

/* What is damaged, or not between two hosts, is discarded (RFC 9293 section 3.1, RFC 1122
 * section 4.2.3.10): whose RST would it be, and for whom? */
static bool may_refuse(struct ports *ports, const struct decoded *decoded)
{
	const struct segment *seg = &decoded->seg;
	const int64_t now = wire_now(ports->wire);

	if (decoded->status != DECODE_OK || decoded->checksum == CHECKSUM_BAD ||
	    (seg->flags & SEG_RST) || ipaddr_is_no_host(&seg->src) ||
	    ipaddr_is_no_host(&seg->dst))
		return false;
	if (now - ports->refused_since >= second) {
		ports->refused_since = now;
		ports->refused = 0;
	}
	return ports->refused++ < REFUSALS_MOST;
}

/* RFC 9293 section 3.10.7.1: what no connection wants. A connection of the target whose
 * RST was lost is not to meet the next one on the same port. */
static void refuse(struct ports *ports, const struct decoded *decoded)
{
	const struct segment *seg = &decoded->seg;
	struct segment rst = { .src = seg->dst, .dst = seg->src,
			       .src_port = seg->dst_port, .dst_port = seg->src_port,
			       .flags = SEG_RST, .seq = seg->ack, .df = true };
	struct error ignored;

	if (!may_refuse(ports, decoded))
		return;
	if (!(seg->flags & SEG_ACK)) {
		rst.flags |= SEG_ACK;
		rst.seq = 0;
		rst.ack = seg->seq + segment_len(seg);
	}
	(void)wire_send(ports->wire, &rst, &ignored);
}

int ports_drain(struct ports *ports, struct error *err)
{
	struct sighting sighting;
	int got, delivered = 0;

	while ((got = wire_next(ports->wire, &sighting, err)) > 0) {
		const struct segment *seg = &sighting.decoded.seg;
		const bool out = sighting.outgoing;
		const struct loan *loan;

		if (sighting.decoded.status != DECODE_OK &&
		    sighting.decoded.status != DECODE_BAD_OFFSET)
			continue;
		loan = &ports->loans[place_of(ports, out ? &seg->dst : &seg->src,
					      out ? seg->src_port : seg->dst_port)];
		if (!loan->owner) {
			if (!out)
				refuse(ports, &sighting.decoded);
			continue;
		}
		loan->owner->deliver(loan->owner, &sighting);
		delivered++;
	}
	return got < 0 ? -1 : delivered;
}

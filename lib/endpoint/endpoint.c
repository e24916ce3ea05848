/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint.c - the host: connections, listeners, the queue of what goes out. */
#include "endpoint/endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "endpoint/host.h"

enum { MTU_DEFAULT = 1500, BACKLOG_DEFAULT = 128, BUFFER_DEFAULT = 65535 };

void *must_alloc(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

/* ---- the host -------------------------------------------------------------------- */

struct endpoint *endpoint_new(const struct endpoint_config *config)
{
	struct endpoint *host = must_alloc(sizeof(*host));

	host->config = *config;
	if (host->config.mtu == 0)
		host->config.mtu = MTU_DEFAULT;
	/* What every IPv4 host must be able to receive: smaller leaves no MSS. */
	if (host->config.mtu < 576)
		host->config.mtu = 576;
	if (host->config.mtu > 65535)
		host->config.mtu = 65535;
	if (host->config.msl == 0)
		host->config.msl = 120 * SECOND;
	if (host->config.backlog == 0)
		host->config.backlog = BACKLOG_DEFAULT;
	if (host->config.buffer == 0)
		host->config.buffer = BUFFER_DEFAULT;
	/* A window must not cover more than a quarter of the number space. */
	if (host->config.buffer > 1u << 29)
		host->config.buffer = 1u << 29;
	host->last = &host->first;
	host->next_port = 49152;
	return host;
}

static void drop_given(struct endpoint *host)
{
	free(host->given);
	host->given = NULL;
}

void endpoint_free(struct endpoint *host)
{
	if (!host)
		return;
	while (host->conns)
		conn_delete(host->conns);
	while (host->listeners) {
		struct listener *next = host->listeners->next;

		free(host->listeners);
		host->listeners = next;
	}
	while (host->first) {
		struct outgoing *next = host->first->next;

		free(host->first);
		host->first = next;
	}
	drop_given(host);
	free(host);
}

/* Section 3.10.1, passive OPEN. */
void endpoint_listen(struct endpoint *host, uint16_t port, enum app app)
{
	struct listener *listener = must_alloc(sizeof(*listener));

	listener->port = port;
	listener->app = app;
	listener->next = host->listeners;
	host->listeners = listener;
}

struct listener *listener_find(const struct endpoint *host, uint16_t port)
{
	for (struct listener *l = host->listeners; l; l = l->next)
		if (l->port == port && !l->dead)
			return l;
	return NULL;
}

/* Section 3.10.6, STATUS. */
enum tcp_state endpoint_state(const struct endpoint *host,
			      const struct connection_id *id)
{
	const struct conn *conn = conn_find((struct endpoint *)(uintptr_t)host, id);

	if (conn)
		return conn->state;
	return listener_find(host, id->target_port) ? STATE_LISTEN : STATE_CLOSED;
}

unsigned endpoint_connections(const struct endpoint *host)
{
	unsigned count = 0;

	for (const struct conn *conn = host->conns; conn; conn = conn->next)
		count++;
	return count;
}

unsigned endpoint_live(const struct endpoint *host)
{
	unsigned count = 0;

	for (const struct conn *conn = host->conns; conn; conn = conn->next)
		count += conn->state != STATE_TIME_WAIT;
	return count;
}

/* ---- what goes out ------------------------------------------------------------------ */

/* Mistakes that are made where a header is put together. */
static void spoil_header(const struct endpoint *host, struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;

	if (fault_on(f, FAULT_RESERVED_COPIED))
		seg->flags |= host->last_reserved;
	if (fault_on(f, FAULT_ECN_COPIED) && (seg->flags & SEG_SYN))
		seg->flags |= host->last_ecn;
	if (fault_on(f, FAULT_OFFSET_WITHOUT_OPTIONS) && seg->options_len > 0) {
		seg->force |= FORCE_OFFSET;
		seg->data_offset = SEG_HEADER_MIN / 4;
	}
	if (fault_on(f, FAULT_CHECKSUM_ODD_SENT) && seg->payload_len % 2)
		seg->force |= BAD_CHECKSUM;
	if (fault_on(f, FAULT_CHECKSUM_OPTIONS_LEFT_OUT) && seg->options_len > 0)
		seg->force |= BAD_CHECKSUM;
	if (fault_on(f, FAULT_CHECKSUM_RST_UNSET) && (seg->flags & SEG_RST)) {
		seg->force |= FORCE_CHECKSUM;
		seg->checksum = 0;
	}
	if (fault_on(f, FAULT_FIN_WITHOUT_ACK) && (seg->flags & SEG_FIN))
		seg->flags &= (uint16_t)~SEG_ACK;
	if (fault_on(f, FAULT_PSH_NEVER))
		seg->flags &= (uint16_t)~SEG_PSH;
}

void emit(struct endpoint *host, const struct segment *seg)
{
	struct outgoing *out = must_alloc(sizeof(*out) + seg->payload_len);

	out->seg = *seg;
	if (seg->payload_len)
		memcpy(out->payload, seg->payload, seg->payload_len);
	out->seg.payload = out->payload;
	out->seg.df = true;
	spoil_header(host, &out->seg);
	*host->last = out;
	host->last = &out->next;
}

bool endpoint_output(struct endpoint *host, struct segment *out)
{
	drop_given(host);
	if (!host->first)
		return false;
	host->given = host->first;
	host->first = host->first->next;
	if (!host->first)
		host->last = &host->first;
	*out = host->given->seg;
	return true;
}

/* ---- connections ---------------------------------------------------------------------- */

static bool same_connection(const struct connection_id *a, const struct connection_id *b)
{
	return a->tester_port == b->tester_port && a->target_port == b->target_port &&
	       ipaddr_equal(&a->tester, &b->tester) &&
	       ipaddr_equal(&a->target, &b->target);
}

struct conn *conn_find(struct endpoint *host, const struct connection_id *id)
{
	for (struct conn *conn = host->conns; conn; conn = conn->next)
		if (same_connection(&conn->id, id))
			return conn;
	return NULL;
}

struct conn *conn_new(struct endpoint *host, const struct connection_id *id)
{
	struct conn *conn = must_alloc(sizeof(*conn));

	conn->host = host;
	conn->id = *id;
	conn->snd.mss = id->tester.family == FAMILY_INET ? SEG_MSS_DEFAULT_INET
							 : SEG_MSS_DEFAULT_INET6;
	for (int i = 0; i < TIMER_COUNT; i++)
		conn->timer[i] = NEVER;
	conn->ts.offset = keyed_hash(host, id, 2);
	conn->next = host->conns;
	host->conns = conn;
	return conn;
}

void conn_set_state(struct conn *conn, enum tcp_state state)
{
	struct listener *listener = conn->listener;

	if (listener && state == STATE_SYN_RECEIVED)
		listener->half_open++;
	if (listener && conn->state == STATE_SYN_RECEIVED) {
		bool leaks = faulty(conn, FAULT_BACKLOG_LEAKS) &&
			     state == STATE_CLOSED;

		if (!leaks)
			listener->half_open--;
	}
	conn->state = state;
}

/* Deletes the TCB: the state is CLOSED. */
void conn_delete(struct conn *conn)
{
	struct conn **at = &conn->host->conns;

	conn_set_state(conn, STATE_CLOSED);
	while (*at != conn)
		at = &(*at)->next;
	*at = conn->next;
	conn->host->ended = conn->signals;
	ring_free(&conn->snd.ring);
	ring_free(&conn->rcv.ring);
	free(conn);
}

void conn_signal(struct conn *conn, enum signal signal)
{
	conn->signals |= (unsigned)signal;
}

/* ---- numbers that an outsider cannot guess ---------------------------------------------- */

/* F() of section 3.4.1. The secret is the seed: a simulation must repeat itself. */
uint32_t keyed_hash(const struct endpoint *host, const struct connection_id *id,
		    uint64_t purpose)
{
	uint64_t h = random_mix(host->config.seed + purpose * RANDOM_STEP);

	for (unsigned i = 0; i < sizeof(id->tester.bytes); i++)
		h = random_mix(h ^ (uint64_t)id->tester.bytes[i] << 8 ^ id->target.bytes[i]);
	h = random_mix(h ^ (uint64_t)id->tester_port << 16 ^ id->target_port);
	return (uint32_t)(h >> 16);
}

uint32_t choose_iss(const struct endpoint *host, const struct connection_id *id)
{
	/* M: a clock that ticks every 4 microseconds (MUST-8). */
	uint32_t m = (uint32_t)(host->now / 4000);
	struct endpoint *h = (struct endpoint *)(uintptr_t)host;

	if (fault_on(&host->config.faults, FAULT_ISS_CONSTANT))
		return 1;
	if (fault_on(&host->config.faults, FAULT_ISS_COUNTER))
		return h->iss_counter += 64000;
	return m + keyed_hash(host, id, 1); /* SHLD-1 */
}

/* ---- timers -------------------------------------------------------------------------------- */

void timer_set(struct conn *conn, enum timer timer, int64_t delay)
{
	conn->timer[timer] = conn->host->now + delay;
}

void timer_stop(struct conn *conn, enum timer timer)
{
	conn->timer[timer] = NEVER;
}

int64_t endpoint_deadline(const struct endpoint *host)
{
	int64_t first = NEVER;

	for (const struct conn *conn = host->conns; conn; conn = conn->next)
		for (int i = 0; i < TIMER_COUNT; i++)
			if (conn->timer[i] < first)
				first = conn->timer[i];
	return first;
}

/* ---- rings ----------------------------------------------------------------------------------- */

uint32_t ring_size(const struct endpoint *host, unsigned shift)
{
	/* A scaled window is rounded up by less than 1 << shift octets. */
	uint32_t need = host->config.buffer + (1u << shift);
	uint32_t size = 1;

	while (size < need)
		size *= 2;
	return size;
}

static uint32_t to_wrap(const struct ring *ring, uint32_t seq)
{
	return ring->size - (seq & (ring->size - 1));
}

void ring_write(struct ring *ring, uint32_t size, uint32_t seq, const uint8_t *bytes,
		uint32_t len)
{
	uint32_t first;

	if (len == 0)
		return;
	if (!ring->bytes) {
		ring->bytes = must_alloc(size);
		ring->size = size;
	}
	if (len > ring->size)
		len = ring->size;
	first = to_wrap(ring, seq);
	if (first > len)
		first = len;
	memcpy(ring->bytes + (seq & (ring->size - 1)), bytes, first);
	memcpy(ring->bytes, bytes + first, len - first);
}

void ring_read(const struct ring *ring, uint32_t seq, uint8_t *bytes, uint32_t len)
{
	uint32_t first;

	/* Octets that were never written read as zero. */
	memset(bytes, 0, len);
	if (len > ring->size)
		len = ring->size;
	if (len == 0)
		return;
	first = to_wrap(ring, seq);
	if (first > len)
		first = len;
	memcpy(bytes, ring->bytes + (seq & (ring->size - 1)), first);
	memcpy(bytes + first, ring->bytes, len - first);
}

void ring_free(struct ring *ring)
{
	free(ring->bytes);
	ring->bytes = NULL;
	ring->size = 0;
}

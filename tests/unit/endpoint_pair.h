/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint_pair.h - two endpoints, a client and an echo, over a bad path in memory. */
#ifndef TCPVET_TESTS_ENDPOINT_PAIR_H
#define TCPVET_TESTS_ENDPOINT_PAIR_H

#include "endpoint_fixture.h"

enum { FLYING_MAX = 4096 };

struct flying {
	int64_t at;
	struct tcp_endpoint *to;
	struct segment seg;
	uint8_t *text;
};

struct path {
	uint64_t random;
	unsigned loss, dup;    /* percent */
	int64_t delay, jitter;
	int64_t now;
	struct flying flying[FLYING_MAX];
	unsigned count;
	uint64_t hash;         /* of all that was sent */
};

struct transfer {
	struct endpoint_config config;
	unsigned loss, dup;
	int64_t jitter;
	uint32_t octets;
	bool v6, wrap, urgent;
	uint64_t seed;
};

/* What became of it. */
struct outcome {
	uint32_t sent, received;
	bool scrambled; /* an octet was not the one that was sent */
	bool ended;     /* the client read the end of file */
	bool stuck;     /* nobody had anything left to do, or it took days */
	int64_t took;
	uint64_t hash;
};

static inline uint32_t roll(struct path *path)
{
	path->random = path->random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(path->random >> 33);
}

static inline void fly(struct path *path, struct tcp_endpoint *to,
		       const struct segment *seg)
{
	struct flying *f = &path->flying[path->count];

	if (path->count == FLYING_MAX)
		return;
	f->at = path->now + path->delay;
	if (path->jitter)
		f->at += (int64_t)(roll(path) % (uint32_t)(path->jitter / 1000)) * 1000;
	f->to = to;
	f->seg = *seg;
	f->text = malloc(seg->payload_len + 1);
	memcpy(f->text, seg->payload, seg->payload_len);
	f->seg.payload = f->text;
	path->count++;
}

static inline void hash_segment(struct path *path, const struct segment *seg)
{
	const uint64_t values[] = { seg->seq, seg->ack, seg->flags, seg->window,
				    seg->urgent, seg->payload_len, (uint64_t)path->now };

	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		path->hash = (path->hash ^ values[i]) * UINT64_C(0x100000001b3);
	for (unsigned i = 0; i < seg->options_len; i++)
		path->hash = (path->hash ^ seg->options[i]) * UINT64_C(0x100000001b3);
}

static inline void drain(struct path *path, struct tcp_endpoint *from,
			 struct tcp_endpoint *to)
{
	struct segment seg;

	while (endpoint_output(from, &seg)) {
		hash_segment(path, &seg);
		if (roll(path) % 100 < path->loss)
			continue;
		fly(path, to, &seg);
		if (roll(path) % 100 < path->dup)
			fly(path, to, &seg);
	}
}

static inline int64_t next_event(const struct path *path, struct tcp_endpoint *a,
				 struct tcp_endpoint *b)
{
	int64_t first = endpoint_deadline(a);

	if (endpoint_deadline(b) < first)
		first = endpoint_deadline(b);
	for (unsigned i = 0; i < path->count; i++)
		if (path->flying[i].at < first)
			first = path->flying[i].at;
	return first;
}

static inline void land(struct path *path)
{
	for (unsigned i = 0; i < path->count;) {
		struct flying f = path->flying[i];
		struct decoded decoded = { .status = DECODE_OK,
					   .checksum = CHECKSUM_GOOD,
					   .ip_checksum = CHECKSUM_GOOD, .seg = f.seg };

		if (f.at > path->now) {
			i++;
			continue;
		}
		path->flying[i] = path->flying[--path->count];
		endpoint_arrives(f.to, &decoded, path->now);
		free(f.text);
	}
}

static inline uint8_t octet(uint32_t i)
{
	return (uint8_t)(i * 2654435761u >> 24);
}

/* Sends what there is room for, checks what came back; true at the end of file. */
static inline void user_runs(struct tcp_conn *conn, const struct transfer *t,
			     struct outcome *out)
{
	uint8_t piece[3000];
	uint32_t len;

	while (out->sent < t->octets) {
		uint32_t want = t->octets - out->sent, took;

		if (want > sizeof(piece))
			want = sizeof(piece);
		for (uint32_t i = 0; i < want; i++)
			piece[i] = octet(out->sent + i);
		took = call_send(conn, piece, want, t->urgent);
		if (took == 0)
			break;
		out->sent += took;
	}
	while ((len = call_receive(conn, piece, sizeof(piece))) > 0) {
		for (uint32_t i = 0; i < len; i++)
			if (piece[i] != octet(out->received + i))
				out->scrambled = true;
		out->received += len;
	}
	if (out->sent == t->octets)
		call_close(conn);
	output_run(conn);
	out->ended = out->ended || call_at_end(conn);
}

/* Sets the clock so that the numbers of the client wrap early. */
static inline int64_t start_time(const struct transfer *t, struct tcp_endpoint *client,
			  const struct ipaddr *local, const struct ipaddr *remote)
{
	struct connection_id id = { .tester = *remote, .target = *local,
				    .tester_port = ECHO, .target_port = 49152 };

	if (!t->wrap)
		return SECOND;
	return (int64_t)(UINT32_MAX - 3000 - choose_iss(client, &id)) * 4000;
}

static inline bool alive(const struct tcp_endpoint *host, const struct tcp_conn *conn)
{
	for (const struct tcp_conn *c = host->conns; c; c = c->next)
		if (c == conn)
			return true;
	return false;
}

static inline void go_on(struct path *path, struct tcp_endpoint *client,
			 struct tcp_endpoint *server, int64_t at)
{
	path->now = at > path->now ? at : path->now;
	land(path);
	endpoint_timeouts(client, path->now);
	endpoint_timeouts(server, path->now);
}

static inline struct outcome transfer_run(const struct transfer *t)
{
	struct endpoint_config config = t->config;
	struct path *path = calloc(1, sizeof(*path));
	struct tcp_endpoint *client, *server;
	struct ipaddr local, remote;
	struct outcome out = { .sent = 0 };
	struct tcp_conn *conn;
	int64_t begin, at = 0;

	config.seed = t->seed;
	client = endpoint_new(&config);
	config.seed = t->seed + 1;
	server = endpoint_new(&config);
	endpoint_listen(server, ECHO, APP_ECHO);
	cr_assert(ipaddr_parse(t->v6 ? "2001:db8::1" : "192.0.2.1", &local));
	cr_assert(ipaddr_parse(t->v6 ? "2001:db8::2" : "192.0.2.2", &remote));
	path->random = t->seed * 77 + 5;
	path->loss = t->loss;
	path->dup = t->dup;
	path->delay = 10 * MS;
	path->jitter = t->jitter;
	path->now = begin = start_time(t, client, &local, &remote);
	conn = call_open(client, &local, &remote, ECHO, path->now);
	while (client->conns || server->conns) {
		if (alive(client, conn) && state_synchronized(conn->state))
			user_runs(conn, t, &out);
		drain(path, client, server);
		drain(path, server, client);
		if (client->conns || server->conns)
			at = next_event(path, client, server);
		out.stuck = at == NEVER || path->now - begin > 50000 * SECOND;
		if (out.stuck)
			break;
		go_on(path, client, server, at);
	}
	out.took = path->now - begin;
	out.hash = path->hash;
	for (unsigned i = 0; i < path->count; i++)
		free(path->flying[i].text);
	free(path);
	endpoint_free(client);
	endpoint_free(server);
	return out;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sim_wire.c - two hosts, a path and a clock in one process.
 *
 * What passes is octets, in both directions: encoded where it leaves and decoded
 * where it arrives, so that a wrong checksum or offset is as wrong here as on a real
 * wire. Two queues hold it. `flying` is on the path, ordered by arrival; `seen` has
 * reached the tester's capture, ordered by time, its own segments among it as they
 * leave. The clock moves in wire_wait only, and by a little with each segment sent;
 * whatever falls due before it is done first, at its own time.
 */
#include "prove/sim_wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "prove/flight.h"
#include "target/service.h"

#define US INT64_C(1000)
#define S INT64_C(1000000000)

/* A machine takes so long to put a segment on the wire, and so long from an
 * interrupt to the program: what arrives meanwhile is seen at the same look. */
#define SEND_TIME (1 * US)
#define WAKE_TIME (5 * US)

/* No endpoint is called more often than that, however it misjudges its timers. */
#define TIMER_STEP (10 * US)

#define EPOCH (1000 * S)

enum { MTU_DEFAULT = 1500, PACKET_MOST = 65535 + 40 };
enum { PORT_FIRST = 20000, PORT_LAST = 60999 };

struct sim {
	struct wire wire;
	struct hosts hosts;
	struct oracle oracle;
	struct agent agent;
	struct tcp_endpoint *endpoint;
	struct path path;
	int64_t now;
	int64_t timers_from; /* the endpoint's timers rest until then */
	int64_t line_free[2]; /* when each direction can take the next segment */
	uint64_t serial;
	struct flight flying;
	struct packet *seen, **seen_end;
	struct packet *shown; /* wire_next's last, whose payload is in use */
	uint64_t sent, captured;
	struct error broken; /* the endpoint made what no packet can hold */
	uint8_t scratch[PACKET_MOST];
};

static struct sim *sim_of(struct wire *wire)
{
	return (struct sim *)wire;
}

/* ---- the path -------------------------------------------------------------- */

static struct packet *packet_new(struct sim *sim, int64_t time, bool to_target,
				 const uint8_t *bytes, size_t len)
{
	struct packet *packet = memory_zeroed(1, sizeof(*packet) + len);

	*packet = (struct packet){ .time = time, .serial = sim->serial++,
				   .to_target = to_target, .len = len };
	memcpy(packet->bytes, bytes, len);
	return packet;
}

static void put_on_path(struct sim *sim, int64_t when, bool to_target,
			const uint8_t *bytes, size_t len)
{
	int64_t *line_free = &sim->line_free[to_target];
	struct path_fate fate;

	if (*line_free < when)
		*line_free = when;
	*line_free += SEND_TIME;
	path_next(&sim->path, &fate);
	for (unsigned i = 0; i < fate.copies; i++) {
		const struct path_copy *copy = &fate.copy[i];
		struct packet *packet = packet_new(sim, *line_free + copy->delay,
						   to_target, bytes, len);

		if (copy->damaged) {
			size_t bit = copy->bit % (8 * len);

			packet->bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
		flight_add(&sim->flying, packet);
	}
}

/* ---- the far end ------------------------------------------------------------ */

static void drain_endpoint(struct sim *sim, int64_t when)
{
	struct segment seg;

	while (endpoint_output(sim->endpoint, &seg)) {
		int len = segment_encode_ip(&seg, sim->scratch,
					    sizeof(sim->scratch), &sim->broken);

		if (len > 0)
			put_on_path(sim, when, false, sim->scratch, (size_t)len);
	}
}

/* Nobody else is there: what is no host's may be meant for this one. */
static bool is_end(const struct ipaddr *own, const struct ipaddr *addr)
{
	return ipaddr_equal(addr, own) || ipaddr_is_no_host(addr);
}

static bool is_tcp(const struct decoded *decoded)
{
	return decoded->status != DECODE_NOT_IP && decoded->status != DECODE_NOT_TCP;
}

static void arrive_at_target(struct sim *sim, const struct packet *packet)
{
	struct decoded decoded;

	/* A timer that the endpoint sets into the past is due now: its time does
	 * not run backwards. */
	if (sim->timers_from < packet->time)
		sim->timers_from = packet->time;
	segment_decode(packet->bytes, packet->len, packet->len, LINK_RAW, &decoded);
	/* The IP checksum and addresses that are nobody's are the endpoint's to judge. */
	if (is_tcp(&decoded) && is_end(&sim->hosts.target, &decoded.seg.dst))
		endpoint_arrives(sim->endpoint, &decoded, packet->time);
	drain_endpoint(sim, packet->time);
}

/* ---- time -------------------------------------------------------------------- */

static void show(struct sim *sim, struct packet *packet)
{
	packet->next = NULL;
	*sim->seen_end = packet;
	sim->seen_end = &packet->next;
}

static int64_t timers_due(const struct sim *sim)
{
	int64_t due = endpoint_deadline(sim->endpoint);

	return due < sim->timers_from ? sim->timers_from : due;
}

/* When something happens next on the path or at its far end. */
static int64_t next_event(const struct sim *sim)
{
	int64_t due = timers_due(sim);

	if (flight_next(&sim->flying) <= due)
		return flight_next(&sim->flying);
	return due;
}

static void run_event(struct sim *sim)
{
	int64_t due = timers_due(sim);
	struct packet *packet;

	if (flight_next(&sim->flying) > due) {
		endpoint_timeouts(sim->endpoint, due);
		sim->timers_from = due + TIMER_STEP;
		drain_endpoint(sim, due);
		return;
	}
	packet = flight_take(&sim->flying);
	if (packet->to_target) {
		arrive_at_target(sim, packet);
		free(packet);
	} else {
		show(sim, packet);
	}
}

static void run_until(struct sim *sim, int64_t when)
{
	while (next_event(sim) <= when)
		run_event(sim);
	if (sim->now < when)
		sim->now = when;
}

static int64_t sim_now(struct wire *wire)
{
	return sim_of(wire)->now;
}

static int told_broken(const struct sim *sim, struct error *err)
{
	if (!*sim->broken.text)
		return 0;
	return error_set(err, "the reference endpoint cannot send: %.400s",
			 sim->broken.text);
}

static int sim_wait(struct wire *wire, int64_t until, struct error *err)
{
	struct sim *sim = sim_of(wire);

	run_until(sim, sim->now);
	while (!sim->seen && sim->now < until) {
		int64_t next = next_event(sim);

		if (next == INT64_MAX && until == INT64_MAX)
			return error_set(err, "nothing will ever happen again: "
					 "the simulation waits for nothing");
		run_until(sim, next < until ? next : until);
	}
	run_until(sim, sim->now + (sim->seen ? WAKE_TIME : 0) +
			       path_lateness(&sim->path));
	return told_broken(sim, err);
}

/* ---- the tester's end ---------------------------------------------------------- */

static int sim_send(struct wire *wire, const struct segment *seg,
		    struct error *err)
{
	struct sim *sim = sim_of(wire);
	int len = segment_encode_ip(seg, sim->scratch, sizeof(sim->scratch), err);
	uint8_t *bytes = sim->scratch;
	struct packet *packet;

	if (len < 0)
		return -1;
	if ((unsigned)len > wire->mtu)
		return error_set(err, "a packet of %d octets exceeds the MTU of the "
				 "simulated link, %u octets: send a payload at "
				 "least %u octets shorter", len, wire->mtu,
				 (unsigned)len - wire->mtu);
	packet = packet_new(sim, sim->now + SEND_TIME, true, bytes, (size_t)len);
	put_on_path(sim, sim->now, true, bytes, (size_t)len);
	/* What arrives before it left stands before it in the capture. */
	run_until(sim, packet->time);
	show(sim, packet);
	sim->sent++;
	return told_broken(sim, err);
}

static bool held(uint16_t port)
{
	return port >= PORT_FIRST && port <= PORT_LAST;
}

/* As the filter of a live capture has it. */
static bool is_ours(const struct sim *sim, const struct sighting *sighting)
{
	const struct segment *seg = &sighting->decoded.seg;

	if (sighting->outgoing)
		return true;
	return is_tcp(&sighting->decoded) &&
	       sighting->decoded.ip_checksum != CHECKSUM_BAD &&
	       is_end(&sim->hosts.tester, &seg->dst) &&
	       is_end(&sim->hosts.target, &seg->src) && held(seg->dst_port);
}

static int sim_next(struct wire *wire, struct sighting *out, struct error *err)
{
	struct sim *sim = sim_of(wire);

	(void)err;
	run_until(sim, sim->now);
	while (sim->seen) {
		free(sim->shown);
		sim->shown = sim->seen;
		sim->seen = sim->shown->next;
		if (!sim->seen)
			sim->seen_end = &sim->seen;
		out->time = sim->shown->time;
		out->outgoing = sim->shown->to_target;
		segment_decode(sim->shown->bytes, sim->shown->len, sim->shown->len,
			       LINK_RAW, &out->decoded);
		if (!is_ours(sim, out))
			continue;
		sim->captured++;
		return 1;
	}
	return 0;
}

static void sim_stats(struct wire *wire, struct wire_stats *out)
{
	struct sim *sim = sim_of(wire);

	*out = (struct wire_stats){ .sent = sim->sent, .captured = sim->captured };
}

/* ---- life ------------------------------------------------------------------------ */

/* Its TCP may hang; the host lives as long as the simulation. */
static bool sim_echo(struct wire *wire, const struct hosts *hosts)
{
	return ipaddr_equal(&sim_of(wire)->hosts.target, &hosts->target);
}

static void sim_close(struct wire *wire)
{
	struct sim *sim = sim_of(wire);

	flight_clear(&sim->flying);
	while (sim->seen) {
		struct packet *packet = sim->seen;

		sim->seen = packet->next;
		free(packet);
	}
	free(sim->shown);
	endpoint_free(sim->endpoint);
	free(sim);
}

static const struct wire_ops sim_ops = {
	.send = sim_send,
	.next = sim_next,
	.now = sim_now,
	.wait = sim_wait,
	.stats = sim_stats,
	.echo = sim_echo,
	.close = sim_close,
};

static int oracle_state(struct oracle *oracle, const struct connection_id *id,
			enum tcp_state *out, struct error *err)
{
	struct sim *sim = (struct sim *)(void *)((char *)oracle -
						 offsetof(struct sim, oracle));

	(void)err;
	run_until(sim, sim->now);
	*out = endpoint_state(sim->endpoint, id);
	return 0;
}

static int agent_ask(struct agent *agent, const struct agent_request *request,
		     struct error *err)
{
	struct sim *sim = (struct sim *)(void *)((char *)agent -
						 offsetof(struct sim, agent));
	int failed;

	run_until(sim, sim->now);
	failed = endpoint_ask(sim->endpoint, request, sim->now, err);
	if (sim->timers_from < sim->now)
		sim->timers_from = sim->now;
	drain_endpoint(sim, sim->now);
	return failed;
}

static void set_addresses(struct hosts *hosts, enum ip_family family)
{
	bool inet = family == FAMILY_INET;

	ipaddr_parse(inet ? "192.0.2.1" : "2001:db8::1", &hosts->tester);
	ipaddr_parse(inet ? "192.0.2.2" : "2001:db8::2", &hosts->target);
}

struct wire *wire_sim_open(const struct wire_sim_config *config)
{
	struct sim *sim = memory_zeroed(1, sizeof(*sim));
	unsigned mtu = config->endpoint.mtu ? config->endpoint.mtu : MTU_DEFAULT;

	sim->wire = (struct wire){ .ops = &sim_ops, .mtu = mtu,
				   .path = PATH_UNKNOWN,
				   .port_first = PORT_FIRST,
				   .port_last = PORT_LAST };
	if (path_clean(&config->path))
		sim->wire.path = PATH_PERFECT;
	set_addresses(&sim->hosts, config->family);
	sim->hosts.offers = WIRE_SAME_LINK | WIRE_PRIVATE_LINK | WIRE_FRAMES;
	sim->oracle.state = oracle_state;
	sim->agent.ask = agent_ask;
	sim->endpoint = endpoint_new(&config->endpoint);
	for (int i = 0; i < OWN_SERVICES; i++)
		endpoint_listen(sim->endpoint, own_services[i].port, own_services[i].app);
	path_init(&sim->path, &config->path);
	sim->now = sim->timers_from = EPOCH;
	sim->seen_end = &sim->seen;
	return &sim->wire;
}

struct oracle *wire_sim_oracle(struct wire *wire)
{
	return &sim_of(wire)->oracle;
}

struct agent *wire_sim_agent(struct wire *wire)
{
	return &sim_of(wire)->agent;
}

const struct hosts *wire_sim_hosts(const struct wire *wire)
{
	/* wire is the first member. */
	return &((const struct sim *)wire)->hosts;
}

unsigned wire_sim_connections(const struct wire *wire)
{
	return endpoint_live(((const struct sim *)wire)->endpoint);
}

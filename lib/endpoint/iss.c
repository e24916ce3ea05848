/* SPDX-License-Identifier: BSD-2-Clause */
/* iss.c - initial sequence numbers (RFC 9293 section 3.4.1). */
#include "endpoint/iss.h"

#include "base/random.h"

/* F() of section 3.4.1. The secret is the seed: a simulation must repeat itself. */
uint32_t keyed_hash(const struct tcp_endpoint *host, const struct connection_id *id,
		    uint64_t purpose)
{
	uint64_t h = random_mix(host->config.seed + purpose * RANDOM_STEP);

	for (unsigned i = 0; i < sizeof(id->tester.bytes); i++)
		h = random_mix(h ^ (uint64_t)id->tester.bytes[i] << 8 ^ id->target.bytes[i]);
	h = random_mix(h ^ (uint64_t)id->tester_port << 16 ^ id->target_port);
	return (uint32_t)(h >> 16);
}

uint32_t choose_iss(const struct tcp_endpoint *host, const struct connection_id *id)
{
	/* M: a clock that ticks every 4 microseconds (MUST-8). */
	uint32_t m = (uint32_t)(host->now / 4000);
	struct tcp_endpoint *h = (struct tcp_endpoint *)(uintptr_t)host;

	if (fault_on(&host->config.faults, FAULT_ISS_CONSTANT))
		return 1;
	if (fault_on(&host->config.faults, FAULT_ISS_COUNTER))
		return h->iss_counter += 64000;
	return m + keyed_hash(host, id, 1); /* SHLD-1 */
}

void set_iss(struct tcp_conn *conn, uint32_t iss)
{
	conn->snd.iss = iss;
	conn->snd.una = iss;
	conn->snd.nxt = iss;
	conn->snd.end = iss + 1;
	conn->snd.up = conn->snd.end;
}

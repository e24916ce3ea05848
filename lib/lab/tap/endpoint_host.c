/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint_host.c - one loop, one clock. What waits on the device is done before any
 * question is answered and before any timer: who asks has sent it before.
 */
#include "lab/tap/endpoint_host.h"

#include <errno.h>
#include <net/ethernet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "lab/control.h"
#include "lab/tap/echo_reply.h"
#include "segment/bytes.h"
#include "segment/segment.h"
#include "target/service.h"

#define SECOND INT64_C(1000000000)

/* No endpoint is called more often than that, however it misjudges its timers. */
#define TIMER_STEP INT64_C(10000)

/* To many: the bit of broadcast and multicast addresses. */
enum { MAC_GROUP = 0x01 };

enum { FRAME_MOST = ETHER_HEADER + 65535 + 40, FRAMES_AT_ONCE = 256 };

struct host {
	struct host_config config;
	struct tcp_endpoint *endpoint;
	struct neighbours neighbours;
	int64_t timers_from; /* the endpoint's timers rest until then */
	uint8_t frame[FRAME_MOST];
};

struct host_reply {
	enum tcp_state state;
	struct agent_answer agent;
};

static void start_afresh(struct host *host)
{
	endpoint_free(host->endpoint);
	host->endpoint = endpoint_new(&host->config.endpoint);
	for (int i = 0; i < OWN_SERVICES; i++)
		endpoint_listen(host->endpoint, own_services[i].port, own_services[i].app);
}

/* ---- frames ------------------------------------------------------------------------ */

/* A device that is down, or has no room, loses the frame, as a cable would. */
static void send_frame(const struct host *host, const uint8_t *frame, size_t len)
{
	ssize_t written;

	do {
		written = write(host->config.tap, frame, len);
	} while (written < 0 && errno == EINTR);
}

static void send_segment(struct host *host, const struct segment *seg)
{
	const uint8_t *to = neighbours_find(&host->neighbours, &seg->dst);
	struct error lost;
	int len;

	/* The endpoint speaks to those alone who spoke to it. */
	if (!to)
		return;
	len = segment_encode_ip(seg, host->frame + ETHER_HEADER,
				sizeof(host->frame) - ETHER_HEADER, &lost);
	if (len < 0)
		return;
	ether_header(host->frame, to, host->config.station.mac,
		     seg->dst.family == FAMILY_INET ? ETHERTYPE_IP : ETHERTYPE_IPV6);
	send_frame(host, host->frame, ETHER_HEADER + (size_t)len);
}

static void drain_endpoint(struct host *host)
{
	struct segment seg;

	while (endpoint_output(host->endpoint, &seg))
		send_segment(host, &seg);
}

static bool passes_ip(const struct host *host, const struct decoded *decoded)
{
	const struct station *own = &host->config.station;
	const struct ipaddr *dst = &decoded->seg.dst;

	/* The IP checksum and addresses that are nobody's are the endpoint's to judge. */
	return decoded->status != DECODE_NOT_IP &&
	       decoded->status != DECODE_NOT_TCP && decoded->vlan_tags == 0 &&
	       (ipaddr_equal(dst, &own->inet) || ipaddr_equal(dst, &own->inet6) ||
		ipaddr_is_multicast(dst) || ipaddr_is_broadcast_or_any(dst));
}

static void take_packet(struct host *host, size_t len)
{
	struct decoded decoded;

	segment_decode(host->frame, len, len, LINK_ETHERNET, &decoded);
	if (!passes_ip(host, &decoded))
		return;
	neighbours_learn(&host->neighbours, &decoded.seg.src, host->frame + MAC_BYTES);
	endpoint_arrives(host->endpoint, &decoded, clock_monotonic());
	drain_endpoint(host);
}

static void take_frame(struct host *host, size_t len)
{
	const struct station *own = &host->config.station;
	uint8_t answer[NEIGHBOUR_ANSWER];
	size_t answer_len = neighbour_answer(own, host->frame, len, answer);

	if (answer_len > 0)
		send_frame(host, answer, answer_len);
	else if (echo_reply(own, host->frame, len))
		send_frame(host, host->frame, len);
	else if (len >= ETHER_HEADER && (memcmp(host->frame, own->mac, MAC_BYTES) == 0 ||
					 (host->frame[0] & MAC_GROUP)))
		take_packet(host, len);
}

/* All that waits, within reason. -1 when the device is gone. */
static int take_frames(struct host *host, struct error *err)
{
	for (int i = 0; i < FRAMES_AT_ONCE; i++) {
		ssize_t len = read(host->config.tap, host->frame, sizeof(host->frame));

		if (len < 0 && (errno == EAGAIN || errno == EINTR))
			return 0;
		if (len < 0)
			return error_sys(err, errno, "cannot read from the tap device "
					 "(was it deleted?)");
		take_frame(host, (size_t)len);
	}
	return 0;
}

/* ---- time -------------------------------------------------------------------------- */

static int64_t timers_due(const struct host *host)
{
	int64_t due = endpoint_deadline(host->endpoint);

	return due < host->timers_from ? host->timers_from : due;
}

static void run_timers(struct host *host)
{
	int64_t now = clock_monotonic();

	if (timers_due(host) > now)
		return;
	endpoint_timeouts(host->endpoint, now);
	host->timers_from = now + TIMER_STEP;
	drain_endpoint(host);
}

/* ---- questions --------------------------------------------------------------------- */

static void ask_agent(struct host *host, const struct agent_request *request,
		      struct agent_answer *answer)
{
	struct error err = { "" };

	agent_answer_set(answer, endpoint_ask(host->endpoint, request, clock_monotonic(), &err),
			 &err);
	drain_endpoint(host);
}

/* 0, or 1 when nobody will ask any more. */
static int answer_question(struct host *host)
{
	struct host_reply reply = { .state = STATE_CLOSED };
	struct host_request request;
	ssize_t len = recv(host->config.control, &request, sizeof(request),
			   MSG_DONTWAIT);

	if (len < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (len != (ssize_t)sizeof(request))
		return 1;
	switch (request.question) {
	case HOST_STATE:
		reply.state = endpoint_state(host->endpoint, &request.id);
		break;
	case HOST_FRESH:
		host->config.endpoint.seed = request.seed;
		start_afresh(host);
		break;
	case HOST_AGENT:
		ask_agent(host, &request.agent, &reply.agent);
		break;
	}
	if (send(host->config.control, &reply, sizeof(reply), MSG_NOSIGNAL) < 0)
		return 1;
	return 0;
}

int host_ask(int control, const struct host_request *request, enum tcp_state *state,
	     struct error *err)
{
	struct host_reply reply;

	if (control_ask(control, "the reference endpoint", request, sizeof(*request),
			&reply, sizeof(reply), err) < 0)
		return -1;
	if (request->question == HOST_STATE)
		*state = reply.state;
	return agent_answer_get(&reply.agent, err);
}

/* ---- the loop ---------------------------------------------------------------------- */

static int wait_for_work(const struct host *host, int64_t end,
			 struct pollfd fds[static 2], struct error *err)
{
	int64_t due = timers_due(host), now = clock_monotonic();
	struct timespec timeout;
	sigset_t none;

	if (due > end)
		due = end;
	/* Longer than anybody waits, and what a timespec holds. */
	if (due > now + 3600 * SECOND)
		due = now + 3600 * SECOND;
	if (due < now)
		due = now;
	timeout.tv_sec = (time_t)((due - now) / SECOND);
	timeout.tv_nsec = (long)((due - now) % SECOND);
	sigemptyset(&none);
	fds[0] = (struct pollfd){ .fd = host->config.tap, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = host->config.control, .events = POLLIN };
	if (ppoll(fds, 2, &timeout, &none) >= 0)
		return 0;
	fds[0].revents = fds[1].revents = 0;
	return errno == EINTR ? 0 : error_sys(err, errno, "cannot wait for frames");
}

static int serve(struct host *host, int64_t end, const volatile sig_atomic_t *stop,
		 struct error *err)
{
	struct pollfd fds[2];

	while (!(stop && *stop) && clock_monotonic() < end) {
		if (wait_for_work(host, end, fds, err) < 0)
			return -1;
		if (take_frames(host, err) < 0)
			return -1;
		if (fds[1].revents && answer_question(host))
			return 0;
		run_timers(host);
	}
	return 0;
}

int host_serve(const struct host_config *config, unsigned seconds,
	       const volatile sig_atomic_t *stop, struct error *err)
{
	struct host *host = memory_zeroed(1, sizeof(*host));
	int result;

	host->config = *config;
	start_afresh(host);
	result = serve(host, seconds ? clock_monotonic() + seconds * SECOND : INT64_MAX, stop,
		       err);
	endpoint_free(host->endpoint);
	free(host);
	return result;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports that cease to accept: when that is the target's fault, and when it is left open. */
#include "run/ceased.h"

#include "fake_wire.h"
#include "suite_fixture.h"

#include <stdlib.h>
#include <string.h>

enum { PORTS = 3 };

static const struct service services[PORTS] = { { APP_ECHO, 7 }, { APP_DISCARD, 9 },
						{ APP_HTTP, 80 } };
static const struct test_case cases[] = { { .id = "a/one" }, { .id = "a/two" },
					  { .id = "a/three" } };

/* A target, its jobs, one for each case, and what its ports say in the end. */
struct scene {
	struct target target;
	struct ceased *ceased;
	struct job jobs[3];
	bool accepts[PORTS], refuses[PORTS];
	struct asked_again asked;
	struct rule_result told;
	int64_t now;
};

static void open_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->target = (struct target){ .services = services, .service_count = PORTS };
	scene->ceased = ceased_new(&scene->target);
	for (int i = 0; i < 3; i++)
		scene->jobs[i].tc = &cases[i];
	for (int i = 0; i < PORTS; i++)
		scene->accepts[i] = true;
	scene->asked = (struct asked_again){ scene->accepts, scene->refuses, true };
	scene->now = 1000;
}

static void close_scene(struct scene *scene)
{
	ceased_free(scene->ceased);
	free(scene->told.reason);
}

/* A trial of the case on the port, from then until now. */
static void accepts(struct scene *scene, int tc, int port, int64_t began)
{
	struct job *job = &scene->jobs[tc];

	job->service = &services[port];
	job->decision.trial_began = began;
	ceased_accepts(scene->ceased, job, scene->now);
}

static void one_accepts(struct scene *scene, int tc, int port)
{
	const int64_t began = scene->now + 1;

	scene->now += 10;
	accepts(scene, tc, port, began);
}

static void refuses(struct scene *scene, int tc, int port)
{
	scene->now += 10;
	scene->jobs[tc].service = &services[port];
	scene->jobs[tc].decision.trial_began = scene->now - 9;
	ceased_refuses(scene->ceased, &scene->jobs[tc], scene->now);
}

static void stays_gone(struct scene *scene, int port)
{
	scene->accepts[port] = false;
	scene->refuses[port] = true;
}

static void told_is(struct scene *scene, enum verdict verdict, const char *words)
{
	ceased_tell(scene->ceased, &scene->asked, &scene->told);
	cr_assert_str_eq(scene->told.id, "target/accepts");
	cr_assert_eq(scene->told.verdict, verdict, "%s: %s", verdict_name(scene->told.verdict),
		     scene->told.reason);
	cr_assert(strstr(scene->told.reason, words), "%s", scene->told.reason);
	cr_assert_eq(scene->told.excuses,
		     verdict == VERDICT_FAIL ? 0 : excuse_bit(EXCUSE_REFUSED));
	close_scene(scene);
}

/* The case ends the server of one port, and of the next. */
static void dies_twice(struct scene *scene)
{
	open_scene(scene);
	one_accepts(scene, 0, 0);
	one_accepts(scene, 0, 1);
	one_accepts(scene, 1, 0);
	refuses(scene, 1, 0);
	one_accepts(scene, 1, 1);
	refuses(scene, 1, 1);
	stays_gone(scene, 0);
	stays_gone(scene, 1);
}

Test(ceased, nothing_is_told_of_ports_that_accept)
{
	struct scene scene;

	open_scene(&scene);
	one_accepts(&scene, 0, 0);
	cr_assert_not(ceased_any(scene.ceased));
	refuses(&scene, 0, 0);
	cr_assert(ceased_any(scene.ceased));
	one_accepts(&scene, 1, 0);
	cr_assert_not(ceased_any(scene.ceased));
	refuses(&scene, 0, 0);
	ceased_tell(scene.ceased, &scene.asked, &scene.told);
	cr_assert_null(scene.told.id, "it accepts when it is asked again");
	close_scene(&scene);
}

Test(ceased, one_that_stays_gone_is_left_open_and_told)
{
	struct scene scene;

	open_scene(&scene);
	one_accepts(&scene, 0, 0);
	one_accepts(&scene, 1, 0);
	refuses(&scene, 2, 0);
	stays_gone(&scene, 0);
	told_is(&scene, VERDICT_INCONCLUSIVE,
		"port 7 accepted connections and refused them at the end of the run, when port "
		"9 accepted; the last case before was a/two");
}

Test(ceased, one_that_dies_again_of_the_same_case_fails)
{
	struct scene scene;

	dies_twice(&scene);
	told_is(&scene, VERDICT_FAIL, "since the segments of a/two");
}

/* A supervisor had started it again. */
Test(ceased, one_that_came_back_between_fails_all_the_same)
{
	struct scene scene;

	open_scene(&scene);
	for (int i = 0; i < 2; i++) {
		one_accepts(&scene, 0, 0);
		one_accepts(&scene, 1, 0);
		refuses(&scene, 1, 0);
	}
	told_is(&scene, VERDICT_FAIL, "since the segments of a/two");
}

Test(ceased, two_cases_accuse_nobody)
{
	struct scene scene;

	open_scene(&scene);
	one_accepts(&scene, 0, 0);
	refuses(&scene, 1, 0);
	one_accepts(&scene, 1, 1);
	refuses(&scene, 1, 1);
	stays_gone(&scene, 0);
	stays_gone(&scene, 1);
	told_is(&scene, VERDICT_INCONCLUSIVE, "port 7, port 9 accepted");
}

/* A server that limits itself ends after many trials, whosever they are. */
Test(ceased, a_case_that_was_borne_before_accuses_nobody)
{
	struct scene scene;

	open_scene(&scene);
	for (int port = 0; port < 2; port++) {
		one_accepts(&scene, 1, port);
		one_accepts(&scene, 1, port);
		refuses(&scene, 1, port);
		stays_gone(&scene, port);
	}
	told_is(&scene, VERDICT_INCONCLUSIVE, "the last case before was a/two");
}

Test(ceased, several_suspects_accuse_nobody)
{
	struct scene scene;

	open_scene(&scene);
	for (int port = 0; port < 2; port++) {
		scene.now += 10;
		accepts(&scene, 1, port, scene.now - 5);
		accepts(&scene, 2, port, scene.now - 4);
		refuses(&scene, 1, port);
		refuses(&scene, 2, port);
		stays_gone(&scene, port);
	}
	told_is(&scene, VERDICT_INCONCLUSIVE, "the last cases before were a/two a/three");
}

/* What is left of a connection holds the only socket. */
Test(ceased, a_host_with_one_socket_a_port_is_not_accused)
{
	struct scene scene;

	dies_twice(&scene);
	scene.asked.several = false;
	told_is(&scene, VERDICT_INCONCLUSIVE, "port 7, port 9");
}

Test(ceased, a_crowd_that_was_borne_shows_more_than_one_socket)
{
	for (int collides = 0; collides < 2; collides++) {
		struct scene scene;

		open_scene(&scene);
		scene.asked.several = false;
		for (int i = 0; i < 10; i++) {
			scene.now += 10;
			accepts(&scene, 0, 0, scene.now - 15);
			accepts(&scene, 2, 0, scene.now - 14);
			accepts(&scene, 0, 1, scene.now - 15);
			accepts(&scene, 2, 1, scene.now - 14);
		}
		for (int port = 0; port < 2; port++) {
			one_accepts(&scene, 1, port);
			if (collides)
				ceased_collides(scene.ceased, &scene.jobs[1]);
			refuses(&scene, 1, port);
			stays_gone(&scene, port);
		}
		told_is(&scene, collides ? VERDICT_INCONCLUSIVE : VERDICT_FAIL, "a/two");
	}
}

Test(ceased, ports_that_could_not_be_asked_again_are_told)
{
	struct scene scene;

	open_scene(&scene);
	one_accepts(&scene, 0, 2);
	refuses(&scene, 0, 2);
	ceased_tell(scene.ceased, NULL, &scene.told);
	cr_assert_eq(scene.told.verdict, VERDICT_INCONCLUSIVE);
	cr_assert(strstr(scene.told.reason, "port 80"), "%s", scene.told.reason);
	close_scene(&scene);
}

/* ---- on a wire ------------------------------------------------------------------------- */

/* Servers that end when they read a "k"; those with a supervisor are there again behind so
 * many SYNs. */
struct servers {
	unsigned returns_after; /* 0: never */
	unsigned refused[PORTS]; /* SYNs in a row; 0: it serves */
};

static size_t place_of(uint16_t port)
{
	size_t i = 0;

	while (services[i].port != port)
		i++;
	return i;
}

static bool refuses_syn(struct servers *servers, size_t i)
{
	if (servers->refused[i] && servers->returns_after &&
	    servers->refused[i]++ > servers->returns_after)
		servers->refused[i] = 0;
	return servers->refused[i] > 0;
}

static void serve(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	struct servers *servers = ctx;
	const struct segment *in = &decoded->seg;
	const size_t i = place_of(in->dst_port);
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	if (in->flags == SEG_SYN && refuses_syn(servers, i)) {
		out.seq = 0;
		out.flags = SEG_RST | SEG_ACK;
	} else if (in->payload_len && in->payload[0] == 'k') {
		servers->refused[i] = 1;
		out.seq = 5001;
		out.flags = SEG_RST;
	} else if (in->flags != SEG_SYN) {
		return;
	}
	fake_wire_reply(fw, 1000000, &out);
}

#define SCRIPT(name, body)                                                       \
	"case " name "\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"    \
	"  cites \"none\"\n  needs open-port\n{\n< S\n> S.\n" body "\n}\n"
#define KILLER "< . RCV.NXT ack SND.NXT\n< P. RCV.NXT \"k\" ack SND.NXT\n> . ack RCV.NXT\n"

static struct rule_result run_servers(struct servers *servers, const char *text)
{
	struct fake_wire *fw = fake_wire_new(FAMILY_INET);
	struct target target = { .hosts = fw->hosts, .services = services,
				 .service_count = PORTS, .seed = 1 };
	struct suite_run run = { .seed = 1, .jobs = 1 };
	struct whole whole;

	fw->peer = serve;
	fw->ctx = servers;
	whole_text(&whole, text);
	suite_run_on(&run, &whole, &fw->wire, &target);
	whole_free(&whole);
	suite_clear(&run);
	free(target.alive.reason);
	wire_close(&fw->wire);
	return target.accepts;
}

Test(ceased, servers_that_die_of_a_case_again_are_told_as_a_fail)
{
	struct servers servers = { .returns_after = 0 };
	struct rule_result told = run_servers(&servers, SCRIPT("a", "") SCRIPT("b", KILLER)
							SCRIPT("c", ""));

	cr_assert_str_eq(told.id, "target/accepts");
	cr_assert_eq(told.verdict, VERDICT_FAIL, "%s", told.reason);
	cr_assert(strstr(told.reason, "/b"), "%s", told.reason);
	free(told.reason);
}

Test(ceased, a_server_that_has_ended_is_told_and_accuses_nobody)
{
	struct servers servers = { .refused = { 1, 1, 1 } };
	struct rule_result told = run_servers(&servers, SCRIPT("a", "") SCRIPT("c", ""));

	cr_assert_str_eq(told.id, "target/accepts");
	cr_assert_eq(told.verdict, VERDICT_INCONCLUSIVE, "%s", told.reason);
	cr_assert(strstr(told.reason, "port 7, port 9, port 80 accepted"), "%s", told.reason);
	free(told.reason);
}

Test(ceased, a_server_that_is_back_at_the_end_is_not_told)
{
	struct servers servers = { .refused = { 1, 1, 1 }, .returns_after = 3 };
	struct rule_result told = run_servers(&servers, SCRIPT("a", ""));

	cr_assert_null(told.id);
}

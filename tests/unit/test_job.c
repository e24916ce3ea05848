/* SPDX-License-Identifier: BSD-2-Clause */
/* One case from its first trial to its verdict: how often it is tried, what a silence
 * needs, and what becomes of it when the tester itself fails. */
#include "run/job.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "fake_wire.h"
#include "suite_fixture.h"

#define MS INT64_C(1000000)
#define S_NS (1000 * MS)

#define CASE(body)                                                             \
	"case unit\n  title \"A unit test\"\n  covers RFC9293/MUST-2\n"        \
	"  cites \"none\"\n  needs open-port\n{\n" body "\n}\n"

#define RIGHT "< S\n> S.\n"
#define WRONG "< S\n> R\n"
#define MUTE "< S\n> S.\n< . RCV.NXT ack SND.NXT\n> data (1)\n"

static void run_one(struct suite_run *run, const char *text)
{
	struct whole whole;

	whole_text(&whole, text);
	suite_run(run, &whole);
	cr_assert_eq(run->results, 1);
	whole_free(&whole);
}

static void set_path(struct suite_run *run, const char *path)
{
	struct error err = { "" };

	cr_assert_eq(path_parse(path, &run->sim.path, &err), 0, "%s", err.text);
}

#define assert_verdict(run, wanted, tries)                                     \
	do {                                                                   \
		const struct outcome_of_case *out_ = (run)->outcomes;          \
		cr_assert_eq(out_->verdict, wanted, "%s: %s",                  \
			     verdict_name(out_->verdict), out_->reason);       \
		cr_assert_eq(out_->trials, tries, "%u trials", out_->trials);  \
	} while (0)

/* ---- repetition ----------------------------------------------------------------------- */

Test(job, a_pass_counts_at_once)
{
	struct suite_run run = { .seed = 1 };

	run_one(&run, CASE(RIGHT));
	assert_verdict(&run, VERDICT_PASS, 1);
	cr_assert_eq(run.outcomes[0].controls, 0);
	cr_assert_lt(run.elapsed, 5 * MS);
	suite_clear(&run);
}

Test(job, a_mismatch_counts_when_it_came_twice)
{
	struct suite_run run = { .seed = 1 };

	run_one(&run, CASE(WRONG));
	assert_verdict(&run, VERDICT_FAIL, 2);
	cr_assert_eq(run.outcomes[0].controls, 0);
	cr_assert_eq(run.outcomes[0].line, 8);
	suite_clear(&run);
}

Test(job, a_silence_counts_three_times_a_second_apart_with_controls_between)
{
	struct suite_run run = { .seed = 1 };

	run_one(&run, CASE(MUTE));
	assert_verdict(&run, VERDICT_FAIL, 3);
	cr_assert_eq(run.outcomes[0].controls, 3);
	cr_assert_eq(run.outcomes[0].controls_answered, 3);
	/* Three windows of a second, two pauses of a second. */
	cr_assert_geq(run.elapsed, 5 * S_NS);
	suite_clear(&run);
}

Test(job, a_warning_counts_when_it_came_twice)
{
	struct suite_run run = { .seed = 1 };

	run_one(&run, CASE(RIGHT "should {\n  check 1 == 2\n}\n"));
	assert_verdict(&run, VERDICT_WARN, 2);
	suite_clear(&run);
}

/* ---- what does not repeat --------------------------------------------------------------- */

/* Answers the first SYNs wrong, so many as ctx tells, and those behind right. */
static void moody(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	unsigned *wrong = ctx;
	const struct segment *in = &decoded->seg;
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	if (in->flags != SEG_SYN)
		return;
	if (*wrong > 0) {
		--*wrong;
		out.flags |= SEG_FIN;
	}
	fake_wire_reply(fw, MS, &out);
}

static void run_on_services(struct suite_run *run, const char *text, fake_peer *peer,
			    void *ctx, const struct service *services, size_t count)
{
	struct fake_wire *fw = fake_wire_new(FAMILY_INET);
	struct target target = { .hosts = fw->hosts, .services = services,
				 .service_count = count, .seed = 1 };
	struct whole whole;

	fw->peer = peer;
	fw->ctx = ctx;
	whole_text(&whole, text);
	suite_run_on(run, &whole, &fw->wire, &target);
	cr_assert_eq(run->results, 1);
	free(target.alive.reason);
	free(target.accepts.reason);
	whole_free(&whole);
	wire_close(&fw->wire);
}

static void run_on_fake(struct suite_run *run, const char *text, fake_peer *peer,
			void *ctx)
{
	static const struct service service = { APP_ECHO, 7 };

	run_on_services(run, text, peer, ctx, &service, 1);
}

/* What fails now and warns then is worth a warning at least. */
static void between_two(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	unsigned *syns = ctx;
	const struct segment *in = &decoded->seg;
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	if (in->flags != SEG_SYN)
		return;
	out.flags |= (*syns)++ % 2 == 0 ? SEG_FIN : SEG_URG;
	fake_wire_reply(fw, MS, &out);
}

Test(job, what_fails_once_and_warns_then_is_a_warning)
{
	struct suite_run run = { .seed = 1 };
	unsigned syns = 0;

	run_on_fake(&run, CASE("< S\none of {\n  > SU.\n  warn \"urgent\"\n} or {\n"
			       "  > S.\n}"), between_two, &syns);
	assert_verdict(&run, VERDICT_WARN, 2);
	suite_clear(&run);
}

/* Refuses a SYN, and opens a connection of its own on the same ports. */
static void upstart(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	const struct segment *in = &decoded->seg;
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .ack = in->seq + 1,
		.flags = SEG_RST | SEG_ACK,
	};

	(void)ctx;
	if (in->flags != SEG_SYN)
		return;
	fake_wire_reply(fw, MS, &out);
	out.flags = SEG_SYN;
	out.seq = 7000;
	fake_wire_reply(fw, 2 * MS, &out);
}

Test(job, a_target_that_opens_on_the_same_ports_makes_no_error_of_a_script)
{
	struct suite_run run = { .seed = 1 };

	run_on_fake(&run, CASE("< S\n> no . within 50ms\n< . IRS+1 ack SND.NXT\n> ."),
		    upstart, NULL);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_INCONCLUSIVE, "%s",
		     run.outcomes[0].reason);
	cr_assert(strstr(run.outcomes[0].reason, "the target opened a connection of its "
			 "own on the same ports: IRS is not known yet"), "%s",
		  run.outcomes[0].reason);
	suite_clear(&run);
}

Test(job, a_failure_that_does_not_repeat_is_undecided)
{
	struct suite_run run = { .seed = 1 };
	unsigned wrong = 1;

	run_on_fake(&run, CASE(RIGHT), moody, &wrong);
	assert_verdict(&run, VERDICT_INCONCLUSIVE, 8);
	cr_assert(strstr(run.outcomes[0].reason, "the failure did not repeat "
			 "(failed in 1 of 8 trials)"), "%s", run.outcomes[0].reason);
	suite_clear(&run);
}

Test(job, one_that_repeats_is_told)
{
	struct suite_run run = { .seed = 1 };
	unsigned wrong = 2;

	run_on_fake(&run, CASE(RIGHT), moody, &wrong);
	assert_verdict(&run, VERDICT_FAIL, 2);
	suite_clear(&run);
}

/* Wrong at every second trial: answers each odd SYN with SYN,FIN,ACK. */
static void every_second(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	unsigned *syns = ctx;
	unsigned wrong = (decoded->seg.flags & SEG_SYN) ? ++*syns % 2 : 0;

	moody(fw, &wrong, decoded);
}

Test(job, what_comes_and_goes_is_told_with_how_often)
{
	struct suite_run run = { .seed = 1 };
	unsigned syns = 0;

	run_on_fake(&run, CASE(RIGHT), every_second, &syns);
	assert_verdict(&run, VERDICT_FAIL, 3);
	cr_assert(strstr(run.outcomes[0].reason, "(2 of 3 trials)"), "%s",
		  run.outcomes[0].reason);
	suite_clear(&run);
}

Test(job, a_warning_on_a_perfect_path_is_not_erased_by_passes)
{
	struct suite_run run = { .seed = 1 };
	unsigned wrong = 1;

	run_on_fake(&run, CASE("should {\n" RIGHT "}\n"), moody, &wrong);
	assert_verdict(&run, VERDICT_WARN, 8);
	cr_assert(strstr(run.outcomes[0].reason, "(1 of 8 trials)"), "%s",
		  run.outcomes[0].reason);
	suite_clear(&run);
}

/* ---- a port that refuses ------------------------------------------------------------------ */

/* Refuses the SYNs whose turn, from 1 on, is from .. to; but not those to port 7, if that
 * is spared. */
struct refusal {
	unsigned syns, from, to;
	bool spares_echo;
};

static void refuse(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	struct refusal *refusal = ctx;
	const struct segment *in = &decoded->seg;
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	if (in->flags != SEG_SYN)
		return;
	refusal->syns++;
	if (refusal->syns >= refusal->from && refusal->syns <= refusal->to &&
	    !(refusal->spares_echo && in->dst_port == 7)) {
		out.seq = 0;
		out.flags = SEG_RST | SEG_ACK;
	}
	fake_wire_reply(fw, MS, &out);
}

Test(job, a_port_that_refuses_accuses_nobody)
{
	struct suite_run run = { .seed = 1 };
	struct refusal always = { .from = 1, .to = UINT_MAX };

	run_on_fake(&run, CASE(RIGHT), refuse, &always);
	assert_verdict(&run, VERDICT_INCONCLUSIVE, 3);
	cr_assert_eq(run.outcomes[0].controls, 3);
	cr_assert_eq(run.outcomes[0].controls_answered, 0);
	cr_assert_str_eq(run.outcomes[0].reason,
			 "port 7, which was open, refuses connections now");
	suite_clear(&run);
}

Test(job, a_port_that_refused_for_a_while_is_tried_again)
{
	struct suite_run run = { .seed = 1 };
	struct refusal while_ = { .from = 1, .to = 4 };

	run_on_fake(&run, CASE(RIGHT), refuse, &while_);
	assert_verdict(&run, VERDICT_PASS, 3);
	suite_clear(&run);
}

/* One refusal of the trial, and the control finds it open: that is the target's doing. */
Test(job, a_syn_that_is_refused_at_an_open_port_accuses)
{
	struct suite_run run = { .seed = 1 };
	struct refusal once = { .from = 1, .to = 1 };

	run_on_fake(&run, CASE(RIGHT), refuse, &once);
	assert_verdict(&run, VERDICT_INCONCLUSIVE, 8);
	cr_assert(strstr(run.outcomes[0].reason, "failed in 1 of 8 trials"), "%s",
		  run.outcomes[0].reason);
	cr_assert_eq(run.outcomes[0].controls_answered, 1);
	suite_clear(&run);
}

Test(job, goes_on_where_another_port_accepts)
{
	static const struct service services[] = { { APP_DISCARD, 9 }, { APP_ECHO, 7 } };
	struct suite_run run = { .seed = 1 };
	struct refusal discard = { .from = 1, .to = UINT_MAX, .spares_echo = true };

	run_on_services(&run, CASE(RIGHT), refuse, &discard, services, 1);
	assert_verdict(&run, VERDICT_INCONCLUSIVE, 3);
	suite_clear(&run);
	run = (struct suite_run){ .seed = 1 };
	run_on_services(&run, CASE(RIGHT), refuse, &discard, services, 2);
	assert_verdict(&run, VERDICT_PASS, 2);
	suite_clear(&run);
}

/* ---- the path -------------------------------------------------------------------------- */

/* Nothing tells it from an outage here: the spied wire has nobody to ask for an echo. */
Test(job, silence_of_a_target_that_is_gone_is_undecided)
{
	struct spy_wire spy = { .deaf = { 1, UINT_MAX } };
	struct suite_run run = { .spy = &spy, .seed = 1 };

	/* One in a million: the path is one that may lose segments. */
	run.sim.path.loss = 1;
	run_one(&run, CASE(RIGHT));
	assert_verdict(&run, VERDICT_INCONCLUSIVE, 1);
	cr_assert_eq(run.outcomes[0].controls, 3);
	cr_assert_eq(run.outcomes[0].controls_answered, 0);
	cr_assert_str_eq(run.outcomes[0].reason,
			 "the target answers nothing any more since these segments");
	suite_clear(&run);
	spy_clear(&spy);
}

/* A wrong target behind a path that hardly ever loses anything is told; behind a bad
 * one it never is for what the path may have done. */
Test(job, a_path_that_is_sound_enough_accuses)
{
	struct suite_run run = { .seed = 1 };

	run.sim.path.loss = 1;
	run_one(&run, CASE(WRONG));
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_FAIL, "%s",
		     run.outcomes[0].reason);
	cr_assert_gt(run.outcomes[0].trials, 1);
	suite_clear(&run);
}

Test(job, a_path_that_is_bad_takes_the_blame)
{
	unsigned failed = 0;

	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct suite_run run = { .seed = seed };

		set_path(&run, "loss=40%,dup=10%,jitter=20ms");
		run_one(&run, CASE(WRONG));
		failed += run.outcomes[0].verdict == VERDICT_FAIL;
		if (run.outcomes[0].verdict != VERDICT_FAIL)
			cr_assert_eq(run.outcomes[0].verdict, VERDICT_INCONCLUSIVE);
		suite_clear(&run);
	}
	cr_assert_eq(failed, 0, "%u of 20 accuse on a path that loses most", failed);
}

/* A path that is sound until the second trial, and then loses every other SYN and all
 * data. */
struct spell {
	unsigned syns, from, lost;
};

static void loses_from(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	struct spell *spell = ctx;
	const struct segment *in = &decoded->seg;
	struct segment out = {
		.src_port = in->dst_port, .dst_port = in->src_port, .seq = 5000,
		.ack = in->seq + 1, .flags = SEG_SYN | SEG_ACK, .window = 8000,
	};

	if (in->flags != SEG_SYN)
		return;
	if (++spell->syns >= spell->from && ++spell->lost % 2 == 0)
		return;
	fake_wire_reply(fw, MS, &out);
}

Test(job, a_path_that_turns_bad_in_between_takes_the_blame)
{
	static const struct service service = { APP_ECHO, 7 };

	for (int bad = 0; bad < 2; bad++) {
		struct fake_wire *fw = fake_wire_new(FAMILY_INET);
		struct target target = { .hosts = fw->hosts, .services = &service,
					 .service_count = 1, .seed = 1 };
		struct suite_run run = { .seed = 1 };
		struct spell spell = { .from = bad ? 503 : UINT_MAX };
		struct whole whole;

		fw->wire.path = PATH_UNKNOWN;
		fw->peer = loses_from;
		fw->ctx = &spell;
		whole_text(&whole, CASE(MUTE));
		suite_run_on(&run, &whole, &fw->wire, &target);
		cr_assert_gt(spell.syns, 503, "%u SYNs", spell.syns);
		cr_assert_eq(run.outcomes[0].verdict,
			     bad ? VERDICT_INCONCLUSIVE : VERDICT_FAIL, "%s after %u",
			     run.outcomes[0].reason, run.outcomes[0].trials);
		suite_clear(&run);
		whole_free(&whole);
		wire_close(&fw->wire);
	}
}

/* ---- the tester ------------------------------------------------------------------------ */

Test(job, a_tester_that_is_always_late_accuses_nobody_and_says_so)
{
	static const char *const texts[] = { CASE(WRONG), CASE(MUTE) };

	for (int i = 0; i < 2; i++) {
		struct suite_run run = { .seed = 1 };

		/* Uniformly up to so much: hardly a trial is looked at in time. */
		set_path(&run, "late=10s,late-rate=100%");
		run_one(&run, texts[i]);
		assert_verdict(&run, VERDICT_INCONCLUSIVE, 10);
		cr_assert_str_eq(run.outcomes[0].reason, "the tester was late during "
				 "the trial: its machine is too busy");
		suite_clear(&run);
	}
}

Test(job, what_a_late_tester_sees_pass_has_passed)
{
	struct suite_run run = { .seed = 1 };

	set_path(&run, "late=10s,late-rate=100%");
	run_one(&run, CASE(RIGHT));
	assert_verdict(&run, VERDICT_PASS, 1);
	suite_clear(&run);
}

/* Answers wrong always; the tester is held up when it has sent its first SYNs. */
static void hold_up(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	unsigned wrong = 1, *times = ctx;

	moody(fw, &wrong, decoded);
	if (*times > 0 && decoded->seg.flags == SEG_SYN) {
		--*times;
		fw->now += 100 * MS;
	}
}

Test(job, a_late_trial_is_made_up_for)
{
	for (unsigned late = 0; late < 12; late++) {
		struct suite_run run = { .seed = 1 };
		unsigned times = late;

		run_on_fake(&run, CASE(RIGHT), hold_up, &times);
		if (late < 10)
			assert_verdict(&run, VERDICT_FAIL, late + 2);
		else
			assert_verdict(&run, VERDICT_INCONCLUSIVE, 10);
		suite_clear(&run);
	}
}

/* Never answers, and the tester oversleeps each long wait for it. */
static void oversleep(struct fake_wire *fw, void *ctx, const struct decoded *decoded)
{
	moody(fw, ctx, decoded);
	fw->oversleeps = 100 * MS;
}

/* Nothing came, nothing was to be done: the silence is what it is. What is done behind a
 * wait that was overslept is done late, and void. */
Test(job, only_who_had_something_to_do_was_late)
{
	struct suite_run run = { .seed = 1 }, acts = { .seed = 1 };
	unsigned wrong = 0;

	run_on_fake(&run, CASE(MUTE), oversleep, &wrong);
	cr_assert_eq(run.outcomes[0].verdict, VERDICT_FAIL, "%s", run.outcomes[0].reason);
	run_on_fake(&acts, CASE("< S\n> S.\nwait 2s\n< S\n> R\n"), oversleep, &wrong);
	cr_assert_eq(acts.outcomes[0].verdict, VERDICT_INCONCLUSIVE);
	cr_assert_not_null(strstr(acts.outcomes[0].reason, "the tester was late"), "%s",
			   acts.outcomes[0].reason);
	suite_clear(&run);
	suite_clear(&acts);
}

Test(job, a_trial_in_which_the_capture_lost_something_is_void)
{
	struct spy_wire once = { .drops = { 1, 1 } }, always = { .drops = { 1, UINT_MAX } };
	struct suite_run run = { .spy = &once, .seed = 1 }, bad = { .spy = &always };

	/* What was lost may have been what must not come: a pass is void, too. */
	run_one(&run, CASE(RIGHT));
	assert_verdict(&run, VERDICT_PASS, 2);
	cr_assert_str_eq(run.outcomes[0].reason, "");
	run_one(&bad, CASE(RIGHT));
	assert_verdict(&bad, VERDICT_INCONCLUSIVE, 10);
	cr_assert_str_eq(bad.outcomes[0].reason,
			 "the capture dropped segments during the trial");
	suite_clear(&run);
	suite_clear(&bad);
	spy_clear(&once);
	spy_clear(&always);
}

Test(job, a_segment_that_did_not_leave_voids_the_trial)
{
	struct spy_wire once = { .busy = { 1, 1 } }, always = { .busy = { 1, UINT_MAX } };
	struct suite_run run = { .spy = &once, .seed = 1 }, bad = { .spy = &always };

	run_one(&run, CASE(WRONG));
	assert_verdict(&run, VERDICT_FAIL, 3);
	run_one(&bad, CASE(RIGHT));
	assert_verdict(&bad, VERDICT_INCONCLUSIVE, 10);
	cr_assert_str_eq(bad.outcomes[0].reason, "a segment did not leave the tester: "
			 "no room");
	suite_clear(&run);
	suite_clear(&bad);
	spy_clear(&once);
	spy_clear(&always);
}

Test(job, a_control_that_did_not_leave_is_made_again)
{
	/* A trial sends two segments and a RST; behind them comes the control's SYN. */
	struct spy_wire spy = { .busy = { 4, 4 } };
	struct suite_run run = { .spy = &spy, .seed = 1 };

	run_one(&run, CASE(MUTE));
	assert_verdict(&run, VERDICT_FAIL, 3);
	cr_assert_eq(run.outcomes[0].controls, 4);
	cr_assert_eq(run.outcomes[0].controls_answered, 3);
	suite_clear(&run);
	spy_clear(&spy);
}

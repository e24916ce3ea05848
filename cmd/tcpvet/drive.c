/* SPDX-License-Identifier: BSD-2-Clause */
#include "drive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "model/ambient.h"

enum { JOBS_MOST = 1000, RATE_MOST = 1000000 };

volatile sig_atomic_t drive_interrupted;

static void on_signal(int signum)
{
	(void)signum;
	drive_interrupted = 1;
}

/* ---- options ---------------------------------------------------------------------- */

static int take_number(const struct usage *usage, const char *what, unsigned least,
		       unsigned most, unsigned *out)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(optarg, &end, 10);
	if (*optarg < '0' || *optarg > '9' || *end || errno || value < least ||
	    value > most) {
		usage_wrong(usage, "%s '%s' is not a number from %u to %u", what, optarg,
			    least, most);
		return -1;
	}
	*out = (unsigned)value;
	return 1;
}

int drive_option(struct drive_options *options, const struct usage *usage, int key)
{
	switch (key) {
	case KEY_JSON:
		options->json = optarg;
		return 1;
	case KEY_TAP:
		options->tap = true;
		return 1;
	case KEY_STRICT:
		options->strict = true;
		return 1;
	case KEY_EXPECT:
		options->expect = optarg;
		return 1;
	case 'j':
		return take_number(usage, "-j", 1, JOBS_MOST, &options->jobs);
	case KEY_RATE:
		return take_number(usage, "--rate", 0, RATE_MOST, &options->rate);
	case 'v':
		options->verbose = true;
		return 1;
	case KEY_PROFILE:
		options->full = strcmp(optarg, "full") == 0;
		if (options->full || strcmp(optarg, "quick") == 0)
			return 1;
		usage_wrong(usage, "unknown profile '%s': quick or full", optarg);
		return -1;
	default:
		return 0;
	}
}

/* ---- reports -------------------------------------------------------------------------- */

static void add_report(struct drive *drive, struct report *report)
{
	report->next = drive->reports;
	drive->reports = report;
}

static int open_json(struct drive *drive)
{
	const char *path = drive->options.json;

	if (!path)
		return EXIT_PASS;
	if (strcmp(path, "-") == 0) {
		if (drive->options.tap) {
			command_error(drive->command,
				      "--tap and --json - both want standard output");
			return EXIT_MISUSE;
		}
		add_report(drive, report_json_new(stdout));
		drive->reported_on_stdout = true;
		return EXIT_PASS;
	}
	drive->json_file = fopen(path, "we");
	if (!drive->json_file) {
		command_error(drive->command, "cannot write the report %s: %s", path,
			      strerror(errno));
		return EXIT_MISUSE;
	}
	add_report(drive, report_json_new(drive->json_file));
	return EXIT_PASS;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 40)
		return 80;
	return size.ws_col > 120 ? 120 : size.ws_col;
}

static void open_text(struct drive *drive, const struct requirements *reqs)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	bool terminal = isatty(STDOUT_FILENO) == 1;
	bool dumb = !term || strcmp(term, "dumb") == 0;
	struct report_text_options options = {
		.colour = terminal && !dumb && !(no_color && *no_color),
		.progress = terminal && !dumb,
		.verbose = drive->options.verbose,
		.width = terminal ? terminal_width() : 80,
	};

	add_report(drive, report_text_new(stdout, &options, reqs));
	drive->reported_on_stdout = true;
}

static void catch_signals(void)
{
	/* No SA_RESTART: a wait must end. */
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

static int64_t monotonic(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int drive_open(struct drive *drive, const char *command,
	       const struct drive_options *options,
	       const struct requirements *reqs)
{
	struct error err;
	int status;

	memset(drive, 0, sizeof(*drive));
	drive->command = command;
	drive->options = *options;
	drive->began = monotonic(CLOCK_MONOTONIC);
	if (options->expect) {
		drive->expect = known_load(options->expect, &err);
		if (!drive->expect) {
			command_error(command, "%s", err.text);
			return EXIT_MISUSE;
		}
	}
	status = open_json(drive);
	if (status != EXIT_PASS)
		return status;
	if (options->tap) {
		add_report(drive, report_tap_new(stdout, reqs));
		drive->reported_on_stdout = true;
	}
	if (!drive->reported_on_stdout)
		open_text(drive, reqs);
	catch_signals();
	return EXIT_PASS;
}

void drive_close(struct drive *drive)
{
	reports_free(drive->reports);
	known_free(drive->expect);
	if (drive->json_file)
		fclose(drive->json_file);
	memset(drive, 0, sizeof(*drive));
}

/* ---- results, in order ---------------------------------------------------------------- */

/* Cases end in any order and are told in the user's, target after target: here wait
 * those whose turn has not come. */
struct queue {
	struct drive *drive;
	const struct schedule_plan *plans;
	size_t plan_count;
	struct case_result **results; /* of each plan, one for each case */
	bool **ended;
	size_t ended_count;
	size_t plan, number; /* whose turn it is */
};

static void tally(struct drive *drive, enum verdict verdict, bool known)
{
	drive->summary.counts[verdict]++;
	if (known)
		drive->summary.known++;
}

static void tell_case(struct drive *drive, struct case_result *result)
{
	result->known_why = known_match(drive->expect, result->tc->id,
					 result->family, result->verdict);
	result->known = result->known_why != NULL;
	tally(drive, result->verdict, result->known);
	drive->told++;
	drive->tested += result->verdict != VERDICT_SKIP;
	reports_result(drive->reports, result);
}

static void tell_rules(struct drive *drive, struct rules *rules)
{
	for (unsigned i = 0; i < rules_count(); i++) {
		struct rule_result result = *rules_result(rules, i);

		result.known_why = known_match(drive->expect, result.id,
						result.family, result.verdict);
		result.known = result.known_why != NULL;
		tally(drive, result.verdict, result.known);
		reports_rule(drive->reports, &result);
	}
}

/* Tells those whose turn it is; `all`: at the end, whatever is there. */
static void tell_queue(struct queue *queue, bool all)
{
	for (; queue->plan < queue->plan_count; queue->plan++, queue->number = 0) {
		const struct schedule_plan *plan = &queue->plans[queue->plan];

		for (; queue->number < plan->count; queue->number++) {
			struct case_result *result =
				&queue->results[queue->plan][queue->number];

			if (!queue->ended[queue->plan][queue->number]) {
				if (!all)
					return;
				continue;
			}
			tell_case(queue->drive, result);
			case_result_clear(result);
		}
		if (!all && queue->plan + 1 == queue->plan_count)
			return; /* more may be judged till the very end */
		tell_rules(queue->drive, plan->target->rules);
	}
}

/* The case that holds up the others is the one to name. */
static void tell_progress(const struct queue *queue)
{
	const struct schedule_plan *plan = &queue->plans[queue->plan];

	if (queue->plan < queue->plan_count && queue->number < plan->count)
		reports_progress(queue->drive->reports, queue->ended_count,
				 plan->cases[queue->number],
				 plan->target->hosts.target.family);
}

static void case_ends(void *ctx, const struct schedule_plan *plan, size_t number,
		      struct case_result *result)
{
	struct queue *queue = ctx;
	const size_t i = (size_t)(plan - queue->plans);

	/* Taken over: what is left there is empty. */
	queue->results[i][number] = *result;
	result->reason = result->expected = result->got = NULL;
	result->trace = NULL;
	queue->ended[i][number] = true;
	queue->ended_count++;
	tell_queue(queue, false);
	tell_progress(queue);
}

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static void queue_open(struct queue *queue, struct drive *drive,
		       const struct schedule_plan *plans, size_t count)
{
	*queue = (struct queue){ .drive = drive, .plans = plans, .plan_count = count };
	queue->results = must(calloc(count, sizeof(*queue->results)));
	queue->ended = must(calloc(count, sizeof(*queue->ended)));
	for (size_t i = 0; i < count; i++) {
		queue->results[i] = must(calloc(plans[i].count + 1,
						sizeof(**queue->results)));
		queue->ended[i] = must(calloc(plans[i].count + 1,
					      sizeof(**queue->ended)));
	}
}

static void queue_close(struct queue *queue)
{
	tell_queue(queue, true);
	for (size_t i = 0; i < queue->plan_count; i++) {
		free(queue->results[i]);
		free(queue->ended[i]);
	}
	free(queue->results);
	free(queue->ended);
}

/* ---- targets ----------------------------------------------------------------------------- */

static void set_common(const struct drive *drive, struct schedule_config *config,
		       struct schedule_listener listener)
{
	config->full = drive->options.full;
	config->interrupted = &drive_interrupted;
	config->listener = listener;
}

static void count_judged(struct drive *drive, const struct rules *rules)
{
	drive->summary.unfinished += rules_unfinished(rules);
	drive->summary.merged += rules_merged(rules);
}

static void count_drops(struct drive *drive, struct wire *wire)
{
	struct wire_stats stats;

	wire_stats(wire, &stats);
	drive->summary.capture_drops += stats.dropped;
}

int drive_targets(struct drive *drive, struct schedule_config *config,
		  struct target *const *targets, size_t count,
		  const struct selection *selection, struct error *err)
{
	struct schedule_plan *plans = must(calloc(count, sizeof(*plans)));
	struct queue queue;
	int result;

	for (size_t i = 0; i < count; i++) {
		targets[i]->rules = rules_new(targets[i]->hosts.target.family,
					      config->wire->path);
		plans[i] = (struct schedule_plan){ targets[i], selection->cases,
						   selection->count };
	}
	queue_open(&queue, drive, plans, count);
	set_common(drive, config,
		   (struct schedule_listener){ &queue, NULL, case_ends });
	tell_progress(&queue);
	result = schedule_run(config, plans, count, err);
	queue_close(&queue);
	for (size_t i = 0; i < count; i++) {
		count_judged(drive, targets[i]->rules);
		rules_free(targets[i]->rules);
		targets[i]->rules = NULL;
	}
	count_drops(drive, config->wire);
	free(plans);
	return result;
}

static void fresh_starts(void *ctx, const struct schedule_plan *plan, size_t number)
{
	struct drive *drive = ctx;

	reports_progress(drive->reports, drive->told, plan->cases[number],
			 plan->target->hosts.target.family);
}

static void fresh_ends(void *ctx, const struct schedule_plan *plan, size_t number,
		       struct case_result *result)
{
	(void)plan;
	(void)number;
	tell_case(ctx, result);
}

int drive_fresh_targets(struct drive *drive, struct schedule_config *config,
			struct target *target, drive_fresh *fresh, void *ctx,
			const struct selection *selection, struct error *err)
{
	struct rules *rules = rules_new(target->hosts.target.family,
					config->wire->path);
	int result = 0;

	set_common(drive, config,
		   (struct schedule_listener){ drive, fresh_starts, fresh_ends });
	target->rules = rules;
	for (size_t i = 0; i < selection->count && !drive_interrupted && !result; i++) {
		const struct schedule_plan plan = { target, &selection->cases[i], 1 };

		fresh(ctx, selection->cases[i], config, target);
		result = schedule_run(config, &plan, 1, err);
	}
	tell_rules(drive, rules);
	count_drops(drive, config->wire);
	count_judged(drive, rules);
	rules_free(rules);
	target->rules = NULL;
	return result;
}

/* ---- the end ---------------------------------------------------------------------------------- */

struct known_ids {
	const struct suite *suite;
};

static bool id_exists(const void *ctx, const char *id)
{
	const struct known_ids *known = ctx;

	for (const struct test_case *tc = known->suite->cases; tc; tc = tc->next)
		if (strcmp(tc->id, id) == 0)
			return true;
	for (unsigned i = 0; i < ambient_rule_count; i++)
		if (strcmp(ambient_rules[i].id, id) == 0)
			return true;
	return false;
}

static void tell_stale(void *ctx, const char *id, const char *family)
{
	struct drive *drive = ctx;

	reports_stale(drive->reports, id, family);
}

static int exit_status(const struct drive *drive)
{
	const unsigned *counts = drive->summary.counts;

	if (drive->summary.interrupted)
		return EXIT_NOTHING;
	if (counts[VERDICT_FAIL] > drive->summary.known || counts[VERDICT_ERROR])
		return EXIT_FAIL;
	if (drive->options.strict &&
	    (counts[VERDICT_WARN] || counts[VERDICT_INCONCLUSIVE]))
		return EXIT_FAIL;
	return drive->tested ? EXIT_PASS : EXIT_NOTHING;
}

static int written(struct drive *drive, int status)
{
	int result = output_status(drive->command);

	if (drive->json_file) {
		if (fflush(drive->json_file) != 0 || ferror(drive->json_file)) {
			command_error(drive->command, "cannot write the report %s",
				      drive->options.json);
			return EXIT_MISUSE;
		}
	}
	return result == EXIT_PASS ? status : result;
}

int drive_finish(struct drive *drive, const struct selection *selection)
{
	struct known_ids known = { selection->suite };

	drive->summary.interrupted = drive_interrupted != 0 || drive->broken;
	if (drive->expect && !drive->summary.interrupted)
		drive->summary.stale = known_stale(
			drive->expect, drive->options.expect_own ? NULL : id_exists,
			&known, tell_stale, drive);
	drive->summary.elapsed_ns = monotonic(CLOCK_MONOTONIC) - drive->began;
	drive->summary.cpu_ns = monotonic(CLOCK_PROCESS_CPUTIME_ID);
	reports_end(drive->reports, &drive->summary);
	return written(drive, exit_status(drive));
}

void drive_break(struct drive *drive, const struct selection *selection)
{
	drive->broken = true;
	(void)drive_finish(drive, selection);
}

void drive_describe(struct run_target *out, const struct target *target,
		    const char *ifname)
{
	size_t used = 0;

	memset(out, 0, sizeof(*out));
	out->family = target->hosts.target.family;
	ipaddr_text(&target->hosts.target, out->address);
	ipaddr_text(&target->hosts.tester, out->source);
	snprintf(out->ifname, sizeof(out->ifname), "%s", ifname);
	out->rtt_ns = target->rtt.smallest;
	out->closed_port = target->closed_port;
	for (size_t i = 0; i < target->service_count; i++) {
		int n = snprintf(out->services + used, sizeof(out->services) - used,
				 "%s%s:%u", i ? " " : "",
				 app_name(target->services[i].app),
				 target->services[i].port);

		if (n < 0 || (size_t)n >= sizeof(out->services) - used)
			break;
		used += (size_t)n;
	}
}

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

volatile sig_atomic_t drive_interrupted;

static void on_signal(int signum)
{
	(void)signum;
	drive_interrupted = 1;
}

/* ---- options ---------------------------------------------------------------------- */

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
		drive->expect = expect_load(options->expect, &err);
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
	expect_free(drive->expect);
	if (drive->json_file)
		fclose(drive->json_file);
	memset(drive, 0, sizeof(*drive));
}

/* ---- one target ------------------------------------------------------------------------- */

static void case_starts(void *ctx, const struct test_case *tc,
			enum ip_family family)
{
	struct drive *drive = ctx;

	reports_start(drive->reports, tc, family);
}

static void tally(struct drive *drive, enum verdict verdict, bool known)
{
	drive->summary.counts[verdict]++;
	if (known)
		drive->summary.known++;
}

static void case_ends(void *ctx, struct case_result *result)
{
	struct drive *drive = ctx;

	result->known_why = expect_match(drive->expect, result->tc->id,
					 result->family, result->verdict);
	result->known = result->known_why != NULL;
	tally(drive, result->verdict, result->known);
	drive->tested += result->verdict != VERDICT_SKIP;
	reports_result(drive->reports, result);
}

static void tell_rules(struct drive *drive, struct rules *rules)
{
	for (unsigned i = 0; i < rules_count(); i++) {
		struct rule_result result = *rules_result(rules, i);

		result.known_why = expect_match(drive->expect, result.id,
						result.family, result.verdict);
		result.known = result.known_why != NULL;
		tally(drive, result.verdict, result.known);
		reports_rule(drive->reports, &result);
	}
}

typedef void fresh_target(void *ctx, const struct test_case *tc,
			  struct runner_config *config);

static int run_selection(struct runner_config *config, fresh_target *fresh, void *ctx,
			 const struct selection *selection, struct error *err)
{
	if (!fresh)
		return runner_run(config, selection->cases, selection->count, err);
	for (size_t i = 0; i < selection->count && !drive_interrupted; i++) {
		fresh(ctx, selection->cases[i], config);
		if (runner_run(config, &selection->cases[i], 1, err) < 0)
			return -1;
	}
	return 0;
}

int drive_fresh_targets(struct drive *drive, struct runner_config *config,
			fresh_target *fresh, void *ctx,
			const struct selection *selection, struct error *err)
{
	const struct wire *wire = config->wire;
	struct rules *rules = rules_new(wire->target.family, wire->lossless);
	struct wire_stats stats;
	int result;

	config->rules = rules;
	config->full = drive->options.full;
	config->interrupted = &drive_interrupted;
	config->listener = (struct runner_listener){ drive, case_starts, case_ends };
	result = run_selection(config, fresh, ctx, selection, err);
	tell_rules(drive, rules);
	wire_stats(config->wire, &stats);
	drive->summary.capture_drops += stats.dropped;
	drive->summary.unfinished += rules_unfinished(rules);
	drive->summary.merged += rules_merged(rules);
	rules_free(rules);
	config->rules = NULL;
	return result;
}

int drive_target(struct drive *drive, struct runner_config *config,
		 const struct selection *selection, struct error *err)
{
	return drive_fresh_targets(drive, config, NULL, NULL, selection, err);
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

	drive->summary.interrupted = drive_interrupted != 0;
	if (drive->expect && !drive->summary.interrupted)
		drive->summary.stale = expect_stale(drive->expect, id_exists, &known,
						    tell_stale, drive);
	drive->summary.elapsed_ns = monotonic(CLOCK_MONOTONIC) - drive->began;
	drive->summary.cpu_ns = monotonic(CLOCK_PROCESS_CPUTIME_ID);
	reports_end(drive->reports, &drive->summary);
	return written(drive, exit_status(drive));
}

void drive_describe(struct run_target *out, const struct wire *wire,
		    const char *ifname, const struct runner_config *config)
{
	size_t used = 0;

	memset(out, 0, sizeof(*out));
	out->family = wire->target.family;
	ipaddr_text(&wire->target, out->address);
	ipaddr_text(&wire->tester, out->source);
	snprintf(out->ifname, sizeof(out->ifname), "%s", ifname);
	out->rtt_ns = config->rtt;
	out->closed_port = config->closed_port;
	for (size_t i = 0; i < config->service_count; i++) {
		int n = snprintf(out->services + used, sizeof(out->services) - used,
				 "%s%s:%u", i ? " " : "",
				 app_name(config->services[i].app),
				 config->services[i].port);

		if (n < 0 || (size_t)n >= sizeof(out->services) - used)
			break;
		used += (size_t)n;
	}
}

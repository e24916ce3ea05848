/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd_sim.c - tcpvet sim: the reference endpoint, in this process and simulated time. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "common.h"
#include "base/memory.h"
#include "prove/matrix.h"
#include "prove/simulate.h"
#include "report/matrix_print.h"
#include "prove/matrix.h"
#include "run/near.h"

enum { KEY_SEED = KEY_OWN, KEY_FAULT, KEY_PATH, KEY_NO_ORACLE };

static const struct option_row rows[] = {
	COMMON_OPTION_ROWS,
	{ '4', "ipv4", NULL, "IPv4 only" },
	{ '6', "ipv6", NULL, "IPv6 only" },
	{ KEY_SEED, "seed", "N", "another run of the same kind (default 1)" },
	{ KEY_FAULT, "fault", "NAME", "with this fault; all: which case catches which" },
	{ KEY_PATH, "path", "WORD,...", "a bad path: loss=5%,dup=1%,jitter=20ms ..." },
	{ KEY_NO_ORACLE, "no-oracle", NULL, "do not look into the endpoint for its state" },
};

static const struct usage usage = {
	"sim", "[OPTION]... [CASE|TOPIC|FILE.tc]...",
	"Tests the reference endpoint, or one of its faults, in simulated time.\n"
	"Sends nothing.",
	rows, sizeof(rows) / sizeof(rows[0])
};

struct options {
	struct common_options common;
	struct simulation simulation;
	bool only4, only6, all_faults;
	const char *fault; /* the name, or NULL */
};

/* ---- options --------------------------------------------------------------------- */

static int take_seed(struct options *options)
{
	char *end;

	errno = 0;
	options->simulation.seed = strtoull(optarg, &end, 10);
	if (!isdigit((unsigned char)*optarg) || *end || errno)
		return usage_wrong(&usage, "--seed '%s' is not a number from 0 to "
				   "2^64-1", optarg);
	return EXIT_PASS;
}

static int take_fault(struct options *options)
{
	enum fault fault;
	struct near near;

	if (options->fault || options->all_faults)
		return usage_wrong(&usage, "--fault is given twice");
	options->all_faults = strcmp(optarg, "all") == 0;
	if (options->all_faults)
		return EXIT_PASS;
	fault = fault_find(optarg);
	if (fault != FAULT_COUNT) {
		options->fault = fault_rows[fault].name;
		fault_add(&options->simulation.faults, fault);
		return EXIT_PASS;
	}
	near_begin(&near, optarg);
	for (int i = 0; i < FAULT_COUNT; i++)
		near_offer(&near, fault_rows[i].name, fault_rows[i].name);
	return usage_wrong(&usage, "no fault '%s'%s", optarg,
			   near_text(&near, "; --fault all lists them"));
}

static int take_path(struct options *options)
{
	struct error err;

	if (path_parse(optarg, &options->simulation.path, &err) < 0)
		return usage_wrong(&usage, "%s", err.text);
	return EXIT_PASS;
}

static int take_option(struct options *options, int key)
{
	int taken = common_option(&options->common, &usage, key);

	if (taken)
		return taken < 0 ? EXIT_MISUSE : EXIT_PASS;
	switch (key) {
	case KEY_SEED:
		return take_seed(options);
	case KEY_FAULT:
		return take_fault(options);
	case KEY_PATH:
		return take_path(options);
	case KEY_NO_ORACLE:
		options->simulation.oracle = false;
		break;
	case '4':
		options->only4 = true;
		break;
	case '6':
		options->only6 = true;
		break;
	}
	return EXIT_PASS;
}

static int check_options(const struct options *options)
{
	if (options->only4 && options->only6)
		return usage_wrong(&usage, "-4 and -6 leave nothing to test");
	if (options->all_faults && options->common.tap)
		return usage_wrong(&usage, "the detection matrix has no TAP form");
	if (options->all_faults && options->common.expect)
		return usage_wrong(&usage, "--fault all expects no deviation: leave "
				   "--expect out");
	return EXIT_PASS;
}

static size_t families_of(const struct options *options, enum ip_family out[2])
{
	size_t count = 0;

	if (!options->only6)
		out[count++] = FAMILY_INET;
	if (!options->only4)
		out[count++] = FAMILY_INET6;
	return count;
}

/* ---- one endpoint ------------------------------------------------------------------ */

/* An exit status. */
static int run_simulated(struct common *common, const struct options *options,
			 struct simulated *targets, size_t count,
			 const struct selection *selection)
{
	struct run_info info = common_info(common, selection->count * count, count);
	char *name = text_print("the reference endpoint%s%s",
				options->fault ? ", fault " : "",
				options->fault ? options->fault : "");
	struct error err;
	int failed = 0;

	info.target = name;
	for (size_t i = 0; i < count; i++)
		run_describe(&info.targets[i], &targets[i].target, "sim");
	observers_begin(common->run.observers, &info);
	for (size_t i = 0; i < count && !interrupted && !failed; i++)
		failed = run_fresh_targets(&common->run, &targets[i].config,
					   &targets[i].target, simulated_fresh,
					   &targets[i], selection, &err);
	free(name);
	if (failed) {
		command_error("sim", "%s", err.text);
		return EXIT_NOTHING;
	}
	return common_finish(common);
}

static int run_cases(struct options *options, const struct selection *selection,
		     const struct builtins *builtins)
{
	struct simulated targets[2] = { 0 };
	enum ip_family families[2];
	size_t count = families_of(options, families);
	struct common common;
	int status = common_open(&common, "sim", &options->common, selection);

	if (status == EXIT_PASS) {
		for (size_t i = 0; i < count; i++)
			simulated_open(&targets[i], &options->simulation, families[i],
				       builtins);
		status = run_simulated(&common, options, targets, count, selection);
	}
	for (size_t i = 0; i < count; i++)
		simulated_close(&targets[i]);
	common_close(&common);
	return status;
}

/* ---- all faults ---------------------------------------------------------------------- */

/* Writes the matrix where it is wanted. */
static int tell_matrix(const struct matrix *matrix, const struct common_options *options)
{
	bool to_stdout = options->json && strcmp(options->json, "-") == 0;
	FILE *file;

	if (!to_stdout)
		matrix_text(matrix, stdout, options->verbose);
	else
		matrix_json(matrix, stdout);
	if (!options->json || to_stdout)
		return output_status("sim");
	file = fopen(options->json, "we");
	if (!file) {
		command_error("sim", "cannot write the report %s: %s", options->json,
			      strerror(errno));
		return EXIT_MISUSE;
	}
	matrix_json(matrix, file);
	if (fclose(file) != 0) {
		command_error("sim", "cannot write the report %s", options->json);
		return EXIT_MISUSE;
	}
	return output_status("sim");
}

static int matrix_status(const struct matrix *matrix, bool strict)
{
	struct matrix_sum sum = matrix_sum(matrix);

	if (sum.unproven || sum.wrong || (strict && sum.caught < sum.faults))
		return EXIT_FAIL;
	return sum.proven ? EXIT_PASS : EXIT_NOTHING;
}

static int run_matrix(const struct options *options, const struct selection *selection,
		      const struct builtins *builtins)
{
	struct proof_config config = {
		.simulation = options->simulation,
		.builtins = builtins,
		.cases = selection->cases,
		.count = selection->count,
		.full = options->common.full,
	};
	struct matrix matrix;
	struct error err;
	int status = EXIT_NOTHING;

	config.family_count = families_of(options, config.families);
	if (matrix_run(&matrix, &config, &err) < 0)
		command_error("sim", "%s", err.text);
	else
		status = tell_matrix(&matrix, &options->common);
	if (status == EXIT_PASS)
		status = matrix_status(&matrix, options->common.strict);
	matrix_free(&matrix);
	return status;
}

/* ---- the command ------------------------------------------------------------------------ */

static int run_either(struct options *options, const struct selection *selection)
{
	struct error err;
	struct builtins *builtins = builtins_new(&err);
	int status;

	if (!builtins) {
		command_error("sim", "%s", err.text);
		return EXIT_NOTHING;
	}
	status = options->all_faults ? run_matrix(options, selection, builtins)
				     : run_cases(options, selection, builtins);
	builtins_free(builtins);
	return status;
}

int cmd_sim(int argc, char **argv)
{
	struct options options = { .simulation = { .seed = 1, .oracle = true } };
	struct selection selection;
	int key, status;

	while ((key = options_next(&usage, argc, argv)) != OPTIONS_END) {
		if (key == OPTIONS_DONE)
			return output_status("sim");
		if (key == OPTIONS_WRONG || take_option(&options, key) != EXIT_PASS)
			return EXIT_MISUSE;
	}
	if (check_options(&options) != EXIT_PASS)
		return EXIT_MISUSE;
	status = common_select(&selection, "sim", argv + optind,
			       (size_t)(argc - optind), SELECT_TO_RUN);
	if (status == EXIT_PASS)
		status = run_either(&options, &selection);
	selection_close(&selection);
	return status;
}

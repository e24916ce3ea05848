/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/proof.h"

#include <string.h>

#include "model/ambient.h"

/* What one family takes in a row. */
static size_t stride(const struct proof_config *config)
{
	return config->count + rules_count();
}

size_t proof_row_size(const struct proof_config *config)
{
	return stride(config) * config->family_count;
}

/* ---- running --------------------------------------------------------------- */

static void keep_verdict(void *ctx, const struct schedule_plan *plan, size_t number,
			 struct case_result *result)
{
	uint8_t *verdict = ctx;

	(void)plan;
	(void)number;
	*verdict = (uint8_t)result->verdict;
}

static int run_family(const struct proof_config *config,
		      const struct simulation *simulation, uint8_t *verdicts,
		      struct error *err)
{
	struct target target = { .rules = rules_new(simulation->family,
						    path_clean(&simulation->path)
							    ? PATH_PERFECT
							    : PATH_UNKNOWN) };
	struct rules *rules = target.rules;
	struct run_stop stop = { .interrupted = config->interrupted };
	struct schedule_config schedule = {
		.builtins = config->builtins,
		.full = config->full,
		.stop = &stop,
		.observer = { .result = keep_verdict },
	};
	int result = 0;

	for (size_t i = 0; i < config->count && result == 0; i++) {
		const struct schedule_plan plan = { &target, &config->cases[i], 1 };

		schedule.observer.ctx = &verdicts[i];
		simulate_case(simulation, config->cases[i]->id, &schedule, &target);
		result = schedule_run(&schedule, &plan, 1, err);
	}
	for (unsigned i = 0; i < rules_count(); i++)
		verdicts[config->count + i] =
			(uint8_t)rules_result(rules, i)->verdict;
	wire_close(schedule.wire);
	rules_free(rules);
	return result;
}

int proof_run(const struct proof_config *config, enum fault fault, uint8_t *row,
	      struct error *err)
{
	struct simulation simulation = config->simulation;

	memset(row, VERDICT_SKIP, proof_row_size(config));
	if (fault != FAULT_COUNT)
		fault_add(&simulation.faults, fault);
	for (size_t i = 0; i < config->family_count; i++) {
		simulation.family = config->families[i];
		if (run_family(config, &simulation, row + i * stride(config), err) < 0)
			return -1;
	}
	return 0;
}

/* ---- reading a row ----------------------------------------------------------- */

static bool accuses(uint8_t verdict)
{
	return verdict == VERDICT_FAIL || verdict == VERDICT_WARN;
}

bool proof_case_caught(const struct proof_config *config, const uint8_t *faultless,
		       const uint8_t *row, size_t number)
{
	for (size_t i = 0; i < config->family_count; i++) {
		size_t at = i * stride(config) + number;

		if (faultless[at] == VERDICT_PASS && accuses(row[at]))
			return true;
	}
	return false;
}

bool proof_rule_caught(const struct proof_config *config, const uint8_t *faultless,
		       const uint8_t *row, size_t number)
{
	for (size_t i = 0; i < config->family_count; i++) {
		size_t at = i * stride(config) + config->count + number;

		if ((faultless[at] == VERDICT_PASS || faultless[at] == VERDICT_SKIP) &&
		    accuses(row[at]))
			return true;
	}
	return false;
}

enum verdict proof_faultless(const struct proof_config *config,
			     const uint8_t *faultless, size_t number)
{
	uint8_t worst = VERDICT_SKIP;

	for (size_t i = 0; i < config->family_count; i++) {
		uint8_t verdict = faultless[i * stride(config) + number];

		if (verdict == VERDICT_SKIP)
			continue;
		if (worst == VERDICT_SKIP || verdict > worst)
			worst = verdict;
	}
	return (enum verdict)worst;
}

static bool covers(const struct test_case *tc, const char *requirement)
{
	for (const char **id = tc->covers; id && *id; id++)
		if (strcmp(*id, requirement) == 0)
			return true;
	return false;
}

bool proof_named(const struct proof_config *config, const uint8_t *faultless,
		 const uint8_t *row, enum fault fault)
{
	const char *breaks = fault_rows[fault].breaks;

	for (size_t i = 0; i < config->count; i++)
		if (covers(config->cases[i], breaks) &&
		    proof_case_caught(config, faultless, row, i))
			return true;
	for (unsigned i = 0; i < rules_count(); i++)
		if (strcmp(ambient_rules[i].id, breaks) == 0 &&
		    proof_rule_caught(config, faultless, row, i))
			return true;
	return false;
}

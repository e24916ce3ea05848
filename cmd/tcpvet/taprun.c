/* SPDX-License-Identifier: BSD-2-Clause */
#include "taprun.h"

#include <stdio.h>

#include "cmd.h"
#include "lab/tap/tap_target.h"

const char *taprun_name(const struct taprun *options)
{
	static char name[4096];
	size_t used = (size_t)snprintf(name, sizeof(name), "the reference endpoint");

	for (int i = 0; i < FAULT_COUNT && used < sizeof(name); i++)
		if (fault_on(&options->faults, (enum fault)i))
			used += (size_t)snprintf(name + used, sizeof(name) - used,
						 ", fault %s", fault_rows[i].name);
	return name;
}

/* An exit status, or -1 with err. */
static int run_cases(struct common *common, const struct taprun *options,
		     struct tap_target *targets, size_t count,
		     const struct builtins *builtins, const struct selection *selection,
		     struct error *err)
{
	struct run_info info = common_info(common, selection->count * count, count);

	info.target = taprun_name(options);
	for (size_t i = 0; i < count; i++)
		run_describe(&info.targets[i], &targets[i].target,
			     targets[i].route.ifname);
	observers_begin(common->run.observers, &info);
	for (size_t i = 0; i < count && !interrupted; i++) {
		struct tap_target *tap = &targets[i];
		struct schedule_config config = { .wire = tap->wire,
						  .builtins = builtins };

		if (run_fresh_targets(&common->run, &config, &tap->target,
				      tap_target_fresh, tap, selection, err) < 0)
			return -1;
	}
	return common_finish(common);
}

static int open_targets(struct tap_target *targets, size_t *count,
			const struct taprun *options, struct taplab *lab,
			struct error *err)
{
	if (!options->only6 &&
	    tap_target_open(&targets[(*count)++], lab, FAMILY_INET, !options->no_oracle,
			    &interrupted, err) < 0)
		return -1;
	if (!options->only4 &&
	    tap_target_open(&targets[(*count)++], lab, FAMILY_INET6, !options->no_oracle,
			    &interrupted, err) < 0)
		return -1;
	return 0;
}

/* An exit status, or -1 with err. */
static int run_lab(struct common *common, const struct taprun *options,
		   const struct selection *selection, struct taplab *lab,
		   const struct builtins *builtins, struct error *err)
{
	struct tap_target targets[2] = { { .wire = NULL } };
	size_t count = 0;
	int status = open_targets(targets, &count, options, lab, err);

	if (status == 0)
		status = run_cases(common, options, targets, count, builtins, selection,
				   err);
	for (size_t i = 0; i < count; i++)
		tap_target_close(&targets[i]);
	return status;
}

int taprun(const struct taprun *options, const struct selection *selection)
{
	struct endpoint_config endpoint = { .seed = run_seed(),
					    .faults = options->faults };
	struct builtins *builtins = NULL;
	struct taplab *lab = NULL;
	struct common common;
	struct error err;
	/* Reports and scripts are opened before the namespaces change what this
	 * process may open. */
	int status = common_open(&common, "target", &options->common, selection);

	if (status != EXIT_PASS)
		goto out;
	status = -1;
	builtins = builtins_new(&err);
	if (builtins)
		lab = taplab_open(&endpoint, &err);
	if (lab)
		status = run_lab(&common, options, selection, lab, builtins, &err);
	if (status < 0) {
		command_error("target", "%s", err.text);
		status = EXIT_NOTHING;
	}
out:
	taplab_close(lab);
	builtins_free(builtins);
	common_close(&common);
	return status;
}

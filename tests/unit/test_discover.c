/* SPDX-License-Identifier: BSD-2-Clause */
/* What a target offers, found over a path that loses segments. */
#include "run/discover.h"

#include <criterion/criterion.h>

#include "prove/sim_wire.h"

static char instead[APP_INSTEAD];

static enum app_found behaves_with(struct service service, const char *path, uint64_t seed,
				   struct fault_set faults)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct target target = { .services = &service, .service_count = 1, .seed = seed };
	struct error err = { "" };
	struct builtins *builtins = builtins_new(&err);
	struct discovery discovery = { .rate = 0 };
	enum app_found found;

	cr_assert_not_null(builtins, "%s", err.text);
	cr_assert_eq(path_parse(path, &config.path, &err), 0, "%s", err.text);
	config.endpoint.seed = seed + 1;
	config.endpoint.faults = faults;
	config.path.seed = seed + 2;
	discovery.wire = wire_sim_open(&config);
	target.hosts = *wire_sim_hosts(discovery.wire);
	cr_assert_eq(discover_app(&discovery, &target, &service, builtins, &found, instead,
				  &err), 0, "%s", err.text);
	wire_close(discovery.wire);
	builtins_free(builtins);
	return found;
}

static enum app_found behaves(struct service service, const char *path, uint64_t seed)
{
	return behaves_with(service, path, seed, (struct fault_set){ 0 });
}

Test(discover, a_loss_hides_no_application)
{
	static const struct service served[] = { { APP_ECHO, 7 }, { APP_DISCARD, 9 },
						 { APP_DAYTIME, 13 },
						 { APP_CHARGEN, 19 },
						 { APP_STALLED, STALLED_PORT } };
	unsigned found = 0, other = 0;

	for (uint64_t seed = 0; seed < 100; seed++) {
		const enum app_found as =
			behaves(served[seed % 5], "loss=10%", 1000 * seed);

		found += as == APP_FOUND;
		other += as == APP_OTHER;
	}
	cr_assert_eq(other, 0, "%u of 100 were taken for others", other);
	/* Asked once each, a fifth of them would not be found. */
	cr_assert_geq(found, 98, "%u of 100 were found", found);
}

Test(discover, what_behaves_otherwise_is_found_to)
{
	static const struct {
		struct service service;
		const char *instead;
	} rows[] = {
		{ { APP_ECHO, 9 }, "took the text and sent nothing" },
		{ { APP_DISCARD, 7 }, "sent 8 octets" },
		{ { APP_CHARGEN, 7 }, "sent nothing" },
		{ { APP_CHARGEN, 9 }, "sent nothing" },
		{ { APP_CHARGEN, STALLED_PORT }, "sent 296 octets" },
		{ { APP_DAYTIME, 9 }, "sent nothing" },
		{ { APP_DAYTIME, 19 }, "sent 3216 octets" },
		{ { APP_STALLED, 9 }, "sent nothing" },
		{ { APP_STALLED, 13 }, "sent 25 octets and closed" },
		{ { APP_HTTP, 9 }, "took the text and sent nothing" },
		{ { APP_HTTP, 7 }, "sent 18 octets" },
		{ { APP_HTTP, 13 }, "sent 25 octets and closed" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(behaves(rows[i].service, "delay=1ms", 1), APP_OTHER, "row %zu", i);
		cr_expect_str_eq(instead, rows[i].instead, "row %zu: it %s", i, instead);
	}
	cr_expect_eq(behaves((struct service){ APP_STALLED, 19 }, "delay=1ms", 1), APP_OTHER);
}

/* What is wrong with a stack must be told of the stack, not of its services. */
Test(discover, no_fault_of_a_stack_is_its_application)
{
	for (int fault = 0; fault < FAULT_COUNT; fault++) {
		struct fault_set faults = { 0 };

		fault_add(&faults, (enum fault)fault);
		for (size_t i = 0; i < OWN_SERVICES; i++)
			cr_expect_neq(behaves_with(own_services[i], "delay=1ms", 1, faults),
				      APP_OTHER, "%s on %s: it %s", fault_rows[fault].name,
				      app_name(own_services[i].app), instead);
	}
}

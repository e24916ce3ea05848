/* SPDX-License-Identifier: BSD-2-Clause */
/* What a target offers, found over a path that loses segments. */
#include "run/discover.h"

#include <criterion/criterion.h>

#include "prove/sim_wire.h"

static int behaves(struct service service, const char *path, uint64_t seed)
{
	struct wire_sim_config config = { .family = FAMILY_INET };
	struct target target = { .services = &service, .service_count = 1, .seed = seed };
	struct error err = { "" };
	struct builtins *builtins = builtins_new(&err);
	struct discovery discovery = { .rate = 0 };
	int result;

	cr_assert_not_null(builtins, "%s", err.text);
	cr_assert_eq(path_parse(path, &config.path, &err), 0, "%s", err.text);
	config.endpoint.seed = seed + 1;
	config.path.seed = seed + 2;
	discovery.wire = wire_sim_open(&config);
	target.hosts = *wire_sim_hosts(discovery.wire);
	result = discover_app(&discovery, &target, &service, builtins, &err);
	cr_assert_geq(result, 0, "%s", err.text);
	wire_close(discovery.wire);
	builtins_free(builtins);
	return result;
}

Test(discover, a_loss_hides_no_application)
{
	static const struct service served[] = { { APP_ECHO, 7 }, { APP_DISCARD, 9 },
						 { APP_DAYTIME, 13 },
						 { APP_CHARGEN, 19 } };
	unsigned found = 0;

	for (uint64_t seed = 0; seed < 100; seed++)
		found += behaves(served[seed % 4], "loss=10%", 1000 * seed) == 1;
	/* Asked once each, a fourth of them would not be found. */
	cr_assert_geq(found, 98, "%u of 100 were found", found);
}

Test(discover, what_behaves_otherwise_is_found_to)
{
	cr_assert_eq(behaves((struct service){ APP_ECHO, 9 }, "delay=1ms", 1), 0);
	cr_assert_eq(behaves((struct service){ APP_DISCARD, 7 }, "delay=1ms", 1), 0);
	cr_assert_eq(behaves((struct service){ APP_CHARGEN, 7 }, "delay=1ms", 1), 0);
}

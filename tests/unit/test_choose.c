/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/choose.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "target/needs.h"

static const struct service all[] = {
	{ APP_UNKNOWN, 22 }, { APP_HTTP, 80 },	  { APP_CHARGEN, 19 },
	{ APP_DAYTIME, 13 }, { APP_DISCARD, 9 },  { APP_ECHO, 7 },
};

static const struct service closed = { APP_UNKNOWN, 4 }, no_closed = { APP_UNKNOWN, 0 };

static const struct hosts inet = { .target.family = FAMILY_INET };
static const struct hosts inet6 = { .target.family = FAMILY_INET6 };

/* The port chosen among these services; 0 with the reason in `why`. */
static uint16_t port_for(const struct service *services, size_t count, uint32_t needs,
			 char why[static 256])
{
	struct test_case tc = { .needs = needs };
	char *lacks = NULL;
	const struct service *found = choose_service(services, count, &closed,
						     &inet, false, false, &tc, &lacks);

	cr_assert_eq(found == NULL, lacks != NULL);
	snprintf(why, 256, "%s", lacks ? lacks : "");
	free(lacks);
	return found ? found->port : 0;
}

Test(choose, service_that_meets_the_needs)
{
	static const struct {
		uint32_t needs;
		uint16_t port;
	} rows[] = {
		{ NEED_OPEN_PORT, 9 },
		{ NEED_OPEN_PORT | NEED_QUIET, 9 },
		{ NEED_OPEN_PORT | NEED_CLOSE_AFTER_FIN, 9 },
		{ NEED_ECHO, 7 },
		{ NEED_DISCARD, 9 },
		{ NEED_DAYTIME, 13 },
		{ NEED_CHARGEN, 19 },
		{ NEED_HTTP, 80 },
		{ NEED_OPEN_PORT | NEED_APP_SEND, 7 },
		{ NEED_OPEN_PORT | NEED_ACTIVE_CLOSE, 80 },
		{ NEED_OPEN_PORT | NEED_APP_CLOSE, 80 },
		{ NEED_QUIET | NEED_APP_SEND, 7 },
		{ NEED_CLOSED_PORT, 4 },
		{ NEED_OPEN_PORT | NEED_INET, 9 },
	};
	char why[256];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_eq(port_for(all, 6, rows[i].needs, why), rows[i].port,
			     "needs %x: %s", rows[i].needs, why);
}

Test(choose, any_open_port_will_do_for_the_least)
{
	char why[256];

	for (size_t i = 0; i < 6; i++)
		cr_assert_eq(port_for(&all[i], 1, NEED_OPEN_PORT, why), all[i].port);
}

Test(choose, what_is_lacking_is_told)
{
	static const struct service one[] = { { APP_UNKNOWN, 22 } };
	static const struct service two[] = { { APP_ECHO, 7 }, { APP_DAYTIME, 13 } };
	char why[256];

	cr_assert_eq(port_for(NULL, 0, NEED_OPEN_PORT, why), 0);
	cr_assert_str_eq(why, "needs open-port");
	cr_assert_eq(port_for(one, 1, NEED_OPEN_PORT | NEED_ECHO, why), 0);
	cr_assert_str_eq(why, "needs echo");
	cr_assert_eq(port_for(one, 1, NEED_QUIET | NEED_CHARGEN, why), 0);
	cr_assert_str_eq(why, "needs chargen, quiet");
	cr_assert_eq(port_for(all, 6, NEED_AGENT, why), 0);
	cr_assert(strstr(why, need_name(NEED_AGENT)), "%s", why);
	/* Each is there, but no service has both. */
	cr_assert_eq(port_for(two, 2, NEED_QUIET | NEED_ACTIVE_CLOSE, why), 0);
	cr_assert_str_eq(why, "needs active-close, quiet");
	cr_assert_eq(port_for(all, 6, NEED_INET6, why), 0);
	cr_assert_str_eq(why, "needs inet6");
}

Test(choose, families)
{
	struct test_case tc = { .needs = NEED_OPEN_PORT | NEED_INET6 };
	char *lacks = NULL;

	cr_assert_not_null(choose_service(all, 6, &closed, &inet6, false, false, &tc,
					  &lacks));
	tc.needs = NEED_OPEN_PORT | NEED_INET;
	cr_assert_null(choose_service(all, 6, &closed, &inet6, false, false, &tc, &lacks));
	cr_assert_str_eq(lacks, "needs inet");
	free(lacks);
}

Test(choose, closed_port_must_be_known)
{
	struct test_case tc = { .needs = NEED_CLOSED_PORT };
	char *lacks = NULL;

	cr_assert_null(choose_service(all, 6, &no_closed, &inet, false, false, &tc,
				      &lacks));
	cr_assert(strstr(lacks, "--closed-port"));
	free(lacks);
	lacks = NULL;
	cr_assert_eq(choose_service(NULL, 0, &closed, &inet, false, false, &tc, &lacks),
		     &closed);
}

Test(choose, agent_is_there_or_lacking)
{
	struct test_case tc = { .needs = NEED_OPEN_PORT | NEED_CONNECT };
	char *lacks = NULL;

	cr_assert_null(choose_service(all, 6, &closed, &inet, false, false, &tc,
				      &lacks));
	cr_assert_str_eq(lacks, "needs an agent on the target that opens connections");
	free(lacks);
	lacks = NULL;
	cr_assert_eq(choose_service(all, 6, &closed, &inet, false, true, &tc,
				    &lacks)->port, 9);
	tc.needs |= NEED_AGENT;
	cr_assert_null(choose_service(all, 6, &closed, &inet, false, true, &tc,
				      &lacks));
	cr_assert(strstr(lacks, need_name(NEED_AGENT)), "%s", lacks);
	cr_assert_null(strstr(lacks, need_name(NEED_CONNECT)), "%s", lacks);
	free(lacks);
}

Test(choose, full_profile_and_unsupported)
{
	struct test_case tc = { .needs = NEED_OPEN_PORT, .full = true };
	char *lacks = NULL;

	cr_assert_null(choose_service(all, 6, &closed, &inet, false, false, &tc, &lacks));
	cr_assert(strstr(lacks, "--profile full"));
	free(lacks);
	lacks = NULL;
	cr_assert_not_null(choose_service(all, 6, &closed, &inet, true, false, &tc,
					  &lacks));
	tc.unsupported = "icmp is not supported";
	cr_assert_null(choose_service(all, 6, &closed, &inet, true, false, &tc, &lacks));
	cr_assert_str_eq(lacks, "icmp is not supported");
	free(lacks);
}

Test(choose, words_of_applications)
{
	for (int i = APP_ECHO; i < APP_COUNT; i++) {
		enum app app = (enum app)i;

		cr_assert_eq(app_parse(app_name(app)), app);
		cr_assert_eq(app_port(app) == 0, app == APP_STALLED);
		cr_assert(app_provides(app) & NEED_OPEN_PORT);
	}
	cr_assert_eq(app_parse("open"), APP_COUNT);
	cr_assert_eq(app_parse(""), APP_COUNT);
	cr_assert_str_eq(app_name(APP_UNKNOWN), "open");
	cr_assert_eq(app_port(APP_UNKNOWN), 0);
}

Test(choose, what_the_link_must_be)
{
	static const struct {
		uint32_t need;
		unsigned offer;
		const char *lack;
	} rows[] = {
		{ NEED_SAME_LINK, WIRE_SAME_LINK, "needs same-link" },
		{ NEED_PRIVATE_LINK, WIRE_PRIVATE_LINK, "needs private-link" },
		{ NEED_FRAMES, WIRE_FRAMES,
		  "needs an Ethernet link, where frames go out as they stand" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const unsigned all_offers = WIRE_SAME_LINK | WIRE_PRIVATE_LINK |
					    WIRE_FRAMES;
		struct hosts with = inet, without = inet;
		struct test_case tc = { .needs = NEED_OPEN_PORT | rows[i].need };
		char *lacks = NULL;

		with.offers = rows[i].offer;
		without.offers = all_offers & ~rows[i].offer;
		cr_assert_not_null(choose_service(all, 6, &closed, &with, false, false, &tc,
						  &lacks));
		cr_assert_null(choose_service(all, 6, &closed, &without, false, false, &tc,
					      &lacks));
		cr_assert_str_eq(lacks, rows[i].lack);
		free(lacks);
		lacks = NULL;
		/* On a closed port as well. */
		tc.needs = NEED_CLOSED_PORT | rows[i].need;
		cr_assert_null(choose_service(all, 6, &closed, &without, false, false, &tc,
					      &lacks));
		free(lacks);
	}
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "target/feature.h"

#define SET(feature) ((feature_set)1 << FEATURE_##feature)

Test(feature, words_of_a_list)
{
	feature_set set = 0;

	cr_assert_null(features_parse("urgent,sack", &set));
	cr_assert_eq(set, SET(URGENT) | SET(SACK));
	cr_assert_null(features_parse(" timestamps\twindow-scale ", &set));
	cr_assert_eq(set, SET(URGENT) | SET(SACK) | SET(TIMESTAMPS) | SET(WINDOW_SCALE));
}

Test(feature, a_word_that_names_none)
{
	static const struct {
		const char *list, *wrong;
	} bad[] = { { "urgent,sac", "sac" }, { "", "" }, { " ,", "" }, { "sackOK", "sackOK" } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		feature_set set = 0;
		char *wrong = features_parse(bad[i].list, &set);

		cr_assert_str_eq(wrong, bad[i].wrong);
		free(wrong);
	}
}

Test(feature, leaves_out_what_is_about_it_alone)
{
	const char *urgent[] = { "RFC9293/MUST-31", "RFC9293/3.10.7.4-ESTABLISHED-URG", NULL };
	const char *scale[] = { "RFC7323/2.3-2", NULL };

	cr_assert_str_eq(features_excuse(SET(URGENT), urgent), "urgent data");
	cr_assert_null(features_excuse(SET(SACK) | SET(TIMESTAMPS), urgent));
	cr_assert_str_eq(features_excuse(SET(WINDOW_SCALE), scale), "window scaling");
	cr_assert_null(features_excuse(SET(TIMESTAMPS), scale));
}

Test(feature, what_any_tcp_must_do_is_run)
{
	const char *survival[] = { "RFC9293/MUST-31", "RFC1122/1.2.2-1", NULL };
	const char *closed[] = { "RFC9293/3.10.7.1-CLOSED-URG", NULL };
	const char *other[] = { "RFC9293/MUST-3", NULL };
	const char *none[] = { NULL };

	cr_assert_null(features_excuse(SET(URGENT), survival));
	cr_assert_null(features_excuse(SET(URGENT), closed));
	cr_assert_null(features_excuse(~(feature_set)0, other));
	cr_assert_null(features_excuse(~(feature_set)0, none));
	cr_assert_null(features_excuse(~(feature_set)0, NULL));
}

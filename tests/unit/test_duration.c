/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include "base/duration.h"

static void assert_text(int64_t ns, const char *want)
{
	char buf[DURATION_TEXT];

	cr_assert_str_eq(duration_text(ns, buf), want);
}

Test(duration, three_digits_and_a_unit)
{
	assert_text(0, "0 us");
	assert_text(412345, "412 us");
	assert_text(999499, "999 us");
	assert_text(999500, "1.00 ms");
	assert_text(45000000, "45.0 ms");
	assert_text(999499999, "999 ms");
	assert_text(999500000, "1.00 s");
	assert_text(9994999999, "9.99 s");
	assert_text(60000000000, "60.0 s");
	assert_text(119400000000, "119 s");
	assert_text(125400000000, "2 min 5 s");
	assert_text(-45000000, "-45.0 ms");
}

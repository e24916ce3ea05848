/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/duration.h"

#include <inttypes.h>
#include <stdio.h>

/* Three digits tell enough, and rounding must not make 1000 of a smaller unit. */
static void print_in(char *buf, double value, const char *unit)
{
	snprintf(buf, DURATION_TEXT - 1, "%.*f %s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0,
		 value, unit);
}

static void print_minutes(char *buf, int64_t seconds)
{
	snprintf(buf, DURATION_TEXT - 1, "%" PRId64 " min %" PRId64 " s", seconds / 60,
		 seconds % 60);
}

static void print(char *buf, int64_t ns)
{
	if (ns < 999500)
		snprintf(buf, DURATION_TEXT - 1, "%" PRId64 " us", (ns + 500) / 1000);
	else if (ns < INT64_C(999500000))
		print_in(buf, (double)ns / 1e6, "ms");
	else if (ns < INT64_C(119500000000))
		print_in(buf, (double)ns / 1e9, "s");
	else
		print_minutes(buf, ns / 1000000000 + (ns % 1000000000 >= 500000000));
}

const char *duration_text(int64_t ns, char buf[static DURATION_TEXT])
{
	if (ns < 0 && ns != INT64_MIN) {
		buf[0] = '-';
		print(buf + 1, -ns);
		return buf;
	}
	print(buf, ns);
	return buf;
}

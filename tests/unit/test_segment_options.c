/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "../tools/random_segment.h"

/* One option area and what the walk must find in it. */
struct expected {
	enum option_status status;
	uint8_t kind, length, data_len;
};

struct row {
	const char *what;
	uint8_t bytes[SEG_OPTIONS_MAX];
	size_t len;
	struct expected found[5];
	size_t n;
};

static const struct row rows[] = {
	{ "nothing", { 0 }, 0, { { 0 } }, 0 },
	{ "mss, nop, wscale", { 2, 4, 5, 0xb4, 1, 3, 3, 7 }, 8,
	  { { OPTION_OK, 2, 4, 2 }, { OPTION_OK, 1, 1, 0 }, { OPTION_OK, 3, 3, 1 } }, 3 },
	{ "nothing is read behind eol", { 0, 2, 4, 5, 0xb4 }, 5,
	  { { OPTION_OK, 0, 1, 0 } }, 1 },
	{ "unknown kind is stepped over", { 77, 3, 9, 4, 2 }, 5,
	  { { OPTION_UNKNOWN, 77, 3, 1 }, { OPTION_OK, 4, 2, 0 } }, 2 },
	{ "unknown kind without data", { 77, 2, 1 }, 3,
	  { { OPTION_UNKNOWN, 77, 2, 0 }, { OPTION_OK, 1, 1, 0 } }, 2 },
	{ "mss of length 3 is stepped over", { 2, 3, 5, 1 }, 4,
	  { { OPTION_WRONG_LENGTH, 2, 3, 1 }, { OPTION_OK, 1, 1, 0 } }, 2 },
	{ "mss of length 6", { 2, 6, 5, 5, 5, 5 }, 6,
	  { { OPTION_WRONG_LENGTH, 2, 6, 4 } }, 1 },
	{ "wscale of length 2", { 3, 2, 1, 1 }, 4,
	  { { OPTION_WRONG_LENGTH, 3, 2, 0 }, { OPTION_OK, 1, 1, 0 },
	    { OPTION_OK, 1, 1, 0 } }, 3 },
	{ "sack-permitted of length 3", { 4, 3, 1 }, 3,
	  { { OPTION_WRONG_LENGTH, 4, 3, 1 } }, 1 },
	{ "sack of no block", { 5, 2 }, 2, { { OPTION_WRONG_LENGTH, 5, 2, 0 } }, 1 },
	{ "sack of one block", { 5, 10 }, 10, { { OPTION_OK, 5, 10, 8 } }, 1 },
	{ "sack of half a block", { 5, 6 }, 6, { { OPTION_WRONG_LENGTH, 5, 6, 4 } }, 1 },
	{ "sack of four blocks", { 5, 34 }, 34, { { OPTION_OK, 5, 34, 32 } }, 1 },
	{ "timestamps of length 9", { 8, 9 }, 9, { { OPTION_WRONG_LENGTH, 8, 9, 7 } }, 1 },
	{ "md5", { 19, 18 }, 18, { { OPTION_OK, 19, 18, 16 } }, 1 },
	{ "fast open, no cookie", { 34, 2 }, 2, { { OPTION_OK, 34, 2, 0 } }, 1 },
	{ "fast open, 2 octets", { 34, 4 }, 4, { { OPTION_WRONG_LENGTH, 34, 4, 2 } }, 1 },
	{ "fast open, 4 octets", { 34, 6 }, 6, { { OPTION_OK, 34, 6, 4 } }, 1 },
	{ "fast open, odd cookie", { 34, 7 }, 7, { { OPTION_WRONG_LENGTH, 34, 7, 5 } }, 1 },
	{ "fast open, 18 octets", { 34, 20 }, 20,
	  { { OPTION_WRONG_LENGTH, 34, 20, 18 } }, 1 },
	{ "experiment without identifier", { 254, 3, 1 }, 3,
	  { { OPTION_WRONG_LENGTH, 254, 3, 1 } }, 1 },
	{ "experiment", { 254, 4, 0xf9, 0x89 }, 4, { { OPTION_OK, 254, 4, 2 } }, 1 },
	{ "length 0 ends it", { 2, 0, 1, 1 }, 4, { { OPTION_SHORT_LENGTH, 2, 0, 0 } }, 1 },
	{ "length 1 ends it", { 8, 1, 1, 1 }, 4, { { OPTION_SHORT_LENGTH, 8, 1, 0 } }, 1 },
	{ "unknown kind of length 0", { 200, 0, 1 }, 3,
	  { { OPTION_SHORT_LENGTH, 200, 0, 0 } }, 1 },
	{ "no room for the length", { 1, 2 }, 2,
	  { { OPTION_OK, 1, 1, 0 }, { OPTION_NO_LENGTH, 2, 0, 0 } }, 2 },
	{ "unknown kind, no length", { 99 }, 1, { { OPTION_NO_LENGTH, 99, 0, 0 } }, 1 },
	{ "overrun by one", { 2, 4, 5 }, 3, { { OPTION_OVERRUN, 2, 4, 1 } }, 1 },
	{ "overrun with nothing there", { 8, 10 }, 2, { { OPTION_OVERRUN, 8, 10, 0 } }, 1 },
	{ "overrun to the utmost", { 77, 255, 1, 2 }, 4,
	  { { OPTION_OVERRUN, 77, 255, 2 } }, 1 },
};

/* The area lies in memory of exactly its size, so that ASan sees a step too far. */
static void check_row(const struct row *row)
{
	uint8_t *bytes = calloc(1, row->len ? row->len : 1);
	struct option_iter it = option_iter(bytes, row->len);
	struct option opt;
	size_t n = 0;

	memcpy(bytes, row->bytes, row->len);
	while (option_next(&it, &opt)) {
		const struct expected *want = &row->found[n];

		cr_assert_lt(n, row->n, "%s: more found", row->what);
		cr_assert_eq(opt.status, want->status, "%s: option %zu is %s",
			     row->what, n, option_status_text(opt.status));
		cr_assert_eq(opt.kind, want->kind, "%s", row->what);
		cr_assert_eq(opt.length, want->length, "%s: length %u", row->what,
			     opt.length);
		cr_assert_eq(opt.data_len, want->data_len, "%s: data %u", row->what,
			     opt.data_len);
		cr_assert_eq(opt.data == NULL, opt.data_len == 0, "%s", row->what);
		n++;
	}
	cr_assert_eq(n, row->n, "%s: %zu found", row->what, n);
	cr_assert_not(option_next(&it, &opt), "%s: the end stays", row->what);
	free(bytes);
}

Test(segment_options, walk_tells_defects_apart)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
}

Test(segment_options, walk_stays_inside_whatever_the_bytes)
{
	struct rng rng = { 11 };

	for (int i = 0; i < 50000; i++) {
		size_t len = rng_below(&rng, SEG_OPTIONS_MAX + 1), steps = 0;
		uint8_t *bytes = malloc(len ? len : 1);
		struct option_iter it = option_iter(bytes, len);
		struct option opt;

		rng_fill(&rng, bytes, len);
		for (size_t k = 0; k < len; k++)
			if (rng_below(&rng, 2))
				bytes[k] %= 12; /* small kinds and lengths */
		while (option_next(&it, &opt)) {
			cr_assert(!opt.data || (opt.data >= bytes &&
				  opt.data + opt.data_len <= bytes + len));
			cr_assert_leq(++steps, len);
		}
		free(bytes);
	}
}

Test(segment_options, defective_option_is_not_taken_for_the_sound_one_behind)
{
	struct segment seg = { 0 };
	struct option opt;

	cr_assert(segment_add_raw_options(&seg, "\x02\x03\x05\x02\x04\x05\xb4", 7));
	cr_assert(segment_option(&seg, OPT_MSS, &opt));
	cr_assert_eq(option_u16(&opt, 0), 1460);
	cr_assert_eq(segment_mss(&seg), 1460);
	cr_assert_not(segment_option(&seg, OPT_WSCALE, &opt));
}

Test(segment_options, no_sound_mss_is_0)
{
	struct segment seg = { 0 };

	cr_assert_eq(segment_mss(&seg), 0);
	cr_assert(segment_add_raw_options(&seg, "\x02\x03\x05", 3));
	cr_assert_eq(segment_mss(&seg), 0);
	seg.options_len = 0;
	cr_assert(segment_add_raw_options(&seg, "\x02\x04\x05", 3));
	cr_assert_eq(segment_mss(&seg), 0, "an option that overruns has no value");
}

Test(segment_options, reads_outside_the_data_are_0)
{
	static const uint8_t data[] = { 1, 2, 3, 4, 5 };
	struct option opt = { .data = data, .data_len = sizeof(data) };
	struct option none = { .data = NULL };

	cr_assert_eq(option_u16(&opt, 0), 0x0102);
	cr_assert_eq(option_u16(&opt, 3), 0x0405);
	cr_assert_eq(option_u16(&opt, 4), 0);
	cr_assert_eq(option_u32(&opt, 1), 0x02030405);
	cr_assert_eq(option_u32(&opt, 2), 0);
	cr_assert_eq(option_u16(&opt, SIZE_MAX), 0);
	cr_assert_eq(option_u32(&opt, SIZE_MAX - 1), 0);
	cr_assert_eq(option_u16(&none, 0), 0);
	cr_assert_eq(option_u32(&none, 0), 0);
}

Test(segment_options, added_options_stand_one_behind_the_other)
{
	static const uint8_t want[] = { 2, 4, 5, 0xb4, 1, 4, 2, 77, 3, 9, 0 };
	struct segment seg = { 0 };

	cr_assert(segment_add_option(&seg, OPT_MSS, "\x05\xb4", 2));
	cr_assert(segment_add_option(&seg, OPT_NOP, NULL, 0));
	cr_assert(segment_add_option(&seg, OPT_SACK_PERMITTED, NULL, 0));
	cr_assert(segment_add_option(&seg, 77, "\x09", 1));
	cr_assert(segment_add_option(&seg, OPT_EOL, NULL, 0));
	cr_assert_eq(seg.options_len, sizeof(want));
	cr_assert_arr_eq(seg.options, want, sizeof(want));
}

Test(segment_options, what_does_not_fit_changes_nothing)
{
	uint8_t data[64] = { 7 };
	struct segment seg = { 0 }, before;

	cr_assert(segment_add_option(&seg, 77, data, 37)); /* 39 octets */
	before = seg;
	cr_assert_not(segment_add_option(&seg, OPT_SACK_PERMITTED, NULL, 0));
	cr_assert_not(segment_add_option(&seg, 77, data, 39));
	cr_assert_not(segment_add_option(&seg, 77, data, SIZE_MAX));
	cr_assert_not(segment_add_raw_options(&seg, data, 2));
	cr_assert_not(segment_add_raw_options(&seg, data, SIZE_MAX));
	cr_assert_arr_eq(&seg, &before, sizeof(seg));
	cr_assert(segment_add_option(&seg, OPT_NOP, NULL, 0));
	cr_assert_eq(seg.options_len, SEG_OPTIONS_MAX);
	cr_assert_not(segment_add_option(&seg, OPT_NOP, NULL, 0));
	cr_assert(segment_add_raw_options(&seg, NULL, 0));
}

Test(segment_options, every_status_has_words)
{
	for (int i = OPTION_OK; i <= OPTION_OVERRUN; i++)
		cr_assert_str_neq(option_status_text((enum option_status)i),
				  "invalid status");
	cr_assert_str_eq(option_status_text((enum option_status)99), "invalid status");
}

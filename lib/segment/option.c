/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "segment/bytes.h"
#include "segment/segment.h"

/* The lengths that a kind may have: from min to max in steps. RFC 9293 section
 * 3.1, RFC 7323, 2018, 2385, 7413 (an empty cookie or 4 to 16 octets, even) and
 * 6994 (an experiment's identifier is at least 2 octets). */
static const struct kind_rule {
	uint8_t kind, min, max, step;
	uint8_t also; /* one more length, or 0 */
} kind_rules[] = {
	{ OPT_EOL, 1, 1, 1, 0 },
	{ OPT_NOP, 1, 1, 1, 0 },
	{ OPT_MSS, 4, 4, 1, 0 },
	{ OPT_WSCALE, 3, 3, 1, 0 },
	{ OPT_SACK_PERMITTED, 2, 2, 1, 0 },
	{ OPT_SACK, 10, 34, 8, 0 },
	{ OPT_TIMESTAMPS, 10, 10, 1, 0 },
	{ OPT_MD5, 18, 18, 1, 0 },
	{ OPT_FASTOPEN, 6, 18, 2, 2 },
	{ OPT_EXPERIMENT, 4, 40, 1, 0 },
};

static enum option_status judge_length(uint8_t kind, uint8_t length)
{
	for (size_t i = 0; i < sizeof(kind_rules) / sizeof(kind_rules[0]); i++) {
		const struct kind_rule *rule = &kind_rules[i];

		if (rule->kind != kind)
			continue;
		if (rule->also && length == rule->also)
			return OPTION_OK;
		if (length < rule->min || length > rule->max ||
		    (length - rule->min) % rule->step)
			return OPTION_WRONG_LENGTH;
		return OPTION_OK;
	}
	return OPTION_UNKNOWN;
}

struct option_iter option_iter(const uint8_t *bytes, size_t len)
{
	return (struct option_iter){ .bytes = bytes, .len = len };
}

static bool is_single_octet(uint8_t kind)
{
	return kind == OPT_EOL || kind == OPT_NOP;
}

/* Reads an option with a length octet; `left` octets begin at its kind. */
static void read_long_option(const uint8_t *bytes, size_t left, struct option *out)
{
	size_t there;

	if (left < 2) {
		out->status = OPTION_NO_LENGTH;
		return;
	}
	out->length = bytes[1];
	if (out->length < 2) {
		out->status = OPTION_SHORT_LENGTH;
		return;
	}
	there = out->length > left ? left : out->length;
	out->data_len = (uint8_t)(there - 2);
	out->data = out->data_len ? bytes + 2 : NULL;
	out->status = out->length > left ? OPTION_OVERRUN
					 : judge_length(out->kind, out->length);
}

static bool can_be_skipped(enum option_status status)
{
	return status == OPTION_OK || status == OPTION_UNKNOWN ||
	       status == OPTION_WRONG_LENGTH;
}

bool option_next(struct option_iter *it, struct option *out)
{
	const uint8_t *bytes;
	size_t left;

	if (it->at >= it->len)
		return false;
	bytes = it->bytes + it->at;
	left = it->len - it->at;
	*out = (struct option){ .status = OPTION_OK, .kind = bytes[0] };
	if (is_single_octet(out->kind))
		out->length = 1;
	else
		read_long_option(bytes, left, out);

	if (out->kind == OPT_EOL || !can_be_skipped(out->status))
		it->at = it->len;
	else
		it->at += out->length;
	return true;
}

bool segment_option(const struct segment *seg, uint8_t kind, struct option *out)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	struct option opt;

	while (option_next(&it, &opt)) {
		if (opt.kind == kind && opt.status == OPTION_OK) {
			*out = opt;
			return true;
		}
	}
	return false;
}

uint16_t option_u16(const struct option *opt, size_t at)
{
	if (opt->data_len < 2 || at > (size_t)opt->data_len - 2)
		return 0;
	return get_be16(opt->data + at);
}

uint32_t option_u32(const struct option *opt, size_t at)
{
	if (opt->data_len < 4 || at > (size_t)opt->data_len - 4)
		return 0;
	return get_be32(opt->data + at);
}

uint16_t segment_mss(const struct segment *seg)
{
	struct option opt;

	return segment_option(seg, OPT_MSS, &opt) ? option_u16(&opt, 0) : 0;
}

bool segment_add_raw_options(struct segment *seg, const void *bytes, size_t len)
{
	if (seg->options_len > SEG_OPTIONS_MAX ||
	    len > (size_t)(SEG_OPTIONS_MAX - seg->options_len))
		return false;
	if (len)
		memcpy(seg->options + seg->options_len, bytes, len);
	seg->options_len = (uint8_t)(seg->options_len + len);
	return true;
}

bool segment_add_option(struct segment *seg, uint8_t kind, const void *data,
			size_t data_len)
{
	uint8_t bytes[SEG_OPTIONS_MAX] = { kind };

	if (is_single_octet(kind))
		return segment_add_raw_options(seg, bytes, 1);
	if (data_len > sizeof(bytes) - 2)
		return false;
	bytes[1] = (uint8_t)(data_len + 2);
	if (data_len)
		memcpy(bytes + 2, data, data_len);
	return segment_add_raw_options(seg, bytes, data_len + 2);
}

const char *option_status_text(enum option_status status)
{
	static const char *const texts[] = {
		[OPTION_OK] = "ok",
		[OPTION_UNKNOWN] = "unknown kind",
		[OPTION_WRONG_LENGTH] = "wrong length",
		[OPTION_NO_LENGTH] = "no length octet",
		[OPTION_SHORT_LENGTH] = "length below 2",
		[OPTION_OVERRUN] = "runs past the header",
	};
	size_t i = (size_t)status;

	return i < sizeof(texts) / sizeof(texts[0]) ? texts[i] : "invalid status";
}

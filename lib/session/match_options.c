/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/match_options.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
	uint8_t kind;
	const char *name;
} kinds[] = {
	[OPTSPEC_MSS] = { OPT_MSS, "mss" },
	[OPTSPEC_WSCALE] = { OPT_WSCALE, "wscale" },
	[OPTSPEC_SACK_PERMITTED] = { OPT_SACK_PERMITTED, "sackOK" },
	[OPTSPEC_SACK] = { OPT_SACK, "sack" },
	[OPTSPEC_TIMESTAMPS] = { OPT_TIMESTAMPS, "TS" },
	[OPTSPEC_NOP] = { OPT_NOP, "nop" },
	[OPTSPEC_EOL] = { OPT_EOL, "eol" },
	[OPTSPEC_FASTOPEN] = { OPT_FASTOPEN, "FO" },
	[OPTSPEC_FASTOPEN_EXP] = { OPT_EXPERIMENT, "FOEXP" },
	[OPTSPEC_MD5] = { OPT_MD5, "md5" },
	[OPTSPEC_KIND] = { 0, "kind" },
};

static_assert(sizeof(kinds) / sizeof(kinds[0]) == OPTSPEC_KIND + 1,
	      "every kind has a row");

static uint8_t kind_of(const struct option_spec *spec)
{
	return spec->kind == OPTSPEC_KIND ? spec->option_kind
					  : kinds[spec->kind].kind;
}

enum { NAME_TEXT = 16 };

/* "mss", "kind 200"; returns buf. */
static const char *name_of(const struct option_spec *spec, char buf[static NAME_TEXT])
{
	if (spec->kind == OPTSPEC_KIND)
		snprintf(buf, NAME_TEXT, "kind %u", spec->option_kind);
	else
		snprintf(buf, NAME_TEXT, "%s", kinds[spec->kind].name);
	return buf;
}

static enum match_result match_sack(const struct scope *scope,
				    const struct option_spec *spec,
				    const struct option *opt, struct error *why)
{
	uint32_t base = scope->conn->isn;
	enum match_result result;
	size_t at = 0;

	for (const struct sack_spec *s = spec->sack; s; s = s->next, at += 8) {
		if (at + 8 > opt->data_len) {
			error_set(why, "%u SACK blocks, expected more",
				  opt->data_len / 8u);
			return MATCH_NO;
		}
		result = match_seq(scope, &s->left, base, option_u32(opt, at),
				   "left edge of SACK", why);
		if (result != MATCH_YES)
			return result;
		result = match_seq(scope, &s->right, base, option_u32(opt, at + 4),
				   "right edge of SACK", why);
		if (result != MATCH_YES)
			return result;
	}
	if (spec->sack && at != opt->data_len) {
		error_set(why, "%u SACK blocks, expected %zu", opt->data_len / 8u,
			  at / 8);
		return MATCH_NO;
	}
	return MATCH_YES;
}

static enum match_result match_timestamps(const struct scope *scope,
					  const struct option_spec *spec,
					  const struct option *opt,
					  struct error *why)
{
	enum match_result result = match_number(scope, &spec->value,
						option_u32(opt, 0), "TSval", why);

	if (result != MATCH_YES)
		return result;
	return match_number(scope, &spec->value2, option_u32(opt, 4), "TSecr", why);
}

static enum match_result match_bytes(const struct option_spec *spec,
				     const struct option *opt, struct error *why)
{
	/* RFC 7413 appendix A: the experiment id stands before the cookie. */
	size_t skip = spec->kind == OPTSPEC_FASTOPEN_EXP ? 2 : 0;

	if (spec->bytes_len == 0 && spec->kind != OPTSPEC_KIND)
		return MATCH_YES;
	if (opt->data_len >= skip && opt->data_len - skip == spec->bytes_len &&
	    (spec->bytes_len == 0 ||
	     memcmp(opt->data + skip, spec->bytes, spec->bytes_len) == 0))
		return MATCH_YES;
	error_set(why, "the octets of option kind %u differ", opt->kind);
	return MATCH_NO;
}

static enum match_result match_one(const struct scope *scope,
				   const struct option_spec *spec,
				   const struct option *opt, struct error *why)
{
	char name[NAME_TEXT];

	if (opt->kind != kind_of(spec)) {
		error_set(why, "option kind %u, expected %s", opt->kind,
			  name_of(spec, name));
		return MATCH_NO;
	}
	if (opt->status != OPTION_OK && opt->status != OPTION_UNKNOWN) {
		error_set(why, "option kind %u: %s", opt->kind,
			  option_status_text(opt->status));
		return MATCH_NO;
	}
	switch (spec->kind) {
	case OPTSPEC_MSS:
		return match_number(scope, &spec->value, option_u16(opt, 0), "MSS",
				    why);
	case OPTSPEC_WSCALE:
		return match_number(scope, &spec->value,
				    opt->data_len ? opt->data[0] : 0,
				    "window scale", why);
	case OPTSPEC_SACK:
		return match_sack(scope, spec, opt, why);
	case OPTSPEC_TIMESTAMPS:
		return match_timestamps(scope, spec, opt, why);
	default:
		return match_bytes(spec, opt, why);
	}
}

static bool find_kind(const struct segment *seg, uint8_t kind, struct option *opt)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);

	while (option_next(&it, opt))
		if (opt->kind == kind)
			return true;
	return false;
}

static enum match_result match_present(const struct scope *scope,
				       const struct option_spec *spec,
				       const struct segment *seg, struct error *why)
{
	struct option opt;
	bool found = find_kind(seg, kind_of(spec), &opt);
	char name[NAME_TEXT];

	if (spec->absent) {
		if (!found)
			return MATCH_YES;
		error_set(why, "option %s is there", name_of(spec, name));
		return MATCH_NO;
	}
	if (!found) {
		error_set(why, "option %s is missing", name_of(spec, name));
		return MATCH_NO;
	}
	return match_one(scope, spec, &opt, why);
}

static enum match_result match_in_order(const struct scope *scope,
					const struct segment_spec *spec,
					const struct segment *seg,
					struct error *why, uint8_t *kind)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	const struct option_spec *want = spec->options;
	enum match_result result;
	struct option opt;
	char name[NAME_TEXT];

	while (want && want->absent)
		want = want->next;
	while (option_next(&it, &opt)) {
		*kind = want ? kind_of(want) : opt.kind;
		if (!want) {
			error_set(why, "option kind %u, expected no more", opt.kind);
			return MATCH_NO;
		}
		result = match_one(scope, want, &opt, why);
		if (result != MATCH_YES)
			return result;
		do
			want = want->next;
		while (want && want->absent);
	}
	if (!want)
		return MATCH_YES;
	*kind = kind_of(want);
	error_set(why, "option %s is missing", name_of(want, name));
	return MATCH_NO;
}

enum match_result match_options(const struct scope *scope,
				const struct segment_spec *spec,
				const struct segment *seg, struct error *why,
				uint8_t *kind)
{
	bool only_absent = true;

	if (!spec->has_options)
		return MATCH_YES;
	for (const struct option_spec *opt = spec->options; opt; opt = opt->next) {
		enum match_result result;

		only_absent = only_absent && opt->absent;
		if (!spec->options_more && !opt->absent)
			continue;
		*kind = kind_of(opt);
		result = match_present(scope, opt, seg, why);
		if (result != MATCH_YES)
			return result;
	}
	if (spec->options_more || (spec->options && only_absent))
		return MATCH_YES;
	return match_in_order(scope, spec, seg, why, kind);
}

/* ---- words ------------------------------------------------------------------------- */

static void describe_sack(FILE *out, const struct scope *scope,
			  const struct option_spec *spec)
{
	for (const struct sack_spec *s = spec->sack; s; s = s->next) {
		fputc(' ', out);
		match_describe_seq(out, scope, &s->left, scope->conn->isn);
		fputc(':', out);
		match_describe_seq(out, scope, &s->right, scope->conn->isn);
	}
}

static void describe_bytes(FILE *out, const struct option_spec *spec)
{
	if (spec->bytes_len)
		fputs(" 0x", out);
	for (size_t i = 0; i < spec->bytes_len; i++)
		fprintf(out, "%02x", spec->bytes[i]);
}

static void describe_value(FILE *out, const char *before, const struct scope *scope,
			   const struct field *field)
{
	fputs(before, out);
	match_describe_number(out, scope, field);
}

static void describe_option(FILE *out, const struct scope *scope,
			    const struct option_spec *spec)
{
	char name[NAME_TEXT];

	fprintf(out, "%s%s", spec->absent ? "no " : "", name_of(spec, name));
	if (spec->absent)
		return;
	switch (spec->kind) {
	case OPTSPEC_MSS:
	case OPTSPEC_WSCALE:
		describe_value(out, " ", scope, &spec->value);
		break;
	case OPTSPEC_SACK:
		describe_sack(out, scope, spec);
		break;
	case OPTSPEC_TIMESTAMPS:
		describe_value(out, " val ", scope, &spec->value);
		describe_value(out, " ecr ", scope, &spec->value2);
		break;
	default:
		describe_bytes(out, spec);
		break;
	}
}

void match_describe_options(FILE *out, const struct scope *scope,
			    const struct segment_spec *spec)
{
	const char *before = "";

	if (!spec->has_options)
		return;
	fputs(" <", out);
	for (const struct option_spec *opt = spec->options; opt; opt = opt->next) {
		fputs(before, out);
		describe_option(out, scope, opt);
		before = ",";
	}
	fprintf(out, "%s>", spec->options_more ? *before ? ",..." : "..." : "");
}

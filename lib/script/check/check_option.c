/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_option.h"

#include "script/check/check_text.h"

static const struct value_bounds mss_bounds = { "an MSS", 65535 };
static const struct value_bounds wscale_bounds = { "a window scale", 255 };
static const struct value_bounds timestamp_bounds = { "a timestamp", UINT32_MAX };
static const struct value_bounds kind_bounds = { "an option's kind", 255 };

/* Octets of kind and length, with the two of the experiment's id for FOEXP. */
enum { OPTION_HEAD = 2, FOEXP_HEAD = 4 };

static enum option_spec_kind spec_kind(const struct node *node)
{
	switch (node->kind) {
	case N_OPT_MSS:
		return OPTSPEC_MSS;
	case N_OPT_WSCALE:
		return OPTSPEC_WSCALE;
	case N_OPT_SACKOK:
		return OPTSPEC_SACK_PERMITTED;
	case N_OPT_NOP:
		return OPTSPEC_NOP;
	case N_OPT_EOL:
		return OPTSPEC_EOL;
	case N_OPT_SACK:
		return OPTSPEC_SACK;
	case N_OPT_TS:
		return OPTSPEC_TIMESTAMPS;
	case N_OPT_FO:
		return OPTSPEC_FASTOPEN;
	case N_OPT_FOEXP:
		return OPTSPEC_FASTOPEN_EXP;
	case N_OPT_MD5:
		return OPTSPEC_MD5;
	default:
		return OPTSPEC_KIND;
	}
}

static size_t check_sack(struct checker *c, const struct node *node,
			 enum direction direction, struct option_spec *spec)
{
	struct sack_spec **tail = &spec->sack;
	size_t blocks = 0;

	for (const struct node *n = node->first; n; n = n->next) {
		struct sack_spec *block;

		/* What cannot fit a header is counted but not kept. */
		if (++blocks > SEG_OPTIONS_MAX)
			continue;
		block = arena_alloc(c->arena, sizeof(*block));
		block->left = check_field(c, n->a, direction, NULL);
		block->right = check_field(c, n->b, direction, NULL);
		*tail = block;
		tail = &block->next;
	}
	return OPTION_HEAD + 8 * blocks;
}

static size_t check_bytes(struct checker *c, const struct node *node,
			  const char *what, size_t head,
			  struct option_spec *spec)
{
	if (node)
		spec->bytes = check_hex(c, node, what, SEG_OPTIONS_MAX - head,
					&spec->bytes_len);
	return head + spec->bytes_len;
}

static size_t check_kind(struct checker *c, const struct node *node,
			 struct option_spec *spec)
{
	spec->option_kind = (uint8_t)check_integer_value(c, node->a,
							 &kind_bounds);
	if (spec->option_kind > OPT_NOP)
		return check_bytes(c, node->b, "kind", OPTION_HEAD, spec);
	if (node->b)
		report_error(c->report, node->b->place, "options of kind 0 and "
			     "1 are one octet and carry nothing");
	return 1;
}

/* Checks what is written in the option; its octets in a header. */
static size_t check_content(struct checker *c, const struct node *node,
			    enum direction direction, struct option_spec *spec)
{
	switch (spec->kind) {
	case OPTSPEC_MSS:
		spec->value = check_field(c, node->a, direction, &mss_bounds);
		return 4;
	case OPTSPEC_WSCALE:
		spec->value = check_field(c, node->a, direction,
					  &wscale_bounds);
		return 3;
	case OPTSPEC_SACK_PERMITTED:
		return 2;
	case OPTSPEC_NOP:
	case OPTSPEC_EOL:
		return 1;
	case OPTSPEC_SACK:
		return check_sack(c, node, direction, spec);
	case OPTSPEC_TIMESTAMPS:
		spec->value = check_field(c, node->a, direction,
					  &timestamp_bounds);
		spec->value2 = check_field(c, node->b, direction,
					   &timestamp_bounds);
		return 10;
	case OPTSPEC_FASTOPEN:
		return check_bytes(c, node->a, "FO", OPTION_HEAD, spec);
	case OPTSPEC_FASTOPEN_EXP:
		return check_bytes(c, node->a, "FOEXP", FOEXP_HEAD, spec);
	case OPTSPEC_MD5:
		return check_bytes(c, node->a, "md5", OPTION_HEAD, spec);
	case OPTSPEC_KIND:
		return check_kind(c, node, spec);
	}
	return 0;
}

static void check_absent(struct checker *c, const struct node *node,
			 enum direction direction, struct option_spec *spec)
{
	spec->absent = true;
	if (direction == SENT)
		report_error(c->report, node->place, "'no' can stand only in an "
			     "expected segment; what is sent has the option or "
			     "not");
	if (spec->kind == OPTSPEC_KIND)
		spec->option_kind = (uint8_t)check_integer_value(c, node->a->a,
								 &kind_bounds);
}

static void check_more(struct checker *c, const struct node *node,
		       enum direction direction, struct segment_spec *spec)
{
	if (direction == SENT)
		report_error(c->report, node->place, "'...' can stand only in an "
			     "expected segment; what is sent needs its options");
	else if (spec->options_more)
		report_error(c->report, node->place, "'...' stands here twice");
	spec->options_more = true;
}

void check_options(struct checker *c, const struct node *list,
		   enum direction direction, struct segment_spec *spec)
{
	struct option_spec **tail = &spec->options;
	size_t octets = 0;

	for (const struct node *n = list->first; n; n = n->next) {
		struct option_spec *option;

		if (n->kind == N_OPT_MORE) {
			check_more(c, n, direction, spec);
			continue;
		}
		option = arena_alloc(c->arena, sizeof(*option));
		option->loc = place_loc(n->place);
		option->kind = spec_kind(n->kind == N_OPT_NO ? n->a : n);
		if (n->kind == N_OPT_NO)
			check_absent(c, n, direction, option);
		else
			octets += check_content(c, n, direction, option);
		*tail = option;
		tail = &option->next;
	}
	if (octets > SEG_OPTIONS_MAX)
		report_error(c->report, list->place, "these options take %zu "
			     "octets, and a header has room for %d", octets,
			     SEG_OPTIONS_MAX);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_with.h"

#include <string.h>

#include "script/check/check_text.h"
#include "target/needs.h"

enum value_kind { VALUE_NUMBER, VALUE_HEX, VALUE_WORD };

struct setting {
	const char *key;
	enum with_kind kind;
	enum value_kind value;
	struct value_bounds bounds; /* VALUE_HEX: of the number of octets */
};

static const struct setting settings[] = {
	{ "checksum", WITH_CHECKSUM, VALUE_NUMBER, { "a checksum", 65535 } },
	{ "offset", WITH_OFFSET, VALUE_NUMBER, { "a data offset", 15 } },
	{ "reserved", WITH_RESERVED, VALUE_NUMBER,
	  { "the reserved field", 15 } },
	{ "options", WITH_OPTIONS, VALUE_HEX, { "options", SEG_OPTIONS_MAX } },
	{ "ttl", WITH_TTL, VALUE_NUMBER, { "a TTL", 255 } },
	{ "tos", WITH_TOS, VALUE_NUMBER, { "a type of service", 255 } },
	{ "df", WITH_DF, VALUE_NUMBER, { "df", 1 } },
	{ "id", WITH_ID, VALUE_NUMBER, { "an identification", 65535 } },
	{ "flow", WITH_FLOW, VALUE_NUMBER, { "a flow label", 0xfffff } },
	{ "ipoptions", WITH_IP_OPTIONS, VALUE_HEX, { "ipoptions", 40 } },
	{ "ipchecksum", WITH_IP_CHECKSUM, VALUE_WORD, { "ipchecksum", 0 } },
	{ "src", WITH_SRC, VALUE_WORD, { "src", 0 } },
	{ "dst", WITH_DST, VALUE_WORD, { "dst", 0 } },
};

static const struct setting *find_setting(const struct node *key)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (node_is(key, settings[i].key))
			return &settings[i];
	}
	return NULL;
}

/* Appends; a kind that is there already is complained of and given back. */
static struct with_spec *add_with(struct checker *c, const struct node *node,
				  enum with_kind kind,
				  struct segment_spec *spec)
{
	struct with_spec **tail = &spec->with, *with;

	for (; *tail; tail = &(*tail)->next) {
		if ((*tail)->kind == kind) {
			report_error(c->report, node->place, "'%s' is set twice",
				     node_show(c->report->arena, node));
			return *tail;
		}
	}
	with = arena_alloc(c->arena, sizeof(*with));
	with->kind = kind;
	with->loc = place_loc(node->place);
	*tail = with;
	return with;
}

static void check_octets(struct checker *c, const struct node *node,
			 const struct setting *setting, struct with_spec *with)
{
	if (node->kind != N_INTEGER || node->len < 2 ||
	    (node->text[1] | 0x20) != 'x') {
		report_error(c->report, node->place, "%s are octets in hex, such "
			     "as 0x0101", setting->key);
		return;
	}
	with->bytes = check_hex(c, node, setting->key,
				(size_t)setting->bounds.max, &with->bytes_len);
	if (with->kind == WITH_IP_OPTIONS && with->bytes_len % 4 != 0)
		report_error(c->report, node->place, "ipoptions are padded to a "
			     "multiple of 4 octets, and these are %zu",
			     with->bytes_len);
}

/* ---- settings that are words -------------------------------------------------- */

static const struct {
	const char *word;
	enum special_address special;
} addresses[] = {
	{ "multicast", SPECIAL_MULTICAST },
	{ "broadcast", SPECIAL_BROADCAST },
	{ "any", SPECIAL_ANY },
};

/* What goes to others, or makes the target speak to others, is for a link on which
 * there are none. */
static void check_address(struct checker *c, const struct node *node,
			  const struct setting *setting, struct with_spec *with)
{
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		if (node_is(node, addresses[i].word))
			with->special = addresses[i].special;
	if (with->special == SPECIAL_NONE)
		report_error(c->report, node->place, "%s can be multicast, broadcast "
			     "or any, not '%s'", setting->key,
			     node_show(c->report->arena, node));
	c->tc->needs |= NEED_PRIVATE_LINK;
	if (with->special == SPECIAL_BROADCAST)
		c->tc->needs |= NEED_INET;
	if (with->special == SPECIAL_ANY)
		c->tc->needs |= NEED_FRAMES;
}

static void check_word(struct checker *c, const struct node *node,
		       enum direction direction, const struct setting *setting,
		       struct with_spec *with)
{
	if (direction == EXPECTED) {
		report_error(c->report, node->place, "%s can only be sent",
			     setting->key);
		return;
	}
	if (setting->kind != WITH_IP_CHECKSUM) {
		check_address(c, node, setting, with);
		return;
	}
	with->bad = node_is(node, "bad");
	if (!with->bad)
		report_error(c->report, node->place, "ipchecksum can be bad, not "
			     "'%s'", node_show(c->report->arena, node));
	c->tc->needs |= NEED_INET | NEED_SAME_LINK | NEED_FRAMES;
}

/* The words of `checksum`; true when it is one. */
static bool is_checksum_word(struct checker *c, const struct node *node,
			     enum direction direction, struct with_spec *with)
{
	if (with->kind != WITH_CHECKSUM)
		return false;
	with->bad = node_is(node, "bad");
	with->unsummed = node_is(node, "without-options");
	if (!with->bad && !with->unsummed)
		return false;
	if (direction == EXPECTED)
		report_error(c->report, node->place, "a bad checksum can only "
			     "be sent; that of every reply is checked anyway");
	return true;
}

static void check_setting(struct checker *c, const struct node *node,
			  enum direction direction, struct segment_spec *spec)
{
	const struct setting *setting = find_setting(node->a);
	struct with_spec *with;

	if (!setting) {
		report_error(c->report, node->a->place, "'%s' cannot be set; one "
			     "of checksum offset reserved options ttl tos df id "
			     "flow ipoptions ipchecksum src dst can",
			     node_show(c->report->arena, node->a));
		return;
	}
	with = add_with(c, node->a, setting->kind, spec);
	if (setting->value == VALUE_WORD)
		check_word(c, node->b, direction, setting, with);
	else if (setting->value == VALUE_HEX)
		check_octets(c, node->b, setting, with);
	else if (!is_checksum_word(c, node->b, direction, with))
		with->value = check_field(c, node->b, direction,
					  &setting->bounds);
	if (setting->kind == WITH_OPTIONS && spec->has_options)
		report_error(c->report, node->place, "options stand in '<' '>' "
			     "too; write one of the two");
}

void check_settings(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec)
{
	for (const struct node *n = list->first; n; n = n->next)
		check_setting(c, n, direction, spec);
}

/* ---- packetdrill's IP fields ------------------------------------------ */

static const struct {
	const char *word;
	enum with_kind kind;
	uint8_t ecn;
	bool any_ect;
	const char *key; /* NULL: no number behind it */
} ip_words[] = {
	{ "noecn", WITH_ECN, 0, false, NULL },
	{ "ect1", WITH_ECN, 1, false, NULL },
	{ "ect0", WITH_ECN, 2, false, NULL },
	{ "ce", WITH_ECN, 3, false, NULL },
	{ "ect01", WITH_ECN, 0, true, NULL },
	{ "tos", WITH_TOS, 0, false, "tos" },
	{ "ttl", WITH_TTL, 0, false, "ttl" },
	{ "flowlabel", WITH_FLOW, 0, false, "flow" },
};

static const struct setting *setting_of(const char *key)
{
	size_t i = 0;

	while (strcmp(settings[i].key, key) != 0)
		i++;
	return &settings[i];
}

static void check_ip_word(struct checker *c, const struct node *node, size_t i,
			  enum direction direction, struct segment_spec *spec)
{
	struct with_spec *with = add_with(c, node->a, ip_words[i].kind, spec);

	if (!ip_words[i].key != !node->b) {
		report_error(c->report, node->place, node->b ?
			     "no number stands behind '%s'" :
			     "a number must stand behind '%s'",
			     ip_words[i].word);
		return;
	}
	if (node->b) {
		with->value = check_field(c, node->b, direction,
					  &setting_of(ip_words[i].key)->bounds);
		return;
	}
	with->any_ect = ip_words[i].any_ect;
	with->value.kind = FIELD_VALUE;
	with->value.loc = with->loc;
	with->value.lo = expr_number(c->arena, with->loc, ip_words[i].ecn);
	if (with->any_ect && direction == SENT)
		report_error(c->report, node->place, "ect01 can stand only in an "
			     "expected segment; write ect0 or ect1");
}

void check_ip_words(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec)
{
	const size_t count = sizeof(ip_words) / sizeof(ip_words[0]);

	for (const struct node *n = list->first; n; n = n->next) {
		size_t i = 0;

		while (i < count && !node_is(n->a, ip_words[i].word))
			i++;
		if (i < count)
			check_ip_word(c, n, i, direction, spec);
		else
			report_error(c->report, n->place, "'%s' is no IP field; "
				     "one of ect0 ect1 ect01 ce noecn, 'tos N', "
				     "'ttl N', 'flowlabel N' is",
				     node_show(c->report->arena, n->a));
	}
}

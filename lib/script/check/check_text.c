/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_text.h"

#include <string.h>

#include "script/syntax/utf8.h"

/* ---- quoted texts ----------------------------------------------------- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static struct source_place inside(const struct node *node, size_t at, size_t width)
{
	struct source_place place = node->place;

	/* Where a family variable was replaced the text has no place of its own. */
	if (place.width != node->len)
		return place;
	place.column += (unsigned)at;
	place.width = (unsigned)width;
	return place;
}

/* The octet that the escape at text[at] (a backslash) stands for; -1: none. *used is
 * how many characters it takes. */
static int unescape(const struct node *node, size_t at, size_t *used)
{
	static const char letters[] = "nrt\\\"", octets[] = "\n\r\t\\\"";
	char c = node->text[at + 1];
	const char *found = strchr(letters, c);

	*used = 2;
	if (found)
		return octets[found - letters];
	if (c == 'x' && at + 4 < node->len) {
		int high = hex_value(node->text[at + 2]);
		int low = hex_value(node->text[at + 3]);

		*used = 4;
		if (high >= 0 && low >= 0)
			return high << 4 | low;
	}
	return -1;
}

/* ${NAME} that no family replaced; meant as text it would be written \x24{. */
static void check_replaced(struct checker *c, const struct node *node)
{
	for (size_t i = 0; i + 2 < node->len; i++) {
		const char *end;

		if (node->text[i] != '$' || node->text[i + 1] != '{')
			continue;
		end = memchr(node->text + i, '}', node->len - i);
		if (!end)
			return;
		report_error(c->report,
			     inside(node, i, (size_t)(end - node->text) + 1 - i),
			     "nothing gives this a value; write '\\x24{' for "
			     "the characters '${'");
		return;
	}
}

const char *check_string(struct checker *c, const struct node *node, size_t *len)
{
	char *out = arena_alloc(c->arena, node->len);
	size_t n = 0, used;

	check_replaced(c, node);
	/* The quotes at both ends are part of the node. */
	for (size_t i = 1; i + 1 < node->len; i += used) {
		int octet = (unsigned char)node->text[i];

		used = 1;
		if (octet == '\\')
			octet = unescape(node, i, &used);
		if (octet < 0) {
			report_error(c->report, inside(node, i, 2), "unknown "
				     "escape; write one of \\n \\r \\t \\\\ \\\" "
				     "\\xHH");
			octet = '?';
		}
		out[n++] = (char)octet;
	}
	*len = n;
	return out;
}

const char *check_prose(struct checker *c, const struct node *node)
{
	size_t len, n;
	const char *text = check_string(c, node, &len);

	if (len == 0)
		report_error(c->report, node->place, "this text is empty");
	for (size_t i = 0; i < len; i += n) {
		n = script_char_len(text + i, len - i);
		if (n == 0) {
			report_error(c->report, node->place, "this text is for "
				     "people: it must be UTF-8 without control "
				     "characters");
			break;
		}
	}
	return text;
}

/* ---- hex -------------------------------------------------------------- */

const uint8_t *check_hex(struct checker *c, const struct node *node,
			 const char *what, size_t max, size_t *len)
{
	const char *text = node->text;
	size_t digits = node->len;
	uint8_t *out;

	if (digits >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		text += 2;
		digits -= 2;
	}
	*len = digits / 2;
	if (digits % 2 != 0)
		report_error(c->report, node->place, "%s: two hex digits make "
			     "an octet, and there are %zu digits", what, digits);
	if (*len > max) {
		report_error(c->report, node->place, "%s: %zu octets are more "
			     "than the %zu that fit", what, *len, max);
		*len = max;
	}
	out = arena_alloc(c->arena, *len + 1);
	for (size_t i = 0; i < *len; i++) {
		int high = hex_value(text[2 * i]);
		int low = hex_value(text[2 * i + 1]);

		if (high < 0 || low < 0) {
			report_error(c->report, node->place, "%s: '%s' is not "
				     "octets in hex", what,
				     node_show(c->report->arena, node));
			break;
		}
		out[i] = (uint8_t)(high << 4 | low);
	}
	return out;
}

/* ---- times ------------------------------------------------------------ */

enum { DAY_SECONDS = 86400 };

/* text as a decimal fraction times `unit`; false when it is more than a day. */
static bool scale(const char *text, size_t len, int64_t unit, int64_t *out)
{
	const int64_t most = (int64_t)DAY_SECONDS * 1000000000;
	int64_t whole = 0, part = 0, step = unit;
	bool fraction = false;

	for (size_t i = 0; i < len; i++) {
		int64_t digit = text[i] - '0';

		if (text[i] == '.') {
			fraction = true;
		} else if (fraction) {
			/* what is finer than a nanosecond is dropped */
			step /= 10;
			part += digit * step;
		} else {
			whole = whole * 10 + digit;
			if (whole > most / unit)
				return false;
		}
	}
	*out = whole * unit + part;
	return *out <= most;
}

static int64_t scaled(struct checker *c, const struct node *node, size_t len,
		      int64_t unit)
{
	int64_t ns = 0;

	if (scale(node->text, len, unit, &ns))
		return ns;
	report_error(c->report, node->place, "'%s' is longer than a day",
		     node_show(c->report->arena, node));
	return unit;
}

int64_t check_seconds(struct checker *c, const struct node *node)
{
	return scaled(c, node, node->len, 1000000000);
}

static int64_t check_rtts(struct checker *c, const struct node *node,
			  size_t len, bool *rtt)
{
	int64_t count = 0;

	if (!rtt) {
		report_error(c->report, node->place, "round trips can be "
			     "waited for only behind 'within'; write a time "
			     "such as 500ms");
		return 0;
	}
	*rtt = true;
	if (memchr(node->text, '.', len) ||
	    !scale(node->text, len, 1, &count) || count < 1 || count > 1000) {
		report_error(c->report, node->place, "round trips are counted "
			     "from 1 to 1000, without fractions");
		return 1;
	}
	return count;
}

int64_t check_duration(struct checker *c, const struct node *node, bool *rtt)
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = { { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 } };
	size_t len = 0, unit;
	int64_t ns;

	while (len < node->len && strchr("0123456789.", node->text[len]))
		len++;
	unit = node->len - len;
	if (unit == 3 && memcmp(node->text + len, "rtt", 3) == 0)
		return check_rtts(c, node, len, rtt);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (unit != strlen(units[i].name) ||
		    memcmp(node->text + len, units[i].name, unit) != 0)
			continue;
		ns = scaled(c, node, len, units[i].ns);
		if (ns == 0)
			report_error(c->report, node->place, "a time must be "
				     "longer than nothing");
		return ns;
	}
	report_error(c->report, node->place, "'%s' is not a time: write a "
		     "number and its unit, us, ms or s%s, such as 500ms",
		     node_show(c->report->arena, node), rtt ? ", or rtt" : "");
	return 1;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* check_flags.c - letters, `.`, packetdrill's AccECN digit, `?`. */
#include "script/check/check_flags.h"

#include <string.h>

static uint16_t flag_bit(char letter)
{
	static const char letters[] = "SFRP.UEWA";
	static const uint16_t bits[] = { SEG_SYN, SEG_FIN, SEG_RST, SEG_PSH,
					 SEG_ACK, SEG_URG, SEG_ECE, SEG_CWR,
					 SEG_AE };
	const char *found = letter ? strchr(letters, letter) : NULL;

	return found ? bits[found - letters] : 0;
}

/* The character at `at`; the whole word where a family variable put it there. */
static struct source_place place_at(const struct node *node, size_t at)
{
	struct source_place place = node->place;

	if (place.width != node->len)
		return place;
	place.column += (unsigned)at;
	place.width = 1;
	return place;
}

/* The three bits AE CWR ECE that a digit behind the dot stands for. */
static void add_digit(struct checker *c, const struct node *node, size_t at,
		      struct flags_spec *flags)
{
	static const uint16_t bits[] = { SEG_ECE, SEG_CWR, SEG_AE };
	int digit = node->text[at] - '0';

	if (at == 0 || node->text[at - 1] != '.' || digit > 7) {
		report_error(c->report, place_at(node, at), "a digit from 0 to 7 "
			     "can stand behind '.' (the bits AE, CWR, ECE), "
			     "nowhere else");
		return;
	}
	if ((flags->set | flags->optional) & (SEG_AE | SEG_CWR | SEG_ECE)) {
		report_error(c->report, place_at(node, at), "the digit stands "
			     "for A, W and E, one of which is written too");
		return;
	}
	for (unsigned i = 0; i < 3; i++) {
		if (digit >> i & 1)
			flags->set |= bits[i];
		else
			flags->clear |= bits[i];
	}
}

/* The letter at `at`; how many characters it takes. */
static size_t add_letter(struct checker *c, const struct node *node, size_t at,
			 enum direction direction, struct flags_spec *flags)
{
	uint16_t bit = flag_bit(node->text[at]);
	bool optional = at + 1 < node->len && node->text[at + 1] == '?';

	if (bit == 0)
		report_error(c->report, place_at(node, at), "'%c' is no flag; the "
			     "flags are S F R P U E W A, and '.' for ACK",
			     node->text[at]);
	else if ((flags->set | flags->optional | flags->clear) & bit)
		report_error(c->report, place_at(node, at), "flag '%c' stands "
			     "here twice", node->text[at]);
	else if (optional && direction == SENT)
		report_error(c->report, place_at(node, at + 1), "'?' can stand "
			     "only in an expected segment; what is sent has the "
			     "flag or not");
	if (optional)
		flags->optional |= bit;
	else
		flags->set |= bit;
	return optional ? 2 : 1;
}

struct flags_spec check_flags(struct checker *c, const struct node *node,
			      enum direction direction)
{
	struct flags_spec flags = { .loc = place_loc(node->place) };

	if (node_is(node, "-"))
		return flags;
	if (node_is(node, "*")) {
		flags.any = true;
		if (direction == SENT)
			report_error(c->report, node->place, "'*' can stand only "
				     "in an expected segment; what is sent needs "
				     "its flags");
		return flags;
	}
	for (size_t i = 0; i < node->len;) {
		if (node->text[i] >= '0' && node->text[i] <= '9')
			add_digit(c, node, i++, &flags);
		else
			i += add_letter(c, node, i, direction, &flags);
	}
	return flags;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/check/check_segment.h"

#include <arpa/inet.h>

#include "script/check/check_flags.h"
#include "script/check/check_option.h"
#include "script/check/check_text.h"
#include "script/check/check_with.h"
#include "script/check/linear.h"

static const struct value_bounds port_bounds = { "a port", 65535 };
static const struct value_bounds length_bounds = { "a length", 65535 };
static const struct value_bounds window_bounds = { "a window", 65535 };
static const struct value_bounds urgent_bounds = { "an urgent pointer", 65535 };

/* ---- sequence, end, length -------------------------------------------- */

static void check_literal(struct checker *c, const struct node *node,
			  struct segment_spec *spec)
{
	spec->data = (const uint8_t *)check_string(c, node, &spec->data_len);
	if (spec->data_len > (size_t)length_bounds.max)
		report_error(c->report, node->place, "%zu octets are more than a "
			     "segment can carry", spec->data_len);
	spec->len.kind = FIELD_VALUE;
	spec->len.loc = place_loc(node->place);
	spec->len.lo = expr_number(c->arena, spec->len.loc,
				   (uint32_t)spec->data_len);
}

/* seq:end without a length. */
static void length_from_end(struct checker *c, const struct node *node,
			    struct segment_spec *spec, const struct field *end)
{
	const struct expr *from = spec->seq.lo, *to = end->lo;

	if (from->is_seq != to->is_seq) {
		report_error(c->report, node->place, "start and end must both be "
			     "sequence numbers, or both plain numbers");
		return;
	}
	spec->len.kind = FIELD_VALUE;
	spec->len.loc = end->loc;
	spec->len.lo = expr_sub(c->arena, end->lo, spec->seq.lo);
}

static void check_end(struct checker *c, const struct node *node,
		      struct segment_spec *spec, const struct field *end)
{
	const struct field *len = &spec->len;

	if (end->kind == FIELD_ANY)
		return;
	if (end->kind != FIELD_VALUE || spec->seq.kind != FIELD_VALUE) {
		report_error(c->report, node->b->place, "an end can be checked "
			     "only from one known start; write '*', or a length "
			     "in '(' ')'");
		return;
	}
	if (len->kind == FIELD_ABSENT) {
		length_from_end(c, node, spec, end);
		return;
	}
	if (len->kind != FIELD_VALUE)
		return;
	switch (expr_sum(spec->seq.lo, len->lo, end->lo)) {
	case SUM_OTHER:
		report_error(c->report, node->place, "start and length do not "
			     "make the end");
		break;
	case SUM_UNKNOWN:
		report_error(c->report, node->place, "whether start and length "
			     "make the end cannot be told here; leave out one "
			     "of them");
		break;
	case SUM_ZERO:
		break;
	}
}

/* A length that is known to be negative or too large for one segment. */
static void check_length(struct checker *c, const struct node *node,
			 const struct expr *len)
{
	const struct expr *zero = expr_number(c->arena, len->loc, 0);

	if (len->kind != EXPR_SUB || len->a->kind != EXPR_NUMBER ||
	    len->b->kind != EXPR_NUMBER ||
	    expr_sum(zero, NULL, len) == SUM_UNKNOWN)
		return;
	if (len->a->number - len->b->number > (uint32_t)length_bounds.max)
		report_error(c->report, node->place, "the end lies before the "
			     "start, or too far behind it for one segment");
}

static void check_sequence(struct checker *c, const struct node *node,
			   enum direction direction, struct segment_spec *spec)
{
	unsigned raised = c->report->raised;
	struct field end = { .kind = FIELD_ABSENT };

	spec->seq = check_field(c, node->a, direction, NULL);
	if (node->b)
		end = check_field(c, node->b, direction, NULL);
	if (node->c && node->c->kind == N_STRING)
		check_literal(c, node->c, spec);
	else
		spec->len = check_field(c, node->c, direction, &length_bounds);
	if (!node->b || c->report->raised != raised)
		return;
	check_end(c, node, spec, &end);
	if (!node->c && spec->len.kind == FIELD_VALUE)
		check_length(c, node, spec->len.lo);
}

/* ---- the parts behind -------------------------------------------------- */

/* In the order in which they must be written. */
enum part { PART_ACK, PART_WIN, PART_URG, PART_OPTIONS, PART_WITH, PART_FUZZ,
	    PART_NONE };

static const char *const part_names[] = { "'ack'", "'win'", "'urg'",
					  "the option list", "'with'",
					  "the fuzzing block" };

static enum part part_of(const struct node *node)
{
	switch (node->kind) {
	case N_ACK:
		return PART_ACK;
	case N_WIN:
		return PART_WIN;
	case N_URG:
		return PART_URG;
	case N_OPTIONS:
		return PART_OPTIONS;
	case N_WITH:
		return PART_WITH;
	default:
		return PART_FUZZ;
	}
}

static void check_order(struct checker *c, const struct node *node,
			enum part *last)
{
	enum part part = part_of(node);

	if (*last == part)
		report_error(c->report, node->place, "%s stands here twice",
			     part_names[part]);
	else if (*last != PART_NONE && part < *last)
		report_error(c->report, node->place, "%s must stand before %s",
			     part_names[part], part_names[*last]);
	*last = part;
}

static void check_part(struct checker *c, const struct node *node,
		       enum direction direction, struct segment_spec *spec)
{
	switch (node->kind) {
	case N_ACK:
		spec->ack = check_field(c, node->a, direction, NULL);
		break;
	case N_WIN:
		spec->window = check_field(c, node->a, direction,
					   &window_bounds);
		break;
	case N_URG:
		spec->urgent = check_field(c, node->a, direction,
					   &urgent_bounds);
		break;
	case N_OPTIONS:
		spec->has_options = true;
		check_options(c, node, direction, spec);
		break;
	case N_WITH:
		check_settings(c, node, direction, spec);
		break;
	default:
		spec->unsupported = "it has a fuzzing block of packetdrill, and "
				    "tcpvet sends only what is written";
		break;
	}
}

static void check_tcp(struct checker *c, const struct node *tcp,
		      enum direction direction, struct segment_spec *spec)
{
	enum part last = PART_NONE;

	spec->flags = check_flags(c, tcp->a, direction);
	if (tcp->b)
		check_sequence(c, tcp->b, direction, spec);
	for (const struct node *n = tcp->first; n; n = n->next) {
		check_order(c, n, &last);
		check_part(c, n, direction, spec);
	}
}

static void check_tunnel(struct checker *c, const struct node *node)
{
	const struct node *ends[] = { node->a, node->b };
	int family = node_is(node, "ipv6") ? AF_INET6 : AF_INET;
	struct in6_addr address;

	for (size_t i = 0; i < 2; i++) {
		if (ends[i] && inet_pton(family, node_text(c->report->arena,
							   ends[i]),
					 &address) != 1)
			report_error(c->report, ends[i]->place, "'%s' is no %s "
				     "address",
				     node_show(c->report->arena, ends[i]),
				     family == AF_INET6 ? "IPv6" : "IPv4");
	}
}

struct segment_spec *check_segment(struct checker *c, const struct node *node,
				   enum direction direction)
{
	struct segment_spec *spec = arena_alloc(c->arena, sizeof(*spec));

	spec->loc = place_loc(node->place);
	if (node->b) {
		spec->src_port = check_field(c, node->b->a, direction,
					     &port_bounds);
		spec->dst_port = check_field(c, node->b->b, direction,
					     &port_bounds);
	}
	for (const struct node *n = node->d->first; n; n = n->next)
		check_tunnel(c, n);
	if (node->a)
		check_ip_words(c, node->a, direction, spec);
	if (node->c->kind == N_TCP)
		check_tcp(c, node->c, direction, spec);
	else
		spec->unsupported = "it has an ICMP or UDP packet, and tcpvet "
				    "speaks TCP only";
	if (node->d->first)
		spec->unsupported = "it has a packet in a tunnel, which tcpvet "
				    "does not build";
	if (spec->unsupported && !c->tc->unsupported)
		c->tc->unsupported = spec->unsupported;
	return spec;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { DEFAULT_WINDOW = 65535, PAYLOAD_MAX = 65535 };

uint8_t build_pattern(const struct connection *conn, uint32_t seq)
{
	return (uint8_t)('a' + (seq - conn->isn) % 26);
}

static bool written(const struct field *field)
{
	return field->kind != FIELD_ABSENT;
}

static int number_field(const struct scope *scope, const struct field *field,
			uint32_t most, uint32_t otherwise, const char *what,
			uint32_t *out, struct error *err)
{
	*out = otherwise;
	if (!written(field))
		return 0;
	if (eval_number(scope, field->lo, out, err) < 0)
		return -1;
	if (*out > most)
		return error_set(err, "%s %u is more than %u", what, *out, most);
	return 0;
}

/* A SYN that begins a connection has the tester's own first number; everything
 * else goes where the target waits for it. */
static uint32_t default_seq(const struct connection *conn, uint16_t flags)
{
	const struct tcb *tcb = &conn->tcb;

	if ((tcb_gone(tcb) && (flags & SEG_SYN)) || !tcb->irs_known)
		return conn->isn;
	return tcb->rcv_nxt;
}

static int set_numbers(const struct scope *scope, const struct segment_spec *spec,
		       struct segment *seg, struct error *err)
{
	const struct connection *conn = scope->conn;
	const struct tcb *tcb = &conn->tcb;
	uint32_t peer = tcb->iss_known ? tcb->iss : 0;
	uint32_t value;

	seg->seq = default_seq(conn, seg->flags);
	if (written(&spec->seq) &&
	    eval_seq(scope, spec->seq.lo, conn->isn, &seg->seq, err) < 0)
		return -1;
	if ((seg->flags & SEG_ACK) && tcb->iss_known)
		seg->ack = tcb->snd_nxt;
	if (written(&spec->ack) &&
	    eval_seq(scope, spec->ack.lo, peer, &seg->ack, err) < 0)
		return -1;
	if (number_field(scope, &spec->window, 65535, DEFAULT_WINDOW, "window",
			 &value, err) < 0)
		return -1;
	seg->window = (uint16_t)value;
	if (number_field(scope, &spec->urgent, 65535, 0, "urgent pointer", &value,
			 err) < 0)
		return -1;
	seg->urgent = (uint16_t)value;
	return 0;
}

static int set_payload(const struct scope *scope, const struct segment_spec *spec,
		       struct segment *seg, uint8_t **payload, struct error *err)
{
	/* The SYN takes the number before the first octet. */
	uint32_t first = seg->seq + ((seg->flags & SEG_SYN) ? 1 : 0);
	uint32_t len;

	if (number_field(scope, &spec->len, PAYLOAD_MAX, 0, "length", &len, err) < 0)
		return -1;
	if (spec->data)
		len = (uint32_t)spec->data_len;
	if (len == 0)
		return 0;
	*payload = memory_zeroed(len, 1);
	for (uint32_t i = 0; i < len; i++)
		(*payload)[i] = spec->data ? spec->data[i]
					   : build_pattern(scope->conn, first + i);
	seg->payload = *payload;
	seg->payload_len = len;
	return 0;
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static int sack_bytes(const struct scope *scope, const struct option_spec *opt,
		      uint8_t *bytes, size_t *len, struct error *err)
{
	const struct tcb *tcb = &scope->conn->tcb;
	uint32_t base = tcb->iss_known ? tcb->iss : 0, left, right;

	*len = 0;
	for (const struct sack_spec *s = opt->sack; s; s = s->next) {
		if (*len + 8 > SEG_OPTIONS_MAX)
			return error_set(err, "too many SACK blocks");
		if (eval_seq(scope, s->left.lo, base, &left, err) < 0 ||
		    eval_seq(scope, s->right.lo, base, &right, err) < 0)
			return -1;
		put32(bytes + *len, left);
		put32(bytes + *len + 4, right);
		*len += 8;
	}
	return 0;
}

/* The experiment id of TCP Fast Open (RFC 7413 appendix A). */
static const uint8_t foexp_id[2] = { 0xf9, 0x89 };

static const uint8_t option_kinds[] = {
	[OPTSPEC_MSS] = OPT_MSS,	 [OPTSPEC_WSCALE] = OPT_WSCALE,
	[OPTSPEC_SACK_PERMITTED] = OPT_SACK_PERMITTED,
	[OPTSPEC_SACK] = OPT_SACK,	 [OPTSPEC_TIMESTAMPS] = OPT_TIMESTAMPS,
	[OPTSPEC_NOP] = OPT_NOP,	 [OPTSPEC_EOL] = OPT_EOL,
	[OPTSPEC_FASTOPEN] = OPT_FASTOPEN,
	[OPTSPEC_FASTOPEN_EXP] = OPT_EXPERIMENT,
	[OPTSPEC_MD5] = OPT_MD5,
};

static int option_bytes(const struct scope *scope, const struct option_spec *opt,
			uint8_t *bytes, size_t *len, struct error *err)
{
	uint32_t a = 0, b = 0;

	if (written(&opt->value) && eval_number(scope, opt->value.lo, &a, err) < 0)
		return -1;
	if (written(&opt->value2) && eval_number(scope, opt->value2.lo, &b, err) < 0)
		return -1;
	*len = 0;
	switch (opt->kind) {
	case OPTSPEC_MSS:
		put16(bytes, a);
		*len = 2;
		return 0;
	case OPTSPEC_WSCALE:
		bytes[0] = (uint8_t)a;
		*len = 1;
		return 0;
	case OPTSPEC_TIMESTAMPS:
		put32(bytes, a);
		put32(bytes + 4, b);
		*len = 8;
		return 0;
	case OPTSPEC_SACK:
		return sack_bytes(scope, opt, bytes, len, err);
	default:
		break;
	}
	if (opt->kind == OPTSPEC_FASTOPEN_EXP) {
		memcpy(bytes, foexp_id, sizeof(foexp_id));
		*len = sizeof(foexp_id);
	}
	if (opt->bytes_len > SEG_OPTIONS_MAX - *len)
		return error_set(err, "option of %zu octets is too long",
				 opt->bytes_len);
	if (opt->bytes_len)
		memcpy(bytes + *len, opt->bytes, opt->bytes_len);
	*len += opt->bytes_len;
	return 0;
}

static int set_options(const struct scope *scope, const struct segment_spec *spec,
		       struct segment *seg, struct error *err)
{
	uint8_t bytes[SEG_OPTIONS_MAX];
	size_t len;

	for (const struct option_spec *opt = spec->options; opt; opt = opt->next) {
		uint8_t kind = opt->kind == OPTSPEC_KIND ? opt->option_kind
							 : option_kinds[opt->kind];

		if (option_bytes(scope, opt, bytes, &len, err) < 0)
			return -1;
		if (!segment_add_option(seg, kind, bytes, len))
			return error_set(err, "options take more than %d octets",
					 SEG_OPTIONS_MAX);
	}
	return 0;
}

static int set_raw(const struct with_spec *with, struct segment *seg,
		   struct error *err)
{
	if (with->kind == WITH_OPTIONS) {
		if (!segment_add_raw_options(seg, with->bytes, with->bytes_len))
			return error_set(err, "options take more than %d octets",
					 SEG_OPTIONS_MAX);
		return 0;
	}
	if (with->bytes_len > sizeof(seg->ip_options))
		return error_set(err, "IP options take more than 40 octets");
	memcpy(seg->ip_options, with->bytes, with->bytes_len);
	seg->ip_options_len = (uint8_t)with->bytes_len;
	return 0;
}

static int set_with(const struct scope *scope, const struct with_spec *with,
		    struct segment *seg, struct error *err)
{
	uint32_t value = 0;

	if (with->kind == WITH_OPTIONS || with->kind == WITH_IP_OPTIONS)
		return set_raw(with, seg, err);
	if (written(&with->value) &&
	    eval_number(scope, with->value.lo, &value, err) < 0)
		return -1;
	switch (with->kind) {
	case WITH_SRC:
	case WITH_DST:
		/* Which address that is, the wire's family tells: see exec_send. */
		break;
	case WITH_IP_CHECKSUM:
		seg->force |= BAD_IP_CHECKSUM;
		break;
	case WITH_CHECKSUM:
		seg->checksum = (uint16_t)value;
		seg->force |= with->bad	       ? BAD_CHECKSUM
			      : with->unsummed ? OPTIONS_UNSUMMED
					       : FORCE_CHECKSUM;
		break;
	case WITH_OFFSET:
		seg->data_offset = (uint8_t)(value & 0xf);
		seg->force |= FORCE_OFFSET;
		break;
	case WITH_RESERVED:
		seg->flags |= (uint16_t)((value & 0xf) << 8);
		break;
	case WITH_TTL:
		seg->ttl = (uint8_t)value;
		break;
	case WITH_TOS:
		seg->tos = (uint8_t)value;
		break;
	case WITH_ECN:
		seg->tos = (uint8_t)((seg->tos & ~3u) | (value & 3));
		break;
	case WITH_DF:
		seg->df = value != 0;
		break;
	case WITH_ID:
		seg->ip_id = (uint16_t)value;
		break;
	default:
		seg->flow_label = value & 0xfffff;
		break;
	}
	return 0;
}

int build_segment(const struct scope *scope, const struct segment_spec *spec,
		  struct segment *seg, uint8_t **payload, struct error *err)
{
	*payload = NULL;
	seg->flags = spec->flags.set;
	seg->df = true;
	if (set_numbers(scope, spec, seg, err) < 0 ||
	    set_payload(scope, spec, seg, payload, err) < 0 ||
	    set_options(scope, spec, seg, err) < 0)
		return -1;
	for (const struct with_spec *with = spec->with; with; with = with->next)
		if (set_with(scope, with, seg, err) < 0)
			return -1;
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <inttypes.h>
#include <stdio.h>

#include "segment/segment.h"

const char *segment_flags_text(uint16_t flags, char buf[static 24])
{
	static const char letters[] = "FSRP.UEWA"; /* by bit, from the lowest */
	static const uint16_t order[] = {
		SEG_SYN, SEG_FIN, SEG_RST, SEG_PSH,
		SEG_URG, SEG_ECE, SEG_CWR, SEG_AE, SEG_ACK,
	};
	unsigned reserved = (unsigned)(flags & SEG_RESERVED) >> 9;
	size_t len = 0;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (flags & order[i])
			buf[len++] = letters[__builtin_ctz(order[i])];
	if (len == 0)
		buf[len++] = '-';
	buf[len] = '\0';
	if (reserved)
		snprintf(buf + len, 24 - len, "+rsvd=%u", reserved);
	return buf;
}

/* What is farther from the base than this is not counted from it: nobody reads that. */
#define FAR_OFF (UINT32_C(1) << 24)

const char *segment_number_text(uint32_t n, uint32_t base, char buf[static SEG_NUMBER_TEXT])
{
	const uint32_t ahead = n - base, behind = base - n;

	if (behind != 0 && behind < FAR_OFF)
		snprintf(buf, SEG_NUMBER_TEXT, "-%" PRIu32, behind);
	else
		snprintf(buf, SEG_NUMBER_TEXT, "%" PRIu32, ahead < FAR_OFF ? ahead : n);
	return buf;
}

static void print_relative(FILE *out, uint32_t n, uint32_t base)
{
	char text[SEG_NUMBER_TEXT];

	fputs(segment_number_text(n, base, text), out);
}

/* ---- options ---------------------------------------------------------- */

static void print_hex(FILE *out, const struct option *opt)
{
	for (size_t i = 0; i < opt->data_len; i++)
		fprintf(out, "%02x", opt->data[i]);
}

static void print_name(FILE *out, const struct option *opt, uint32_t ack_base)
{
	static const char *const names[] = {
		[OPT_EOL] = "eol",
		[OPT_NOP] = "nop",
		[OPT_SACK_PERMITTED] = "sackOK",
	};

	(void)ack_base;
	fputs(names[opt->kind], out);
}

static void print_mss(FILE *out, const struct option *opt, uint32_t ack_base)
{
	(void)ack_base;
	fprintf(out, "mss %u", option_u16(opt, 0));
}

static void print_wscale(FILE *out, const struct option *opt, uint32_t ack_base)
{
	(void)ack_base;
	fprintf(out, "wscale %u", opt->data[0]);
}

/* The blocks lie in the space that the segment acknowledges. */
static void print_sack(FILE *out, const struct option *opt, uint32_t ack_base)
{
	fputs("sack", out);
	for (size_t at = 0; at + 8 <= opt->data_len; at += 8) {
		fputc(' ', out);
		print_relative(out, option_u32(opt, at), ack_base);
		fputc(':', out);
		print_relative(out, option_u32(opt, at + 4), ack_base);
	}
}

static void print_timestamps(FILE *out, const struct option *opt, uint32_t ack_base)
{
	(void)ack_base;
	fprintf(out, "TS val %" PRIu32 " ecr %" PRIu32, option_u32(opt, 0),
		option_u32(opt, 4));
}

static void print_fastopen(FILE *out, const struct option *opt, uint32_t ack_base)
{
	(void)ack_base;
	fputs(opt->data_len ? "FO " : "FO", out);
	print_hex(out, opt);
}

static const struct option_printer {
	uint8_t kind;
	void (*print)(FILE *out, const struct option *opt, uint32_t ack_base);
} printers[] = {
	{ OPT_EOL, print_name },
	{ OPT_NOP, print_name },
	{ OPT_MSS, print_mss },
	{ OPT_WSCALE, print_wscale },
	{ OPT_SACK_PERMITTED, print_name },
	{ OPT_SACK, print_sack },
	{ OPT_TIMESTAMPS, print_timestamps },
	{ OPT_FASTOPEN, print_fastopen },
};

/* Kind and octets, and what is wrong with it if something is. */
static void print_by_number(FILE *out, const struct option *opt)
{
	fprintf(out, "kind %u", opt->kind);
	if (opt->status != OPTION_OK && opt->status != OPTION_UNKNOWN)
		fprintf(out, " !%s", option_status_text(opt->status));
	if (opt->status == OPTION_WRONG_LENGTH || opt->status == OPTION_OVERRUN ||
	    opt->status == OPTION_SHORT_LENGTH)
		fprintf(out, " (%u)", opt->length);
	if (opt->data_len) {
		fputs(" 0x", out);
		print_hex(out, opt);
	}
}

static void print_option(FILE *out, const struct option *opt, uint32_t ack_base)
{
	if (opt->status == OPTION_OK) {
		for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++) {
			if (printers[i].kind == opt->kind) {
				printers[i].print(out, opt, ack_base);
				return;
			}
		}
	}
	print_by_number(out, opt);
}

static void print_options(FILE *out, const struct segment *seg, uint32_t ack_base)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	const char *before = " <";
	struct option opt;

	if (seg->options_len == 0)
		return;
	while (option_next(&it, &opt)) {
		fputs(before, out);
		print_option(out, &opt, ack_base);
		before = ",";
	}
	fputc('>', out);
}

/* ---- the segment ------------------------------------------------------ */

void segment_print(FILE *out, const struct segment *seg, uint32_t seq_base,
		   uint32_t ack_base)
{
	char flags[24];

	fprintf(out, "%s ", segment_flags_text(seg->flags, flags));
	print_relative(out, seg->seq, seq_base);
	fputc(':', out);
	print_relative(out, seg->seq + seg->payload_len, seq_base);
	fprintf(out, "(%" PRIu32 ")", seg->payload_len);
	if (seg->flags & SEG_ACK) {
		fputs(" ack ", out);
		print_relative(out, seg->ack, ack_base);
	}
	fprintf(out, " win %u", seg->window);
	if ((seg->flags & SEG_URG) || seg->urgent)
		fprintf(out, " urg %u", seg->urgent);
	print_options(out, seg, ack_base);
}

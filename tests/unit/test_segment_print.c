/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "segment/segment.h"

/* Prints and compares. */
static void prints(const struct segment *seg, uint32_t seq_base, uint32_t ack_base,
		   const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	cr_assert(out);
	segment_print(out, seg, seq_base, ack_base);
	fclose(out);
	cr_assert_str_eq(text, want);
	free(text);
}

static void options_print(const char *bytes, size_t len, const char *want)
{
	struct segment seg = { .flags = SEG_ACK, .ack = 1000, .window = 9 };
	char line[256];

	cr_assert(segment_add_raw_options(&seg, bytes, len));
	snprintf(line, sizeof(line), ". 0:0(0) ack 0 win 9 <%s>", want);
	prints(&seg, 0, 1000, line);
}

#define OPTIONS(bytes, want) options_print(bytes, sizeof(bytes) - 1, want)

Test(segment_print, line_of_the_header_s_example)
{
	struct segment seg = {
		.flags = SEG_SYN | SEG_ACK, .seq = 5000, .ack = 701, .window = 64240,
	};

	cr_assert(segment_add_raw_options(&seg, "\x02\x04\x05\xb4\x01\x03\x03\x07", 8));
	prints(&seg, 5000, 700,
	       "S. 0:0(0) ack 1 win 64240 <mss 1460,nop,wscale 7>");
}

Test(segment_print, end_counts_payload_but_not_syn_and_fin)
{
	struct segment seg = {
		.flags = SEG_SYN | SEG_FIN, .seq = 10, .payload_len = 5, .window = 1,
	};

	prints(&seg, 0, 0, "SF 10:15(5) win 1");
}

Test(segment_print, ack_only_with_its_bit)
{
	struct segment seg = { .flags = SEG_RST, .seq = 3, .ack = 77 };

	prints(&seg, 0, 0, "R 3:3(0) win 0");
	seg.flags |= SEG_ACK;
	prints(&seg, 0, 0, "R. 3:3(0) ack 77 win 0");
}

Test(segment_print, urgent_with_its_bit_or_a_value)
{
	struct segment seg = { .flags = SEG_URG };

	prints(&seg, 0, 0, "U 0:0(0) win 0 urg 0");
	seg.urgent = 7;
	prints(&seg, 0, 0, "U 0:0(0) win 0 urg 7");
	seg.flags = SEG_FIN;
	prints(&seg, 0, 0, "F 0:0(0) win 0 urg 7");
}

Test(segment_print, numbers_are_relative_over_the_wrap)
{
	struct segment seg = {
		.flags = SEG_ACK, .seq = 2, .ack = 0xffffffffu, .payload_len = 4,
	};

	prints(&seg, 0xfffffffeu, 0xfffffff0u, ". 4:8(4) ack 15 win 0");
}

Test(segment_print, numbers_below_the_base_are_negative)
{
	struct segment seg = { .flags = SEG_ACK, .seq = 99, .ack = 0x80000000u };

	prints(&seg, 100, 0, ". -1:-1(0) ack 2147483648 win 0");
	seg.payload_len = 3;
	seg.ack = 0x7fffffffu;
	prints(&seg, 100, 0, ". -1:2(3) ack 2147483647 win 0");
}

Test(segment_print, sound_options_by_name)
{
	OPTIONS("\x04\x02", "sackOK");
	OPTIONS("\x01\x01\x08\x0a\x00\x00\x00\x01\xff\xff\xff\xff",
		"nop,nop,TS val 1 ecr 4294967295");
	OPTIONS("\x03\x03\xff", "wscale 255");
	OPTIONS("\x22\x02", "FO");
	OPTIONS("\x22\x06\x0a\xbc\xde\xf0", "FO 0abcdef0");
	OPTIONS("\x02\x04\xff\xff\x00", "mss 65535,eol");
	OPTIONS("\x13\x12" "0123456789abcdef",
		"kind 19 0x30313233343536373839616263646566");
	OPTIONS("\xfe\x04\xf9\x89", "kind 254 0xf989");
}

Test(segment_print, sack_blocks_are_relative_to_what_is_acknowledged)
{
	OPTIONS("\x05\x12\x00\x00\x03\xe9\x00\x00\x03\xea\x00\x00\x03\xeb\x00\x00\x03\xe7",
		"sack 1:2 3:-1");
}

Test(segment_print, unknown_kinds_by_number)
{
	OPTIONS("\x4d\x03\x09\x01", "kind 77 0x09,nop");
	OPTIONS("\x4d\x02\x01", "kind 77,nop");
}

Test(segment_print, defects_are_named)
{
	OPTIONS("\x02\x03\x05\x01", "kind 2 !wrong length (3) 0x05,nop");
	OPTIONS("\x02\x00\x01\x01", "kind 2 !length below 2 (0)");
	OPTIONS("\x08\x01", "kind 8 !length below 2 (1)");
	OPTIONS("\x01\x08", "nop,kind 8 !no length octet");
	OPTIONS("\x08\x0a\x01\x02", "kind 8 !runs past the header (10) 0x0102");
	OPTIONS("\x08\x0a", "kind 8 !runs past the header (10)");
}

Test(segment_print, flags_in_their_order)
{
	static const struct {
		uint16_t flags;
		const char *text;
	} rows[] = {
		{ 0, "-" },
		{ SEG_SYN, "S" },
		{ SEG_SYN | SEG_ACK, "S." },
		{ SEG_FIN | SEG_PSH | SEG_ACK, "FP." },
		{ SEG_ECE, "E" },
		{ SEG_CWR, "W" },
		{ SEG_AE | SEG_ACK, "A." },
		{ 0x1ff, "SFRPUEWA." },
		{ 0xfff, "SFRPUEWA.+rsvd=7" },
		{ 0x200, "-+rsvd=1" },
		{ 0x800 | SEG_ACK, ".+rsvd=4" },
	};
	char buf[24];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		cr_assert_str_eq(segment_flags_text(rows[i].flags, buf), rows[i].text);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_decode.c - hostile frames. The first octet chooses the link type, the
 * second how much of the frame the capture cut; the rest is the frame. What
 * decodes is walked, printed, and encoded again: a segment whose checksum is good
 * must come back as it was.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "segment/segment.h"

enum { ROOM = 70000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
	if (!condition)
		abort();
}

/* Reads every octet that an option or the payload lays claim to; the sum keeps
 * the compiler from leaving the reads out. */
static unsigned walk(const struct segment *seg)
{
	struct option_iter it = option_iter(seg->options, seg->options_len);
	unsigned sum = 0;
	struct option opt;
	unsigned steps = 0;

	while (option_next(&it, &opt)) {
		must(++steps <= SEG_OPTIONS_MAX);
		must(option_status_text(opt.status) != NULL);
		for (size_t i = 0; i < opt.data_len; i++)
			sum += opt.data[i];
	}
	for (uint32_t i = 0; i < seg->payload_len; i++)
		sum += seg->payload[i];
	for (unsigned kind = 0; kind < 256; kind++)
		if (segment_option(seg, (uint8_t)kind, &opt))
			sum += option_u16(&opt, 0) + option_u32(&opt, 0);
	return sum + segment_mss(seg);
}

static void print(const struct segment *seg)
{
	static FILE *out;
	char text[ADDRESS_TEXT];

	if (!out)
		out = fopen("/dev/null", "w");
	must(out != NULL);
	fprintf(out, "%u ", walk(seg));
	segment_print(out, seg, seg->ack, seg->seq);
	(void)ipaddr_text(&seg->src, text);
	(void)ipaddr_text(&seg->dst, text);
}

static void must_be_same(const struct segment *a, const struct segment *b)
{
	must(ipaddr_equal(&a->src, &b->src) && ipaddr_equal(&a->dst, &b->dst));
	must(a->src_port == b->src_port && a->dst_port == b->dst_port);
	must(a->seq == b->seq && a->ack == b->ack && a->flags == b->flags);
	must(a->data_offset == b->data_offset && a->window == b->window);
	must(a->urgent == b->urgent);
	must(a->options_len == b->options_len);
	must(memcmp(a->options, b->options, a->options_len) == 0);
	must(a->payload_len == b->payload_len);
	must(!a->payload_len ||
	     memcmp(a->payload, b->payload, a->payload_len) == 0);
}

static void encode_again(const struct decoded *first)
{
	static uint8_t buf[ROOM];
	struct decoded second;
	struct error err;
	int len = segment_encode_ip(&first->seg, buf, sizeof(buf), &err);

	if (len < 0) /* too long, or not reached as far as the addresses */
		return;
	segment_decode(buf, (size_t)len, (size_t)len, LINK_RAW, &second);
	must(second.status == DECODE_OK);
	must(second.checksum == CHECKSUM_GOOD);
	must(second.ip_checksum == CHECKSUM_GOOD);
	if (first->status == DECODE_OK)
		must_be_same(&first->seg, &second.seg);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct decoded decoded;
	size_t missing;

	if (size < 2)
		return 0;
	missing = data[1];
	segment_decode(data + 2, size - 2, size - 2 + missing,
		       (enum link_type)(data[0] % (LINK_SLL2 + 1)), &decoded);
	must(decode_status_text(decoded.status) != NULL);
	print(&decoded.seg);
	encode_again(&decoded);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * emit_segments.c - writes segments, sound ones and ones malformed on purpose, as
 * the library encodes them into a capture file, and on standard output for each
 * what another decoder must read in it: one line of values by tab, in the order
 * of the fields that tests/e2e/tshark-decode.sh asks tshark for.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random_segment.h"

enum { ROOM = 2048, PAYLOAD = 300, RANDOM_EACH = 40 };

/* What is meant, where it does not follow from the segment's own fields. */
struct meant {
	const char *what;
	bool bad_checksum;
	bool stops; /* the offset is below 5: the other decoder goes no further */
	const uint8_t *options;
	size_t options_len, payload_len;
	unsigned words;  /* data offset */
};

static FILE *capture;

static void put(const void *bytes, size_t len)
{
	if (fwrite(bytes, 1, len, capture) != len) {
		perror("emit_segments: write");
		exit(1);
	}
}

/* pcap's file header; link type 101 begins with the IP header. */
static void put_file_header(void)
{
	static const uint32_t header[] = { 0xa1b2c3d4, 4u << 16 | 2, 0, 0, 65535, 101 };

	put(header, sizeof(header));
}

static void put_record(const uint8_t *bytes, size_t len)
{
	static uint32_t seconds;
	uint32_t header[] = { ++seconds, 0, (uint32_t)len, (uint32_t)len };

	put(header, sizeof(header));
	put(bytes, len);
}

static void tell_ip(const struct segment *seg)
{
	char src[ADDRESS_TEXT], dst[ADDRESS_TEXT];

	ipaddr_text(&seg->src, src);
	ipaddr_text(&seg->dst, dst);
	if (seg->src.family == FAMILY_INET)
		printf("%s\t%s\t%d\t%u\t0x%02x\t%d\t0x%04x\t1\t\t\t\t\t\t", src, dst,
		       20 + seg->ip_options_len, seg->ttl, seg->tos, seg->df, seg->ip_id);
	else
		printf("\t\t\t\t\t\t\t\t%s\t%s\t%u\t0x%08x\t0x%06x\t", src, dst, seg->ttl,
		       seg->tos, seg->flow_label);
}

static void tell_tcp(const struct segment *seg, const struct meant *meant)
{
	printf("%u\t%u\t", seg->src_port, seg->dst_port);
	printf("%" PRIu32 "\t%" PRIu32 "\t", seg->seq, seg->ack);
	printf("%u\t0x%04x\t%u\t%u\t%d\t%zu\t", meant->words * 4, seg->flags,
	       seg->window, seg->urgent, !meant->bad_checksum, meant->payload_len);
	for (size_t i = 0; i < meant->options_len; i++)
		printf("%02x", meant->options[i]);
}

static void tell_tcp_start(const struct segment *seg, const struct meant *meant)
{
	printf("%u\t%u\t%" PRIu32 "\t\t%u\t\t\t\t\t%zu\t", seg->src_port,
	       seg->dst_port, seg->seq, meant->words * 4, meant->payload_len);
}

static void emit(const struct segment *seg, const struct meant *given)
{
	struct meant meant = *given;
	uint8_t buf[ROOM], options[SEG_OPTIONS_MAX] = { 0 };
	struct error err;
	int len = segment_encode_ip(seg, buf, sizeof(buf), &err);

	if (len < 0) {
		fprintf(stderr, "emit_segments: %s: %s\n", given->what, err.text);
		exit(1);
	}
	put_record(buf, (size_t)len);
	if (!(seg->force & FORCE_OFFSET)) {
		memcpy(options, seg->options, seg->options_len);
		meant.options = options;
		meant.options_len = ((size_t)seg->options_len + 3) / 4 * 4;
		meant.payload_len = seg->payload_len;
		meant.words = (unsigned)(5 + meant.options_len / 4);
	}
	printf("%s\t", meant.what);
	tell_ip(seg);
	if (meant.stops)
		tell_tcp_start(seg, &meant);
	else
		tell_tcp(seg, &meant);
	putchar('\n');
}

/* A plain segment of that family; each case changes what it is about. */
static struct segment plain(enum ip_family family)
{
	struct segment seg = {
		.src_port = 4711, .dst_port = 4712, .seq = 0xfffffff0, .ack = 77,
		.flags = SEG_ACK, .window = 512, .ttl = 64,
	};
	bool v6 = family == FAMILY_INET6;

	ipaddr_parse(v6 ? "2001:db8::1" : "192.0.2.1", &seg.src);
	ipaddr_parse(v6 ? "2001:db8::2" : "192.0.2.2", &seg.dst);
	return seg;
}

static void emit_random(enum ip_family family, uint64_t seed)
{
	struct rng rng = { seed };
	uint8_t payload[PAYLOAD];

	for (int i = 0; i < RANDOM_EACH; i++) {
		struct segment seg;

		random_segment(&rng, family, payload, PAYLOAD, &seg);
		emit(&seg, &(struct meant){ .what = "random" });
	}
}

static void emit_each_flag(enum ip_family family)
{
	for (unsigned bit = 0; bit < 12; bit++) {
		struct segment seg = plain(family);

		seg.flags = (uint16_t)(1u << bit);
		emit(&seg, &(struct meant){ .what = "one flag" });
	}
	for (unsigned reserved = 0; reserved < 8; reserved++) {
		struct segment seg = plain(family);

		seg.flags = (uint16_t)(SEG_ACK | reserved << 9);
		emit(&seg, &(struct meant){ .what = "reserved bits" });
	}
}

static void emit_checksums(enum ip_family family)
{
	struct segment seg = plain(family);

	seg.payload = (const uint8_t *)"odd";
	seg.payload_len = 3;
	emit(&seg, &(struct meant){ .what = "right checksum" });
	seg.force = BAD_CHECKSUM;
	emit(&seg, &(struct meant){ .what = "bad checksum", .bad_checksum = true });
	seg.force = FORCE_CHECKSUM;
	seg.checksum = 0x1234;
	emit(&seg, &(struct meant){ .what = "forced checksum", .bad_checksum = true });
}

/* The header reaches into the payload, whose octets (nops) become options; or it
 * ends before the options, which become payload. */
static void emit_offsets(enum ip_family family)
{
	static const uint8_t nops[44] = {
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	};
	struct segment seg = plain(family);

	seg.force = FORCE_OFFSET;
	seg.payload = nops;
	seg.payload_len = sizeof(nops);
	for (uint8_t words = 5; words < 16; words++) {
		seg.data_offset = words;
		emit(&seg, &(struct meant){
			.what = "offset too large", .words = words, .options = nops,
			.options_len = (words - 5u) * 4,
			.payload_len = sizeof(nops) - (words - 5u) * 4,
		});
	}
	segment_add_option(&seg, OPT_MSS, "\x05\xb4", 2);
	seg.data_offset = 5;
	emit(&seg, &(struct meant){ .what = "offset before the options", .words = 5,
				    .payload_len = sizeof(nops) + 4 });
	for (uint8_t words = 0; words < 5; words++) {
		seg.data_offset = words;
		emit(&seg, &(struct meant){
			.what = "offset below 5", .stops = true, .words = words,
			.payload_len = 24 + sizeof(nops) - words * 4u,
		});
	}
}

static void emit_options(enum ip_family family)
{
	static const struct {
		const char *what, *bytes;
		size_t len;
	} rows[] = {
		{ "option of length 0", "\x02\x00\x01\x01", 4 },
		{ "option of length 1", "\x08\x01\x01\x01", 4 },
		{ "mss of length 3", "\x02\x03\x05\x01", 4 },
		{ "option that overruns", "\x01\x01\x08\x0a", 4 },
		{ "kind without length", "\x01\x01\x01\x02", 4 },
		{ "unknown kind", "\x4d\x06wxyz", 6 },
		{ "eol in front", "\x00\x02\x04\x05", 4 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct segment seg = plain(family);

		segment_add_raw_options(&seg, rows[i].bytes, rows[i].len);
		emit(&seg, &(struct meant){ .what = rows[i].what });
	}
}

static void emit_urgent(enum ip_family family)
{
	struct segment seg = plain(family);

	seg.urgent = 0xbeef;
	emit(&seg, &(struct meant){ .what = "urgent pointer without URG" });
	seg.flags |= SEG_URG;
	emit(&seg, &(struct meant){ .what = "urgent pointer with URG" });
}

static void emit_ip_options(void)
{
	struct segment seg = plain(FAMILY_INET);

	memcpy(seg.ip_options, "\x94\x04\0\0\1\1\1\0", 8); /* router alert */
	seg.ip_options_len = 8;
	seg.df = true;
	emit(&seg, &(struct meant){ .what = "IPv4 options" });
}

int main(int argc, char **argv)
{
	static const enum ip_family families[] = { FAMILY_INET, FAMILY_INET6 };

	if (argc != 2) {
		fprintf(stderr, "usage: emit_segments FILE.pcap\n");
		return 2;
	}
	capture = fopen(argv[1], "wb");
	if (!capture) {
		perror(argv[1]);
		return 1;
	}
	put_file_header();
	for (size_t i = 0; i < 2; i++) {
		emit_random(families[i], 51 + i);
		emit_each_flag(families[i]);
		emit_checksums(families[i]);
		emit_offsets(families[i]);
		emit_options(families[i]);
		emit_urgent(families[i]);
	}
	emit_ip_options();
	if (fclose(capture) || fflush(stdout)) {
		perror("emit_segments: write");
		return 1;
	}
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* segment_frame.h - frames to decode, for the suites of the decoder. */
#ifndef TESTS_UNIT_SEGMENT_FRAME_H
#define TESTS_UNIT_SEGMENT_FRAME_H

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "segment/checksum.h"
#include "segment/segment.h"

enum { ROOM = 4096 };

struct frame {
	uint8_t bytes[ROOM];
	size_t len;
};

static inline const char *shown(const struct decoded *d)
{
	return decode_status_text(d->status);
}

/* Decodes from memory of exactly `held` octets, so that ASan sees a step too far.
 * The payload is looked at before the memory goes. */
static inline struct decoded decode_part(const uint8_t *bytes, size_t held,
					 size_t wire, enum link_type link)
{
	uint8_t *copy = malloc(held ? held : 1);
	struct decoded d;

	memcpy(copy, bytes, held);
	segment_decode(copy, held, wire, link, &d);
	if (d.seg.payload_len) {
		cr_assert(d.seg.payload >= copy);
		cr_assert(d.seg.payload + d.seg.payload_len <= copy + held);
		d.seg.payload = bytes + (d.seg.payload - copy);
	}
	free(copy);
	return d;
}

static inline struct decoded decode(const struct frame *f, enum link_type link)
{
	return decode_part(f->bytes, f->len, f->len, link);
}

static inline void encode(const struct segment *seg, struct frame *f)
{
	struct error err;
	int len = segment_encode_ip(seg, f->bytes, ROOM, &err);

	cr_assert_gt(len, 0, "%s", err.text);
	f->len = (size_t)len;
}

/* Puts octets in front of, or into, the frame. */
static inline void insert(struct frame *f, size_t at, const void *bytes, size_t len)
{
	memmove(f->bytes + at + len, f->bytes + at, f->len - at);
	memcpy(f->bytes + at, bytes, len);
	f->len += len;
}

static inline void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* Repairs what a test has changed in an IPv4 header. */
static inline void fix_ipv4(struct frame *f)
{
	size_t header = (f->bytes[0] & 0x0fu) * 4;

	put16(f->bytes + 10, 0);
	put16(f->bytes + 10, (unsigned)~checksum_fold(
				     checksum_add(0, f->bytes, header)));
}

/* A frame of 20 (or 40) octets IP, 24 octets TCP with an MSS, 5 of payload. */
static inline void sample(enum ip_family family, struct frame *f)
{
	struct segment seg = {
		.src_port = 1, .dst_port = 2, .flags = SEG_ACK, .window = 3,
		.payload = (const uint8_t *)"hello", .payload_len = 5,
	};
	bool v6 = family == FAMILY_INET6;

	cr_assert(ipaddr_parse(v6 ? "2001:db8::1" : "192.0.2.1", &seg.src));
	cr_assert(ipaddr_parse(v6 ? "2001:db8::2" : "192.0.2.2", &seg.dst));
	cr_assert(segment_add_option(&seg, OPT_MSS, "\x05\xb4", 2));
	encode(&seg, f);
}

static inline void must_be_sample(const struct decoded *d)
{
	cr_assert_eq(d->status, DECODE_OK, "%s", shown(d));
	cr_assert_eq(d->checksum, CHECKSUM_GOOD);
	cr_assert_eq(d->seg.src_port, 1);
	cr_assert_eq(segment_mss(&d->seg), 1460);
	cr_assert_eq(d->seg.payload_len, 5);
	cr_assert_arr_eq(d->seg.payload, "hello", 5);
}

#endif

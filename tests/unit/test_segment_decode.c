/* SPDX-License-Identifier: BSD-2-Clause */
#include "segment_frame.h"

#include "../tools/random_segment.h"

enum { PAYLOAD = 200, DRAWS = 4000 };

/* ---- round trip --------------------------------------------------------- */

static void must_equal(const struct segment *a, const struct segment *b)
{
	size_t padded = ((size_t)a->options_len + 3) / 4 * 4;
	uint8_t options[SEG_OPTIONS_MAX] = { 0 };

	memcpy(options, a->options, a->options_len);
	cr_assert(ipaddr_equal(&a->src, &b->src) && ipaddr_equal(&a->dst, &b->dst));
	cr_assert_eq(a->src_port, b->src_port);
	cr_assert_eq(a->dst_port, b->dst_port);
	cr_assert_eq(a->seq, b->seq);
	cr_assert_eq(a->ack, b->ack);
	cr_assert_eq(a->flags, b->flags);
	cr_assert_eq(a->window, b->window);
	cr_assert_eq(a->urgent, b->urgent);
	cr_assert_eq(b->data_offset, 5 + padded / 4);
	cr_assert_eq(b->options_len, padded);
	cr_assert_arr_eq(options, b->options, padded);
	cr_assert_eq(a->payload_len, b->payload_len);
	cr_assert(!a->payload_len || !memcmp(a->payload, b->payload, a->payload_len));
	cr_assert_eq(a->ttl, b->ttl);
	cr_assert_eq(a->tos, b->tos);
	cr_assert_eq(a->df, b->df);
	cr_assert_eq(a->ip_id, b->ip_id);
	cr_assert_eq(a->flow_label, b->flow_label);
	cr_assert_eq(a->ip_options_len, b->ip_options_len);
	cr_assert_arr_eq(a->ip_options, b->ip_options, sizeof(a->ip_options));
}

static void round_trip(enum ip_family family, uint64_t seed)
{
	struct rng rng = { seed };
	uint8_t payload[PAYLOAD];
	struct frame f;

	for (int i = 0; i < DRAWS; i++) {
		struct segment seg;
		struct decoded d;

		random_segment(&rng, family, payload, PAYLOAD, &seg);
		if (family == FAMILY_INET) {
			seg.ip_options_len = (uint8_t)(4 * rng_below(&rng, 11));
			rng_fill(&rng, seg.ip_options, seg.ip_options_len);
		}
		encode(&seg, &f);
		d = decode(&f, LINK_RAW);
		cr_assert_eq(d.status, DECODE_OK, "%s", shown(&d));
		cr_assert_eq(d.checksum, CHECKSUM_GOOD);
		cr_assert_eq(d.ip_checksum, CHECKSUM_GOOD);
		cr_assert_eq(d.ip_len, f.len);
		must_equal(&seg, &d.seg);
	}
}

Test(segment_decode, round_trip_ipv4)
{
	round_trip(FAMILY_INET, 21);
}

Test(segment_decode, round_trip_ipv6)
{
	round_trip(FAMILY_INET6, 22);
}

/* ---- link types --------------------------------------------------------- */

#define ETHERNET "\2\0\0\0\0\1\2\0\0\0\0\2"
#define SLL "\0\4\0\1\0\6\0\0\0\0\0\0\0\0"
#define SLL2_BEHIND "\0\0\0\0\0\1\0\1\0\6\0\0\0\0\0\0\0\0"

static const struct link_row {
	enum link_type link;
	enum ip_family family;
	unsigned tags;
	enum decode_status status;
	size_t len;
	const char *header;
} link_rows[] = {
#define ROW(link, family, tags, status, header) \
	{ link, family, tags, status, sizeof(header) - 1, header }
	ROW(LINK_RAW, FAMILY_INET, 0, DECODE_OK, ""),
	ROW(LINK_RAW, FAMILY_INET6, 0, DECODE_OK, ""),
	ROW(LINK_ETHERNET, FAMILY_INET, 0, DECODE_OK, ETHERNET "\x08\x00"),
	ROW(LINK_ETHERNET, FAMILY_INET6, 0, DECODE_OK, ETHERNET "\x86\xdd"),
	ROW(LINK_ETHERNET, FAMILY_INET, 1, DECODE_OK, ETHERNET "\x81\0\0\7\x08\x00"),
	ROW(LINK_ETHERNET, FAMILY_INET6, 2, DECODE_OK,
	    ETHERNET "\x88\xa8\0\7\x81\0\0\1\x86\xdd"),
	ROW(LINK_ETHERNET, FAMILY_INET, 3, DECODE_OK,
	    ETHERNET "\x91\0\0\7\x88\xa8\0\7\x81\0\0\1\x08\0"),
	ROW(LINK_ETHERNET, FAMILY_INET, 0, DECODE_NOT_IP, ETHERNET "\x08\x06"),
	ROW(LINK_ETHERNET, FAMILY_INET, 1, DECODE_NOT_IP, ETHERNET "\x81\0\0\7\x08\x06"),
	ROW(LINK_ETHERNET, FAMILY_INET, 0, DECODE_NOT_IP, ETHERNET "\x86\xdd"),
	ROW(LINK_ETHERNET, FAMILY_INET6, 0, DECODE_NOT_IP, ETHERNET "\x08\x00"),
	ROW(LINK_NULL, FAMILY_INET, 0, DECODE_OK, "\2\0\0\0"),
	ROW(LINK_NULL, FAMILY_INET, 0, DECODE_OK, "\0\0\0\2"),
	ROW(LINK_NULL, FAMILY_INET6, 0, DECODE_OK, "\x0a\0\0\0"),
	ROW(LINK_NULL, FAMILY_INET6, 0, DECODE_OK, "\0\0\0\x18"),
	ROW(LINK_NULL, FAMILY_INET6, 0, DECODE_OK, "\x1c\0\0\0"),
	ROW(LINK_NULL, FAMILY_INET6, 0, DECODE_OK, "\0\0\0\x1e"),
	ROW(LINK_NULL, FAMILY_INET, 0, DECODE_NOT_IP, "\7\0\0\0"),
	ROW(LINK_NULL, FAMILY_INET6, 0, DECODE_NOT_IP, "\2\0\0\0"),
	ROW(LINK_SLL, FAMILY_INET, 0, DECODE_OK, SLL "\x08\x00"),
	ROW(LINK_SLL, FAMILY_INET6, 1, DECODE_OK, SLL "\x81\0\0\7\x86\xdd"),
	ROW(LINK_SLL, FAMILY_INET, 0, DECODE_NOT_IP, SLL "\0\4"),
	ROW(LINK_SLL2, FAMILY_INET, 0, DECODE_OK, "\x08\x00" SLL2_BEHIND),
	ROW(LINK_SLL2, FAMILY_INET6, 2, DECODE_OK,
	    "\x88\xa8" SLL2_BEHIND "\0\7\x81\0\0\7\x86\xdd"),
	ROW(LINK_SLL2, FAMILY_INET, 0, DECODE_NOT_IP, "\x08\x06" SLL2_BEHIND),
};

Test(segment_decode, link_headers)
{
	for (size_t i = 0; i < sizeof(link_rows) / sizeof(link_rows[0]); i++) {
		const struct link_row *row = &link_rows[i];
		struct decoded d;
		struct frame f;

		sample(row->family, &f);
		insert(&f, 0, row->header, row->len);
		d = decode(&f, row->link);
		cr_assert_eq(d.status, row->status, "row %zu: %s", i, shown(&d));
		cr_assert_eq(d.vlan_tags, row->tags, "row %zu", i);
		if (row->status == DECODE_OK)
			must_be_sample(&d);
	}
}

Test(segment_decode, link_headers_cut_at_every_octet)
{
	for (size_t i = 0; i < sizeof(link_rows) / sizeof(link_rows[0]); i++) {
		const struct link_row *row = &link_rows[i];

		if (row->status != DECODE_OK)
			continue;
		for (size_t n = 0; n <= row->len; n++) {
			struct decoded d = decode_part((const uint8_t *)row->header,
						       n, n, row->link);

			cr_assert_eq(d.status, DECODE_TRUNCATED, "row %zu at %zu: %s",
				     i, n, shown(&d));
		}
	}
}

Test(segment_decode, frame_of_nothing_but_vlan_tags)
{
	struct frame f = { .len = 14 };

	memcpy(f.bytes, ETHERNET "\x81\0", 14);
	while (f.len + 4 <= ROOM) {
		memcpy(f.bytes + f.len, "\0\1\x81\0", 4);
		f.len += 4;
	}
	cr_assert_eq(decode(&f, LINK_ETHERNET).status, DECODE_TRUNCATED);
}

Test(segment_decode, unknown_link_type_is_not_ip)
{
	struct frame f;

	sample(FAMILY_INET, &f);
	cr_assert_eq(decode(&f, (enum link_type)99).status, DECODE_NOT_IP);
}

/* ---- what the capture and the wire hold --------------------------------- */

/* A frame that was short on the wire is never a segment. */
static void cut_on_the_wire(enum ip_family family)
{
	struct frame f;

	sample(family, &f);
	for (size_t n = 0; n < f.len; n++) {
		struct decoded d = decode_part(f.bytes, n, n, LINK_RAW);

		cr_assert_eq(d.status, DECODE_TRUNCATED, "at %zu: %s", n, shown(&d));
		cr_assert_neq(d.checksum, CHECKSUM_GOOD);
	}
}

Test(segment_decode, cut_on_the_wire_at_every_octet)
{
	cut_on_the_wire(FAMILY_INET);
	cut_on_the_wire(FAMILY_INET6);
}

/* A frame that only the capture cut is one as soon as its header is whole. */
static void cut_by_the_capture(enum ip_family family)
{
	struct frame f;
	size_t header;

	sample(family, &f);
	header = f.len - 5;
	for (size_t n = 0; n < f.len; n++) {
		struct decoded d = decode_part(f.bytes, n, f.len, LINK_RAW);

		if (n < header) {
			cr_assert_eq(d.status, DECODE_TRUNCATED, "at %zu", n);
			continue;
		}
		cr_assert_eq(d.status, DECODE_OK, "at %zu: %s", n, shown(&d));
		cr_assert_eq(d.checksum, CHECKSUM_UNSEEN);
		cr_assert_eq(d.seg.payload_len, n - header);
		cr_assert_eq(segment_mss(&d.seg), 1460);
	}
}

Test(segment_decode, cut_by_the_capture_at_every_octet)
{
	cut_by_the_capture(FAMILY_INET);
	cut_by_the_capture(FAMILY_INET6);
}

Test(segment_decode, truncated_segment_tells_what_was_reached)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	d = decode_part(f.bytes, 41, 41, LINK_RAW);
	cr_assert_eq(d.seg.src_port, 1);
	cr_assert_eq(d.seg.options_len, 0);
	d = decode_part(f.bytes, 39, 39, LINK_RAW);
	cr_assert_eq(d.seg.src.family, FAMILY_INET);
	cr_assert_eq(d.seg.src_port, 0);
}

Test(segment_decode, padding_behind_the_ip_length_is_not_payload)
{
	enum ip_family families[] = { FAMILY_INET, FAMILY_INET6 };

	for (size_t i = 0; i < 2; i++) {
		struct frame f;
		struct decoded d;

		sample(families[i], &f);
		memset(f.bytes + f.len, 0xee, 11);
		f.len += 11;
		d = decode(&f, LINK_RAW);
		must_be_sample(&d);
		cr_assert_eq(d.ip_len, f.len - 11);
	}
}

Test(segment_decode, padding_cut_by_the_capture_does_not_matter)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	d = decode_part(f.bytes, f.len, f.len + 11, LINK_RAW);
	must_be_sample(&d);
}

Test(segment_decode, ip_length_0_is_the_frame_s)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	put16(f.bytes + 2, 0);
	fix_ipv4(&f);
	d = decode(&f, LINK_RAW);
	must_be_sample(&d);
	cr_assert_eq(d.ip_len, f.len);
	d = decode_part(f.bytes, 44, 9000, LINK_RAW);
	cr_assert_eq(d.status, DECODE_OK);
	cr_assert_eq(d.checksum, CHECKSUM_UNSEEN);
	cr_assert_eq(d.ip_len, 9000);
}

Test(segment_decode, ipv6_length_0_is_the_frame_s_only_when_too_large_for_the_field)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET6, &f);
	put16(f.bytes + 4, 0);
	cr_assert_eq(decode(&f, LINK_RAW).status, DECODE_TRUNCATED);
	d = decode_part(f.bytes, f.len, 40 + 65536, LINK_RAW);
	cr_assert_eq(d.status, DECODE_OK);
	cr_assert_eq(d.ip_len, 40 + 65536);
}

Test(segment_decode, lengths_beyond_32_bits_do_not_wrap)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	put16(f.bytes + 2, 0);
	d = decode_part(f.bytes, f.len, SIZE_MAX, LINK_RAW);
	cr_assert_eq(d.status, DECODE_OK);
	cr_assert_eq(d.ip_len, UINT32_MAX);
}

Test(segment_decode, every_status_has_words)
{
	for (int i = DECODE_OK; i <= DECODE_BAD_OFFSET; i++)
		cr_assert_str_neq(decode_status_text((enum decode_status)i),
				  "invalid status");
	cr_assert_str_eq(decode_status_text((enum decode_status)99), "invalid status");
}

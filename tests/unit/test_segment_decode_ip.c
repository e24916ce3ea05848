/* SPDX-License-Identifier: BSD-2-Clause */
#include "segment_frame.h"

#include "../tools/random_segment.h"

enum { TCP4 = 20, TCP6 = 40 }; /* where TCP begins in the sample */

static void status_is(const struct frame *f, enum decode_status want, const char *what)
{
	struct decoded d = decode(f, LINK_RAW);

	cr_assert_eq(d.status, want, "%s: %s", what, shown(&d));
}

/* ---- IPv4 ---------------------------------------------------------------- */

Test(segment_decode_ip, ip_version_is_4_or_6)
{
	for (unsigned version = 0; version < 16; version++) {
		struct frame f;

		sample(FAMILY_INET, &f);
		if (version == 4 || version == 6)
			continue;
		f.bytes[0] = (uint8_t)(version << 4 | 5);
		status_is(&f, DECODE_NOT_IP, "version");
	}
}

Test(segment_decode_ip, ipv4_header_length_is_20_or_more_and_inside)
{
	struct frame f;

	for (unsigned words = 0; words < 5; words++) {
		sample(FAMILY_INET, &f);
		f.bytes[0] = (uint8_t)(0x40 | words);
		status_is(&f, DECODE_BAD_IP, "short header");
	}
	sample(FAMILY_INET, &f);
	put16(f.bytes + 2, 19);
	status_is(&f, DECODE_BAD_IP, "total below 20");
	f.bytes[0] = 0x4f;
	put16(f.bytes + 2, 59);
	status_is(&f, DECODE_BAD_IP, "header past the datagram");
}

Test(segment_decode_ip, ipv4_length_beyond_the_wire_is_truncated)
{
	struct frame f;

	sample(FAMILY_INET, &f);
	put16(f.bytes + 2, (unsigned)f.len + 1);
	fix_ipv4(&f);
	status_is(&f, DECODE_TRUNCATED, "one octet too many");
}

Test(segment_decode_ip, ipv4_length_that_leaves_no_tcp_header_is_truncated)
{
	struct frame f;

	sample(FAMILY_INET, &f);
	for (unsigned len = 20; len < 40; len++) {
		put16(f.bytes + 2, len);
		status_is(&f, DECODE_TRUNCATED, "no room for TCP");
	}
}

Test(segment_decode_ip, ipv4_header_checksum_is_judged)
{
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	f.bytes[10] ^= 1;
	d = decode(&f, LINK_RAW);
	must_be_sample(&d);
	cr_assert_eq(d.ip_checksum, CHECKSUM_BAD);
	f.bytes[10] ^= 1;
	cr_assert_eq(decode(&f, LINK_RAW).ip_checksum, CHECKSUM_GOOD);
	cr_assert_eq(decode_part(f.bytes, 19, 44, LINK_RAW).ip_checksum,
		     CHECKSUM_UNSEEN);
}

Test(segment_decode_ip, ipv4_options_are_kept_and_stepped_over)
{
	static const uint8_t options[8] = { 7, 7, 4, 0, 0, 0, 0, 0 };
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET, &f);
	insert(&f, 20, options, sizeof(options));
	f.bytes[0] = 0x47;
	put16(f.bytes + 2, (unsigned)f.len);
	fix_ipv4(&f);
	d = decode(&f, LINK_RAW);
	must_be_sample(&d);
	cr_assert_eq(d.ip_checksum, CHECKSUM_GOOD);
	cr_assert_eq(d.seg.ip_options_len, 8);
	cr_assert_arr_eq(d.seg.ip_options, options, 8);
	for (size_t n = 20; n < 28; n++)
		cr_assert_eq(decode_part(f.bytes, n, f.len, LINK_RAW).status,
			     DECODE_TRUNCATED);
}

Test(segment_decode_ip, ipv4_fragments_are_told)
{
	static const struct {
		unsigned field;
		enum decode_status want;
	} rows[] = {
		{ 0x2000, DECODE_FRAGMENT }, { 0x0001, DECODE_FRAGMENT },
		{ 0x1fff, DECODE_FRAGMENT }, { 0x3fff, DECODE_FRAGMENT },
		{ 0x6000, DECODE_FRAGMENT }, { 0x4000, DECODE_OK },
		{ 0x0000, DECODE_OK },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct frame f;
		struct decoded d;

		sample(FAMILY_INET, &f);
		put16(f.bytes + 6, rows[i].field);
		fix_ipv4(&f);
		d = decode(&f, LINK_RAW);
		cr_assert_eq(d.status, rows[i].want, "0x%04x: %s", rows[i].field,
			     shown(&d));
		cr_assert_eq(d.seg.dst.bytes[3], 2, "addresses are set");
		cr_assert_eq(d.seg.df, (rows[i].field & 0x4000) != 0);
	}
}

Test(segment_decode_ip, other_protocols_are_not_tcp)
{
	struct frame f;

	for (unsigned proto = 0; proto < 256; proto++) {
		sample(FAMILY_INET, &f);
		f.bytes[9] = (uint8_t)proto;
		status_is(&f, proto == 6 ? DECODE_OK : DECODE_NOT_TCP, "IPv4");
	}
	sample(FAMILY_INET6, &f);
	f.bytes[6] = 17;
	status_is(&f, DECODE_NOT_TCP, "UDP over IPv6");
	f.bytes[6] = 59;
	status_is(&f, DECODE_NOT_TCP, "no next header");
}

/* ---- IPv6 ---------------------------------------------------------------- */

enum { HOPOPTS = 0, ROUTING = 43, FRAGMENT = 44, AUTH = 51, DSTOPTS = 60 };

/* Puts an extension header of that kind first; its first octet becomes the kind
 * that was first before. */
static void extend(struct frame *f, uint8_t kind, const uint8_t *bytes, size_t len)
{
	uint8_t next = f->bytes[6];

	insert(f, 40, bytes, len);
	f->bytes[40] = next;
	f->bytes[6] = kind;
	put16(f->bytes + 4, (unsigned)f->len - 40);
}

Test(segment_decode_ip, ipv6_extension_headers_are_stepped_over)
{
	static const uint8_t zeros[64] = { 0 }, two[64] = { 0, 1 },
			     ah[64] = { 0, 4 }, odd_ah[64] = { 0, 1 };
	static const struct {
		uint8_t kind;
		const uint8_t *bytes;
		size_t len;
	} rows[] = {
		{ HOPOPTS, zeros, 8 }, { DSTOPTS, zeros, 8 }, { DSTOPTS, two, 16 },
		{ ROUTING, zeros, 8 }, { ROUTING, two, 16 }, { FRAGMENT, zeros, 8 },
		{ FRAGMENT, two, 8 } /* its second octet is no length */,
		{ AUTH, ah, 24 }, { AUTH, odd_ah, 12 },
	};
	struct frame all;
	struct decoded d;

	sample(FAMILY_INET6, &all);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct frame f;

		sample(FAMILY_INET6, &f);
		extend(&f, rows[i].kind, rows[i].bytes, rows[i].len);
		d = decode(&f, LINK_RAW);
		must_be_sample(&d);
		cr_assert_eq(d.extension_headers, 1);
		cr_assert_eq(d.ip_len, f.len);
		extend(&all, rows[i].kind, rows[i].bytes, rows[i].len);
	}
	d = decode(&all, LINK_RAW);
	must_be_sample(&d);
	cr_assert_eq(d.extension_headers, sizeof(rows) / sizeof(rows[0]));
	for (size_t n = 0; n < all.len; n++)
		cr_assert_eq(decode_part(all.bytes, n, n, LINK_RAW).status,
			     DECODE_TRUNCATED);
}

Test(segment_decode_ip, ipv6_chain_is_bounded)
{
	static const uint8_t zeros[8] = { 0 };
	struct frame f;

	sample(FAMILY_INET6, &f);
	for (int i = 0; i < 16; i++)
		extend(&f, DSTOPTS, zeros, sizeof(zeros));
	status_is(&f, DECODE_OK, "16 headers");
	extend(&f, DSTOPTS, zeros, sizeof(zeros));
	status_is(&f, DECODE_BAD_IP, "17 headers");
}

Test(segment_decode_ip, ipv6_extension_past_the_datagram_is_bad)
{
	static const uint8_t large[8] = { 0, 255 }, zeros[8] = { 0 };
	struct frame f;

	sample(FAMILY_INET6, &f);
	extend(&f, HOPOPTS, large, sizeof(large));
	status_is(&f, DECODE_BAD_IP, "hop-by-hop of 2048 octets");
	sample(FAMILY_INET6, &f);
	extend(&f, DSTOPTS, zeros, sizeof(zeros));
	for (unsigned len = 0; len < 8; len++) {
		put16(f.bytes + 4, len);
		status_is(&f, DECODE_BAD_IP, "datagram ends in the extension");
	}
	put16(f.bytes + 4, 8 + 19);
	status_is(&f, DECODE_TRUNCATED, "datagram ends in the TCP header");
}

Test(segment_decode_ip, ipv6_fragments_are_told)
{
	static const struct {
		unsigned field;
		enum decode_status want;
	} rows[] = {
		{ 0x0001, DECODE_FRAGMENT }, { 0x0008, DECODE_FRAGMENT },
		{ 0xfff8, DECODE_FRAGMENT }, { 0xfff9, DECODE_FRAGMENT },
		{ 0x0000, DECODE_OK }, /* an atomic fragment (RFC 6946) */
		{ 0x0006, DECODE_OK }, /* reserved bits */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t header[8] = { 0 };
		struct frame f;
		struct decoded d;

		sample(FAMILY_INET6, &f);
		put16(header + 2, rows[i].field);
		extend(&f, FRAGMENT, header, sizeof(header));
		d = decode(&f, LINK_RAW);
		cr_assert_eq(d.status, rows[i].want, "0x%04x: %s", rows[i].field,
			     shown(&d));
		cr_assert_eq(d.seg.dst.bytes[15], 2, "addresses are set");
	}
}

Test(segment_decode_ip, checksum_is_not_judged_before_the_final_destination)
{
	static const uint8_t header[8] = { 0, 0, 0, 1 };
	struct frame f;
	struct decoded d;

	sample(FAMILY_INET6, &f);
	extend(&f, ROUTING, header, sizeof(header));
	d = decode(&f, LINK_RAW);
	cr_assert_eq(d.status, DECODE_OK);
	cr_assert_eq(d.checksum, CHECKSUM_UNSEEN);
}

Test(segment_decode_ip, ipv6_has_no_header_checksum_to_doubt)
{
	struct frame f;

	sample(FAMILY_INET6, &f);
	cr_assert_eq(decode(&f, LINK_RAW).ip_checksum, CHECKSUM_GOOD);
}

/* ---- TCP ----------------------------------------------------------------- */

Test(segment_decode_ip, data_offset_is_5_or_more_and_inside)
{
	for (unsigned offset = 0; offset < 16; offset++) {
		/* The sample's TCP has 29 octets: 7 words fit. */
		bool fits = offset >= 5 && offset <= 7;
		struct decoded d;
		struct frame f;

		sample(FAMILY_INET6, &f);
		f.bytes[TCP6 + 12] = (uint8_t)(offset << 4);
		d = decode(&f, LINK_RAW);
		cr_assert_eq(d.status, fits ? DECODE_OK : DECODE_BAD_OFFSET, "%u: %s",
			     offset, shown(&d));
		cr_assert_eq(d.seg.data_offset, offset);
		cr_assert_eq(d.seg.src_port, 1, "the fixed header is there");
		cr_assert_eq(d.seg.options_len, fits ? offset * 4 - 20 : 0);
		cr_assert_eq(d.seg.payload_len, fits ? 29 - offset * 4 : 0);
	}
}

Test(segment_decode_ip, offset_does_not_reach_into_ethernet_padding)
{
	struct frame f;

	sample(FAMILY_INET, &f);
	memset(f.bytes + f.len, 0, 40);
	f.len += 40;
	f.bytes[TCP4 + 12] = 0x80;
	status_is(&f, DECODE_BAD_OFFSET, "8 words in 29 octets");
}

/* Any single bit of header, payload or addresses makes the checksum wrong. */
static void checksum_sees_every_bit(enum ip_family family, size_t addresses)
{
	struct frame f;

	sample(family, &f);
	for (size_t bit = addresses * 8; bit < f.len * 8; bit++) {
		uint8_t mask = (uint8_t)(1u << (bit % 8));
		struct decoded d;

		f.bytes[bit / 8] ^= mask;
		d = decode(&f, LINK_RAW);
		f.bytes[bit / 8] ^= mask;
		cr_assert(d.status == DECODE_BAD_OFFSET ||
			  d.checksum == CHECKSUM_BAD, "bit %zu", bit);
	}
}

Test(segment_decode_ip, checksum_sees_every_bit)
{
	checksum_sees_every_bit(FAMILY_INET, 12);
	checksum_sees_every_bit(FAMILY_INET6, 8);
}

Test(segment_decode_ip, forced_wrong_checksum_is_seen)
{
	struct rng rng = { 31 };
	uint8_t payload[64];

	for (int i = 0; i < 1000; i++) {
		struct segment seg;
		struct frame f;

		random_segment(&rng, i % 2 ? FAMILY_INET : FAMILY_INET6, payload,
			       sizeof(payload), &seg);
		seg.force = BAD_CHECKSUM;
		encode(&seg, &f);
		cr_assert_eq(decode(&f, LINK_RAW).checksum, CHECKSUM_BAD);
	}
}

/* What a kernel leaves for the card: the pseudo-header's sum, not complemented. */
static void partial(enum ip_family family, size_t tcp)
{
	struct frame f;
	struct decoded d;
	unsigned sum;

	sample(family, &f);
	d = decode(&f, LINK_RAW);
	sum = checksum_fold(checksum_pseudo(&d.seg.src, &d.seg.dst, f.len - tcp));
	put16(f.bytes + tcp + 16, sum);
	cr_assert_eq(decode(&f, LINK_RAW).checksum, CHECKSUM_PARTIAL);
	put16(f.bytes + tcp + 16, ~sum);
	cr_assert_eq(decode(&f, LINK_RAW).checksum, CHECKSUM_BAD);
}

Test(segment_decode_ip, checksum_left_to_an_offload_is_partial)
{
	partial(FAMILY_INET, TCP4);
	partial(FAMILY_INET6, TCP6);
}

/* Header and payload that sum to nothing make both readings true. */
Test(segment_decode_ip, checksum_that_is_right_is_good_even_if_it_looks_partial)
{
	struct segment seg = { .src_port = 1, .seq = 5 };
	struct frame f;
	struct decoded d;
	unsigned sum;

	cr_assert(ipaddr_parse("192.0.2.1", &seg.src));
	cr_assert(ipaddr_parse("192.0.2.2", &seg.dst));
	sum = checksum_fold(checksum_pseudo(&seg.src, &seg.dst, 20));
	encode(&seg, &f);
	put16(f.bytes + TCP4 + 16, sum);
	put16(f.bytes + TCP4 + 18, 0); /* the urgent pointer evens it out */
	put16(f.bytes + TCP4 + 18,
	      (unsigned)~checksum_fold(checksum_add(sum, f.bytes + TCP4, 20)));
	d = decode(&f, LINK_RAW);
	cr_assert_eq(d.seg.checksum, sum);
	cr_assert_eq(d.checksum, CHECKSUM_GOOD);
}

/* ---- anything ------------------------------------------------------------ */

/* decode_part gives exact memory and checks where the payload lies. */
Test(segment_decode_ip, damaged_frames_of_every_link_type_are_survived)
{
	static const char *const heads[] = {
		[LINK_RAW] = "", [LINK_ETHERNET] = "abcdefabcdef\x81\0\0\1\x08\0",
		[LINK_NULL] = "\2\0\0\0", [LINK_SLL] = "abcdefabcdefab\x08\0",
		[LINK_SLL2] = "\x86\xddghijklghijklghijkl",
	};
	static const size_t lens[] = { 0, 18, 4, 16, 20 };
	struct rng rng = { 41 };
	unsigned seen[DECODE_BAD_OFFSET + 1] = { 0 };

	for (int i = 0; i < 40000; i++) {
		unsigned link = rng_below(&rng, 5), hits = rng_below(&rng, 6);
		struct frame f;
		size_t held;

		sample(link == LINK_SLL2 || i % 2 ? FAMILY_INET6 : FAMILY_INET, &f);
		insert(&f, 0, heads[link], lens[link]);
		while (hits--)
			f.bytes[rng_below(&rng, (uint32_t)f.len)] =
				(uint8_t)rng_next(&rng);
		held = rng_below(&rng, 4) ? f.len : rng_below(&rng, (uint32_t)f.len);
		seen[decode_part(f.bytes, held, f.len, (enum link_type)link).status]++;
	}
	for (int i = DECODE_OK; i <= DECODE_BAD_OFFSET; i++)
		cr_assert_gt(seen[i], 0, "%s never came",
			     decode_status_text((enum decode_status)i));
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "segment/checksum.h"
#include "segment/segment.h"

enum { ROOM = 70000 };

/* A data segment between documentation addresses; tests change what they mean. */
static struct segment sample(enum ip_family family)
{
	struct segment seg = {
		.src_port = 1025, .dst_port = 80, .seq = 0x01020304,
		.ack = 0x05060708, .flags = SEG_ACK | SEG_PSH, .window = 0x1000,
		.payload = (const uint8_t *)"abc", .payload_len = 3,
		.df = family == FAMILY_INET, .ip_id = 0x1234,
	};
	bool v6 = family == FAMILY_INET6;

	cr_assert(ipaddr_parse(v6 ? "2001:db8::1" : "192.0.2.1", &seg.src));
	cr_assert(ipaddr_parse(v6 ? "2001:db8::2" : "198.51.100.7", &seg.dst));
	return seg;
}

static void must_refuse(const struct segment *seg, const char *word)
{
	static uint8_t buf[ROOM];
	struct error err = { "" };

	cr_assert_eq(segment_encode(seg, buf, sizeof(buf), &err), -1);
	cr_assert(strstr(err.text, word), "\"%s\" lacks \"%s\"", err.text, word);
	err.text[0] = '\0';
	cr_assert_eq(segment_encode_ip(seg, buf, sizeof(buf), &err), -1);
	cr_assert(strstr(err.text, word), "\"%s\" lacks \"%s\"", err.text, word);
}

/* ---- checksums: vectors computed apart from this code ------------------ */

Test(segment_encode, checksum_of_rfc1071)
{
	static const uint8_t bytes[] = { 0x00, 0x01, 0xf2, 0x03,
					 0xf4, 0xf5, 0xf6, 0xf7 };

	cr_assert_eq(checksum_fold(checksum_add(0, bytes, sizeof(bytes))), 0xddf2);
}

Test(segment_encode, carries_are_folded_until_none_is_left)
{
	cr_assert_eq(checksum_fold(0x1ffff), 1);
	cr_assert_eq(checksum_fold(0xffff), 0xffff);
	cr_assert_eq(checksum_fold(0x100000000), 1);
	cr_assert_eq(checksum_fold(0xffffffffffff), 0xffff);
}

Test(segment_encode, checksum_of_the_largest_segment_of_ones)
{
	static uint8_t tcp[65515];
	struct ipaddr ones;

	cr_assert(ipaddr_parse("255.255.255.255", &ones));
	memset(tcp, 0xff, sizeof(tcp));
	cr_assert_eq(segment_checksum(&ones, &ones, tcp, sizeof(tcp)), 0x010d);
}

/* IPv6's pseudo-header has a length of 32 bits (a kernel's BIG TCP uses them). */
Test(segment_encode, checksum_counts_all_of_a_long_length)
{
	static uint8_t tcp[200000];
	struct ipaddr addr;

	cr_assert(ipaddr_parse("2001:db8::1", &addr));
	cr_assert_eq(segment_checksum(&addr, &addr, tcp, sizeof(tcp)), 0x9742);
}

/* ---- layout ------------------------------------------------------------ */

Test(segment_encode, ipv4_octet_by_octet)
{
	static const uint8_t want[] = {
		0x45, 0x00, 0x00, 0x2b, 0x12, 0x34, 0x40, 0x00, 0x40, 0x06,
		0x3c, 0x5d, 192, 0, 2, 1, 198, 51, 100, 7,
		0x04, 0x01, 0x00, 0x50, 1, 2, 3, 4, 5, 6, 7, 8,
		0x50, 0x18, 0x10, 0x00, 0xda, 0xc5, 0x00, 0x00, 'a', 'b', 'c',
	};
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	cr_assert_eq(segment_encode_ip(&seg, buf, sizeof(buf), &err), sizeof(want));
	cr_assert_arr_eq(buf, want, sizeof(want));
	cr_assert_eq(segment_encode(&seg, buf, sizeof(buf), &err), 23);
	cr_assert_arr_eq(buf, want + 20, 23);
}

Test(segment_encode, ipv6_octet_by_octet)
{
	static const uint8_t want[] = {
		0x6a, 0xba, 0xbc, 0xde, 0x00, 0x17, 6, 7,
		0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
		0x04, 0x01, 0x00, 0x50, 1, 2, 3, 4, 5, 6, 7, 8,
		0x50, 0x18, 0x10, 0x00, 0x6b, 0x8d, 0x00, 0x00, 'a', 'b', 'c',
	};
	struct segment seg = sample(FAMILY_INET6);
	uint8_t buf[64];
	struct error err;

	seg.tos = 0xab;
	seg.flow_label = 0xabcde;
	seg.ttl = 7;
	cr_assert_eq(segment_encode_ip(&seg, buf, sizeof(buf), &err), sizeof(want));
	cr_assert_arr_eq(buf, want, sizeof(want));
}

Test(segment_encode, every_flag_bit_has_its_place)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	for (unsigned bit = 0; bit < 12; bit++) {
		seg.flags = (uint16_t)(1u << bit);
		cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
		cr_assert_eq(buf[12] << 8 | buf[13], 0x5000 | 1 << bit);
	}
}

Test(segment_encode, urgent_pointer_goes_out_without_its_bit)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	seg.urgent = 0xbeef;
	cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[18] << 8 | buf[19], 0xbeef);
}

Test(segment_encode, options_are_padded_with_eol)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	cr_assert(segment_add_raw_options(&seg, "\x03\x03\x07\x01\x01", 5));
	memset(buf, 0xee, sizeof(buf));
	cr_assert_eq(segment_encode(&seg, buf, sizeof(buf), &err), 31);
	cr_assert_eq(buf[12] >> 4, 7);
	cr_assert_arr_eq(buf + 20, "\x03\x03\x07\x01\x01\0\0\0abc", 11);
	cr_assert_eq(buf[31], 0xee, "written past the end");
}

Test(segment_encode, ipv4_options_are_counted_and_summed)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[128];
	struct error err;

	memcpy(seg.ip_options, "\x94\x04\0\0", 4);
	seg.ip_options_len = 4;
	cr_assert_eq(segment_encode_ip(&seg, buf, sizeof(buf), &err), 47);
	cr_assert_eq(buf[0], 0x46);
	cr_assert_eq(buf[2] << 8 | buf[3], 47);
	cr_assert_arr_eq(buf + 20, "\x94\x04\0\0", 4);
	cr_assert_eq(checksum_fold(checksum_add(0, buf, 24)), 0xffff);
}

Test(segment_encode, ttl_0_means_64)
{
	struct segment seg4 = sample(FAMILY_INET), seg6 = sample(FAMILY_INET6);
	uint8_t buf[128];
	struct error err;

	cr_assert_gt(segment_encode_ip(&seg4, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[8], 64);
	cr_assert_gt(segment_encode_ip(&seg6, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[7], 64);
}

/* ---- malformed on purpose ---------------------------------------------- */

Test(segment_encode, forced_offset_stands_and_the_checksum_fits_it)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	seg.force = FORCE_OFFSET;
	for (uint8_t offset = 0; offset < 16; offset++) {
		seg.data_offset = offset;
		cr_assert_eq(segment_encode(&seg, buf, sizeof(buf), &err), 23);
		cr_assert_eq(buf[12] >> 4, offset);
		cr_assert_eq(segment_checksum(&seg.src, &seg.dst, buf, 23), 0);
	}
}

Test(segment_encode, offset_and_checksum_in_seg_do_not_matter_unless_forced)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;

	seg.data_offset = 15;
	seg.checksum = 0x1111;
	cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[12] >> 4, 5);
	cr_assert_eq(buf[16] << 8 | buf[17], 0xdac5);
}

Test(segment_encode, checksum_as_given_or_wrong_in_one_bit)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t buf[64];
	struct error err;
	unsigned diff;

	seg.checksum = 0x1111;
	seg.force = FORCE_CHECKSUM;
	cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[16] << 8 | buf[17], 0x1111);
	seg.force = FORCE_CHECKSUM | BAD_CHECKSUM;
	cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
	cr_assert_eq(buf[16] << 8 | buf[17], 0x1111);
	seg.force = BAD_CHECKSUM;
	cr_assert_gt(segment_encode(&seg, buf, sizeof(buf), &err), 0);
	diff = (unsigned)(buf[16] << 8 | buf[17]) ^ 0xdac5;
	cr_assert_eq(__builtin_popcount(diff), 1);
}

/* Sound where the options are zeros, and so with none; wrong as it stands. */
Test(segment_encode, checksum_that_leaves_the_options_out)
{
	struct segment seg = sample(FAMILY_INET6);
	struct decoded decoded;
	uint8_t buf[128];
	struct error err;
	int len;

	cr_assert(segment_add_raw_options(&seg, "\x02\x04\x05\xb4\x01", 5));
	seg.force = OPTIONS_UNSUMMED;
	len = segment_encode_ip(&seg, buf, sizeof(buf), &err);
	cr_assert_eq(len, 40 + 28 + 3);
	cr_assert_arr_eq(buf + 60, "\x02\x04\x05\xb4\x01\0\0\0abc", 11);
	segment_decode(buf, (size_t)len, (size_t)len, LINK_RAW, &decoded);
	cr_assert_eq(decoded.checksum, CHECKSUM_BAD);
	memset(buf + 60, 0, 5);
	segment_decode(buf, (size_t)len, (size_t)len, LINK_RAW, &decoded);
	cr_assert_eq(decoded.checksum, CHECKSUM_GOOD);
}

Test(segment_encode, ipv4_header_checksum_wrong_in_one_bit)
{
	struct segment seg = sample(FAMILY_INET);
	uint8_t right[128], wrong[128];
	struct error err;
	unsigned diff;
	int len = segment_encode_ip(&seg, right, sizeof(right), &err);

	seg.force = BAD_IP_CHECKSUM;
	cr_assert_eq(segment_encode_ip(&seg, wrong, sizeof(wrong), &err), len);
	diff = (unsigned)(right[10] << 8 | right[11]) ^
	       (unsigned)(wrong[10] << 8 | wrong[11]);
	cr_assert_eq(__builtin_popcount(diff), 1);
	memcpy(wrong + 10, right + 10, 2);
	cr_assert_arr_eq(wrong, right, (size_t)len);
}

/* ---- what is refused ---------------------------------------------------- */

Test(segment_encode, fields_too_large_for_their_place_are_refused)
{
	struct segment seg = sample(FAMILY_INET);

	seg.flags = 0x1000;
	must_refuse(&seg, "0x1000");
	seg = sample(FAMILY_INET);
	seg.options_len = 41;
	must_refuse(&seg, "41 octets of TCP options");
	seg = sample(FAMILY_INET);
	seg.force = FORCE_OFFSET;
	seg.data_offset = 16;
	must_refuse(&seg, "data offset 16");
	seg = sample(FAMILY_INET6);
	seg.flow_label = 0x100000;
	must_refuse(&seg, "0x100000");
}

Test(segment_encode, ip_options_of_a_wrong_length_are_refused)
{
	struct segment seg = sample(FAMILY_INET);

	seg.ip_options_len = 3;
	must_refuse(&seg, "3 octets of IPv4 options");
	seg.ip_options_len = 44;
	must_refuse(&seg, "44 octets of IPv4 options");
	seg = sample(FAMILY_INET6);
	seg.ip_options_len = 4;
	must_refuse(&seg, "IPv6 has no such field");
}

Test(segment_encode, addresses_of_two_families_or_none_are_refused)
{
	struct segment seg = sample(FAMILY_INET);

	seg.dst = sample(FAMILY_INET6).dst;
	must_refuse(&seg, "source address is inet and destination is inet6");
	seg.src.family = seg.dst.family = FAMILY_NONE;
	must_refuse(&seg, "source address is none");
}

Test(segment_encode, payload_not_at_hand_is_refused)
{
	struct segment seg = sample(FAMILY_INET);

	seg.payload = NULL;
	must_refuse(&seg, "3 octets of payload are not at hand");
}

Test(segment_encode, length_ends_where_the_ip_length_field_does)
{
	static uint8_t payload[ROOM], buf[ROOM];
	struct segment seg4 = sample(FAMILY_INET), seg6 = sample(FAMILY_INET6);
	struct error err;

	seg4.payload = seg6.payload = payload;
	seg4.payload_len = 65535 - 40;
	seg6.payload_len = 65535 - 20;
	cr_assert_eq(segment_encode_ip(&seg4, buf, sizeof(buf), &err), 65535);
	cr_assert_eq(segment_encode_ip(&seg6, buf, sizeof(buf), &err), 65535 + 40);
	seg4.payload_len++;
	must_refuse(&seg4, "65536");
	seg6.payload_len++;
	must_refuse(&seg6, "65536");
	seg6.payload_len = UINT32_MAX;
	must_refuse(&seg6, "4294967295");
}

/* The buffer has exactly the size told, so that ASan sees one octet too many. */
Test(segment_encode, buffer_too_small_is_refused_and_not_touched)
{
	struct segment seg = sample(FAMILY_INET);
	struct error err;

	for (size_t size = 0; size <= 43; size++) {
		uint8_t *buf = calloc(1, size ? size : 1);
		bool fits = size == 43;

		cr_assert_eq(segment_encode_ip(&seg, buf, size, &err), fits ? 43 : -1);
		cr_assert_eq(segment_encode(&seg, buf, size, &err),
			     size >= 23 ? 23 : -1);
		free(buf);
	}
}

Test(segment_encode, segment_length_counts_syn_and_fin)
{
	struct segment seg = { .payload_len = 7 };

	cr_assert_eq(segment_len(&seg), 7);
	seg.flags = SEG_SYN | SEG_ACK;
	cr_assert_eq(segment_len(&seg), 8);
	seg.flags = SEG_FIN | SEG_PSH | SEG_URG;
	cr_assert_eq(segment_len(&seg), 8);
	seg.flags = SEG_FIN | SEG_SYN;
	cr_assert_eq(segment_len(&seg), 9);
}

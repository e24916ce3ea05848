/* SPDX-License-Identifier: BSD-2-Clause */
#include <netinet/in.h>
#include <string.h>

#include "segment/bytes.h"
#include "segment/checksum.h"
#include "segment/segment.h"

enum {
	IPV4_HEADER = 20,
	IPV6_HEADER = 40,
	IP_MAX = 65535, /* IPv4's datagram; IPv6's payload without a jumbogram */
	DEFAULT_TTL = 64,
	IPV4_DF = 0x4000
};

uint32_t segment_len(const struct segment *seg)
{
	return seg->payload_len + !!(seg->flags & SEG_SYN) +
	       !!(seg->flags & SEG_FIN);
}

static size_t padded_options(const struct segment *seg)
{
	return ((size_t)seg->options_len + 3) / 4 * 4;
}

static size_t tcp_length(const struct segment *seg)
{
	return SEG_HEADER_MIN + padded_options(seg) + seg->payload_len;
}

static size_t ip_header_length(const struct segment *seg)
{
	if (seg->src.family == FAMILY_INET6)
		return IPV6_HEADER;
	return (size_t)IPV4_HEADER + seg->ip_options_len;
}

/* What can be wrong with the value itself: a field that its place on the wire is
 * too small for would otherwise be cut in silence. */
static int check_tcp(const struct segment *seg, struct error *err)
{
	if (seg->flags & ~SEG_ALL_FLAGS)
		return error_set(err, "flags 0x%x do not fit the header's 12 bits; "
				 "use 0 to 0xfff", seg->flags);
	if (seg->options_len > SEG_OPTIONS_MAX)
		return error_set(err, "%u octets of TCP options; a header holds at most %d",
				 seg->options_len, SEG_OPTIONS_MAX);
	if ((seg->force & FORCE_OFFSET) && seg->data_offset > 15)
		return error_set(err, "data offset %u does not fit 4 bits; use 0 to 15",
				 seg->data_offset);
	if (seg->payload_len && !seg->payload)
		return error_set(err, "the %u octets of payload are not at hand; "
				 "give the bytes or make the length 0",
				 seg->payload_len);
	return 0;
}

static int check_ip(const struct segment *seg, struct error *err)
{
	bool v6 = seg->src.family == FAMILY_INET6;
	size_t len = tcp_length(seg) + (v6 ? 0 : ip_header_length(seg));

	if (seg->src.family == FAMILY_NONE || seg->src.family != seg->dst.family)
		return error_set(err, "source address is %s and destination is %s; "
				 "both must be inet or both inet6",
				 family_name(seg->src.family),
				 family_name(seg->dst.family));
	if (seg->ip_options_len > sizeof(seg->ip_options) || seg->ip_options_len % 4)
		return error_set(err, "%u octets of IPv4 options; use a multiple of 4 "
				 "up to %zu", seg->ip_options_len,
				 sizeof(seg->ip_options));
	if (v6 && seg->ip_options_len)
		return error_set(err, "IPv4 options (%u octets) on an IPv6 segment; "
				 "IPv6 has no such field", seg->ip_options_len);
	if (seg->flow_label > 0xfffff)
		return error_set(err, "flow label 0x%x does not fit 20 bits; "
				 "use 0 to 0xfffff", seg->flow_label);
	if (len > IP_MAX)
		return error_set(err, "the segment needs an IP length of %zu, the field "
				 "holds at most %d; shorten the payload of %u octets",
				 len, IP_MAX, seg->payload_len);
	return 0;
}

static int check_room(size_t len, size_t size, struct error *err)
{
	if (len > size)
		return error_set(err, "the segment needs %zu octets, the buffer holds "
				 "%zu; shorten the payload", len, size);
	return 0;
}

/* As one computes it who sums the fixed header and what lies behind the options: for
 * the one's complement sum zeros are not there. */
static uint16_t checksum_without_options(const struct segment *seg, uint8_t *tcp,
					 size_t len)
{
	uint8_t *options = tcp + SEG_HEADER_MIN;
	uint16_t sum;

	memset(options, 0, seg->options_len);
	sum = segment_checksum(&seg->src, &seg->dst, tcp, len);
	memcpy(options, seg->options, seg->options_len);
	return sum;
}

static uint16_t choose_checksum(const struct segment *seg, uint8_t *tcp, size_t len)
{
	uint16_t right;

	if (seg->force & FORCE_CHECKSUM)
		return seg->checksum;
	if (seg->force & OPTIONS_UNSUMMED)
		return checksum_without_options(seg, tcp, len);
	right = segment_checksum(&seg->src, &seg->dst, tcp, len);
	return seg->force & BAD_CHECKSUM ? right ^ 1 : right;
}

static void write_tcp(const struct segment *seg, uint8_t *buf)
{
	size_t options = padded_options(seg);
	unsigned offset = (unsigned)(SEG_HEADER_MIN + options) / 4;

	if (seg->force & FORCE_OFFSET)
		offset = seg->data_offset;
	memset(buf, 0, SEG_HEADER_MIN + options);
	put_be16(buf, seg->src_port);
	put_be16(buf + 2, seg->dst_port);
	put_be32(buf + 4, seg->seq);
	put_be32(buf + 8, seg->ack);
	put_be16(buf + 12, (uint16_t)(offset << 12 | seg->flags));
	put_be16(buf + 14, seg->window);
	put_be16(buf + 18, seg->urgent);
	memcpy(buf + SEG_HEADER_MIN, seg->options, seg->options_len);
	if (seg->payload_len)
		memcpy(buf + SEG_HEADER_MIN + options, seg->payload,
		       seg->payload_len);
	put_be16(buf + 16, choose_checksum(seg, buf, tcp_length(seg)));
}

int segment_encode(const struct segment *seg, uint8_t *buf, size_t size,
		   struct error *err)
{
	size_t len = tcp_length(seg);

	if (check_tcp(seg, err) || check_ip(seg, err) || check_room(len, size, err))
		return -1;
	write_tcp(seg, buf);
	return (int)len;
}

static uint8_t hop_limit(const struct segment *seg)
{
	return seg->ttl ? seg->ttl : DEFAULT_TTL;
}

static void write_ipv4(const struct segment *seg, uint8_t *buf)
{
	size_t header = ip_header_length(seg);
	uint64_t sum;

	memset(buf, 0, header);
	buf[0] = (uint8_t)(4 << 4 | header / 4);
	buf[1] = seg->tos;
	put_be16(buf + 2, (uint16_t)(header + tcp_length(seg)));
	put_be16(buf + 4, seg->ip_id);
	put_be16(buf + 6, seg->df ? IPV4_DF : 0);
	buf[8] = hop_limit(seg);
	buf[9] = IPPROTO_TCP;
	memcpy(buf + 12, seg->src.bytes, 4);
	memcpy(buf + 16, seg->dst.bytes, 4);
	memcpy(buf + IPV4_HEADER, seg->ip_options, seg->ip_options_len);
	sum = checksum_add(0, buf, header);
	sum = (uint16_t)~checksum_fold(sum);
	put_be16(buf + 10, (uint16_t)(seg->force & BAD_IP_CHECKSUM ? sum ^ 1 : sum));
}

static void write_ipv6(const struct segment *seg, uint8_t *buf)
{
	put_be32(buf, 6u << 28 | (uint32_t)seg->tos << 20 | seg->flow_label);
	put_be16(buf + 4, (uint16_t)tcp_length(seg));
	buf[6] = IPPROTO_TCP;
	buf[7] = hop_limit(seg);
	memcpy(buf + 8, seg->src.bytes, 16);
	memcpy(buf + 24, seg->dst.bytes, 16);
}

int segment_encode_ip(const struct segment *seg, uint8_t *buf, size_t size,
		      struct error *err)
{
	size_t header = ip_header_length(seg);
	size_t len = header + tcp_length(seg);

	if (check_tcp(seg, err) || check_ip(seg, err) || check_room(len, size, err))
		return -1;
	if (seg->src.family == FAMILY_INET6)
		write_ipv6(seg, buf);
	else
		write_ipv4(seg, buf);
	write_tcp(seg, buf + header);
	return (int)len;
}

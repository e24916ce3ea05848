/* SPDX-License-Identifier: BSD-2-Clause */
/* decode.c - a captured frame becomes a segment: link, IP and TCP header in turn. */
#include <string.h>

#include "segment/bytes.h"
#include "segment/checksum.h"
#include "segment/decode_ip.h"
#include "segment/decode_link.h"

static void read_fixed_header(const uint8_t *tcp, struct segment *seg)
{
	uint16_t word = get_be16(tcp + 12);

	seg->src_port = get_be16(tcp);
	seg->dst_port = get_be16(tcp + 2);
	seg->seq = get_be32(tcp + 4);
	seg->ack = get_be32(tcp + 8);
	seg->data_offset = (uint8_t)(word >> 12);
	seg->flags = word & SEG_ALL_FLAGS;
	seg->window = get_be16(tcp + 14);
	seg->checksum = get_be16(tcp + 16);
	seg->urgent = get_be16(tcp + 18);
}

static enum checksum_status judge_checksum(const struct segment *seg,
					   const uint8_t *tcp, size_t len)
{
	uint64_t pseudo = checksum_pseudo(&seg->src, &seg->dst, len);

	if (checksum_fold(checksum_add(pseudo, tcp, len)) == 0xffff)
		return CHECKSUM_GOOD;
	if (seg->checksum == checksum_fold(pseudo))
		return CHECKSUM_PARTIAL;
	return CHECKSUM_BAD;
}

static enum decode_status decode_tcp(struct cursor *cursor, struct decoded *out,
				     const struct ip_found *found)
{
	struct segment *seg = &out->seg;
	const uint8_t *tcp, *options;
	size_t header, held;

	cursor_cut(cursor, found->tcp_len);
	held = cursor->held;
	tcp = cursor_take(cursor, SEG_HEADER_MIN);
	if (!tcp)
		return DECODE_TRUNCATED;
	read_fixed_header(tcp, seg);
	header = seg->data_offset * 4u;
	if (header < SEG_HEADER_MIN || header > found->tcp_len)
		return DECODE_BAD_OFFSET;
	options = cursor_take(cursor, header - SEG_HEADER_MIN);
	if (!options)
		return DECODE_TRUNCATED;
	seg->options_len = (uint8_t)(header - SEG_HEADER_MIN);
	if (seg->options_len)
		memcpy(seg->options, options, seg->options_len);
	seg->payload_len = (uint32_t)cursor->held;
	seg->payload = cursor->held ? cursor->bytes : NULL;
	if (found->lies)
		return DECODE_TRUNCATED;
	if (held == found->tcp_len && !found->detour)
		out->checksum = judge_checksum(seg, tcp, held);
	return DECODE_OK;
}

/* The version nibble decides; a link header that announces the other family is
 * contradicted and the frame is not taken for IP, as a receiver would do. */
static enum decode_status decode_ip(struct cursor *cursor, enum ip_family announced,
				    struct decoded *out)
{
	struct ip_found found = { 0 };
	enum decode_status status;
	enum ip_family family;

	if (cursor->held == 0)
		return DECODE_TRUNCATED;
	family = (enum ip_family)(cursor->bytes[0] >> 4);
	if (announced != FAMILY_NONE && announced != family)
		return DECODE_NOT_IP;
	switch (family) {
	case FAMILY_INET:
		status = decode_ipv4(cursor, out, &found);
		break;
	case FAMILY_INET6:
		status = decode_ipv6(cursor, out, &found);
		break;
	default:
		return DECODE_NOT_IP;
	}
	return status == DECODE_OK ? decode_tcp(cursor, out, &found) : status;
}

/* Captures of more than 4 GiB do not exist; the cut keeps lengths in 32 bits. */
static size_t sane_length(size_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : n;
}

void segment_decode(const uint8_t *bytes, size_t len, size_t wire_len,
		    enum link_type link, struct decoded *out)
{
	struct cursor cursor = { .bytes = bytes, .held = sane_length(len) };
	enum ip_family announced;

	memset(out, 0, sizeof(*out));
	out->checksum = CHECKSUM_UNSEEN;
	out->ip_checksum = CHECKSUM_UNSEEN;
	cursor.wire = sane_length(wire_len > len ? wire_len : len);
	out->status = decode_link(&cursor, link, &out->vlan_tags, &announced);
	if (out->status == DECODE_OK)
		out->status = decode_ip(&cursor, announced, out);
}

const char *decode_status_text(enum decode_status status)
{
	static const char *const texts[] = {
		[DECODE_OK] = "a TCP segment",
		[DECODE_NOT_IP] = "not IP",
		[DECODE_NOT_TCP] = "not TCP",
		[DECODE_FRAGMENT] = "a fragment",
		[DECODE_TRUNCATED] = "truncated",
		[DECODE_BAD_IP] = "a malformed IP header",
		[DECODE_BAD_OFFSET] = "a TCP data offset that cannot be",
	};
	size_t i = (size_t)status;

	return i < sizeof(texts) / sizeof(texts[0]) ? texts[i] : "invalid status";
}

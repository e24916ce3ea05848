/* SPDX-License-Identifier: BSD-2-Clause */
/* decode_ip.c - IPv4 with its options (RFC 791), IPv6 with its extension headers (RFC
 * 8200). */
#include "segment/decode_ip.h"

#include <netinet/in.h>
#include <string.h>

#include "segment/bytes.h"
#include "segment/checksum.h"

enum {
	IPV4_HEADER = 20,
	IPV4_FRAGMENT = 0x3fff, /* more fragments, and the offset */
	IPV4_DF = 0x4000,
	IPV6_HEADER = 40,
	IPV6_FRAGMENT = 0xfff9, /* the offset, and more fragments */
	IPV6_PAYLOAD_MAX = 65535,
	EXTENSIONS_MAX = 16 /* more is no traffic that a tester could ask for */
};

static struct ipaddr address(enum ip_family family, const uint8_t *bytes)
{
	struct ipaddr addr = { .family = family };

	memcpy(addr.bytes, bytes, ipaddr_size(&addr));
	return addr;
}

static uint32_t clamp32(size_t n)
{
	return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* ---- IPv4 ------------------------------------------------------------- */

static void read_ipv4(const uint8_t *ip, struct decoded *out)
{
	struct segment *seg = &out->seg;

	seg->tos = ip[1];
	seg->ip_id = get_be16(ip + 4);
	seg->df = get_be16(ip + 6) & IPV4_DF;
	seg->ttl = ip[8];
	seg->src = address(FAMILY_INET, ip + 12);
	seg->dst = address(FAMILY_INET, ip + 16);
}

/* Takes what is behind the first 20 octets; the checksum needs all of it. */
static enum decode_status read_ipv4_options(struct cursor *cursor, const uint8_t *ip,
					    size_t header, struct decoded *out)
{
	size_t len = header - IPV4_HEADER;
	const uint8_t *options = cursor_take(cursor, len);

	if (!options)
		return DECODE_TRUNCATED;
	if (len)
		memcpy(out->seg.ip_options, options, len);
	out->seg.ip_options_len = (uint8_t)len;
	out->ip_checksum = checksum_fold(checksum_add(0, ip, header)) == 0xffff
				   ? CHECKSUM_GOOD
				   : CHECKSUM_BAD;
	return DECODE_OK;
}

enum decode_status decode_ipv4(struct cursor *cursor, struct decoded *out,
			       struct ip_found *found)
{
	size_t wire = cursor->wire, header, total;
	const uint8_t *ip = cursor_take(cursor, IPV4_HEADER);

	if (!ip)
		return DECODE_TRUNCATED;
	read_ipv4(ip, out);
	header = (ip[0] & 0x0fu) * 4;
	total = get_be16(ip + 2);
	if (total == 0) /* a kernel's own segment before its TSO cuts it up */
		total = wire;
	out->ip_len = clamp32(total);
	if (header < IPV4_HEADER || header > total)
		return DECODE_BAD_IP;
	if (read_ipv4_options(cursor, ip, header, out) != DECODE_OK)
		return DECODE_TRUNCATED;
	if (get_be16(ip + 6) & IPV4_FRAGMENT)
		return DECODE_FRAGMENT;
	if (ip[9] != IPPROTO_TCP)
		return DECODE_NOT_TCP;
	found->tcp_len = total - header;
	found->lies = total > wire;
	return DECODE_OK;
}

/* ---- IPv6 ------------------------------------------------------------- */

enum extension_unit { UNIT_NONE, UNIT_8, UNIT_4, UNIT_FRAGMENT };

/* How an extension header tells its length (RFC 8200 section 4, RFC 4302). */
static enum extension_unit extension_unit(uint8_t next)
{
	switch (next) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_DSTOPTS:
	case IPPROTO_ROUTING:
		return UNIT_8;
	case IPPROTO_AH:
		return UNIT_4;
	case IPPROTO_FRAGMENT:
		return UNIT_FRAGMENT;
	default:
		return UNIT_NONE;
	}
}

static size_t extension_length(enum extension_unit unit, const uint8_t *header)
{
	switch (unit) {
	case UNIT_8:
		return ((size_t)header[1] + 1) * 8;
	case UNIT_4:
		return ((size_t)header[1] + 2) * 4;
	case UNIT_FRAGMENT:
	case UNIT_NONE:
		break;
	}
	return 8;
}

/* Steps over the extension header of kind *next; on DECODE_OK *next is the kind
 * of what follows and found->tcp_len is what remains by the IP length. */
static enum decode_status skip_extension(struct cursor *cursor, uint8_t *next,
					 struct decoded *out,
					 struct ip_found *found)
{
	enum extension_unit unit = extension_unit(*next);
	const uint8_t *header;
	size_t len;

	if (cursor->held < 8)
		return DECODE_TRUNCATED;
	header = cursor->bytes;
	len = extension_length(unit, header);
	if (len > found->tcp_len)
		return DECODE_BAD_IP;
	if (!cursor_take(cursor, len))
		return DECODE_TRUNCATED;
	out->extension_headers++;
	if (unit == UNIT_FRAGMENT && (get_be16(header + 2) & IPV6_FRAGMENT))
		return DECODE_FRAGMENT;
	if (*next == IPPROTO_ROUTING && header[3] > 0)
		found->detour = true;
	found->tcp_len -= len;
	*next = header[0];
	return DECODE_OK;
}

static void read_ipv6(const uint8_t *ip, struct decoded *out)
{
	struct segment *seg = &out->seg;
	uint32_t word = get_be32(ip);

	seg->tos = (uint8_t)(word >> 20);
	seg->flow_label = word & 0xfffff;
	seg->ttl = ip[7];
	seg->src = address(FAMILY_INET6, ip + 8);
	seg->dst = address(FAMILY_INET6, ip + 24);
	out->ip_checksum = CHECKSUM_GOOD; /* there is none */
}

enum decode_status decode_ipv6(struct cursor *cursor, struct decoded *out,
			       struct ip_found *found)
{
	const uint8_t *ip = cursor_take(cursor, IPV6_HEADER);
	enum decode_status status;
	size_t payload;
	uint8_t next;

	if (!ip)
		return DECODE_TRUNCATED;
	read_ipv6(ip, out);
	payload = get_be16(ip + 4);
	next = ip[6];
	if (payload == 0 && cursor->wire > IPV6_PAYLOAD_MAX) /* BIG TCP, jumbogram */
		payload = cursor->wire;
	out->ip_len = clamp32(IPV6_HEADER + payload);
	found->tcp_len = payload;
	found->lies = payload > cursor->wire;
	for (unsigned i = 0; extension_unit(next) != UNIT_NONE; i++) {
		if (i == EXTENSIONS_MAX)
			return DECODE_BAD_IP;
		status = skip_extension(cursor, &next, out, found);
		if (status != DECODE_OK)
			return status;
	}
	return next == IPPROTO_TCP ? DECODE_OK : DECODE_NOT_TCP;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* decode_link.c - Ethernet with its VLAN tags, Linux cooked captures, BSD loopback. */
#include "segment/decode_link.h"

#include "segment/bytes.h"

enum {
	ETHERTYPE_INET = 0x0800,
	ETHERTYPE_INET6 = 0x86dd,
	ETHERTYPE_VLAN = 0x8100,
	ETHERTYPE_QINQ = 0x88a8,
	ETHERTYPE_QINQ_OLD = 0x9100,
	NULL_HEADER = 4
};

/* Link headers that name the network protocol by its EtherType. */
static const struct link_shape {
	size_t len, type_at;
} shapes[] = {
	[LINK_ETHERNET] = { 14, 12 },
	[LINK_SLL] = { 16, 14 },
	[LINK_SLL2] = { 20, 0 },
};

static bool is_vlan(uint16_t type)
{
	return type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ ||
	       type == ETHERTYPE_QINQ_OLD;
}

/* The number of tags is bounded by the frame: each takes four octets of it. */
static enum decode_status skip_vlan(struct cursor *cursor, uint16_t *type,
				    unsigned *vlan_tags)
{
	while (is_vlan(*type)) {
		const uint8_t *tag = cursor_take(cursor, 4);

		if (!tag)
			return DECODE_TRUNCATED;
		*type = get_be16(tag + 2);
		(*vlan_tags)++;
	}
	return DECODE_OK;
}

static enum decode_status decode_shaped(struct cursor *cursor,
					const struct link_shape *shape,
					unsigned *vlan_tags,
					enum ip_family *family)
{
	const uint8_t *header = cursor_take(cursor, shape->len);
	uint16_t type;

	if (!header)
		return DECODE_TRUNCATED;
	type = get_be16(header + shape->type_at);
	if (skip_vlan(cursor, &type, vlan_tags) != DECODE_OK)
		return DECODE_TRUNCATED;
	switch (type) {
	case ETHERTYPE_INET:
		*family = FAMILY_INET;
		return DECODE_OK;
	case ETHERTYPE_INET6:
		*family = FAMILY_INET6;
		return DECODE_OK;
	default:
		return DECODE_NOT_IP;
	}
}

/* AF_INET is 2 everywhere; AF_INET6 is 10 on Linux, 24, 28 or 30 on the BSDs. */
static enum ip_family family_of_af(uint32_t af)
{
	switch (af) {
	case 2:
		return FAMILY_INET;
	case 10:
	case 24:
	case 28:
	case 30:
		return FAMILY_INET6;
	default:
		return FAMILY_NONE;
	}
}

static enum decode_status decode_null(struct cursor *cursor, enum ip_family *family)
{
	const uint8_t *header = cursor_take(cursor, NULL_HEADER);
	uint32_t af;

	if (!header)
		return DECODE_TRUNCATED;
	af = get_be32(header);
	*family = family_of_af(af);
	if (*family == FAMILY_NONE)
		*family = family_of_af(__builtin_bswap32(af));
	return *family == FAMILY_NONE ? DECODE_NOT_IP : DECODE_OK;
}

enum decode_status decode_link(struct cursor *cursor, enum link_type link,
			       unsigned *vlan_tags, enum ip_family *family)
{
	*family = FAMILY_NONE;
	switch (link) {
	case LINK_RAW:
		return DECODE_OK;
	case LINK_NULL:
		return decode_null(cursor, family);
	case LINK_ETHERNET:
	case LINK_SLL:
	case LINK_SLL2:
		return decode_shaped(cursor, &shapes[link], vlan_tags, family);
	}
	return DECODE_NOT_IP;
}

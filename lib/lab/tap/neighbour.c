/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/neighbour.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>

#include "segment/bytes.h"
#include "segment/checksum.h"

/* ---- ARP (RFC 826) -------------------------------------------------------------- */

enum { ARP_BYTES = 28, ARP_REQUEST = 1, ARP_REPLY = 2, ARP_ETHERNET = 1 };

/* Where things stand behind the Ethernet header. */
enum { ARP_OP = 6, ARP_SENDER_MAC = 8, ARP_SENDER = 14, ARP_TARGET_MAC = 18,
       ARP_TARGET = 24 };

void ether_header(uint8_t *frame, const uint8_t to[static MAC_BYTES],
		  const uint8_t from[static MAC_BYTES], uint16_t type)
{
	memcpy(frame, to, MAC_BYTES);
	memcpy(frame + MAC_BYTES, from, MAC_BYTES);
	put_be16(frame + 2 * MAC_BYTES, type);
}

static bool asks_by_arp(const struct station *own, const uint8_t *arp)
{
	return get_be16(arp) == ARP_ETHERNET && get_be16(arp + 2) == ETHERTYPE_IP &&
	       arp[4] == MAC_BYTES && arp[5] == 4 &&
	       get_be16(arp + ARP_OP) == ARP_REQUEST &&
	       memcmp(arp + ARP_TARGET, own->inet.bytes, 4) == 0;
}

static size_t answer_arp(const struct station *own, const uint8_t *frame, size_t len,
			 uint8_t *answer)
{
	const uint8_t *ask = frame + ETHER_HEADER;
	uint8_t *arp = answer + ETHER_HEADER;

	if (len < ETHER_HEADER + ARP_BYTES || !asks_by_arp(own, ask))
		return 0;
	ether_header(answer, ask + ARP_SENDER_MAC, own->mac, ETHERTYPE_ARP);
	memcpy(arp, ask, ARP_OP);
	put_be16(arp + ARP_OP, ARP_REPLY);
	memcpy(arp + ARP_SENDER_MAC, own->mac, MAC_BYTES);
	memcpy(arp + ARP_SENDER, own->inet.bytes, 4);
	memcpy(arp + ARP_TARGET_MAC, ask + ARP_SENDER_MAC, MAC_BYTES);
	memcpy(arp + ARP_TARGET, ask + ARP_SENDER, 4);
	return ETHER_HEADER + ARP_BYTES;
}

/* ---- neighbour discovery (RFC 4861) ---------------------------------------------- */

enum { IPV6_BYTES = 40, SOLICIT_BYTES = 24, ADVERT_BYTES = 32, SOLICIT = 135,
       ADVERT = 136, ADVERT_SOLICITED = 0x40, ADVERT_OVERRIDE = 0x20,
       OPTION_SOURCE = 1, OPTION_TARGET = 2, ND_HOPS = 255 };

/* Where things stand in the IPv6 header, and in the message behind it. */
enum { IPV6_LEN = 4, IPV6_NEXT = 6, IPV6_HOPS = 7, IPV6_SRC = 8, IPV6_DST = 24,
       ND_CHECKSUM = 2, ND_FLAGS = 4, ND_TARGET = 8, ND_OPTIONS = 24 };

static const uint8_t unspecified[16];
static const uint8_t all_nodes[16] = { 0xff, 0x02, [15] = 1 };
static const uint8_t all_nodes_mac[MAC_BYTES] = { 0x33, 0x33, [5] = 1 };

/* Over the pseudo-header of RFC 8200 section 8.1 and the message. */
static uint16_t icmp6_sum(const uint8_t *ip, size_t len)
{
	uint64_t sum = checksum_add(len + IPPROTO_ICMPV6, ip + IPV6_SRC, 32);

	return checksum_fold(checksum_add(sum, ip + IPV6_BYTES, len));
}

/* The source link-layer address of a solicitation, NULL without; *sound becomes false
 * when the options cannot be walked (section 7.1.1). */
static const uint8_t *source_option(const uint8_t *nd, size_t len, bool *sound)
{
	const uint8_t *found = NULL;
	size_t at = ND_OPTIONS;

	while (at < len) {
		size_t size = len - at < 2 ? 0 : 8u * nd[at + 1];

		if (size == 0 || size > len - at) {
			*sound = false;
			return NULL;
		}
		if (nd[at] == OPTION_SOURCE && size == 8)
			found = nd + at + 2;
		at += size;
	}
	return found;
}

/* Section 7.1.1: is this a sound solicitation for our address? */
static bool asks_by_nd(const struct station *own, const uint8_t *ip, size_t len)
{
	const uint8_t *nd = ip + IPV6_BYTES;
	size_t nd_len;

	if (len < IPV6_BYTES + SOLICIT_BYTES || ip[0] >> 4 != 6 ||
	    ip[IPV6_NEXT] != IPPROTO_ICMPV6 || ip[IPV6_HOPS] != ND_HOPS)
		return false;
	nd_len = get_be16(ip + IPV6_LEN);
	return nd_len >= SOLICIT_BYTES && nd_len <= len - IPV6_BYTES &&
	       nd[0] == SOLICIT && nd[1] == 0 &&
	       memcmp(nd + ND_TARGET, own->inet6.bytes, 16) == 0 &&
	       icmp6_sum(ip, nd_len) == 0xffff;
}

static void write_advert(const struct station *own, uint8_t *ip, const uint8_t *to,
			 uint8_t flags)
{
	uint8_t *nd = ip + IPV6_BYTES;

	memset(ip, 0, IPV6_BYTES + ADVERT_BYTES);
	ip[0] = 6 << 4;
	put_be16(ip + IPV6_LEN, ADVERT_BYTES);
	ip[IPV6_NEXT] = IPPROTO_ICMPV6;
	ip[IPV6_HOPS] = ND_HOPS;
	memcpy(ip + IPV6_SRC, own->inet6.bytes, 16);
	memcpy(ip + IPV6_DST, to, 16);
	nd[0] = ADVERT;
	nd[ND_FLAGS] = flags;
	memcpy(nd + ND_TARGET, own->inet6.bytes, 16);
	nd[ND_OPTIONS] = OPTION_TARGET;
	nd[ND_OPTIONS + 1] = 1;
	memcpy(nd + ND_OPTIONS + 2, own->mac, MAC_BYTES);
	put_be16(nd + ND_CHECKSUM, (uint16_t)~icmp6_sum(ip, ADVERT_BYTES));
}

static size_t answer_nd(const struct station *own, const uint8_t *frame, size_t len,
			uint8_t *answer)
{
	const uint8_t *ip = frame + ETHER_HEADER, *source;
	bool sound = true, nobody;

	if (!asks_by_nd(own, ip, len - ETHER_HEADER))
		return 0;
	source = source_option(ip + IPV6_BYTES, get_be16(ip + IPV6_LEN), &sound);
	nobody = memcmp(ip + IPV6_SRC, unspecified, sizeof(unspecified)) == 0;
	if (!sound || (nobody && source))
		return 0;
	/* Who has no address yet wants ours for itself: all shall hear that it is
	 * taken (section 7.2.4). */
	if (nobody)
		source = all_nodes_mac;
	else if (!source)
		source = frame + MAC_BYTES;
	ether_header(answer, source, own->mac, ETHERTYPE_IPV6);
	write_advert(own, answer + ETHER_HEADER, nobody ? all_nodes : ip + IPV6_SRC,
		     nobody ? ADVERT_OVERRIDE : ADVERT_SOLICITED | ADVERT_OVERRIDE);
	return ETHER_HEADER + IPV6_BYTES + ADVERT_BYTES;
}

size_t neighbour_answer(const struct station *own, const uint8_t *frame, size_t len,
			uint8_t answer[static NEIGHBOUR_ANSWER])
{
	if (len < ETHER_HEADER)
		return 0;
	switch (get_be16(frame + 2 * MAC_BYTES)) {
	case ETHERTYPE_ARP:
		return answer_arp(own, frame, len, answer);
	case ETHERTYPE_IPV6:
		return answer_nd(own, frame, len, answer);
	default:
		return 0;
	}
}

/* ---- who was heard --------------------------------------------------------------- */

void neighbours_learn(struct neighbours *table, const struct ipaddr *addr,
		      const uint8_t mac[static MAC_BYTES])
{
	unsigned i = 0;

	while (i < NEIGHBOURS_MAX && !ipaddr_equal(&table->row[i].addr, addr))
		i++;
	if (i == NEIGHBOURS_MAX) {
		i = table->next;
		table->next = (i + 1) % NEIGHBOURS_MAX;
		table->row[i].addr = *addr;
	}
	memcpy(table->row[i].mac, mac, MAC_BYTES);
}

const uint8_t *neighbours_find(const struct neighbours *table,
			       const struct ipaddr *addr)
{
	for (unsigned i = 0; i < NEIGHBOURS_MAX; i++)
		if (ipaddr_equal(&table->row[i].addr, addr))
			return table->row[i].mac;
	return NULL;
}

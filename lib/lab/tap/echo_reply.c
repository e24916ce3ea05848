/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/echo_reply.h"

#include <net/ethernet.h>
#include <string.h>

#include "segment/bytes.h"

enum { INET_HEADER = 20, INET6_HEADER = 40, ICMP = 1, ICMP6 = 58, REQUEST = 8,
       REQUEST6 = 128, REPLY6 = 129, ICMP_HEADER = 8 };

static void swap(uint8_t *a, uint8_t *b, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const uint8_t was = a[i];

		a[i] = b[i];
		b[i] = was;
	}
}

/* The checksum follows the type by RFC 1624, equation 3; no other field changes that is
 * summed: source and destination change places. */
static void set_type(uint8_t *icmp, uint8_t type)
{
	uint32_t sum = (uint16_t)~get_be16(icmp + 2) + (uint32_t)(uint16_t)~(icmp[0] << 8) +
		       (uint32_t)(type << 8);

	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	icmp[0] = type;
	put_be16(icmp + 2, (uint16_t)~sum);
}

static bool inet_reply(const struct station *own, uint8_t *ip, size_t len)
{
	uint8_t *icmp = ip + INET_HEADER;

	if (len < INET_HEADER + ICMP_HEADER || ip[0] != 0x45 || ip[9] != ICMP ||
	    memcmp(ip + 16, own->inet.bytes, 4) != 0 || icmp[0] != REQUEST)
		return false;
	swap(ip + 12, ip + 16, 4);
	set_type(icmp, 0);
	return true;
}

static bool inet6_reply(const struct station *own, uint8_t *ip, size_t len)
{
	uint8_t *icmp = ip + INET6_HEADER;

	if (len < INET6_HEADER + ICMP_HEADER || ip[6] != ICMP6 ||
	    memcmp(ip + 24, own->inet6.bytes, 16) != 0 || icmp[0] != REQUEST6)
		return false;
	swap(ip + 8, ip + 24, 16);
	set_type(icmp, REPLY6);
	return true;
}

bool echo_reply(const struct station *own, uint8_t *frame, size_t len)
{
	bool made;

	if (len < ETHER_HEADER || memcmp(frame, own->mac, MAC_BYTES) != 0)
		return false;
	if (get_be16(frame + 12) == ETHERTYPE_IP)
		made = inet_reply(own, frame + ETHER_HEADER, len - ETHER_HEADER);
	else
		made = get_be16(frame + 12) == ETHERTYPE_IPV6 &&
		       inet6_reply(own, frame + ETHER_HEADER, len - ETHER_HEADER);
	if (made)
		swap(frame, frame + MAC_BYTES, MAC_BYTES);
	return made;
}

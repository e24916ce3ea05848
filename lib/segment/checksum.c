/* SPDX-License-Identifier: BSD-2-Clause */
#include "segment/checksum.h"

#include <netinet/in.h>

#include "segment/bytes.h"
#include "segment/segment.h"

uint64_t checksum_add(uint64_t sum, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += get_be16(bytes + i);
	if (i < len)
		sum += (uint64_t)bytes[i] << 8;
	return sum;
}

uint16_t checksum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* The 32-bit length of IPv6's pseudo-header and the 16-bit one of IPv4's add up to
 * the same sum, because the halves are added as words. */
uint64_t checksum_pseudo(const struct ipaddr *src, const struct ipaddr *dst,
			 size_t len)
{
	uint64_t sum = IPPROTO_TCP;

	sum += len & 0xffff;
	sum += len >> 16;
	sum = checksum_add(sum, src->bytes, ipaddr_size(src));
	return checksum_add(sum, dst->bytes, ipaddr_size(dst));
}

uint16_t segment_checksum(const struct ipaddr *src, const struct ipaddr *dst,
			  const uint8_t *tcp, size_t len)
{
	uint64_t sum = checksum_pseudo(src, dst, len);

	return (uint16_t)~checksum_fold(checksum_add(sum, tcp, len));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* header_check.c - what comes before the state is looked at (RFC 9293 sections 3.1 and
 * 3.9.2.3). */
#include "endpoint/arrives/header_check.h"

/* Sections 3.1 (data offset), RFC 1122 section 3.2.1. */
static bool whole(const struct tcp_endpoint *host, struct decoded *decoded)
{
	const struct fault_set *f = &host->config.faults;

	if (decoded->status == DECODE_BAD_OFFSET) {
		struct segment *seg = &decoded->seg;
		bool taken = seg->data_offset < SEG_HEADER_MIN / 4
				     ? fault_on(f, FAULT_OFFSET_BELOW_5_TAKEN)
				     : fault_on(f, FAULT_OFFSET_PAST_END_TAKEN);

		if (!taken)
			return false;
		seg->options_len = 0;
		/* What lies behind the fixed header is taken for one octet. */
		seg->payload = (const uint8_t *)"?";
		seg->payload_len = 1;
		return true;
	}
	if (decoded->status != DECODE_OK)
		return false;
	return decoded->ip_checksum == CHECKSUM_GOOD ||
	       fault_on(f, FAULT_CHECKSUM_IP_UNCHECKED);
}

/* MUST-3. */
static bool checksum_passes(const struct tcp_endpoint *host,
			    const struct decoded *decoded)
{
	const struct fault_set *f = &host->config.faults;
	const struct segment *seg = &decoded->seg;

	if (decoded->status != DECODE_OK)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_ODD_REFUSED) && seg->payload_len % 2)
		return false;
	if (decoded->checksum == CHECKSUM_GOOD)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED))
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED_ON_DATA) && seg->payload_len > 0)
		return true;
	if (fault_on(f, FAULT_CHECKSUM_UNCHECKED_ON_SYN) && (seg->flags & SEG_SYN))
		return true;
	return fault_on(f, FAULT_CHECKSUM_ZERO_TAKEN) && seg->checksum == 0;
}

/* MUST-57, MUST-63: neither end may be broadcast or multicast. */
static bool addresses_pass(const struct tcp_endpoint *host, const struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;
	bool bad_source = ipaddr_is_multicast(&seg->src) ||
			  ipaddr_is_broadcast_or_any(&seg->src);
	bool bad_destination = ipaddr_is_multicast(&seg->dst) ||
			       ipaddr_is_broadcast_or_any(&seg->dst);

	if (bad_source && !fault_on(f, FAULT_SOURCE_UNCHECKED))
		return false;
	return !bad_destination || fault_on(f, FAULT_BROADCAST_ANSWERED);
}

/* Mistakes about header fields that must not matter. */
static bool header_refused(const struct tcp_endpoint *host, const struct segment *seg)
{
	const struct fault_set *f = &host->config.faults;

	if (fault_on(f, FAULT_RESERVED_REFUSED) && (seg->flags & SEG_RESERVED))
		return true;
	if (fault_on(f, FAULT_TTL_LOW_REFUSED) && seg->ttl < 2)
		return true;
	if (fault_on(f, FAULT_IP_OPTIONS_REFUSED) && seg->ip_options_len > 0)
		return true;
	return fault_on(f, FAULT_OPTION_IN_DATA_REFUSED) && seg->options_len > 0 &&
	       !(seg->flags & SEG_SYN);
}

bool header_passes(const struct tcp_endpoint *host, struct decoded *decoded)
{
	return whole(host, decoded) && checksum_passes(host, decoded) &&
	       addresses_pass(host, &decoded->seg) &&
	       !header_refused(host, &decoded->seg);
}

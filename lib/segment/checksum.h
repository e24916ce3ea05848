/* SPDX-License-Identifier: BSD-2-Clause */
/* checksum.h - the Internet checksum in its steps. */
#ifndef TCPVET_SEGMENT_CHECKSUM_H
#define TCPVET_SEGMENT_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#include "segment/address.h"

/* Adds the octets as 16-bit words to a sum; an odd last octet is padded with 0.
 * 64 bits never overflow for any length that fits a datagram. */
uint64_t checksum_add(uint64_t sum, const uint8_t *bytes, size_t len);

/* Folds the carries until none is left; not complemented. */
uint16_t checksum_fold(uint64_t sum);

/* The sum over the pseudo-header of a TCP segment of `len` octets. */
uint64_t checksum_pseudo(const struct ipaddr *src, const struct ipaddr *dst,
			 size_t len);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * neighbour.h - who has which address on an Ethernet: answers to ARP (RFC 826) and to
 * IPv6 neighbour discovery (RFC 4861), and where others were last heard. Pure: frames
 * in, frames out.
 */
#ifndef TCPVET_LAB_TAP_NEIGHBOUR_H
#define TCPVET_LAB_TAP_NEIGHBOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "segment/address.h"

enum { MAC_BYTES = 6, ETHER_HEADER = 14, NEIGHBOUR_ANSWER = 86 };

/* One end of a link. */
struct station {
	uint8_t mac[MAC_BYTES];
	struct ipaddr inet, inet6;
};

/*
 * The frame that answers an ARP request or a neighbour solicitation for one of the
 * station's addresses. Returns its length, 0 when the frame asks for none.
 */
size_t neighbour_answer(const struct station *own, const uint8_t *frame, size_t len,
			uint8_t answer[static NEIGHBOUR_ANSWER]);

/* Writes an Ethernet header. */
void ether_header(uint8_t *frame, const uint8_t to[static MAC_BYTES],
		  const uint8_t from[static MAC_BYTES], uint16_t type);

enum { NEIGHBOURS_MAX = 64 };

/* Zero is an empty table. */
struct neighbours {
	struct {
		struct ipaddr addr;
		uint8_t mac[MAC_BYTES];
	} row[NEIGHBOURS_MAX];
	unsigned next; /* the row that is overwritten next */
};

/* A packet from the address came with that sender. */
void neighbours_learn(struct neighbours *table, const struct ipaddr *addr,
		      const uint8_t mac[static MAC_BYTES]);

/* The sender of its last packet; NULL when none came. */
const uint8_t *neighbours_find(const struct neighbours *table,
			       const struct ipaddr *addr);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * offload.h - what an interface or its driver does to segments on the way between wire
 * and capture, read and switched by ethtool's ioctls.
 *
 * A capture shows a segment before the sending side has finished it (no checksum yet,
 * longer than the MTU) and after the receiving side has merged it with others. What
 * is merged cannot be taken apart again: the kernel merges segments of equal length,
 * but libpcap does not tell which.
 */
#ifndef TCPVET_WIRE_LIVE_OFFLOAD_H
#define TCPVET_WIRE_LIVE_OFFLOAD_H

#include <stdint.h>

#include "base/error.h"

enum offload {
	OFFLOAD_TSO = 0x001,
	OFFLOAD_GSO = 0x002,
	OFFLOAD_SCATTER_GATHER = 0x004,
	OFFLOAD_TX_CHECKSUM = 0x008,
	OFFLOAD_RX_CHECKSUM = 0x010,
	OFFLOAD_GRO = 0x020,
	OFFLOAD_GRO_HW = 0x040,
	OFFLOAD_LRO = 0x080,
	OFFLOAD_GRO_LIST = 0x100,

	/* They change what is sent; on a local path that is what the target sends. */
	OFFLOAD_SENDING = 0x00f,
	/* They merge what is received. GRO leaves just the pseudo-header's sum in the
	 * checksum field; the others need not mark what they merged. */
	OFFLOAD_MERGING = 0x1e0,
	OFFLOAD_MERGING_UNMARKED = OFFLOAD_LRO | OFFLOAD_GRO_LIST,
	OFFLOAD_ALL = 0x1ff
};

enum { OFFLOAD_COUNT = 9, OFFLOAD_BLOCKS = 8, OFFLOAD_TEXT = 128 };

/* An interface's features as the kernel keeps them: a bit each, 32 in a block. */
struct offload_state {
	unsigned blocks;
	uint32_t available[OFFLOAD_BLOCKS]; /* can be switched */
	uint32_t wanted[OFFLOAD_BLOCKS];    /* asked for; what must be restored */
	uint32_t active[OFFLOAD_BLOCKS];
	uint32_t bits[OFFLOAD_COUNT][OFFLOAD_BLOCKS]; /* of each offload, in the
						       * order of the enum */
};

/* Reads the state of the interface of that name in the present network namespace; no
 * privilege is needed. 0, or -1 with err. */
int offload_read(const char *ifname, struct offload_state *out, struct error *err);

/* A set of enum offload: those that are on, and those of them that can be switched
 * off. */
unsigned offload_on(const struct offload_state *state);
unsigned offload_switchable(const struct offload_state *state);

/* Switches off those of `which` that can be. `before` is the present state. 0, or -1
 * with err: without CAP_NET_ADMIN it says so. */
int offload_switch_off(const char *ifname, const struct offload_state *before,
		       unsigned which, struct error *err);

/* Brings those of `which` back to what was asked for before, feature by feature. 0, or
 * -1 with err. */
int offload_restore(const char *ifname, const struct offload_state *before,
		    unsigned which, struct error *err);

/* Switches all of them off, for an interface of one's own. -1 with err when one stays
 * on. */
int offload_disable(const char *ifname, struct error *err);

/* ethtool's words for the set: "tso gro". buf takes OFFLOAD_TEXT octets; returns buf. */
const char *offload_words(unsigned which, char buf[static OFFLOAD_TEXT]);

/* The command that switches the set off: "ethtool -K eth0 tso off gro off". */
const char *offload_command(const char *ifname, unsigned which,
			    char buf[static OFFLOAD_TEXT]);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* link.h - the veth pair between tester and target, and its addresses. */
#ifndef TCPVET_LAB_LINK_H
#define TCPVET_LAB_LINK_H

#include <stdint.h>

#include "base/error.h"
#include "segment/address.h"

enum link_side { LINK_TESTER, LINK_TARGET };

/* Creates both ends: the tester's in the present network namespace, the target's
 * in the one that target_ns stands for. */
int link_create(int target_ns, struct error *err);

/* Gives one end, in the present network namespace, its addresses and its permanent
 * neighbour, and brings it and lo up. */
int link_configure(enum link_side side, struct error *err);

/* For who makes an end by himself: its index, its Ethernet address, its name. */
int link_index(enum link_side side);
const uint8_t *link_mac(enum link_side side);

const char *link_name(enum link_side side);

/* family: FAMILY_INET or FAMILY_INET6. */
const struct ipaddr *link_address(enum link_side side, enum ip_family family);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* wide.h - a lab whose target has many addresses: all of 198.18.0.0/16, which RFC 2544
 * sets aside for benchmarks. */
#ifndef TCPVET_BENCH_WIDE_H
#define TCPVET_BENCH_WIDE_H

#include "lab/kernel/kernel_lab.h"

enum { WIDE_ADDRESSES = 65536 - 2 };

/* Gives the lab's target the addresses, and the tester a way to them. Ends the program
 * when it cannot. */
void wide_open(struct lab *lab);

/* Address number i, from 0. */
struct ipaddr wide_address(unsigned i);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* bare.h - libnet and libpcap alone, no library of ours between: the least that an
 * exchange can cost. A SYN to a closed port of the lab's target, the RST that answers. */
#ifndef TCPVET_BENCH_BARE_H
#define TCPVET_BENCH_BARE_H

#include "bench.h"

struct bare;

/* Injection, and with `capture` a capture of the replies. Ends the program when there
 * can be none. */
struct bare *bare_open(struct lab *lab, enum ip_family family, bool capture);
void bare_close(struct bare *bare);

/* Injects `burst` SYNs, then reads until each is answered; run->count times. */
void bare_round_trips(struct bare *bare, struct bench_run *run, unsigned burst);

/* Injects `burst` SYNs, run->count times; who answers is not looked at. */
void bare_injections(struct bare *bare, struct bench_run *run, unsigned burst);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* duration.h - how long something took, for people: everywhere in one form. */
#ifndef TCPVET_BASE_DURATION_H
#define TCPVET_BASE_DURATION_H

#include <stdint.h>

enum { DURATION_TEXT = 32 };

/* ns as "412 us", "1.23 ms", "4.50 s" or "2 min 5 s"; negative ones with a minus. Returns
 * buf. */
const char *duration_text(int64_t ns, char buf[static DURATION_TEXT]);

#endif

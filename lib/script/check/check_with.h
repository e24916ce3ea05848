/* SPDX-License-Identifier: BSD-2-Clause */
/* check_with.h - header fields set by name. Private to lib/script. */
#ifndef TCPVET_SCRIPT_CHECK_CHECK_WITH_H
#define TCPVET_SCRIPT_CHECK_CHECK_WITH_H

#include "script/check/check_expr.h"

/* Appends to spec->with what stands behind `with` ... */
void check_settings(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec);

/* ... and what stands in packetdrill's [ ] of IP fields. */
void check_ip_words(struct checker *c, const struct node *list,
		    enum direction direction, struct segment_spec *spec);

#endif

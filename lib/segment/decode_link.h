/* SPDX-License-Identifier: BSD-2-Clause */
/* decode_link.h - the link header of a captured frame; internal to lib/segment. */
#ifndef TCPVET_SEGMENT_DECODE_LINK_H
#define TCPVET_SEGMENT_DECODE_LINK_H

#include "segment/cursor.h"
#include "segment/segment.h"

/* Moves behind the link header; *family is what the header announces, FAMILY_NONE
 * when it leaves that to the IP header. DECODE_OK, _NOT_IP or _TRUNCATED. */
enum decode_status decode_link(struct cursor *cursor, enum link_type link,
			       unsigned *vlan_tags, enum ip_family *family);

#endif

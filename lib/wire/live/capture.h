/* SPDX-License-Identifier: BSD-2-Clause */
/* capture.h - what passes on a real interface, both directions (libpcap). */
#ifndef TCPVET_WIRE_LIVE_CAPTURE_H
#define TCPVET_WIRE_LIVE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "segment/segment.h"

struct capture;

enum { CAPTURE_TESTERS = 2 };

/* The tester's addresses, of different families, and its ports, both ends included. */
struct capture_scope {
	struct ipaddr testers[CAPTURE_TESTERS];
	size_t count;
	uint16_t port_first, port_last;
	bool private_link; /* whatever the addresses: nobody else is there */
};

/* A captured frame. The bytes live until the next capture_next. */
struct captured_frame {
	int64_t time; /* ns, CLOCK_REALTIME */
	const uint8_t *bytes;
	size_t len, wire_len;
	enum link_type link;
};

enum { CAPTURE_FILTER_TEXT = 4096 };

/*
 * Writes the kernel filter for the scope in pcap-filter(7) syntax: TCP from and to
 * the tester's ports, whatever the other host (on a private link: whatever the hosts),
 * and besides, because ports cannot be seen there, later fragments and IPv6 packets
 * with extension headers. With `vlan` also all that in VLAN-tagged frames (only
 * Ethernet can compile that). Returns buf.
 */
const char *capture_filter(const struct capture_scope *scope, bool vlan,
			   char buf[static CAPTURE_FILTER_TEXT]);

/* Begins to capture. Needs CAP_NET_RAW. NULL with err. Free with capture_close
 * (NULL allowed). */
struct capture *capture_open(const char *ifname, const struct capture_scope *scope,
			     struct error *err);
void capture_close(struct capture *capture);

/* The next frame: 1 with *out set, 0 when there is none now, -1 with err. Does
 * not block. */
int capture_next(struct capture *capture, struct captured_frame *out, struct error *err);

/* What its frames begin with. */
enum link_type capture_link(const struct capture *capture);

/* Readable when there is a frame. */
int capture_fd(const struct capture *capture);

/* Frames lost for lack of room, since the beginning. */
uint64_t capture_dropped(struct capture *capture);

#endif

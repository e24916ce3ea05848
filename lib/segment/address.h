/* SPDX-License-Identifier: BSD-2-Clause */
/* address.h - an IPv4 or IPv6 address as a value. */
#ifndef TCPVET_SEGMENT_ADDRESS_H
#define TCPVET_SEGMENT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum ip_family { FAMILY_NONE = 0, FAMILY_INET = 4, FAMILY_INET6 = 6 };

struct ipaddr {
	enum ip_family family;
	uint8_t bytes[16]; /* network order; the first 4 for IPv4, rest 0 */
};

enum { ADDRESS_TEXT = 46 + 16 }; /* room for text with a scope */

bool ipaddr_equal(const struct ipaddr *a, const struct ipaddr *b);

/* 4 or 16. */
size_t ipaddr_size(const struct ipaddr *addr);

/* Writes the usual text form (RFC 5952 for IPv6); returns buf. */
const char *ipaddr_text(const struct ipaddr *addr, char buf[static ADDRESS_TEXT]);

/* Reads a literal (no names, no scope); false when it is none. */
bool ipaddr_parse(const char *text, struct ipaddr *out);

/* To and from socket addresses; port in host order. */
socklen_t ipaddr_to_sockaddr(const struct ipaddr *addr, uint16_t port,
			     struct sockaddr_storage *out);
bool ipaddr_from_sockaddr(const struct sockaddr *sa, struct ipaddr *out);

bool ipaddr_is_multicast(const struct ipaddr *addr);

/* IPv4 limited broadcast, 0.0.0.0 and ::. Directed broadcast needs the route. */
bool ipaddr_is_broadcast_or_any(const struct ipaddr *addr);

/* Any of the three. */
bool ipaddr_is_no_host(const struct ipaddr *addr);

/* Addresses that are no host's. */
enum special_address {
	SPECIAL_NONE,
	SPECIAL_MULTICAST, /* all hosts of the link: 224.0.0.1, ff02::1 */
	SPECIAL_BROADCAST, /* 255.255.255.255; IPv6 has none */
	SPECIAL_ANY,       /* 0.0.0.0, :: */
	SPECIAL_COUNT
};

/* False, with *out of no family, where the family has no such address. */
bool ipaddr_special(enum special_address special, enum ip_family family,
		    struct ipaddr *out);

/* "inet" or "inet6", as in reports. */
const char *family_name(enum ip_family family);

#endif

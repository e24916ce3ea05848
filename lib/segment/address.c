/* SPDX-License-Identifier: BSD-2-Clause */
#include "segment/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static const struct ipaddr broadcast4 = { FAMILY_INET, { 255, 255, 255, 255 } };
static const struct ipaddr any4 = { FAMILY_INET, { 0 } };
static const struct ipaddr any6 = { FAMILY_INET6, { 0 } };

size_t ipaddr_size(const struct ipaddr *addr)
{
	return addr->family == FAMILY_INET6 ? 16 : 4;
}

bool ipaddr_equal(const struct ipaddr *a, const struct ipaddr *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, ipaddr_size(a)) == 0;
}

const char *ipaddr_text(const struct ipaddr *addr, char buf[static ADDRESS_TEXT])
{
	int af = addr->family == FAMILY_INET6 ? AF_INET6 : AF_INET;

	if (addr->family == FAMILY_NONE ||
	    !inet_ntop(af, addr->bytes, buf, ADDRESS_TEXT))
		snprintf(buf, ADDRESS_TEXT, "none");
	return buf;
}

bool ipaddr_parse(const char *text, struct ipaddr *out)
{
	struct ipaddr addr = { .family = FAMILY_INET };

	if (inet_pton(AF_INET, text, addr.bytes) != 1) {
		addr = (struct ipaddr){ .family = FAMILY_INET6 };
		if (inet_pton(AF_INET6, text, addr.bytes) != 1)
			return false;
	}
	*out = addr;
	return true;
}

static socklen_t to_sockaddr4(const struct ipaddr *addr, uint16_t port,
			      struct sockaddr_storage *out)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };

	sin.sin_port = htons(port);
	memcpy(&sin.sin_addr, addr->bytes, sizeof(sin.sin_addr));
	memcpy(out, &sin, sizeof(sin));
	return sizeof(sin);
}

static socklen_t to_sockaddr6(const struct ipaddr *addr, uint16_t port,
			      struct sockaddr_storage *out)
{
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6 };

	sin6.sin6_port = htons(port);
	memcpy(&sin6.sin6_addr, addr->bytes, sizeof(sin6.sin6_addr));
	memcpy(out, &sin6, sizeof(sin6));
	return sizeof(sin6);
}

socklen_t ipaddr_to_sockaddr(const struct ipaddr *addr, uint16_t port,
			     struct sockaddr_storage *out)
{
	memset(out, 0, sizeof(*out));
	switch (addr->family) {
	case FAMILY_INET:
		return to_sockaddr4(addr, port, out);
	case FAMILY_INET6:
		return to_sockaddr6(addr, port, out);
	case FAMILY_NONE:
		break;
	}
	return 0;
}

/* Copies out of the socket address instead of casting: the caller's memory may be
 * aligned for struct sockaddr only. */
bool ipaddr_from_sockaddr(const struct sockaddr *sa, struct ipaddr *out)
{
	const uint8_t *bytes = (const uint8_t *)sa;
	struct ipaddr addr = { .family = FAMILY_NONE };

	switch (sa->sa_family) {
	case AF_INET:
		addr.family = FAMILY_INET;
		memcpy(addr.bytes, bytes + offsetof(struct sockaddr_in, sin_addr), 4);
		break;
	case AF_INET6:
		addr.family = FAMILY_INET6;
		memcpy(addr.bytes, bytes + offsetof(struct sockaddr_in6, sin6_addr), 16);
		break;
	default:
		return false;
	}
	*out = addr;
	return true;
}

bool ipaddr_is_multicast(const struct ipaddr *addr)
{
	switch (addr->family) {
	case FAMILY_INET:
		return (addr->bytes[0] & 0xf0) == 0xe0;
	case FAMILY_INET6:
		return addr->bytes[0] == 0xff;
	case FAMILY_NONE:
		break;
	}
	return false;
}

bool ipaddr_is_broadcast_or_any(const struct ipaddr *addr)
{
	return ipaddr_equal(addr, &broadcast4) || ipaddr_equal(addr, &any4) ||
	       ipaddr_equal(addr, &any6);
}

bool ipaddr_is_no_host(const struct ipaddr *addr)
{
	return ipaddr_is_multicast(addr) || ipaddr_is_broadcast_or_any(addr);
}

bool ipaddr_special(enum special_address special, enum ip_family family,
		    struct ipaddr *out)
{
	static const struct {
		const char *inet, *inet6;
	} texts[SPECIAL_COUNT] = {
		[SPECIAL_MULTICAST] = { "224.0.0.1", "ff02::1" },
		[SPECIAL_BROADCAST] = { "255.255.255.255", NULL },
		[SPECIAL_ANY] = { "0.0.0.0", "::" },
	};
	const char *text = family == FAMILY_INET ? texts[special].inet
						 : texts[special].inet6;

	*out = (struct ipaddr){ .family = FAMILY_NONE };
	return text && ipaddr_parse(text, out);
}

const char *family_name(enum ip_family family)
{
	switch (family) {
	case FAMILY_INET:
		return "inet";
	case FAMILY_INET6:
		return "inet6";
	case FAMILY_NONE:
		break;
	}
	return "none";
}

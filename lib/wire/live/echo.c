/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/echo.h"

#include <arpa/inet.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define MS INT64_C(1000000)

enum { TRIES = 3, TRY_MS = 333, TYPE_REPLY4 = 0, TYPE_REQUEST4 = 8 };

static socklen_t to_sockaddr(const struct ipaddr *addr, struct sockaddr_storage *out)
{
	memset(out, 0, sizeof(*out));
	if (addr->family == FAMILY_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)out;

		in->sin_family = AF_INET;
		memcpy(&in->sin_addr, addr->bytes, sizeof(in->sin_addr));
		return sizeof(*in);
	}
	((struct sockaddr_in6 *)out)->sin6_family = AF_INET6;
	memcpy(&((struct sockaddr_in6 *)out)->sin6_addr, addr->bytes,
	       sizeof(struct in6_addr));
	return sizeof(struct sockaddr_in6);
}

static int open_socket(const struct ipaddr *source, const struct ipaddr *host)
{
	const bool inet = host->family == FAMILY_INET;
	struct sockaddr_storage addr;
	socklen_t len = to_sockaddr(source, &addr);
	int fd = socket(inet ? AF_INET : AF_INET6, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			inet ? IPPROTO_ICMP : IPPROTO_ICMPV6);

	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&addr, len) < 0)
		goto fail;
	len = to_sockaddr(host, &addr);
	if (connect(fd, (struct sockaddr *)&addr, len) < 0)
		goto fail;
	return fd;
fail:
	close(fd);
	return -1;
}

/* The checksum of ICMPv6 is the kernel's to fill in. */
static void ask(int fd, bool inet, uint16_t id)
{
	uint8_t request[8] = { inet ? TYPE_REQUEST4 : ICMP6_ECHO_REQUEST };

	request[4] = (uint8_t)(id >> 8);
	request[5] = (uint8_t)id;
	if (inet) {
		uint16_t sum;
		uint32_t carry = (uint32_t)(TYPE_REQUEST4 << 8) + id;

		carry = (carry & 0xffff) + (carry >> 16);
		sum = htons((uint16_t)~carry);
		memcpy(request + 2, &sum, sizeof(sum));
	}
	/* What does not leave is not answered. */
	(void)!send(fd, request, sizeof(request), 0);
}

static bool is_reply(const uint8_t *packet, size_t len, bool inet, uint16_t id)
{
	/* Raw IPv4 sockets give the IP header too. */
	const size_t at = inet && len > 0 ? (size_t)(packet[0] & 15) * 4 : 0;

	return len >= at + 8 &&
	       packet[at] == (inet ? TYPE_REPLY4 : ICMP6_ECHO_REPLY) &&
	       packet[at + 4] == (uint8_t)(id >> 8) && packet[at + 5] == (uint8_t)id;
}

static bool await(int fd, bool inet, uint16_t id, int64_t until)
{
	uint8_t packet[256];
	int64_t now;

	while ((now = clock_monotonic()) < until) {
		struct pollfd pfd = { fd, POLLIN, 0 };
		ssize_t len;

		if (poll(&pfd, 1, (int)((until - now) / MS) + 1) <= 0)
			continue;
		len = recv(fd, packet, sizeof(packet), 0);
		if (len > 0 && is_reply(packet, (size_t)len, inet, id))
			return true;
	}
	return false;
}

bool echo_answered(const struct ipaddr *source, const struct ipaddr *host)
{
	const bool inet = host->family == FAMILY_INET;
	const uint16_t id = (uint16_t)getpid();
	const int fd = open_socket(source, host);
	bool answered = false;

	if (fd < 0)
		return false;
	for (int i = 0; i < TRIES && !answered; i++) {
		ask(fd, inet, id);
		answered = await(fd, inet, id, clock_monotonic() + TRY_MS * MS);
	}
	close(fd);
	return answered;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/route.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/*
 * Each test runs in a network namespace of its own, made with `ip`: d0 up with
 * 192.0.2.1/24 and 2001:db8::1/64, d1 down, d2 a second way, v0 without carrier, a default route by 192.0.2.254.
 */
static const char *const set_up[] = {
	"ip link set lo up",
	"ip link add d0 type veth peer name e0",
	"ip link add d1 type veth peer name e1",
	"ip link add d2 type veth peer name e2",
	"ip link set e0 up",
	"ip link set e2 up",
	"ip link set d0 mtu 1400 up",
	"ip link set d2 up",
	"ip addr add 192.0.2.1/24 dev d0",
	"ip addr add 192.0.2.9/24 dev d0",
	"ip addr add 2001:db8::1/64 dev d0 nodad",
	"ip addr add fe80::1/64 dev d0 nodad",
	"ip addr add 198.51.100.1/24 dev d2",
	"ip route add default via 192.0.2.254",
	"ip route add 203.0.113.0/25 via 192.0.2.253 mtu 1300",
	"ip route add unreachable 203.0.113.128/26",
	"ip route add blackhole 203.0.113.192/27",
	"ip route add prohibit 203.0.113.224/27",
	"ip -6 route add 2001:db8:1::/48 via 2001:db8::fe",
	"ip -6 route add unreachable 2001:db8:2::/48",
	"ip -6 route add blackhole 2001:db8:3::/48",
	"ip link add v0 type veth peer name v1",
	"ip link set v0 up",
	"ip rule add from 192.0.2.9 table 9",
	"ip route add default via 192.0.2.252 dev d0 table 9",
};

static bool put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return done;
}

static bool enter_namespace(void)
{
	char map[64];

	snprintf(map, sizeof(map), "0 %u 1", (unsigned)geteuid());
	if (unshare(CLONE_NEWNET) == 0)
		return true;
	return unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 &&
	       put_file("/proc/self/uid_map", map);
}

/* Brings the loopback interface up or down without help of a program. */
static void lo_flags(short set, short clear)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	cr_assert_geq(fd, 0);
	cr_assert_eq(ioctl(fd, SIOCGIFFLAGS, &request), 0);
	request.ifr_flags = (short)((request.ifr_flags | set) & ~clear);
	cr_assert_eq(ioctl(fd, SIOCSIFFLAGS, &request), 0);
	close(fd);
}

static void network(void)
{
	if (!enter_namespace())
		cr_skip_test("private namespaces are not permitted here");
	for (size_t i = 0; i < sizeof(set_up) / sizeof(set_up[0]); i++)
		cr_assert_eq(system(set_up[i]), 0, "%s", set_up[i]);
}

static void bare_network(void)
{
	if (!enter_namespace())
		cr_skip_test("private namespaces are not permitted here");
}

static struct ipaddr addr(const char *text)
{
	struct ipaddr out;

	cr_assert(ipaddr_parse(text, &out), "%s", text);
	return out;
}

static int look(const char *target, const char *ifname, const char *source,
		struct route *out, struct error *err)
{
	struct ipaddr to = addr(target), from;

	if (source)
		from = addr(source);
	memset(err, 0, sizeof(*err));
	memset(out, 0xff, sizeof(*out));
	return route_lookup(&to, ifname, source ? &from : NULL, out, err);
}

struct good {
	const char *target, *ifname, *source;
	const char *via, *over, *from;
	unsigned mtu;
	bool local;
};

static void expect_good(const struct good *good, size_t count)
{
	char text[ADDRESS_TEXT];
	struct route route;
	struct error err;

	for (size_t i = 0; i < count; i++) {
		const struct good *g = &good[i];

		cr_assert_eq(look(g->target, g->ifname, g->source, &route, &err), 0,
			     "%s: %s", g->target, err.text);
		cr_expect_str_eq(route.ifname, g->over, "%s", g->target);
		cr_expect_eq(route.ifindex, if_nametoindex(g->over), "%s", g->target);
		cr_expect_str_eq(ipaddr_text(&route.source, text), g->from, "%s",
				 g->target);
		if (g->via)
			cr_expect_str_eq(ipaddr_text(&route.gateway, text), g->via,
					 "%s", g->target);
		else
			cr_expect_eq(route.gateway.family, FAMILY_NONE, "%s",
				     g->target);
		cr_expect_eq(route.mtu, g->mtu, "%s: mtu %u", g->target, route.mtu);
		cr_expect_eq(route.local, g->local, "%s", g->target);
	}
}

Test(route, finds_the_kernels_way, .init = network)
{
	static const struct good good[] = {
		{ .target = "192.0.2.2", .over = "d0", .from = "192.0.2.1",
		  .mtu = 1400 },
		{ .target = "8.8.8.8", .via = "192.0.2.254", .over = "d0",
		  .from = "192.0.2.1", .mtu = 1400 },
		{ .target = "203.0.113.1", .via = "192.0.2.253", .over = "d0",
		  .from = "192.0.2.1", .mtu = 1300 },
		{ .target = "2001:db8::2", .over = "d0", .from = "2001:db8::1",
		  .mtu = 1400 },
		{ .target = "2001:db8:1::2", .via = "2001:db8::fe", .over = "d0",
		  .from = "2001:db8::1", .mtu = 1400 },
	};

	expect_good(good, sizeof(good) / sizeof(good[0]));
}

Test(route, obeys_interface_and_source, .init = network)
{
	static const struct good good[] = {
		{ .target = "192.0.2.2", .source = "192.0.2.9", .over = "d0",
		  .via = "192.0.2.252", .from = "192.0.2.9", .mtu = 1400 },
		{ .target = "8.8.8.8", .ifname = "d0", .via = "192.0.2.254",
		  .over = "d0", .from = "192.0.2.1", .mtu = 1400 },
		/* Off its network: the kernel takes the host to be on the link. */
		{ .target = "192.0.2.2", .ifname = "d2", .over = "d2",
		  .from = "198.51.100.1", .mtu = 1500 },
		{ .target = "fe80::77", .ifname = "d0", .over = "d0",
		  .from = "fe80::1", .mtu = 1400 },
		{ .target = "192.0.2.2", .ifname = "d2", .source = "192.0.2.1",
		  .over = "d2", .from = "192.0.2.1", .mtu = 1500 },
	};

	expect_good(good, sizeof(good) / sizeof(good[0]));
}

Test(route, own_addresses_are_local, .init = network)
{
	static const struct good good[] = {
		{ .target = "127.0.0.1", .over = "lo", .from = "127.0.0.1",
		  .mtu = 65536, .local = true },
		{ .target = "127.1.2.3", .ifname = "lo", .over = "lo",
		  .from = "127.0.0.1", .mtu = 65536, .local = true },
		{ .target = "::1", .over = "lo", .from = "::1", .mtu = 65536,
		  .local = true },
		{ .target = "192.0.2.1", .over = "lo", .from = "192.0.2.1",
		  .mtu = 65536, .local = true },
		{ .target = "192.0.2.1", .ifname = "lo", .over = "lo",
		  .from = "192.0.2.1", .mtu = 65536, .local = true },
		{ .target = "2001:db8::1", .over = "lo", .from = "2001:db8::1",
		  .mtu = 65536, .local = true },
		{ .target = "fe80::1", .over = "lo", .from = "fe80::1",
		  .mtu = 65536, .local = true },
		{ .target = "127.0.0.1", .source = "192.0.2.9", .over = "lo",
		  .from = "192.0.2.9", .mtu = 65536, .local = true },
	};

	expect_good(good, sizeof(good) / sizeof(good[0]));
}

struct bad {
	const char *target, *ifname, *source, *says;
	int result; /* 0: -1 */
};

static void expect_bad(const struct bad *bad, size_t count)
{
	struct route route;
	struct error err;

	for (size_t i = 0; i < count; i++) {
		cr_expect_eq(look(bad[i].target, bad[i].ifname, bad[i].source,
				  &route, &err), bad[i].result ? bad[i].result : -1,
			     "%s", bad[i].target);
		cr_expect(strstr(err.text, bad[i].says), "%s: '%s' lacks '%s'",
			  bad[i].target, err.text, bad[i].says);
	}
}

Test(route, refuses_what_is_no_single_host, .init = network)
{
	static const struct bad bad[] = {
		{ .target = "224.0.0.1", .says = "multicast",
		  .result = ROUTE_REFUSED },
		{ .target = "ff02::1", .says = "multicast",
		  .result = ROUTE_REFUSED },
		{ .target = "255.255.255.255", .says = "not the address of a host",
		  .result = ROUTE_REFUSED },
		{ .target = "0.0.0.0", .says = "not the address of a host",
		  .result = ROUTE_REFUSED },
		{ .target = "::", .says = "not the address of a host",
		  .result = ROUTE_REFUSED },
		{ .target = "192.0.2.255", .says = "broadcast address",
		  .result = ROUTE_REFUSED },
		{ .target = "127.255.255.255", .says = "broadcast address",
		  .result = ROUTE_REFUSED },
	};

	expect_bad(bad, sizeof(bad) / sizeof(bad[0]));
}

Test(route, refuses_without_a_way, .init = network)
{
	static const struct bad bad[] = {
		{ .target = "203.0.113.129", .says = "no route to 203.0.113.129: a "
		  "route marks it unreachable" },
		{ .target = "203.0.113.193", .says = "blackhole" },
		{ .target = "203.0.113.225", .says = "prohibits" },
		{ .target = "2001:db9::1", .says = "no route to 2001:db9::1" },
		{ .target = "2001:db8:2::1", .says = "no route to 2001:db8:2::1" },
		{ .target = "2001:db8:3::1", .says = "no route to 2001:db8:3::1" },
		{ .target = "fe80::77", .says = "link-local" },
	};

	expect_bad(bad, sizeof(bad) / sizeof(bad[0]));
}

Test(route, refuses_unusable_interfaces, .init = network)
{
	static const struct bad bad[] = {
		{ .target = "192.0.2.2", .ifname = "nope0",
		  .says = "no interface named 'nope0'" },
		{ .target = "192.0.2.2", .ifname = "",
		  .says = "no interface named ''" },
		{ .target = "192.0.2.2", .ifname = "a-name-that-is-too-long",
		  .says = "no interface named 'a-name-that-is-too-long'" },
		{ .target = "192.0.2.2", .ifname = "d1", .says = "d1 is down" },
		{ .target = "192.0.2.2", .ifname = "v0", .says = "no carrier" },
		{ .target = "192.0.2.1", .ifname = "d0",
		  .says = "an address of this host" },
	};

	expect_bad(bad, sizeof(bad) / sizeof(bad[0]));
}

Test(route, refuses_foreign_sources, .init = network)
{
	static const struct bad bad[] = {
		{ .target = "192.0.2.2", .source = "2001:db8::1",
		  .says = "not of one IP version", .result = ROUTE_REFUSED },
		{ .target = "192.0.2.2", .source = "192.0.2.3",
		  .says = "192.0.2.3 is not an address of this host" },
		{ .target = "2001:db8::2", .source = "2001:db8::3",
		  .says = "not an address of this host" },
		{ .target = "192.0.2.2", .source = "192.0.2.255",
		  .says = "not an address of this host" },
		{ .target = "192.0.2.2", .source = "224.0.0.1",
		  .says = "not an address of this host" },
		{ .target = "192.0.2.2", .source = "0.0.0.0",
		  .says = "not an address of this host" },
		{ .target = "2001:db8::2", .source = "::",
		  .says = "not an address of this host" },
	};

	expect_bad(bad, sizeof(bad) / sizeof(bad[0]));
}

Test(route, bare_namespace_has_no_way, .init = bare_network)
{
	static const struct bad down[] = {
		{ .target = "127.0.0.1", .ifname = "lo", .says = "lo is down" },
		{ .target = "192.0.2.2", .says = "no route to 192.0.2.2: the routing "
		  "table has no way there" },
		{ .target = "2001:db8::2", .says = "no route to 2001:db8::2" },
	};
	struct route route;
	struct error err;

	expect_bad(down, sizeof(down) / sizeof(down[0]));
	lo_flags(IFF_UP, 0);
	cr_expect_eq(look("127.0.0.1", NULL, NULL, &route, &err), 0, "%s", err.text);
	lo_flags(0, IFF_UP);
	cr_expect_eq(look("127.0.0.1", "lo", NULL, &route, &err), -1);
}

Test(route, failure_leaves_the_result_alone, .init = bare_network)
{
	const struct ipaddr to = addr("192.0.2.2");
	struct route route = { .mtu = 77 };
	struct error err;

	cr_expect_eq(route_lookup(&to, NULL, NULL, &route, &err), -1);
	cr_expect_eq(route.mtu, 77);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/capture.h"

#include <criterion/criterion.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

#define TESTER "192.0.2.1"
#define TARGET "192.0.2.2"
#define TESTER6 "2001:db8::1"
#define TARGET6 "2001:db8::2"

enum { FIRST = 40000, LAST = 40255, HELD = 40100, OTHER = 39999, TCP = 6, UDP = 17 };

/* A frame under test; what is left 0 is absent. */
struct shape {
	const char *src, *dst;
	unsigned src_port, dst_port;
	unsigned protocol;     /* IPv4 protocol or IPv6 next header; 0: TCP */
	unsigned fragment;     /* IPv4 offset field */
	unsigned ip_options;   /* words */
	bool vlan, hop_by_hop;
	bool wanted;
};

/* other: the tester's address of the other family, or NULL. */
static struct capture_scope scope_of(const char *tester, const char *other)
{
	struct capture_scope scope = { .count = other ? 2 : 1, .port_first = FIRST,
				       .port_last = LAST };

	cr_assert(ipaddr_parse(tester, &scope.testers[0]));
	if (other)
		cr_assert(ipaddr_parse(other, &scope.testers[1]));
	return scope;
}

static uint8_t *put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *put_inet(uint8_t *at, const struct shape *s,
			 const struct ipaddr *src, const struct ipaddr *dst)
{
	const unsigned header = 20 + s->ip_options * 4;

	memset(at, 0, header);
	at[0] = (uint8_t)(0x45 + s->ip_options);
	put16(at + 2, header + 20);
	put16(at + 6, s->fragment);
	at[8] = 64;
	at[9] = (uint8_t)(s->protocol ? s->protocol : TCP);
	memcpy(at + 12, src->bytes, 4);
	memcpy(at + 16, dst->bytes, 4);
	return at + header;
}

static uint8_t *put_inet6(uint8_t *at, const struct shape *s,
			  const struct ipaddr *src, const struct ipaddr *dst)
{
	const unsigned next = s->protocol ? s->protocol : TCP;

	memset(at, 0, 48);
	at[0] = 0x60;
	put16(at + 4, s->hop_by_hop ? 28 : 20);
	at[6] = (uint8_t)(s->hop_by_hop ? 0 : next);
	at[7] = 64;
	memcpy(at + 8, src->bytes, 16);
	memcpy(at + 24, dst->bytes, 16);
	if (!s->hop_by_hop)
		return at + 40;
	at[40] = (uint8_t)next;
	at[42] = 1; /* PadN */
	at[43] = 4;
	return at + 48;
}

static bpf_u_int32 make_frame(const struct shape *s, bool ethernet, uint8_t *bytes)
{
	struct ipaddr src, dst;
	uint8_t *at = bytes;

	cr_assert(ipaddr_parse(s->src, &src) && ipaddr_parse(s->dst, &dst));
	if (ethernet) {
		memset(at, 2, 12);
		at += 12;
		if (s->vlan)
			at = put16(put16(at, 0x8100), 7);
		at = put16(at, src.family == FAMILY_INET ? 0x0800 : 0x86dd);
	}
	at = src.family == FAMILY_INET ? put_inet(at, s, &src, &dst) :
					 put_inet6(at, s, &src, &dst);
	memset(at, 0, 20);
	put16(at, s->src_port);
	put16(at + 2, s->dst_port);
	at[12] = 0x50;
	return (bpf_u_int32)(at + 20 - bytes);
}

static void check(int dlt, const struct capture_scope *scope,
		  const struct shape *shapes, size_t count)
{
	const bool ethernet = dlt == DLT_EN10MB;
	char text[CAPTURE_FILTER_TEXT];
	pcap_t *pcap = pcap_open_dead(dlt, 65535);
	struct bpf_program program;
	uint8_t bytes[256];

	cr_assert_not_null(pcap);
	capture_filter(scope, ethernet, text);
	cr_assert_lt(strlen(text), sizeof(text) - 1);
	cr_assert_eq(pcap_compile(pcap, &program, text, 1, PCAP_NETMASK_UNKNOWN), 0,
		     "%s: %s", text, pcap_geterr(pcap));
	for (size_t i = 0; i < count; i++) {
		struct pcap_pkthdr header = { .caplen = 0 };

		if (shapes[i].vlan && !ethernet)
			continue;
		header.caplen = header.len = make_frame(&shapes[i], ethernet, bytes);
		cr_expect_eq(pcap_offline_filter(&program, &header, bytes) != 0,
			     shapes[i].wanted, "DLT %d, shape %zu", dlt, i);
	}
	pcap_freecode(&program);
	pcap_close(pcap);
}

static const struct shape inet[] = {
	{ TESTER, TARGET, HELD, 7, .wanted = true },
	{ TARGET, TESTER, 7, HELD, .wanted = true },
	{ TESTER, TARGET, FIRST, 7, .wanted = true },
	{ TARGET, TESTER, 7, LAST, .wanted = true },
	{ TESTER, TARGET, FIRST - 1, 7, .wanted = false },
	{ TARGET, TESTER, 7, LAST + 1, .wanted = false },
	/* The port must be the tester's, not the target's. */
	{ TESTER, TARGET, OTHER, HELD, .wanted = false },
	{ TARGET, TESTER, HELD, OTHER, .wanted = false },
	{ TESTER, TARGET, HELD, 7, .ip_options = 3, .wanted = true },
	{ TARGET, TESTER, 7, OTHER, .ip_options = 3 },
	/* Any target, but no other tester, whatever its ports. */
	{ TESTER, "192.0.2.3", HELD, 7, .wanted = true },
	{ "192.0.2.3", TESTER, 7, HELD, .wanted = true },
	{ TARGET, "192.0.2.3", 7, HELD, .wanted = false },
	{ "192.0.2.3", "192.0.2.4", HELD, HELD, .fragment = 100 },
	{ TARGET, "192.0.2.3", 7, HELD, .fragment = 100 },
	{ TESTER, TARGET, HELD, 7, .protocol = UDP },
	/* Fragments: the first shows its ports, a later one cannot. */
	{ TARGET, TESTER, 7, HELD, .fragment = 0x2000, .wanted = true },
	{ TARGET, TESTER, 7, OTHER, .fragment = 0x2000 },
	{ TARGET, TESTER, 0, 0, .fragment = 0x2003, .wanted = true },
	{ TESTER, TARGET, 0, 0, .fragment = 0x0003, .wanted = true },
	{ TARGET, TESTER, 0, 0, .fragment = 0x0003, .protocol = UDP },
	/* DF is no fragment. */
	{ TARGET, TESTER, 7, OTHER, .fragment = 0x4000 },
	{ TESTER, TARGET, HELD, 7, .vlan = true, .wanted = true },
	{ TARGET, TESTER, 7, HELD, .vlan = true, .wanted = true },
	{ TARGET, TESTER, 7, OTHER, .vlan = true },
	{ TARGET, "192.0.2.3", 7, HELD, .vlan = true },
	{ TARGET, TESTER, 0, 0, .fragment = 0x0003, .vlan = true, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .wanted = false },
};

static const struct shape inet6[] = {
	{ TESTER6, TARGET6, HELD, 7, .wanted = true },
	{ TARGET6, TESTER6, 7, HELD, .wanted = true },
	{ TESTER6, TARGET6, OTHER, 7, .wanted = false },
	{ TESTER6, TARGET6, OTHER, HELD, .wanted = false },
	{ TARGET6, TESTER6, HELD, OTHER, .wanted = false },
	{ TESTER6, "2001:db8::3", HELD, 7, .wanted = true },
	{ "2001:db8::3", TESTER6, 7, HELD, .wanted = true },
	{ TARGET6, "2001:db8::3", HELD, 7, .wanted = false },
	{ TESTER6, TARGET6, HELD, 7, .protocol = UDP },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 58 },
	/* Ports behind extension headers cannot be seen. */
	{ TARGET6, TESTER6, 7, HELD, .hop_by_hop = true, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 43, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 44, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 51, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 60, .wanted = true },
	{ TESTER6, TARGET6, HELD, 7, .protocol = 135, .wanted = true },
	{ TESTER6, "2001:db8::3", HELD, 7, .hop_by_hop = true, .wanted = true },
	{ TARGET6, "2001:db8::3", HELD, 7, .hop_by_hop = true },
	{ TESTER6, TARGET6, HELD, 7, .vlan = true, .wanted = true },
	{ TARGET6, TESTER6, 7, HELD, .vlan = true, .hop_by_hop = true,
	  .wanted = true },
	{ TARGET6, TESTER6, 7, OTHER, .vlan = true },
	{ TESTER, TARGET, HELD, 7, .wanted = false },
};

Test(capture_filter, inet_ethernet)
{
	const struct capture_scope scope = scope_of(TESTER, NULL);

	check(DLT_EN10MB, &scope, inet, sizeof(inet) / sizeof(inet[0]));
}

Test(capture_filter, inet_raw)
{
	const struct capture_scope scope = scope_of(TESTER, NULL);

	check(DLT_RAW, &scope, inet, sizeof(inet) / sizeof(inet[0]));
}

Test(capture_filter, inet6_ethernet)
{
	const struct capture_scope scope = scope_of(TESTER6, NULL);

	check(DLT_EN10MB, &scope, inet6, sizeof(inet6) / sizeof(inet6[0]));
}

Test(capture_filter, inet6_raw)
{
	const struct capture_scope scope = scope_of(TESTER6, NULL);

	check(DLT_RAW, &scope, inet6, sizeof(inet6) / sizeof(inet6[0]));
}

/* On a private link the addresses may be anybody's: nobody else is there. */
Test(capture_filter, private_link)
{
	struct capture_scope scope = scope_of(TESTER, TARGET);
	static const struct shape shapes[] = {
		{ TESTER, TARGET, HELD, 7, .wanted = true },
		{ TARGET, TESTER, 7, HELD, .wanted = true },
		{ TARGET, "224.0.0.1", 7, HELD, .wanted = true },
		{ "255.255.255.255", TESTER, 7, HELD, .wanted = true },
		{ "0.0.0.0", TARGET, HELD, 7, .wanted = true },
		{ TARGET, "224.0.0.1", 7, OTHER, .wanted = false },
		{ TARGET, "224.0.0.1", 7, HELD, .vlan = true, .wanted = true },
		{ TARGET, TESTER, 0, 0, .fragment = 0x0003, .wanted = true },
		{ TARGET, "224.0.0.1", 7, HELD, .protocol = UDP },
		{ TESTER6, TARGET6, HELD, 7, .wanted = false },
	};

	scope.private_link = true;
	check(DLT_EN10MB, &scope, shapes, sizeof(shapes) / sizeof(shapes[0]));
	check(DLT_RAW, &scope, shapes, sizeof(shapes) / sizeof(shapes[0]));
}

Test(capture_filter, one_address_on_both_ends)
{
	const struct capture_scope scope = scope_of("127.0.0.1", NULL);
	static const struct shape shapes[] = {
		{ "127.0.0.1", "127.0.0.1", HELD, 7, .wanted = true },
		{ "127.0.0.1", "127.0.0.1", 7, HELD, .wanted = true },
		{ "127.0.0.1", "127.0.0.1", 7, OTHER, .wanted = false },
		{ "127.0.0.2", "127.0.0.3", HELD, 7, .wanted = false },
	};

	check(DLT_EN10MB, &scope, shapes, sizeof(shapes) / sizeof(shapes[0]));
}

Test(capture_filter, both_families)
{
	const struct capture_scope scope = scope_of(TESTER, TESTER6);
	static const struct shape shapes[] = {
		{ TESTER, TARGET, HELD, 7, .wanted = true },
		{ TARGET6, TESTER6, 7, HELD, .wanted = true },
		{ TARGET6, TESTER6, 7, OTHER, .wanted = false },
		{ TARGET, TESTER, 7, HELD, .vlan = true, .wanted = true },
		{ TESTER6, TARGET6, HELD, 7, .vlan = true, .wanted = true },
		{ TARGET, "192.0.2.3", 7, HELD, .wanted = false },
	};

	check(DLT_EN10MB, &scope, shapes, sizeof(shapes) / sizeof(shapes[0]));
}

/* Every link type that a capture may have compiles, and the longest text fits. */
Test(capture_filter, compiles_for_every_link)
{
	static const int dlts[] = { DLT_EN10MB, DLT_RAW, DLT_NULL, DLT_LOOP,
				    DLT_LINUX_SLL, DLT_LINUX_SLL2 };
	const struct capture_scope scope4 = scope_of("255.255.255.254", NULL);
	const struct capture_scope scope6 =
		scope_of("2001:db8:ffff:ffff:ffff:ffff:ffff:fffe", NULL);
	const struct capture_scope both =
		scope_of("255.255.255.254", "2001:db8:ffff:ffff:ffff:ffff:ffff:fffe");

	for (size_t i = 0; i < sizeof(dlts) / sizeof(dlts[0]); i++) {
		check(dlts[i], &scope4, NULL, 0);
		check(dlts[i], &scope6, NULL, 0);
		check(dlts[i], &both, NULL, 0);
	}
	check(DLT_IPV4, &scope4, NULL, 0);
	check(DLT_IPV6, &scope6, NULL, 0);
}

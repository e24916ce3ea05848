/* SPDX-License-Identifier: BSD-2-Clause */
#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "segment/address.h"

static struct ipaddr addr(const char *text)
{
	struct ipaddr out;

	cr_assert(ipaddr_parse(text, &out), "%s", text);
	return out;
}

Test(address, text_is_the_usual_form)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "192.0.2.7", "192.0.2.7" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "2001:0DB8:0:0:0:0:0:1", "2001:db8::1" },
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "::", "::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	};
	char buf[ADDRESS_TEXT];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipaddr a = addr(rows[i].in);

		cr_assert_str_eq(ipaddr_text(&a, buf), rows[i].out);
	}
}

Test(address, text_of_no_address_is_safe)
{
	struct ipaddr none = { .family = FAMILY_NONE };
	char buf[ADDRESS_TEXT];

	cr_assert_str_eq(ipaddr_text(&none, buf), "none");
	cr_assert_str_eq(family_name(FAMILY_NONE), "none");
}

Test(address, only_literals_are_read)
{
	static const char *const rows[] = {
		"", "localhost", "192.0.2", "192.0.2.256", "1.2.3.4.5", " 192.0.2.1",
		"192.0.2.1 ", "fe80::1%eth0", "[::1]", "::1::", "2001:db8", "0x7f.1",
		"010.0.0.1", "12345::1",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipaddr out = { .family = FAMILY_NONE };

		cr_assert_not(ipaddr_parse(rows[i], &out), "\"%s\"", rows[i]);
		cr_assert_eq(out.family, FAMILY_NONE, "\"%s\" changed it", rows[i]);
	}
}

Test(address, equality_needs_family_and_all_octets)
{
	struct ipaddr a = addr("2001:db8::1"), b = addr("2001:db8::2");
	struct ipaddr zero4 = addr("0.0.0.0"), zero6 = addr("::");

	cr_assert(ipaddr_equal(&a, &a));
	cr_assert_not(ipaddr_equal(&a, &b));
	cr_assert_not(ipaddr_equal(&zero4, &zero6));
	cr_assert_eq(ipaddr_size(&zero4), 4);
	cr_assert_eq(ipaddr_size(&zero6), 16);
}

Test(address, socket_address_and_back)
{
	static const char *const rows[] = { "192.0.2.7", "2001:db8::7" };
	static const socklen_t sizes[] = { sizeof(struct sockaddr_in),
					   sizeof(struct sockaddr_in6) };

	for (size_t i = 0; i < 2; i++) {
		struct ipaddr a = addr(rows[i]), back;
		struct sockaddr_storage ss;
		struct sockaddr_in sin;

		cr_assert_eq(ipaddr_to_sockaddr(&a, 4711, &ss), sizes[i]);
		memcpy(&sin, &ss, sizeof(sin)); /* the port lies alike in both */
		cr_assert_eq(ntohs(sin.sin_port), 4711);
		cr_assert(ipaddr_from_sockaddr((struct sockaddr *)&ss, &back));
		cr_assert(ipaddr_equal(&a, &back));
	}
}

Test(address, other_socket_families_are_refused)
{
	struct ipaddr none = { .family = FAMILY_NONE }, out;
	struct sockaddr_storage ss;

	cr_assert_eq(ipaddr_to_sockaddr(&none, 1, &ss), 0);
	ss.ss_family = AF_UNIX;
	cr_assert_not(ipaddr_from_sockaddr((struct sockaddr *)&ss, &out));
}

Test(address, kinds_that_no_connection_has)
{
	static const struct {
		const char *text;
		bool multicast, broadcast_or_any;
	} rows[] = {
		{ "224.0.0.1", true, false },   { "239.255.255.255", true, false },
		{ "223.255.255.255", false, false }, { "240.0.0.0", false, false },
		{ "255.255.255.255", false, true }, { "0.0.0.0", false, true },
		{ "0.0.0.1", false, false },    { "ff02::1", true, false },
		{ "fe80::1", false, false },    { "::", false, true },
		{ "::1", false, false },        { "e000::1", false, false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ipaddr a = addr(rows[i].text);

		cr_assert_eq(ipaddr_is_multicast(&a), rows[i].multicast, "%s",
			     rows[i].text);
		cr_assert_eq(ipaddr_is_broadcast_or_any(&a),
			     rows[i].broadcast_or_any, "%s", rows[i].text);
	}
}

Test(address, special_ones_are_no_hosts)
{
	struct ipaddr a;

	for (int i = SPECIAL_MULTICAST; i < SPECIAL_COUNT; i++) {
		cr_assert(ipaddr_special((enum special_address)i, FAMILY_INET, &a));
		cr_assert_eq(a.family, FAMILY_INET);
		cr_assert_eq(ipaddr_is_multicast(&a), i == SPECIAL_MULTICAST);
		cr_assert_neq(ipaddr_is_multicast(&a), ipaddr_is_broadcast_or_any(&a));
		cr_assert_eq(ipaddr_special((enum special_address)i, FAMILY_INET6, &a),
			     i != SPECIAL_BROADCAST);
		cr_assert_eq(a.family, i == SPECIAL_BROADCAST ? FAMILY_NONE
							      : FAMILY_INET6);
	}
	cr_assert_not(ipaddr_special(SPECIAL_NONE, FAMILY_INET, &a));
}

Test(address, family_names_are_those_of_reports)
{
	cr_assert_str_eq(family_name(FAMILY_INET), "inet");
	cr_assert_str_eq(family_name(FAMILY_INET6), "inet6");
}

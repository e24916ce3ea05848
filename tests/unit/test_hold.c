/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/hold.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct ipaddr loopback(void)
{
	struct ipaddr addr;

	cr_assert(ipaddr_parse("127.0.0.1", &addr));
	return addr;
}

static struct ipaddr loopback6(void)
{
	struct ipaddr addr;

	cr_assert(ipaddr_parse("::1", &addr));
	return addr;
}

static struct hold *must_hold(const struct ipaddr *at, unsigned count)
{
	struct error err = { .text = "" };
	struct hold *hold = hold_open(at, 1, 1, count, &err);

	cr_assert_not_null(hold, "%s", err.text);
	return hold;
}

static int try_bind(const struct ipaddr *at, uint16_t port)
{
	struct sockaddr_storage to;
	socklen_t len = ipaddr_to_sockaddr(at, port, &to);
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int status;

	cr_assert_geq(fd, 0);
	status = bind(fd, (struct sockaddr *)&to, len) < 0 ? errno : 0;
	close(fd);
	return status;
}

static unsigned open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned count = 0;

	cr_assert_not_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

Test(hold, range_is_taken_and_given_back)
{
	const struct ipaddr at = loopback();
	const unsigned before = open_files();
	struct hold *hold = must_hold(&at, 32);
	const uint16_t first = hold_first(hold), last = hold_last(hold);

	cr_expect_eq(last - first, 31);
	cr_expect_geq(first, HOLD_LOWEST);
	cr_expect_leq(last, HOLD_HIGHEST);
	for (unsigned port = first; port <= last; port++)
		cr_expect_eq(try_bind(&at, (uint16_t)port), EADDRINUSE);
	cr_expect_eq(open_files(), before + 32);
	hold_close(hold);
	for (unsigned port = first; port <= last; port++)
		cr_expect_eq(try_bind(&at, (uint16_t)port), 0);
	cr_expect_eq(open_files(), before);
}

Test(hold, the_same_ports_of_two_addresses)
{
	const struct ipaddr both[] = { loopback(), loopback6() };
	struct error err = { .text = "" };
	struct hold *hold = hold_open(both, 2, 1, 8, &err);

	cr_assert_not_null(hold, "%s", err.text);
	cr_expect_eq(hold_last(hold) - hold_first(hold), 7);
	for (unsigned port = hold_first(hold); port <= hold_last(hold); port++)
		for (int i = 0; i < 2; i++)
			cr_expect_eq(try_bind(&both[i], (uint16_t)port), EADDRINUSE);
	hold_close(hold);
}

/* A connect to a plain listener would succeed, to a free port be refused. */
static void expect_silence(const struct ipaddr *at)
{
	struct hold *hold = must_hold(at, 3);
	struct sockaddr_storage to;
	socklen_t len = ipaddr_to_sockaddr(at, hold_first(hold), &to);
	int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct tcp_info info;
	socklen_t size = sizeof(info);

	cr_assert_geq(fd, 0);
	cr_assert_eq(connect(fd, (struct sockaddr *)&to, len), -1);
	cr_assert_eq(errno, EINPROGRESS);
	usleep(100000);
	cr_assert_eq(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
	cr_expect_eq(info.tcpi_state, TCP_SYN_SENT);
	close(fd);
	hold_close(hold);
}

Test(hold, kernel_keeps_silent)
{
	const struct ipaddr at = loopback();

	expect_silence(&at);
}

Test(hold, kernel_keeps_silent_inet6)
{
	const struct ipaddr at = loopback6();

	if (try_bind(&at, 0) != 0)
		cr_skip_test("no ::1 here");
	expect_silence(&at);
}

/* Without CAP_NET_ADMIN some kernels refuse the filter. */
Test(hold, kernel_keeps_silent_without_privilege)
{
	const struct ipaddr at = loopback(), at6 = loopback6();

	if (geteuid() == 0)
		cr_assert_eq(setresuid(65534, 65534, 65534), 0);
	expect_silence(&at);
	if (try_bind(&at6, 0) == 0)
		expect_silence(&at6);
}

Test(hold, many_at_once_are_disjoint)
{
	const struct ipaddr at = loopback();
	bool *taken = calloc(65536, sizeof(*taken));
	struct hold *holds[20];

	cr_assert_not_null(taken);
	for (int i = 0; i < 20; i++) {
		holds[i] = must_hold(&at, 256);
		for (unsigned p = hold_first(holds[i]); p <= hold_last(holds[i]); p++) {
			cr_assert(!taken[p], "port %u twice", p);
			taken[p] = true;
		}
	}
	for (int i = 0; i < 20; i++)
		hold_close(holds[i]);
	free(taken);
}

Test(hold, raises_the_soft_limit_only)
{
	const struct ipaddr at = loopback();
	struct rlimit limit;
	rlim_t hard;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	hard = limit.rlim_max;
	if (hard < 1024)
		cr_skip_test("the hard limit of open files is too low");
	limit.rlim_cur = 64;
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	hold_close(must_hold(&at, 256));
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_expect_geq(limit.rlim_cur, 256 + 64);
	cr_expect_eq(limit.rlim_max, hard);
}

Test(hold, hard_limit_is_told)
{
	const struct ipaddr at = loopback();
	const struct rlimit low = { .rlim_cur = 100, .rlim_max = 100 };
	const unsigned before = open_files();
	struct error err = { .text = "" };

	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &low), 0);
	cr_expect_null(hold_open(&at, 1, 1, 256, &err));
	cr_expect(strstr(err.text, "hard limit is 100"), "%s", err.text);
	cr_expect_eq(open_files(), before);
}

Test(hold, foreign_address_is_told)
{
	struct error err = { .text = "" };
	const unsigned before = open_files();
	struct ipaddr at;

	cr_assert(ipaddr_parse("192.0.2.77", &at));
	cr_expect_null(hold_open(&at, 1, 1, 4, &err));
	cr_expect(strstr(err.text, "192.0.2.77") && strstr(err.text, "not an address"),
		  "%s", err.text);
	cr_expect_eq(open_files(), before);
}

Test(hold, silly_counts_are_told)
{
	static const unsigned counts[] = { 0, HOLD_MOST + 1, 65536, 0xffffffff };
	const struct ipaddr at = loopback();

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct error err = { .text = "" };

		cr_expect_null(hold_open(&at, 1, 1, counts[i], &err));
		cr_expect(strstr(err.text, "from 1 to"), "%s", err.text);
	}
}

Test(hold, close_takes_null)
{
	hold_close(NULL);
}

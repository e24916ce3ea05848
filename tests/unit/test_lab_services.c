/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <net/if.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include "lab/kernel/server_process.h"
#include "lab/userns.h"

enum { ECHO = 4007, DISCARD = 4009, DAYTIME = 4013, CHARGEN = 4019,
       MEGABYTE = 1 << 20, BIG = 8 * MEGABYTE };

static const struct service table[] = {
	{ APP_ECHO, ECHO },
	{ APP_DISCARD, DISCARD },
	{ APP_DAYTIME, DAYTIME },
	{ APP_CHARGEN, CHARGEN },
	{ APP_STALLED, STALLED_PORT },
};

static const struct ipaddr loopback = { FAMILY_INET, { 127, 0, 0, 1 } };
static const struct ipaddr loopback6 = { FAMILY_INET6, { [15] = 1 } };

/* Ports of our own: a network namespace with nothing but loopback. */
static void private_loopback(void)
{
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	struct error err;
	int fd;

	check(userns_enter(&err) == 0, "%s", err.text);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	check(ioctl(fd, SIOCSIFFLAGS, &ifr) == 0, "lo: %s", strerror(errno));
	close(fd);
}

/* Returns the process that serves; it ends with the test's, or with its lifeline. */
static pid_t serve_on(int *lifeline)
{
	struct services *services;
	struct error err;
	pid_t child;

	private_loopback();
	services = services_open(table, sizeof(table) / sizeof(table[0]), &err);
	check(services, "%s", err.text);
	child = child_serve(services, lifeline, &err);
	check(child > 0, "%s", err.text);
	services_close(services);
	return child;
}

static pid_t serve(void)
{
	int lifeline;

	return serve_on(&lifeline);
}

static void fill(char *buf, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf[i] = (char)(i * 7 + i / 251);
}

static void set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

static void set_blocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

static void wait_for_fds(pid_t pid, int wanted)
{
	for (int i = 0; i < 200 && count_fds(pid) != wanted; i++)
		sleep_ms(10);
	check(count_fds(pid) == wanted, "%d descriptors, not %d", count_fds(pid),
	      wanted);
}

/* A service that waits must not burn the processor that the tester measures with. */
static void expect_quiet(pid_t child)
{
	long before = cpu_ticks(child);

	sleep_ms(500);
	check(cpu_ticks(child) - before < sysconf(_SC_CLK_TCK) / 5, "it spins");
}

/* ---- echo --------------------------------------------------------------------- */

static void echo_both(void)
{
	const struct ipaddr *ends[] = { &loopback, &loopback6 };
	char rest[16];

	serve();
	for (int i = 0; i < 2; i++) {
		int fd = dial(ends[i], ECHO);

		expect_echo(fd, "one");
		sleep_ms(300);
		expect_echo(fd, "and another");
		shutdown(fd, SHUT_WR);
		check(read_all(fd, rest, sizeof(rest)) == 0, "bytes out of nowhere");
		close(fd);
	}
}

Test(lab_services, echo_over_both_families)
{
	run_alone(echo_both);
}

/* The peer stops reading until nothing more can be sent, closes, and only then reads:
 * everything must still come, and a FIN after it. */
static void echo_stuck(void)
{
	char *sent = malloc(4 * BIG), *back = malloc(4 * BIG);
	int small = 262144, fd, idle = 0;
	size_t total = 0, got;
	pid_t child;

	child = serve();
	fill(sent, 4 * BIG);
	fd = dial(&loopback, ECHO);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	set_nonblocking(fd);
	while (idle < 20 && total < 4 * BIG) {
		ssize_t n = send(fd, sent + total, 4 * BIG - total, MSG_NOSIGNAL);

		if (n > 0)
			total += (size_t)n;
		else
			sleep_ms(10);
		idle = n > 0 ? 0 : idle + 1;
	}
	check(total < 4 * BIG, "never stuck: the service holds all %zu bytes", total);
	expect_quiet(child);
	shutdown(fd, SHUT_WR);
	set_blocking(fd);
	got = read_all(fd, back, 4 * BIG);
	check(got == total, "%zu of %zu bytes", got, total);
	check(memcmp(sent, back, got) == 0, "other bytes");
}

Test(lab_services, echo_sends_what_is_left_after_end_of_file)
{
	run_alone(echo_stuck);
}

/* A connection reset while its echo cannot be sent costs nothing from then on. */
static void echo_reset(void)
{
	pid_t child = serve();
	int other = dial(&loopback, ECHO), fd, idle;
	char *data = calloc(1, BIG);

	expect_echo(other, "hello");
	idle = count_fds(child);
	fd = dial(&loopback, ECHO);
	set_nonblocking(fd);
	for (int i = 0; i < 20; i++) {
		if (send(fd, data, BIG, MSG_NOSIGNAL) < 0)
			sleep_ms(10);
	}
	check(count_fds(child) == idle + 1, "not connected");
	reset(fd);
	wait_for_fds(child, idle);
	expect_echo(other, "still there");
}

Test(lab_services, echo_forgets_a_connection_that_was_reset)
{
	run_alone(echo_reset);
}

static void echo_urgent(void)
{
	char back[4] = "";
	int fd;

	serve();
	fd = dial(&loopback, ECHO);
	check(send(fd, "a", 1, 0) == 1 && send(fd, "b", 1, MSG_OOB) == 1 &&
	      send(fd, "c", 1, 0) == 1, "send: %s", strerror(errno));
	check(recv(fd, back, 3, MSG_WAITALL) == 3 && strcmp(back, "abc") == 0,
	      "\"%s\" came back", back);
}

Test(lab_services, echo_returns_urgent_data_too)
{
	run_alone(echo_urgent);
}

/* ---- discard and daytime -------------------------------------------------------- */

static void discard_all(void)
{
	char *data = calloc(1, MEGABYTE), byte;
	int fd;

	serve();
	fd = dial(&loopback6, DISCARD);
	for (int i = 0; i < 16; i++)
		check(send(fd, data, MEGABYTE, MSG_NOSIGNAL) == MEGABYTE, "send: %s",
		      strerror(errno));
	set_nonblocking(fd);
	check(recv(fd, &byte, 1, 0) < 0 && errno == EAGAIN, "it said something");
	set_blocking(fd);
	shutdown(fd, SHUT_WR);
	check(recv(fd, &byte, 1, 0) == 0, "no FIN");
}

Test(lab_services, discard_reads_to_the_end)
{
	run_alone(discard_all);
}

static void daytime_line(void)
{
	int year, month, day, hour, minute, second;
	char line[128], end[8];
	size_t len;
	int fd;

	serve();
	fd = dial(&loopback, DAYTIME);
	len = read_all(fd, line, sizeof(line) - 1);
	line[len] = '\0';
	check(sscanf(line, "%4d-%2d-%2d %2d:%2d:%2d UTC%7[\r\n]", &year, &month, &day,
		     &hour, &minute, &second, end) == 7 && strcmp(end, "\r\n") == 0,
	      "\"%s\"", line);
	check(year >= 2024 && month <= 12 && day <= 31 && hour < 24, "\"%s\"", line);
}

Test(lab_services, daytime_is_a_line)
{
	run_alone(daytime_line);
}

/* Data that lies there when daytime closes would turn its FIN into a RST. */
static void daytime_after_data(void)
{
	pid_t child = serve();
	char line[128];
	int fd;

	kill(child, SIGSTOP);
	fd = dial(&loopback, DAYTIME);
	check(send(fd, "what time is it?\n", 17, 0) == 17, "send: %s", strerror(errno));
	kill(child, SIGCONT);
	check(read_all(fd, line, sizeof(line)) > 10, "no line");
}

Test(lab_services, daytime_ends_in_fin_whatever_the_peer_sent)
{
	run_alone(daytime_after_data);
}

/* ---- chargen --------------------------------------------------------------------- */

static void chargen_pattern(void)
{
	static const char first[] = " !\"#$%&'()*+,-./0123456789:;<=>?@"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n";
	enum { LINE = sizeof(first) - 1, LINES = 10000 };
	char before[LINE + 1], line[LINE + 1] = "";
	int fd;

	serve();
	fd = dial(&loopback, CHARGEN);
	memcpy(before, first, sizeof(first));
	for (int i = 0; i < LINES; i++) {
		char last = before[LINE - 3];

		check(recv(fd, line, LINE, MSG_WAITALL) == LINE, "line %d", i);
		if (i > 0) {
			memmove(before, before + 1, LINE - 3);
			before[LINE - 3] = last == '~' ? ' ' : (char)(last + 1);
		}
		check(memcmp(line, before, LINE) == 0, "line %d: \"%s\"", i, line);
	}
}

Test(lab_services, chargen_writes_the_pattern)
{
	run_alone(chargen_pattern);
}

static void chargen_end(void)
{
	char *data = calloc(1, BIG);
	pid_t child = serve();
	int fd, idle;

	fd = dial(&loopback, DISCARD); /* the child is at work from here on */
	shutdown(fd, SHUT_WR);
	read_all(fd, data, BIG);
	idle = count_fds(child);

	fd = dial(&loopback, CHARGEN);
	check(send(fd, data, 100000, 0) == 100000, "send: %s", strerror(errno));
	check(recv(fd, data, MEGABYTE, MSG_WAITALL) == MEGABYTE, "input stopped it");
	shutdown(fd, SHUT_WR);
	read_all(fd, data, BIG);
	close(fd);
	wait_for_fds(child, idle);

	/* Stuck, because nobody reads: end of file and RST must be seen even so. */
	fd = dial(&loopback, CHARGEN);
	sleep_ms(100);
	check(count_fds(child) == idle + 1, "not connected");
	shutdown(fd, SHUT_WR);
	wait_for_fds(child, idle);
	close(fd);
	fd = dial(&loopback, CHARGEN);
	sleep_ms(100);
	reset(fd);
	wait_for_fds(child, idle);
}

Test(lab_services, chargen_ends_when_the_peer_does)
{
	run_alone(chargen_end);
}

/* ---- stalled --------------------------------------------------------------------- */

static void stalled_reads_nothing(void)
{
	char *data = calloc(1, BIG);
	pid_t child = serve();
	int fd, idle;

	fd = dial(&loopback, DISCARD); /* the child is at work from here on */
	shutdown(fd, SHUT_WR);
	read_all(fd, data, BIG);
	idle = count_fds(child);

	fd = dial(&loopback, STALLED_PORT);
	check(recv(fd, data, STALLED_GREETING, MSG_WAITALL) == STALLED_GREETING,
	      "no greeting");
	check(memcmp(data, " !\"#", 4) == 0, "greeting \"%.4s\"", data);
	/* The buffer is small: what is more than this end's own does not leave. */
	set_nonblocking(fd);
	for (int i = 0; i < 1000 && send(fd, data, 65536, MSG_NOSIGNAL) > 0; i++)
		sleep_ms(1);
	check(errno == EAGAIN, "it reads: %s", strerror(errno));
	shutdown(fd, SHUT_WR);
	sleep_ms(50);
	check(count_fds(child) == idle + 1, "it has closed");
	reset(fd);
	wait_for_fds(child, idle);
}

Test(lab_services, stalled_greets_reads_nothing_and_ends_by_reset)
{
	run_alone(stalled_reads_nothing);
}

/* ---- many ------------------------------------------------------------------------ */

static void many_connections(void)
{
	enum { MANY = 2000 };
	struct rlimit limit;
	int fds[MANY];

	check(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
	/* The service's own limit is low; that it raises it is what is tested. */
	limit.rlim_cur = 64;
	setrlimit(RLIMIT_NOFILE, &limit);
	serve();
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	for (int i = 0; i < MANY; i++)
		fds[i] = dial(i % 2 ? &loopback : &loopback6, ECHO);
	for (int i = 0; i < MANY; i++)
		expect_echo(fds[i], "x");
	for (int i = 0; i < MANY; i += 2)
		reset(fds[i]);
	for (int i = 1; i < MANY; i += 2)
		expect_echo(fds[i], "still there");
}

Test(lab_services, thousands_of_connections)
{
	run_alone(many_connections);
}

/* When descriptors run out the others wait, quietly, and are served later. */
static void out_of_descriptors(void)
{
	enum { CLIENTS = 40 };
	const struct rlimit tight = { 30, 30 };
	pid_t child = serve();
	int fds[CLIENTS];

	fds[0] = dial(&loopback, ECHO);
	expect_echo(fds[0], "hello");
	check(prlimit(child, RLIMIT_NOFILE, &tight, NULL) == 0, "prlimit");
	for (int i = 1; i < CLIENTS; i++) {
		fds[i] = dial(&loopback, ECHO);
		check(send(fds[i], "x", 1, 0) == 1, "send");
	}
	expect_echo(fds[0], "hello");
	expect_quiet(child);
	for (int i = 1; i < CLIENTS; i++) {
		char byte;

		check(recv(fds[i], &byte, 1, 0) == 1, "client %d: %s", i, strerror(errno));
		close(fds[i]);
	}
	expect_echo(fds[0], "hello");
}

Test(lab_services, running_out_of_descriptors_only_delays)
{
	run_alone(out_of_descriptors);
}

/* What is short may be somebody else's: then no end of a connection of ours tells
 * that it is there again. */
static void starved_by_others(void)
{
	pid_t child = serve();
	struct rlimit old, none;
	char line[128];
	int fd;

	fd = dial(&loopback, DAYTIME);
	check(read_all(fd, line, sizeof(line)) > 10, "no line");
	close(fd);
	check(prlimit(child, RLIMIT_NOFILE, NULL, &old) == 0, "prlimit");
	none = (struct rlimit){ 3, old.rlim_max };
	check(prlimit(child, RLIMIT_NOFILE, &none, NULL) == 0, "prlimit");
	fd = dial(&loopback, DAYTIME);
	set_nonblocking(fd);
	sleep_ms(100);
	check(recv(fd, line, 1, 0) < 0 && errno == EAGAIN, "served without descriptors");
	set_blocking(fd);
	check(prlimit(child, RLIMIT_NOFILE, &old, NULL) == 0, "prlimit");
	check(read_all(fd, line, sizeof(line)) > 10, "no line");
}

Test(lab_services, serves_again_when_others_give_back)
{
	run_alone(starved_by_others);
}

/* ---- the loop and its errors ------------------------------------------------------ */

static void open_refused(void)
{
	const struct service nonsense = { APP_HTTP, 80 };
	struct services *services;
	struct error err;

	private_loopback();
	services = services_open(table, 4, &err);
	check(services, "%s", err.text);
	check(!services_open(&table[1], 1, &err), "two on one port");
	check(strstr(err.text, "port 4009 over IPv4"), "%s", err.text);
	check(!services_open(&nonsense, 1, &err), "HTTP");
	check(strstr(err.text, "port 80"), "%s", err.text);
	services_close(services);
	services = services_open(table, 4, &err);
	check(services, "still listening after services_close: %s", err.text);
	services_close(services);
}

Test(lab_services, a_port_that_cannot_be_served_is_named)
{
	run_alone(open_refused);
}

static void run_until_told(void)
{
	struct services *services;
	int before, ends[2];
	struct error err;

	private_loopback();
	before = count_fds(getpid());
	check(pipe(ends) == 0, "pipe");
	services = services_open(table, 4, &err);
	check(services, "%s", err.text);
	close(ends[1]);
	check(services_run(services, ends[0], &err) == 0, "%s", err.text);
	check(services_run(services, ends[0], &err) == 0, "again: %s", err.text);
	services_close(services);
	close(ends[0]);
	check(count_fds(getpid()) == before, "a descriptor is left");
}

Test(lab_services, run_ends_when_the_other_end_closes)
{
	run_alone(run_until_told);
}

/* A second guard: the kernel's signal at the parent's death can be lost. */
static void lifeline_cut(void)
{
	pid_t child, ended = 0;
	int lifeline, status;

	child = serve_on(&lifeline);
	expect_echo(dial(&loopback, ECHO), "hello");
	close(lifeline);
	for (int i = 0; i < 200 && ended == 0; i++) {
		sleep_ms(10);
		ended = waitpid(child, &status, WNOHANG);
	}
	check(ended == child && WIFEXITED(status), "it serves on");
}

Test(lab_services, child_ends_with_its_lifeline)
{
	run_alone(lifeline_cut);
}

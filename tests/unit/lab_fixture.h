/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lab_fixture.h - namespaces can only be entered by a process with one thread, and
 * Criterion's has more: such a test runs in a process of its own, bounded in time,
 * and tells its parent in words what failed.
 */
#ifndef TCPVET_TESTS_LAB_FIXTURE_H
#define TCPVET_TESTS_LAB_FIXTURE_H

#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab/kernel/kernel_lab.h"
#include "segment/address.h"

enum { ALONE_SECONDS = 30 };

static int alone_report = -1;

/* Ends the test when the condition does not hold; the rest is a printf message. */
#define check(condition, ...)                                                      \
	do {                                                                       \
		if (!(condition))                                                  \
			alone_fail(__LINE__, #condition, __VA_ARGS__);              \
	} while (0)

__attribute__((noreturn, format(printf, 3, 4), unused))
static void alone_fail(int line, const char *condition, const char *fmt, ...)
{
	va_list ap;

	dprintf(alone_report, "line %d: %s: ", line, condition);
	va_start(ap, fmt);
	vdprintf(alone_report, fmt, ap);
	va_end(ap);
	_exit(1);
}

__attribute__((unused)) static void run_alone(void (*body)(void))
{
	char text[1024] = "";
	size_t used = 0;
	ssize_t got;
	int report[2], status;
	struct pollfd over;
	pid_t child;

	cr_assert_eq(pipe2(report, O_CLOEXEC), 0);
	child = fork();
	cr_assert_geq(child, 0);
	if (child == 0) {
		close(report[0]);
		alone_report = report[1];
		alarm(ALONE_SECONDS);
		body();
		_exit(0);
	}
	close(report[1]);
	over = (struct pollfd){ .fd = report[0], .events = POLLIN };
	while (used < sizeof(text) - 1 &&
	       poll(&over, 1, (ALONE_SECONDS + 5) * 1000) == 1 &&
	       (got = read(report[0], text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)got;
	close(report[0]);
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s (wait status %d)",
		  text, status);
}

__attribute__((unused)) static void sleep_ms(int ms)
{
	poll(NULL, 0, ms);
}

__attribute__((unused)) static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A connection to that address, whose reads and writes give up after 5 s. */
__attribute__((unused)) static int dial(const struct ipaddr *addr, uint16_t port)
{
	struct timeval patience = { .tv_sec = 5 };
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(addr, port, &sa);
	int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	check(fd >= 0, "socket: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	check(connect(fd, (struct sockaddr *)&sa, len) == 0, "connect to port %u: %s",
	      port, strerror(errno));
	return fd;
}

/* Reads to the end of file; returns how much. The end must be a FIN. */
__attribute__((unused)) static size_t read_all(int fd, char *buf, size_t size)
{
	size_t used = 0;

	while (true) {
		ssize_t got = recv(fd, buf + used, size - used, 0);

		check(got >= 0, "read after %zu bytes: %s", used, strerror(errno));
		if (got == 0)
			return used;
		used += (size_t)got;
		check(used < size, "more than %zu bytes", size);
	}
}

/* Sends text and expects exactly that back. */
__attribute__((unused)) static void expect_echo(int fd, const char *text)
{
	size_t len = strlen(text);
	char back[256];
	ssize_t got;

	check(send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len, "send: %s",
	      strerror(errno));
	got = recv(fd, back, len, MSG_WAITALL);
	check(got == (ssize_t)len && memcmp(back, text, len) == 0,
	      "%zd bytes came back: %s", got, got < 0 ? strerror(errno) : "");
}

/* Closes with RST. */
__attribute__((unused)) static void reset(int fd)
{
	struct linger none = { .l_onoff = 1 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	close(fd);
}

__attribute__((unused)) static int count_fds(pid_t pid)
{
	char path[64];
	DIR *dir;
	int count = 0;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	check(dir, "%s: %s", path, strerror(errno));
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

/* Processor time spent, in clock ticks. */
__attribute__((unused)) static long cpu_ticks(pid_t pid)
{
	unsigned long user = 0, system = 0;
	char path[64], line[512] = "", *at;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	check(file && fgets(line, sizeof(line), file), "%s", path);
	fclose(file);
	at = strrchr(line, ')');
	check(at && sscanf(at, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
			   &user, &system) == 2, "%s", line);
	return (long)(user + system);
}

/* A process other than the caller in the network namespace with that inode; 0 when
 * there is none. */
__attribute__((unused)) static pid_t find_in_netns(ino_t inode)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	pid_t found = 0;

	check(dir, "/proc: %s", strerror(errno));
	while (!found && (entry = readdir(dir))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		char path[64];
		struct stat ns;

		snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
		if (pid > 0 && pid != getpid() && stat(path, &ns) == 0 &&
		    ns.st_ino == inode)
			found = pid;
	}
	closedir(dir);
	return found;
}

__attribute__((unused)) static const enum ip_family families[] = { FAMILY_INET, FAMILY_INET6 };

__attribute__((unused)) static struct lab *open_lab(const char *const *sysctls)
{
	struct lab_config config = { .sysctls = sysctls };
	struct error err = { "" };
	struct lab *lab = lab_open(&config, &err);

	check(lab, "%s", err.text);
	return lab;
}

/* The four of them, over both families. */
__attribute__((unused)) static void expect_services(const struct lab *lab)
{
	for (int i = 0; i < 2; i++) {
		const struct ipaddr *target = lab_target(lab, families[i]);
		char line[256];
		int fd = dial(target, 7);

		expect_echo(fd, "hello");
		reset(fd);
		reset(dial(target, 9));
		fd = dial(target, 13);
		check(read_all(fd, line, sizeof(line)) > 10, "daytime");
		close(fd);
		fd = dial(target, 19);
		check(recv(fd, line, 74, MSG_WAITALL) == 74, "chargen");
		reset(fd);
	}
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/kernel/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char root[] = "/proc/sys/";

/* No empty, "." or ".." part: nothing that could lead out of /proc/sys/net. */
static bool stays_below(const char *path)
{
	while (true) {
		size_t len = strcspn(path, "/");

		if (len == 0 || (len <= 2 && strncmp(path, "..", len) == 0))
			return false;
		if (path[len] == '\0')
			return true;
		path += len + 1;
	}
}

/* key[0..len) as a path below /proc/sys; false when it is not one below net. */
static bool key_to_path(const char *key, size_t len, char path[static PATH_MAX])
{
	size_t start = sizeof(root) - 1;
	bool dots = false;

	if (len >= PATH_MAX - start)
		return false;
	memcpy(path, root, start);
	for (size_t i = 0; i < len; i++) {
		if (key[i] == '.' || key[i] == '/') {
			dots = key[i] == '.';
			break;
		}
	}
	for (size_t i = 0; i < len; i++) {
		char c = key[i];

		if (dots && (c == '.' || c == '/'))
			c = c == '.' ? '/' : '.';
		path[start + i] = c;
	}
	path[start + len] = '\0';
	return strncmp(path + start, "net/", 4) == 0 && stays_below(path + start);
}

static int write_value(const char *path, const char *value, const char *assignment,
		       struct error *err)
{
	char line[PATH_MAX];
	int len = snprintf(line, sizeof(line), "%s\n", value);
	int fd, result = -1;
	ssize_t done;

	if (len < 0 || (size_t)len >= sizeof(line))
		return error_set(err, "sysctl \"%.200s...\": the value is too long",
				 assignment);
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT
		       ? error_set(err, "sysctl \"%.200s\": a network namespace has "
				   "no %s", assignment, path)
		       : error_sys(err, errno, "sysctl \"%.200s\": cannot write %s",
				   assignment, path);
	done = write(fd, line, (size_t)len);
	if (done < 0)
		error_sys(err, errno, "sysctl \"%.200s\": the kernel refuses the "
			  "value \"%.100s\"", assignment, value);
	else if (done != len)
		error_set(err, "sysctl \"%.200s\": the kernel took only a part of the "
			  "value \"%.100s\"", assignment, value);
	else
		result = 0;
	close(fd);
	return result;
}

int sysctl_set(const char *assignment, struct error *err)
{
	const char *equals = strchr(assignment, '=');
	char path[PATH_MAX];

	if (!equals || equals == assignment)
		return error_set(err, "sysctl \"%.200s\": write it as KEY=VALUE, "
				 "for example net.ipv4.tcp_sack=0", assignment);
	if (!key_to_path(assignment, (size_t)(equals - assignment), path))
		return error_set(err, "sysctl \"%.200s\": the key must lie below net, "
				 "for example net.ipv4.tcp_sack", assignment);
	return write_value(path, equals + 1, assignment, err);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* A setting that forbids namespaces to an ordinary user when it has this value. */
struct gate {
	const char *path, *name, *allow;
	long forbids;
};

static const struct gate gates[] = {
	{ "/proc/sys/kernel/unprivileged_userns_clone",
	  "kernel.unprivileged_userns_clone",
	  "set it to 1, or run as root", 0 },
	{ "/proc/sys/user/max_user_namespaces", "user.max_user_namespaces",
	  "raise it, or run as root", 0 },
	{ "/proc/sys/user/max_net_namespaces", "user.max_net_namespaces",
	  "raise it to 2 or more", 0 },
	{ "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
	  "kernel.apparmor_restrict_unprivileged_userns",
	  "set it to 0, give the program an AppArmor profile with userns, or run as root",
	  1 },
};

enum { GATES = sizeof(gates) / sizeof(gates[0]) };

/* The number in the first line that starts with `label`; -1 when there is none. */
static long read_number(const char *path, const char *label)
{
	FILE *file = fopen(path, "re");
	char line[128];
	long value = -1;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, label, strlen(label)) == 0) {
			value = strtol(line + strlen(label), NULL, 10);
			break;
		}
	}
	fclose(file);
	return value;
}

static const struct gate *closed_gate(void)
{
	for (size_t i = 0; i < GATES; i++) {
		if (read_number(gates[i].path, "") == gates[i].forbids)
			return &gates[i];
	}
	return NULL;
}

static int explain(int errnum, const char *step, struct error *err)
{
	const struct gate *gate = closed_gate();

	if (errnum == EINVAL)
		return error_sys(err, errnum, "cannot %s (more than one thread, or "
				 "a kernel without namespaces)", step);
	if (gate)
		return error_sys(err, errnum, "cannot %s: %s is %ld; %s", step,
				 gate->name, gate->forbids, gate->allow);
	if (errnum == ENOSPC)
		return error_sys(err, errnum, "cannot %s: a limit is used up: "
				 "user.max_user_namespaces (%ld) or "
				 "user.max_net_namespaces (%ld); raise it", step,
				 read_number(gates[1].path, ""),
				 read_number(gates[2].path, ""));
	if (read_number("/proc/self/status", "Seccomp:") == 2)
		return error_sys(err, errnum, "cannot %s: the process runs under a "
				 "seccomp filter (a container?); allow unshare and "
				 "setns there, or add CAP_SYS_ADMIN", step);
	return error_sys(err, errnum, "cannot %s: a security module, a chroot or "
			 "a nested namespace forbids it; run as root (CAP_SYS_ADMIN)",
			 step);
}

/* Returns 0 or an errno value. */
static int write_proc(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int result = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		result = errno;
	close(fd);
	return result;
}

static int map_self(uid_t uid, gid_t gid, struct error *err)
{
	char uid_map[32], gid_map[32];
	int result;

	snprintf(uid_map, sizeof(uid_map), "0 %u 1", uid);
	snprintf(gid_map, sizeof(gid_map), "0 %u 1", gid);
	/* A program with file capabilities is not dumpable, and its files in /proc
	 * belong to root: without this it could not write its own maps. */
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	result = write_proc("/proc/self/uid_map", uid_map);
	/* Kernels before 3.19 have no setgroups file and need none. */
	if (result == 0) {
		result = write_proc("/proc/self/setgroups", "deny");
		if (result == ENOENT)
			result = 0;
	}
	if (result == 0)
		result = write_proc("/proc/self/gid_map", gid_map);
	if (result != 0)
		return explain(result, "become root of a new user namespace", err);
	return 0;
}

int userns_enter(struct error *err)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int refused;

	if (unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)
		return map_self(uid, gid, err);
	refused = errno;
	if (unshare(CLONE_NEWNET) == 0)
		return 0;
	return explain(refused, "make private user and network namespaces", err);
}

int netns_new(struct error *err)
{
	if (unshare(CLONE_NEWNET) < 0)
		return explain(errno, "make a network namespace for the target", err);
	return 0;
}

int netns_current(struct error *err)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_sys(err, errno, "cannot open /proc/self/ns/net (is /proc mounted?)");
	return fd;
}

int netns_enter(int fd, struct error *err)
{
	if (setns(fd, CLONE_NEWNET) < 0)
		return explain(errno, "enter a network namespace", err);
	return 0;
}

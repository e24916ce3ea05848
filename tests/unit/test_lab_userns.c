/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <grp.h>
#include <linux/capability.h>
#include <sys/syscall.h>

#include "lab/kernel/kernel_lab.h"
#include "lab/userns.h"

static void become_ordinary(void)
{
	if (geteuid() == 0)
		check(setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
		      setresuid(65534, 65534, 65534) == 0, "setresuid: %s",
		      strerror(errno));
}

static void ordinary_user(void)
{
	become_ordinary();
	expect_services(open_lab((const char *const[]){ "net.ipv4.tcp_sack=0", NULL }));
}

Test(lab_userns, works_for_an_ordinary_user)
{
	run_alone(ordinary_user);
}

/* A user namespace whose limit forbids further ones. */
static void forbid_user_namespaces(void)
{
	struct error err;
	int fd;

	check(userns_enter(&err) == 0, "%s", err.text);
	fd = open("/proc/sys/user/max_user_namespaces", O_WRONLY);
	check(fd >= 0 && write(fd, "0\n", 2) == 2, "limit: %s", strerror(errno));
	close(fd);
}

static void only_net_namespaces(void)
{
	become_ordinary();
	forbid_user_namespaces();
	expect_services(open_lab(NULL));
}

Test(lab_userns, does_without_a_user_namespace_when_it_has_the_rights)
{
	run_alone(only_net_namespaces);
}

static void no_rights(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	struct error err = { "" };

	become_ordinary();
	forbid_user_namespaces();
	check(syscall(SYS_capset, &header, none) == 0, "capset: %s", strerror(errno));
	check(!lab_open(NULL, &err), "a lab without any right");
	check(strstr(err.text, "user.max_user_namespaces is 0; raise it"), "\"%s\"",
	      err.text);
}

Test(lab_userns, says_which_setting_forbids_it)
{
	run_alone(no_rights);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/tap/tap_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEVICE "/dev/net/tun"

static int explain_open(int errnum, struct error *err)
{
	if (errnum == EACCES || errnum == EPERM)
		return error_sys(err, errnum, "cannot open " DEVICE ": read and write "
				 "permission on it is needed, and in a container that "
				 "the device is allowed");
	return error_sys(err, errnum, "cannot open " DEVICE ": the kernel's tun driver "
			 "is needed (modprobe tun), and in a container the device "
			 "itself (--device " DEVICE ")");
}

static int explain_attach(int errnum, const char *name, struct error *err)
{
	switch (errnum) {
	case EPERM:
	case EACCES:
		return error_set(err, "cannot make the tap device %s: CAP_NET_ADMIN is "
				 "needed; run as root, or let root make it for you "
				 "(ip tuntap add %s mode tap user NAME)", name, name);
	case EBUSY:
		return error_set(err, "the tap device %s is in use by another process",
				 name);
	case EINVAL:
		return error_set(err, "cannot use %s: there is such an interface, but "
				 "it is no tap device (or not one with a single queue)",
				 name);
	default:
		return error_sys(err, errnum, "cannot make the tap device %s", name);
	}
}

static int attach(int fd, const char *name, int index, struct error *err)
{
	struct ifreq request = { .ifr_flags = IFF_TAP | IFF_NO_PI };

	memcpy(request.ifr_name, name, strlen(name));
	if (index > 0 && ioctl(fd, TUNSETIFINDEX, &index) < 0)
		return explain_attach(errno, name, err);
	if (ioctl(fd, TUNSETIFF, &request) < 0)
		return explain_attach(errno, name, err);
	return 0;
}

int tap_open(const char *name, int index, struct error *err)
{
	int fd;

	/* '%' would have the kernel choose a number. */
	if (!*name || strlen(name) >= IF_NAMESIZE || strpbrk(name, "/%: \t"))
		return error_set(err, "'%s' cannot be the name of an interface: 1 to "
				 "%d characters, none of them / %% : or a space", name,
				 IF_NAMESIZE - 1);
	fd = open(DEVICE, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return explain_open(errno, err);
	if (attach(fd, name, index, err) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

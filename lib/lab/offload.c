/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/offload.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

struct offload {
	const char *name;
	uint32_t get, set;
	uint32_t bits; /* 0: any value but 0 means on */
};

/* Segmentation comes before the checksums that it stands on. */
static const struct offload offloads[] = {
	{ "TSO", ETHTOOL_GTSO, ETHTOOL_STSO, 0 },
	{ "GSO", ETHTOOL_GGSO, ETHTOOL_SGSO, 0 },
	{ "GRO", ETHTOOL_GGRO, ETHTOOL_SGRO, 0 },
	{ "LRO", ETHTOOL_GFLAGS, ETHTOOL_SFLAGS, ETH_FLAG_LRO },
	{ "scatter-gather", ETHTOOL_GSG, ETHTOOL_SSG, 0 },
	{ "transmit checksum offload", ETHTOOL_GTXCSUM, ETHTOOL_STXCSUM, 0 },
	{ "receive checksum offload", ETHTOOL_GRXCSUM, ETHTOOL_SRXCSUM, 0 },
};

enum { OFFLOADS = sizeof(offloads) / sizeof(offloads[0]) };

static int ethtool(int fd, const char *ifname, uint32_t cmd, uint32_t *value)
{
	struct ethtool_value request = { .cmd = cmd, .data = *value };
	struct ifreq ifr = { .ifr_data = (char *)&request };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
		return -1;
	*value = request.data;
	return 0;
}

static int disable_one(int fd, const char *ifname, const struct offload *offload,
		       struct error *err)
{
	uint32_t mask = offload->bits ? offload->bits : UINT32_MAX;
	uint32_t value = 0;

	if (ethtool(fd, ifname, offload->get, &value) < 0)
		/* What the driver does not know it does not do. */
		return errno == EOPNOTSUPP ? 0 :
		       error_sys(err, errno, "cannot read %s of %s", offload->name,
				 ifname);
	if (!(value & mask))
		return 0;
	value &= ~mask;
	if (ethtool(fd, ifname, offload->set, &value) < 0)
		return error_sys(err, errno, "cannot switch off %s on %s",
				 offload->name, ifname);
	if (ethtool(fd, ifname, offload->get, &value) < 0 || (value & mask))
		return error_set(err, "%s stays on at %s though it was switched off",
				 offload->name, ifname);
	return 0;
}

int offload_disable(const char *ifname, struct error *err)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int result = 0;

	if (fd < 0)
		return error_sys(err, errno, "cannot open a socket");
	for (size_t i = 0; i < OFFLOADS && result == 0; i++)
		result = disable_one(fd, ifname, &offloads[i], err);
	close(fd);
	return result;
}

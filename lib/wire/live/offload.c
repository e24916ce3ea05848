/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/offload.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

/*
 * A kernel's features by name: how the name begins, the first row that fits decides.
 * One switch of ethtool may stand for several features, of which some can be on and
 * some off; therefore the features are read and restored, not the switches.
 */
static const struct feature_row {
	const char *begins;
	enum offload offload;
} rows[] = {
	{ "tx-tcp", OFFLOAD_TSO },
	{ "tx-generic-segmentation", OFFLOAD_GSO },
	{ "tx-scatter-gather", OFFLOAD_SCATTER_GATHER },
	{ "tx-checksum-ip", OFFLOAD_TX_CHECKSUM },
	{ "rx-checksum", OFFLOAD_RX_CHECKSUM },
	{ "rx-gro-hw", OFFLOAD_GRO_HW },
	{ "rx-gro-list", OFFLOAD_GRO_LIST },
	{ "rx-gro", OFFLOAD_GRO },
	{ "rx-lro", OFFLOAD_LRO },
};

/* In the order of the enum. */
static const char *const words[OFFLOAD_COUNT] = {
	"tso", "gso", "sg", "tx", "rx", "gro", "rx-gro-hw", "lro", "rx-gro-list",
};

static unsigned set_of(unsigned number)
{
	return 1u << number;
}

/* ---- the kernel's answers --------------------------------------------------------- */

static int ethtool(int fd, const char *ifname, void *request)
{
	struct ifreq ifr = { .ifr_data = request };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", ifname);
	return ioctl(fd, SIOCETHTOOL, &ifr);
}

static void sort_in(struct offload_state *state, unsigned bit, const char *name)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strncmp(name, rows[i].begins, strlen(rows[i].begins)) != 0)
			continue;
		for (unsigned n = 0; n < OFFLOAD_COUNT; n++)
			if (rows[i].offload == set_of(n))
				state->bits[n][bit / 32] |= UINT32_C(1) << bit % 32;
		return;
	}
}

/* How many features the kernel knows; 0 with errno. */
static unsigned feature_count(int fd, const char *ifname)
{
	union {
		struct ethtool_sset_info info;
		char room[sizeof(struct ethtool_sset_info) + sizeof(uint32_t)];
	} request = { .info = { .cmd = ETHTOOL_GSSET_INFO,
				.sset_mask = UINT64_C(1) << ETH_SS_FEATURES } };
	uint32_t count;

	if (ethtool(fd, ifname, &request) < 0)
		return 0;
	errno = EOPNOTSUPP;
	if (!request.info.sset_mask)
		return 0;
	memcpy(&count, request.room + sizeof(request.info), sizeof(count));
	return count < 32 * OFFLOAD_BLOCKS ? count : 32 * OFFLOAD_BLOCKS;
}

static int read_names(int fd, const char *ifname, struct offload_state *state)
{
	unsigned count = feature_count(fd, ifname);
	struct ethtool_gstrings *names;
	int result;

	if (!count)
		return -1;
	names = memory_zeroed(1, sizeof(*names) + (size_t)count * ETH_GSTRING_LEN);
	names->cmd = ETHTOOL_GSTRINGS;
	names->string_set = ETH_SS_FEATURES;
	names->len = count;
	result = ethtool(fd, ifname, names);
	for (unsigned i = 0; result == 0 && i < count; i++) {
		char *name = (char *)names->data + (size_t)i * ETH_GSTRING_LEN;

		name[ETH_GSTRING_LEN - 1] = '\0';
		sort_in(state, i, name);
	}
	state->blocks = (count + 31) / 32;
	free(names);
	return result;
}

static int read_values(int fd, const char *ifname, struct offload_state *state)
{
	union {
		struct ethtool_gfeatures head;
		char room[sizeof(struct ethtool_gfeatures) +
			  OFFLOAD_BLOCKS * sizeof(struct ethtool_get_features_block)];
	} request = { .head = { .cmd = ETHTOOL_GFEATURES, .size = state->blocks } };

	if (ethtool(fd, ifname, &request) < 0)
		return -1;
	for (unsigned i = 0; i < state->blocks; i++) {
		struct ethtool_get_features_block block;

		memcpy(&block, request.room + sizeof(request.head) +
			       i * sizeof(block), sizeof(block));
		state->available[i] = block.available;
		state->wanted[i] = block.requested;
		state->active[i] = block.active;
	}
	return 0;
}

static int open_socket(struct error *err)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? error_sys(err, errno, "cannot open a socket") : fd;
}

int offload_read(const char *ifname, struct offload_state *out, struct error *err)
{
	int fd = open_socket(err);
	int result = 0;

	if (fd < 0)
		return -1;
	memset(out, 0, sizeof(*out));
	if (read_names(fd, ifname, out) < 0 || read_values(fd, ifname, out) < 0)
		result = error_sys(err, errno, "cannot read the offloads of %s", ifname);
	close(fd);
	return result;
}

/* ---- sets --------------------------------------------------------------------------- */

/* The offloads that have a bit in both. */
static unsigned sets_in(const struct offload_state *state, const uint32_t *a,
			const uint32_t *b)
{
	unsigned which = 0;

	for (unsigned n = 0; n < OFFLOAD_COUNT; n++)
		for (unsigned i = 0; i < state->blocks; i++)
			if (state->bits[n][i] & a[i] & b[i])
				which |= set_of(n);
	return which;
}

unsigned offload_on(const struct offload_state *state)
{
	return sets_in(state, state->active, state->active);
}

unsigned offload_switchable(const struct offload_state *state)
{
	return sets_in(state, state->active, state->available);
}

/* The bits of block i that can be switched, of the offloads in the set. */
static uint32_t block_of(const struct offload_state *state, unsigned which, unsigned i)
{
	uint32_t bits = 0;

	for (unsigned n = 0; n < OFFLOAD_COUNT; n++)
		if (which & set_of(n))
			bits |= state->bits[n][i];
	return bits & state->available[i];
}

/* ---- switching ---------------------------------------------------------------------- */

static int write_features(const char *ifname, const struct offload_state *before,
			  unsigned which, bool as_before, struct error *err)
{
	union {
		struct ethtool_sfeatures head;
		char room[sizeof(struct ethtool_sfeatures) +
			  OFFLOAD_BLOCKS * sizeof(struct ethtool_set_features_block)];
	} request = { .head = { .cmd = ETHTOOL_SFEATURES, .size = before->blocks } };
	int fd = open_socket(err);
	int result = 0;

	if (fd < 0)
		return -1;
	for (unsigned i = 0; i < before->blocks; i++) {
		struct ethtool_set_features_block block = {
			.valid = block_of(before, which, i),
		};

		if (as_before)
			block.requested = before->wanted[i] & block.valid;
		memcpy(request.room + sizeof(request.head) + i * sizeof(block),
		       &block, sizeof(block));
	}
	/* A positive answer tells of features that depend on others. */
	if (ethtool(fd, ifname, &request) < 0) {
		const char *how = as_before ? "restore" : "switch off";

		if (errno == EPERM)
			result = error_set(err, "may not %s the offloads of %s: run as "
					   "root, or grant cap_net_admin (setcap "
					   "cap_net_admin,cap_net_raw+ep FILE)", how,
					   ifname);
		else
			result = error_sys(err, errno, "cannot %s the offloads of %s",
					   how, ifname);
	}
	close(fd);
	return result;
}

/* What is asked for now, on the bits of the set, is what was before, or nothing. */
static int check_features(const char *ifname, const struct offload_state *before,
			  unsigned which, bool as_before, struct error *err)
{
	struct offload_state now;

	if (offload_read(ifname, &now, err) < 0)
		return -1;
	for (unsigned i = 0; i < before->blocks; i++) {
		uint32_t valid = block_of(before, which, i);
		uint32_t wanted = as_before ? before->wanted[i] & valid : 0;

		if ((now.wanted[i] & valid) == wanted &&
		    (as_before || !(now.active[i] & valid)))
			continue;
		return error_set(err, "the offloads of %s do not %s", ifname,
				 as_before ? "come back to what they were"
					   : "stay off when switched off");
	}
	return 0;
}

int offload_switch_off(const char *ifname, const struct offload_state *before,
		       unsigned which, struct error *err)
{
	if (write_features(ifname, before, which, false, err) < 0)
		return -1;
	return check_features(ifname, before, which, false, err);
}

int offload_restore(const char *ifname, const struct offload_state *before,
		    unsigned which, struct error *err)
{
	struct error ignored;

	/* Where nothing has changed no privilege is needed. */
	if (check_features(ifname, before, which, true, &ignored) == 0)
		return 0;
	if (write_features(ifname, before, which, true, err) < 0)
		return -1;
	return check_features(ifname, before, which, true, err);
}

int offload_disable(const char *ifname, struct error *err)
{
	struct offload_state state;
	char text[OFFLOAD_TEXT];

	if (offload_read(ifname, &state, err) < 0 ||
	    offload_switch_off(ifname, &state, OFFLOAD_ALL, err) < 0 ||
	    offload_read(ifname, &state, err) < 0)
		return -1;
	if (offload_on(&state))
		return error_set(err, "%s cannot be switched off on %s",
				 offload_words(offload_on(&state), text), ifname);
	return 0;
}

/* ---- text ----------------------------------------------------------------------------- */

/* Appends "gap word tail" for each of the set. */
static void put_words(char *buf, size_t used, unsigned which, const char *gap,
		      const char *tail)
{
	for (unsigned n = 0; n < OFFLOAD_COUNT && used < OFFLOAD_TEXT; n++) {
		if (which & set_of(n))
			used += (size_t)snprintf(buf + used, OFFLOAD_TEXT - used,
						 "%s%s%s", used ? gap : "",
						 words[n], tail);
	}
}

const char *offload_words(unsigned which, char buf[static OFFLOAD_TEXT])
{
	buf[0] = '\0';
	put_words(buf, 0, which, " ", "");
	return buf;
}

const char *offload_command(const char *ifname, unsigned which,
			    char buf[static OFFLOAD_TEXT])
{
	int used = snprintf(buf, OFFLOAD_TEXT, "ethtool -K %s", ifname);

	put_words(buf, (size_t)used, which, " ", " off");
	return buf;
}

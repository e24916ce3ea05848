#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# slirp.sh - all cases of the quick profile against libslirp, the TCP of 4.4BSD in QEMU's
# user network, by Debian's slirp4netns; see tests/stacks/lib/usermode.sh. A fail or
# error that slirp.expect does not explain counts as failed, and so does an entry there
# that no longer fails.
cd "$(dirname "$0")/../.." || exit 1

# shellcheck disable=SC2034 # for usermode.sh
stack=slirp
command=slirp4netns
package=slirp4netns
address4=10.0.2.2
address6=fd00::2
groups=1
seconds=400

configured() {
	ip -o link show dev tap0 up 2>/dev/null | grep -q . &&
		ip route show default | grep -q .
}

join() {
	there slirp4netns --configure --enable-ipv6 $$ tap0 &
	joined=$!
	until_true configured
	ip addr add fd00::100/64 dev tap0 nodad
	ip route add default via $address6
}

. tests/stacks/lib/usermode.sh
usermode "$@"

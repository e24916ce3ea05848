#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# pasta.sh - all cases of the quick profile against pasta, of Debian's passt; see
# tests/stacks/lib/usermode.sh. A fail or error that pasta.expect does not explain counts
# as failed, and so does an entry there that no longer fails.
cd "$(dirname "$0")/../.." || exit 1

# shellcheck disable=SC2034 # for usermode.sh
stack=pasta
command=pasta
package=passt
address4=192.0.2.1
address6=2001:db8::1
groups=4
seconds=500

# The namespace gets the host's addresses and routes. By its name: pasta may not look at
# a process that has more capabilities than it keeps.
join() {
	there ip link add up0 type veth peer name up1
	there ip addr add 192.0.2.9/24 dev up0
	there ip addr add 2001:db8::9/64 dev up0 nodad
	there ip link set up1 up
	there ip link set up0 up
	there ip route add default via $address4
	there ip route add default via $address6
	touch $dir/namespace
	mount --bind /proc/self/ns/net $dir/namespace
	there pasta --config-net --foreground \
		--tcp-ports none --udp-ports none --tcp-ns none --udp-ns none \
		--netns-only --netns $dir/namespace &
	joined=$!
}

. tests/stacks/lib/usermode.sh
usermode "$@"

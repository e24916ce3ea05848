# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# What the end-to-end scripts share: private namespaces, a target behind a veth with an
# unmodified server, and the count of what held. Sourced from the top of the tree.
#   TCPVET   the program under test (default build/tcpvet)
#
# All of it lives in user, mount, PID and network namespaces that die with the script,
# however it dies; files lie in a tmpfs on /run that goes with them.
set -u

export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
tcpvet=$(realpath "${TCPVET:-build/tcpvet}")
TCPVET_DATA=${TCPVET_DATA:-$PWD}
export TCPVET_DATA

tester4=192.0.2.1
target4=192.0.2.2
tester6=2001:db8::1
target6=2001:db8::2

# ---- what held -------------------------------------------------------------------

passed=${E2E_PASSED:-0}
failed=${E2E_FAILED:-0}

# What happened before is the verdict; files named are shown when it is bad.
ok() { # description, file...
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
		return
	fi
	failed=$((failed + 1))
	echo "FAILED: $1"
	shift
	for file in "$@"; do
		head -n 25 "$file" | cut -c 1-240 | sed 's/^/  | /'
	done
}

finish() {
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
	exit
}

give_up() { # why
	echo "$0: $*"
	failed=$((failed + 1))
	finish
}

# ---- namespaces --------------------------------------------------------------------

# Comes back inside; outside it ends the script with the status of the inside.
enter() { # seconds, the script, its arguments...
	[ "${E2E_INSIDE:-}" != yes ] || return 0
	for command in unshare ip ethtool ss jq mount; do
		command -v $command >/dev/null || give_up "$command is missing (make deps)"
	done
	[ -x "$tcpvet" ] || give_up "$tcpvet is missing (make)"
	seconds=$1
	shift
	unshare -Urnmpf --kill-child --mount-proc true 2>/dev/null ||
		give_up "private namespaces are not permitted here"
	E2E_INSIDE=yes
	export E2E_INSIDE
	exec timeout -k 5 "$seconds" \
		unshare -Urnmpf --kill-child --mount-proc sh "$@"
}

until_true() { # command...; for five seconds at most
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
		sleep 0.01
	done
}

own_namespace() {
	[ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/$$/ns/net)" ]
}

there() { # command in the namespace of the target...
	nsenter -t "$far" -n "$@"
}

# Checksums and segments as they are on a wire.
offloads_off() { # prefix command..., interface last
	for feature in tx rx sg tso gso gro; do
		"$@" $feature off >/dev/null 2>&1 || :
	done
}

# Two namespaces and a veth between them: veth-tester here, veth-target there.
link_up() {
	mount -t tmpfs e2e /run || give_up "cannot mount a tmpfs"
	dir=/run
	unshare -n sleep 1000 &
	far=$!
	until_true own_namespace || give_up "no second namespace"
	ip link add veth-tester type veth peer name veth-target netns "$far" ||
		give_up "no veth pair"
	# No link-local addresses, which would be tentative for a while.
	ip link set veth-tester addrgenmode none
	there ip link set veth-target addrgenmode none
	offloads_off ethtool -K veth-tester
	offloads_off there ethtool -K veth-target
	ip addr add $tester4/24 dev veth-tester
	ip addr add $tester6/64 dev veth-tester nodad
	ip link set lo up
	ip link set veth-tester up
	there ip link set lo up
	there ip link set veth-target up
	address 2
}

# Gives the target 192.0.2.N and 2001:db8::N.
address() { # N
	there ip addr add "192.0.2.$1/24" dev veth-target
	there ip addr add "2001:db8::$1/64" dev veth-target nodad
}

listens_there() { # port
	there ss -Hltn "sport = :$1" | grep -q .
}

# Debian's openbsd-inetd with the services built into it, on their standard ports.
serve_inetd() {
	command -v inetd >/dev/null || give_up "inetd is missing (make deps)"
	for name in echo discard daytime chargen; do
		echo "$name stream tcp nowait root internal"
		echo "$name stream tcp6 nowait root internal"
	done >$dir/inetd.conf
	# By exec, so that $inetd is the server.
	(exec nsenter -t "$far" -n inetd -i -R 1000000 $dir/inetd.conf) >$dir/inetd.log 2>&1 &
	inetd=$!
	for port in 7 9 13 19; do
		until_true listens_there $port || give_up "inetd: $(cat $dir/inetd.log)"
	done
}

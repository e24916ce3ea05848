#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A target that dies of what it is sent: the run ends soon, with status 1, and says so as
# target/alive; what was not run is told as that. The host still answers an echo request.
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

# Starts the endpoint with the fault on a tap device of its own.
serve() { # interface, fault
	"$tcpvet" target --tap "$1" --fault "$2" --seconds 100 --address 192.0.2.7 \
		>"$dir/target.out" 2>"$dir/target.err" &
	server=$!
	until_true up "$1"
	ip link set "$1" addrgenmode none
	ip addr add $tester4/24 dev "$1"
	ip link set "$1" up
}

up() { # interface
	ip link show "$1" >/dev/null 2>&1
}

stop() {
	kill -TERM $server
	wait $server
}

dies() { # fault, what is run, the case that kills or ""
	serve tap7 "$1"
	began=$(date +%s)
	# shellcheck disable=SC2086
	timeout 60 "$tcpvet" run --json "$dir/json" --service echo --closed-port 1 \
		192.0.2.7 $2 >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
	took=$(($(date +%s) - began))
	stop
	[ $status -eq 1 ]
	ok "$1: exit status $status, not 1" "$dir/out" "$dir/err"
	[ $took -lt 30 ]
	ok "$1: took $took s"
	jq -e -s '[.[] | select(.type == "rule" and .id == "target/alive" and
		.verdict == "fail")] | length == 1' "$dir/json" >/dev/null
	ok "$1: target/alive does not fail" "$dir/out"
	jq -e -s --arg killer "$3" '[.[] | select(.id == "target/alive") | .reason |
		contains($killer)] | all' "$dir/json" >/dev/null
	ok "$1: $3 is not named" "$dir/out"
	jq -e -s '[.[] | select(.type == "case" and .verdict == "skip" and
		(.reason | startswith("not run: the target stopped")))] | length > 0' \
		"$dir/json" >/dev/null || [ "$2" = "$3" ]
	ok "$1: what was not run is not told" "$dir/out"
}

enter 280 "$0"
[ -c /dev/net/tun ] || give_up "/dev/net/tun is missing (modprobe tun)"
mount -t tmpfs e2e /run || give_up "cannot mount a tmpfs"
dir=/run
ip link set lo up
dies option-length-hangs header/option-of-length-0x00 header/option-of-length-0x00
dies option-length-hangs '' header/option-of-length
finish

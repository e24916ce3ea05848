#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# lwip.sh - all cases of the quick profile against Debian's lwIP on a tap: a TCP that
# shares no code and no habits with this machine's kernel. A fail or error that
# tests/e2e/lwip.expect does not explain counts as failed, and so does an entry there
# that no longer fails. All happens in a namespace without a name, which dies with
# this script.
#   TCPVET   the program (default $BUILD/tcpvet)
#   KEEP=DIR keep the reports there
set -u

services='--service echo:7 --service discard:9 --service daytime:13 --service chargen:19 --service stalled:1009'

give_up() {
	echo "lwip: $*"
	echo '0 passed, 1 failed'
	exit 1
}

# ---- inside the namespace ----------------------------------------------------------

test_family() { # name of the report, address of the target
	# shellcheck disable=SC2086 # a list of options
	timeout 240 "$TCPVET" run $services --expect tests/e2e/lwip.expect \
		--json "$dir/$1.json" -v "$2" >"$dir/$1.txt" 2>&1
	# 1 stands for fails, which are counted below.
	status=$?
	[ $status -le 1 ] || tail -n 5 "$dir/$1.txt"
}

inside() {
	ip link set lo up
	ip tuntap add mode tap name tap0 2>"$dir/err" ||
		give_up "cannot make a tap interface: $(cat "$dir/err")"
	ip addr add 192.0.2.1/24 dev tap0
	ip addr add 2001:db8::1/64 dev tap0 nodad
	ip link set tap0 up
	timeout 270 "$dir/lwip_target" tap0 192.0.2.2/24 2001:db8::2 \
		>"$dir/target.txt" 2>&1 &
	target=$!
	for _ in $(seq 100); do
		grep -q ready "$dir/target.txt" && break
		sleep 0.05
	done
	grep -q ready "$dir/target.txt" ||
		give_up "the target does not start: $(cat "$dir/target.txt")"
	# Both at once: runs on one machine must not disturb each other.
	test_family inet 192.0.2.2 & first=$!
	test_family inet6 2001:db8::2
	wait $first
	kill -0 $target 2>/dev/null || echo 'lwip: the target died' >"$dir/died"
	kill $target 2>/dev/null
	return 0
}

# ---- the outcome -------------------------------------------------------------------

# Lines that count, as "pass|fail WORDS".
judge='
	# It comes and goes with the clock: see lwip.expect.
	if .id == "opening/iss-not-a-plain-counter" then empty
	elif .type == "case" or .type == "rule" then
		if .verdict == "error" or (.verdict == "fail" and (.known | not)) then
			"fail \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "inconclusive" then
			"note \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "skip" then empty
		else "pass" end
	elif .type == "stale" then
		"fail the entry \(.id) of lwip.expect no longer fails"
	elif .type == "summary" then "end" else empty end'

count() {
	for name in inet inet6; do
		jq -r "$judge" "$dir/$name.json" >"$dir/$name.lines" 2>>"$dir/err"
		grep -q '^end$' "$dir/$name.lines" ||
			echo "fail $name: the run did not come to its end" \
				>>"$dir/$name.lines"
	done
	[ ! -e "$dir/died" ] || echo "fail $(cat "$dir/died")" >>"$dir/inet.lines"
	sed -n 's/^fail /FAILED: /p; s/^note //p' "$dir"/*.lines
	passed=$(cat "$dir"/*.lines | grep -c '^pass$')
	failed=$(cat "$dir"/*.lines | grep -c '^fail ')
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}

if [ "${LWIP_INSIDE:-}" = yes ]; then
	dir=$1
	inside
	exit
fi

cd "$(dirname "$0")/../.." || exit 1
TCPVET=${TCPVET:-${BUILD:-build}/tcpvet}
export TCPVET
[ -x "$TCPVET" ] || give_up "$TCPVET is missing; run make first"
[ -e /usr/include/lwip/lwip/tcp.h ] ||
	give_up "Debian's package liblwip-dev is missing; install it (make check-deps)"
unshare -rn true 2>/dev/null || give_up 'private namespaces are not permitted here'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
${CC:-cc} -std=c11 -D_GNU_SOURCE -isystem /usr/include/lwip -O1 -g \
	-o "$dir/lwip_target" tests/tools/lwip_target.c -llwip ||
	give_up 'the target does not compile'
LWIP_INSIDE=yes timeout -k 5 280 unshare -rn --kill-child \
	sh tests/e2e/lwip.sh "$dir" ||
	exit 1
if [ -n "${KEEP:-}" ]; then
	mkdir -p "$KEEP"
	cp "$dir"/*.json "$dir"/*.txt "$KEEP"
fi
count

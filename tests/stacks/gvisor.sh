#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# gvisor.sh - all cases of the quick profile against Debian's gVisor on a tap; see
# tests/stacks/gvisor/README. A fail or error that gvisor.expect does not explain
# counts as failed, and so does an entry there that no longer fails. All happens in a
# namespace without a name, which dies with this script.
#   TCPVET   the program (default $BUILD/tcpvet)
#   KEEP=DIR keep the reports there
set -u

gopath=/usr/share/gocode
services='--service echo:7 --service discard:9 --service daytime:13 --service chargen:19 --service stalled:1009'

give_up() {
	echo "gvisor: $*"
	echo '0 passed, 1 failed'
	exit 1
}

# ---- inside the namespace ----------------------------------------------------------

test_family() { # name of the report, address of the target
	# shellcheck disable=SC2086 # a list of options
	timeout 200 "$TCPVET" run $services --expect tests/stacks/gvisor/gvisor.expect \
		--json "$dir/$1.json" -v "$2" >"$dir/$1.txt" 2>&1
	# 1 stands for fails, which are counted below.
	status=$?
	[ $status -le 1 ] || tail -n 5 "$dir/$1.txt"
}

inside() {
	ip link set lo up
	ip tuntap add mode tap name tap0 2>"$dir/err" ||
		give_up "cannot make a tap interface: $(cat "$dir/err")"
	ethtool -K tap0 gro off
	ip addr add 192.0.2.1/24 dev tap0
	ip addr add 2001:db8::1/64 dev tap0 nodad
	ip link set tap0 up
	GOMAXPROCS=1 timeout 230 "$program" tap0 192.0.2.2 2001:db8::2 \
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
	kill -0 $target 2>/dev/null || echo 'gvisor: the target died' >"$dir/died"
	kill $target 2>/dev/null
	return 0
}

# ---- the outcome -------------------------------------------------------------------

# Lines that count, as "pass|fail WORDS".
judge='
	if .type == "case" or .type == "rule" then
		if .verdict == "error" or (.verdict == "fail" and (.known | not)) then
			"fail \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "inconclusive" or .verdict == "warn" then
			"note \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "skip" then empty
		else "pass" end
	elif .type == "stale" then
		"fail the entry \(.id) of gvisor.expect no longer fails"
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

if [ "${GVISOR_INSIDE:-}" = yes ]; then
	dir=$1
	program=$2
	inside
	exit
fi

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
TCPVET=${TCPVET:-$build/tcpvet}
export TCPVET
[ -x "$TCPVET" ] || give_up "$TCPVET is missing; run make first"
command -v go >/dev/null ||
	give_up 'go is missing; install it (sh tools/deps.sh stacks)'
[ -d $gopath/src/gvisor.dev/gvisor/pkg/tcpip ] ||
	give_up "Debian's package golang-gvisor-gvisor-dev is missing; install it (sh tools/deps.sh stacks)"
unshare -rn true 2>/dev/null || give_up 'private namespaces are not permitted here'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
mkdir -p "$build/stacks"
stacks=$(cd "$build/stacks" && pwd)
program=$stacks/gvisor_target
GO111MODULE=off GOPATH=$gopath GOCACHE=$stacks/go-cache GOTOOLCHAIN=local \
	go build -p 1 -o "$program" ./tests/stacks/gvisor ||
	give_up 'the target does not compile'
GVISOR_INSIDE=yes timeout -k 5 240 unshare -rn --kill-child \
	sh tests/stacks/gvisor.sh "$dir" "$program" ||
	exit 1
if [ -n "${KEEP:-}" ]; then
	mkdir -p "$KEEP"
	cp "$dir"/*.json "$dir"/*.txt "$KEEP"
fi
count

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Short forms of what takes long: verdicts on a busy machine and on a path that loses a
# tenth (tests/busy.sh), and wrong behaviours that are caught through that path
# (LOSS=10 tests/e2e/faults.sh).
#   TCPVET   the program under test (default build/tcpvet)
set -u

cd "$(dirname "$0")/../.." || exit 1
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Most of them wait for a path most of the time: they run side by side.
start() { # name, command...
	name=$1
	shift
	"$@" >"$dir/$name" 2>&1 &
}

judge() { # name
	counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$dir/$1" |
		tail -n 1)
	[ -n "$counts" ] || counts='0 1'
	passed=$((passed + ${counts% *}))
	failed=$((failed + ${counts#* }))
	[ "${counts#* }" -eq 0 ] || sed "s/^/$1: /" "$dir/$1"
}

start busy env ATONCE=3 sh tests/busy.sh busy 6
start lossy env ATONCE=3 sh tests/busy.sh lossy 3 closed reset/exact reset/left-of-window
start wrong env LOSS=10 FAULTS='rst-with-ack-bit' sh tests/e2e/faults.sh
wait
for part in busy lossy wrong; do
	judge $part
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

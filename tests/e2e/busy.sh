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

part() { # name, command...
	name=$1
	shift
	"$@" >"$dir/out" 2>&1
	counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$dir/out" |
		tail -n 1)
	[ -n "$counts" ] || counts='0 1'
	passed=$((passed + ${counts% *}))
	failed=$((failed + ${counts#* }))
	[ "${counts#* }" -eq 0 ] || sed "s/^/$name: /" "$dir/out"
}

part busy env ATONCE=3 sh tests/busy.sh busy 6
part lossy env ATONCE=2 sh tests/busy.sh lossy 2 closed reset sequence
part 'wrong and lossy' env LOSS=10 FAULTS='ack-of-nothing-sent rst-not-sent rst-ignored' \
	sh tests/e2e/faults.sh
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

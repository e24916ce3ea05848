#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run-unit.sh PROGRAM - runs a Criterion test program; prints "N passed, N failed".
set -u

program=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT

LSAN_OPTIONS=suppressions=$(dirname "$0")/lsan.supp:print_suppressions=0 \
	timeout -k 10 300 "$program" --jobs 2 </dev/null >"$log" 2>&1
status=$?
# [====] Synthesis: Tested: 42 | Passing: 41 | Failing: 1 | Crashing: 0
# shellcheck disable=SC2046
set -- $(sed -n 's/.*Tested: *\([0-9]*\) .*Passing: *\([0-9]*\) .*/\1 \2/p' "$log")
tested=${1:-0}
passed=${2:-0}
failed=$((tested - passed))
if [ "$tested" -eq 0 ] || { [ $status -ne 0 ] && [ "$failed" -eq 0 ]; }; then
	echo "$program: exit status $status, $tested tests run" >&2
	failed=$((failed + 1))
fi
[ "$failed" -eq 0 ] || cat "$log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

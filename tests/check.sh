#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# check.sh - all that `make check` does, part by part. A part that fails does not stop
# the others; each prints "N passed, N failed", and the last line sums them up.
#   MAKE          the make to call
#   FUZZ_SECONDS  for each fuzz target
set -u

cd "$(dirname "$0")/.." || exit 1
make=${MAKE:-make}
jobs=$(nproc 2>/dev/null || echo 1)
passed=0
failed=0
broken=
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

part() { # title, make arguments...
	title=$1
	shift
	began=$(date +%s)
	echo "== $title"
	"$make" --no-print-directory -j "$jobs" "$@" >"$log" 2>&1
	status=$?
	grep -v -E '^  (CC|AR|LINK|FLEX|BISON) ' "$log"
	# shellcheck disable=SC2046
	set -- $(sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' \
		"$log" | tail -n 1)
	good=${1:-0}
	bad=${2:-0}
	if [ $# -eq 0 ] && [ $status -eq 0 ]; then
		good=1 # a build: it is one test
	fi
	[ $status -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	[ "$bad" -eq 0 ] || broken="$broken
   $title: $bad"
	passed=$((passed + good))
	failed=$((failed + bad))
	echo "   $(($(date +%s) - began)) s"
}

part 'build with gcc' all bench-build
part 'rooms' rooms-check
part 'unit tests' unit
# clang's checks find more than gcc's do, and its warnings are to be heard too.
part 'build with clang, ASan and UBSan' SAN=1 CC=clang BUILD=build/clang all unit-build bench-build
part 'unit tests with ASan and UBSan' SAN=1 CC=clang BUILD=build/clang unit
part 'golden tests' golden
part 'man pages' man-lint
part 'fuzzing' fuzz FUZZ_SECONDS="${FUZZ_SECONDS:-5}"
part 'end to end' e2e

[ -z "$broken" ] || echo "failed:$broken"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run-scripts.sh SCRIPT... - runs test scripts one after the other. Each must print
# "N passed, N failed" last; a script that dies, hangs, or tests nothing counts as
# one failure. Prints a line for each and the same words for all.
#   TCPVET          the program under test (default build/tcpvet)
#   SCRIPT_SECONDS  the longest that one script may take (default 300)
set -u

cd "$(dirname "$0")/.." || exit 1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
TCPVET=${TCPVET:-$PWD/build/tcpvet}
export PATH TCPVET

passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

counts() { # the last "N passed, N failed" as "N N"
	sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' "$log" |
		tail -n 1
}

run() { # script
	began=$(date +%s)
	shell=$(sed -n '1s|^#! *\(/usr/bin/env \)\{0,1\}||p' "$1")
	# shellcheck disable=SC2086
	timeout -k 10 "${SCRIPT_SECONDS:-300}" ${shell:-sh} "$1" </dev/null >"$log" 2>&1
	status=$?
	# shellcheck disable=SC2046
	set -- "$1" $(counts)
	good=${2:-0}
	bad=${3:-0}
	why=
	if [ $status -eq 124 ] || [ $status -eq 137 ]; then
		why=' (took too long)'
	elif [ $# -lt 3 ] || [ $((good + bad)) -eq 0 ]; then
		why=' (nothing was tested)'
	elif [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
		why=" (exit status $status)"
	fi
	[ -z "$why" ] || bad=$((bad + 1))
	passed=$((passed + good))
	failed=$((failed + bad))
	printf '  %-32s %4d passed, %d failed, %d s%s\n' "${1#tests/}" "$good" "$bad" \
		$(($(date +%s) - began)) "$why"
	[ "$bad" -eq 0 ] || sed 's/^/    | /' "$log"
}

if [ $# -eq 0 ] || [ ! -e "$1" ]; then
	echo "run-scripts.sh: no test script (${1:-none named})" >&2
	echo "0 passed, 1 failed"
	exit 1
fi
for script in "$@"; do
	run "$script"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

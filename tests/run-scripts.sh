#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run-scripts.sh SCRIPT... - runs test scripts, a few side by side: most of them wait most
# of the time. Those whose head says "# slow" begin first. Each must print "N passed, N
# failed" last; a script that dies, hangs, or tests nothing counts as one failure. Prints
# a line for each as it ends, and the same words for all.
#   TCPVET          the program under test (default build/tcpvet)
#   ATONCE          scripts side by side (default 4)
#   SCRIPT_SECONDS  the longest that one script may take (default 400)
set -u

counts() { # log: the last "N passed, N failed" as "N N"
	sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' "$1" |
		tail -n 1
}

# Leaves "GOOD BAD" in dir/NAME.counts.
run_one() { # dir, script
	dir=$1
	script=$2
	name=$(echo "$script" | tr / _)
	log=$dir/$name.log
	began=$(date +%s)
	shell=$(sed -n '1s|^#! *\(/usr/bin/env \)\{0,1\}||p' "$script")
	# shellcheck disable=SC2086
	timeout -k 10 "${SCRIPT_SECONDS:-400}" ${shell:-sh} "$script" </dev/null >"$log" 2>&1
	status=$?
	# shellcheck disable=SC2046
	set -- $(counts "$log")
	good=${1:-0}
	bad=${2:-0}
	why=
	if [ $status -eq 124 ] || [ $status -eq 137 ]; then
		why=' (took too long)'
	elif [ $((good + bad)) -eq 0 ]; then
		why=' (nothing was tested)'
	elif [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then
		why=" (exit status $status)"
	fi
	[ -z "$why" ] || bad=$((bad + 1))
	{
		printf '  %-32s %4d passed, %d failed, %d s%s\n' "${script#tests/}" "$good" \
			"$bad" $(($(date +%s) - began)) "$why"
		[ "$bad" -eq 0 ] || sed 's/^/    | /' "$log"
	} >"$dir/$name.said"
	echo "$good $bad" >"$dir/$name.counts"
	flock "$dir/lock" cat "$dir/$name.said"
}

if [ "${1:-}" = --one ]; then
	run_one "$2" "$3"
	exit
fi

cd "$(dirname "$0")/.." || exit 1
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
TCPVET=${TCPVET:-$PWD/build/tcpvet}
export PATH TCPVET

if [ $# -eq 0 ] || [ ! -e "$1" ]; then
	echo "run-scripts.sh: no test script (${1:-none named})" >&2
	echo "0 passed, 1 failed"
	exit 1
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
{
	grep -l '^# slow' "$@"
	grep -L '^# slow' "$@"
} | xargs -P "${ATONCE:-4}" -I '{}' sh tests/run-scripts.sh --one "$dir" '{}'

# What left no counts was ended by somebody.
cat "$dir"/*.counts 2>/dev/null | awk -v all=$# '
	{ good += $1; bad += $2 }
	END {
		bad += all - NR
		printf "%d passed, %d failed\n", good, bad
		exit bad > 0
	}'

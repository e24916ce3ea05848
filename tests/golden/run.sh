#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Checks each script here. With NAME.err beside it the errors must be those, to the
# letter, and the exit status 2; without, it must load. `run.sh -u` writes the .err
# files anew: read what it wrote before you keep it.
set -u

cd "$(dirname "$0")" || exit 1
TCPVET=${TCPVET:-$PWD/../../build/tcpvet}
TCPVET_DATA=$PWD/data
export TCPVET_DATA
LC_ALL=C
export LC_ALL
passed=0
failed=0
got=$(mktemp)
trap 'rm -f "$got"' EXIT

for script in *.tc *.probe; do
	[ -e "$script" ] || continue
	want=${script%.*}.err
	timeout 20 "$TCPVET" check "$script" >/dev/null 2>"$got"
	status=$?
	# where the scripts lie is nobody's business
	sed -i "s|$TCPVET_DATA|DATA|g" "$got"
	if [ "${1:-}" = -u ] && [ $status -eq 2 ]; then
		cp "$got" "$want"
	fi
	if [ -e "$want" ]; then
		expected=2
	else
		expected=0
		want=/dev/null
	fi
	if [ $status -eq $expected ] && cmp -s "$want" "$got"; then
		passed=$((passed + 1))
	else
		echo "$script: exit status $status, expected $expected"
		diff "$want" "$got"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

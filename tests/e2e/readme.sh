#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# The README's first script is what a new user types: it must load, and pass in the lab.
set -u
build=${BUILD:-build}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

verdict() { # verdict NAME STATUS
	if [ "$2" -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $1"
	fi
}

mkdir "$dir/mine"
awk '/^Put this into/ { on = 1; next } /^and run it/ { on = 0 } on' README.md |
	sed 's/^    //' > "$dir/mine/quiet.tc"
[ -s "$dir/mine/quiet.tc" ]
verdict "the README holds a script" $?
[ "$(grep -c . "$dir/mine/quiet.tc")" -le 14 ]
verdict "it is short" $?
timeout 20 "$build/tcpvet" check "$dir/mine/quiet.tc" > /dev/null
verdict "it loads" $?
timeout 60 "$build/tcpvet" lab --json - "$dir/mine/quiet.tc" > "$dir/out"
verdict "the lab runs it" $?
[ "$(grep -c '"type":"case".*"verdict":"pass"' "$dir/out")" -eq 2 ]
verdict "it passes over IPv4 and IPv6" $?
! grep -q '"type":"stale"' "$dir/out"
verdict "nothing that was not run is called stale" $?
for command in $(grep -oE '^    make [a-z]+' README.md | awk '{ print $2 }'); do
	grep -q "^$command:" Makefile
	verdict "make $command is a target" $?
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

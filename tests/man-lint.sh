#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every man page is clean mdoc, and the pages of ours that it refers to exist. Whether
# pages of other programs are installed here says nothing about ours.
set -u

cd "$(dirname "$0")/.." || exit 1
passed=0
failed=0

own_references() { # page
	sed -n 's/^\.Xr \(tcpvet[^ ]*\) \([1-9]\).*/\1.\2/p' "$1" | sort -u |
		while read -r own; do
			[ -e "man/$own" ] || echo "$1: man/$own is referred to, not there"
		done
}

for page in man/*.[1-9]; do
	words=$(mandoc -T lint "$page" 2>&1 |
		grep -v -e 'referenced manual not found' -e 'mandoc\.db'
		own_references "$page")
	if [ -z "$words" ]; then
		passed=$((passed + 1))
	else
		echo "$words"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

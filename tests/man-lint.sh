#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Every man page is clean mdoc. A reference to a page of our own counts as found.
set -u

cd "$(dirname "$0")/.." || exit 1
passed=0
failed=0
for page in man/*.[1-9]; do
	words=$(mandoc -T lint "$page" 2>&1)
	for own in man/*.[1-9]; do
		own=$(basename "$own")
		words=$(echo "$words" | grep -v \
			"referenced manual not found: Xr ${own%.*} ${own##*.}")
	done
	if [ -z "$words" ]; then
		passed=$((passed + 1))
	else
		echo "$words"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

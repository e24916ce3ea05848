#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The short form of `make difftest`: random sequences of segments to the reference
# endpoint and to this kernel; every difference must be explained (tests/diff). And
# what the explanations must not excuse: the reference made wrong on purpose differs,
# unexplained, within a few sequences.
#   BUILD      the build directory (default build)
#   SEQUENCES  how many (default 150)
cd "$(dirname "$0")/../.." || exit 1

# BUILD and SAN come down from make.
make --no-print-directory ${BUILD:+BUILD="$BUILD"} difftest-build || {
	echo "0 passed, 1 failed"
	exit 1
}
difftest="${BUILD:-build}/tests/difftest"

faults='reset-seq-zero listen-ack-silent listen-syn-before-rst seq-left-exclusive
	seq-right-unchecked overlap-untrimmed oow-left-silent oow-answer-seq
	rst-any-in-window rst-oow-taken rst-ignored syn-silent syn-data-taken
	noack-taken ack-future-silent fin-ack-never'

out=$(timeout 120 "$difftest" -n "${SEQUENCES:-150}")
status=$?
echo "$out"
[ $status -le 1 ] || exit $status
counts=$(echo "$out" | sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p')
passed=${counts% *}
failed=${counts#* }

for fault in $faults; do
	timeout 60 "$difftest" -n 300 -x 1 -f "$fault" >/dev/null 2>&1
	if [ $? -eq 1 ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: $fault of the reference is not seen in 300 sequences"
		failed=$((failed + 1))
	fi
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

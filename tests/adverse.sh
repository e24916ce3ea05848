#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# adverse.sh [COUNT [FIRST]] - runs the suite COUNT times (default 20) on the faultless
# reference endpoint over bad paths, each with a seed of its own from FIRST (default 1)
# on: up to 20% of loss, 5% of duplicates, 1% of damage, jitter of up to eight round
# trips, a tester that oversleeps. No case may fail or warn and no ambient rule be
# broken, ever; that the path leaves much undecided is right, and its share is printed.
# Ends with "N passed, N failed".
#   TCPVET   the program (default build/tcpvet)
set -u

cd "$(dirname "$0")/.." || exit 1
tcpvet=${TCPVET:-build/tcpvet}
count=${1:-20}
first=${2:-1}
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

# A path for a seed: the strides have no common divisor, so that all sorts meet.
path() {
	awk -v i="$1" 'BEGIN {
		split("0.01 0.1 1 10 50", delay, " ")
		d = delay[i % 5 + 1]
		printf "delay=%sms,loss=%d%%,dup=%d%%,corrupt=%.1f%%", d, i % 21,
			int(i / 3) % 6, i % 4 ? 0 : (int(i / 4) % 10) / 10
		if (i % 3)
			printf ",jitter=%sms", d * 2 * (int(i / 7) % 9)
		if (i % 8 == 5)
			printf ",late=%dms", 10 * (i % 37)
	}'
}

i=$first
while [ "$i" -lt $((first + count)) ]; do
	words=$(path "$i")
	"$tcpvet" sim --seed "$i" --path "$words" --profile full --json - \
		>"$dir/out" 2>"$dir/err"
	status=$?
	jq -r 'select((.type == "case" or .type == "rule") and
			(.verdict == "fail" or .verdict == "warn" or
			 .verdict == "error")) |
		"  \(.verdict) \(.id) \(.family): \(.reason)"' "$dir/out" >"$dir/bad"
	if [ $status -eq 0 ] && [ ! -s "$dir/bad" ] && [ ! -s "$dir/err" ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: sim --profile full --seed $i --path $words (status $status)"
		cat "$dir/bad" "$dir/err"
		failed=$((failed + 1))
	fi
	jq -r 'select(.type == "case") | .verdict' "$dir/out" >>"$dir/verdicts"
	i=$((i + 1))
done
sort "$dir/verdicts" | uniq -c | awk '
	{ n[$2] = $1; all += $1 }
	END {
		ran = all - n["skip"]
		printf "%d cases: %d pass, %d inconclusive (%.1f%%), %d skip\n", all,
			n["pass"], n["inconclusive"],
			ran ? 100 * n["inconclusive"] / ran : 0, n["skip"]
	}'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

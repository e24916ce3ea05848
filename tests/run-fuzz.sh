#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run-fuzz.sh SECONDS PROGRAM... - runs each libFuzzer program that long, beginning
# with the kept corpus tests/fuzz/corpus/NAME. What it finds new goes below the
# program's folder: move it into the corpus when it is worth keeping.
set -u

seconds=$1
shift
passed=0
failed=0

for program in "$@"; do
	name=$(basename "$program")
	dir=$(dirname "$program")
	kept=tests/fuzz/corpus/${name#fuzz_}
	found=$dir/found-$name
	mkdir -p "$found"
	if [ ! -d "$kept" ]; then
		echo "  $name: no corpus $kept"
		failed=$((failed + 1))
		continue
	fi
	began=$(date +%s)
	if timeout -k 10 $((seconds + 60)) "$program" -max_total_time="$seconds" \
		-timeout=10 -max_len=8192 -verbosity=1 -print_final_stats=1 \
		-artifact_prefix="$dir/crash-$name-" "$found" "$kept" \
		</dev/null >"$dir/$name.log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$dir/$name.log")
		printf '  %-24s %s inputs, %d s\n' "$name" "${runs:-0}" \
			$(($(date +%s) - began))
		passed=$((passed + 1))
	else
		echo "  $name: failed; the input is $dir/crash-$name-*"
		grep -E 'ERROR|SUMMARY|runtime error|^    #[0-9] ' "$dir/$name.log" |
			head -n 20
		failed=$((failed + 1))
	fi
done
if [ $((passed + failed)) -eq 0 ]; then
	echo "run-fuzz.sh: no fuzz target" >&2
	failed=1
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The mutation tool on a file of its own: which changes it makes, and what it says of
# each. `mutants.sh -u` writes both anew: read what it wrote before you keep it.
set -u

cd "$(dirname "$0")/../.." || exit 1
MUTATE=${MUTATE:-build/tests/mutate}
fixture=tests/mutants/fixture
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

same() { # file that is kept, file, what
	if [ "$update" ]; then
		cp "$2" "$1"
	fi
	if diff "$1" "$2"; then
		passed=$((passed + 1))
	else
		echo "FAILED: $3"
		failed=$((failed + 1))
	fi
}

refused() { # words of the message, arguments
	want=$1
	shift
	"$MUTATE" "$@" >"$dir/out" 2>"$dir/err"
	if [ $? -eq 2 ] && [ ! -s "$dir/out" ] && grep -q "$want" "$dir/err"; then
		passed=$((passed + 1))
	else
		echo "FAILED: mutate $*: $(cat "$dir/err")"
		failed=$((failed + 1))
	fi
}

update=
[ "${1:-}" != -u ] || update=1
export MUTATE

"$MUTATE" list $fixture/clamp.c >"$dir/list"
same $fixture/clamp.list "$dir/list" "the list of changes"
"$MUTATE" make $fixture/clamp.c 2 | diff $fixture/clamp.c - >"$dir/diff"
same $fixture/clamp.diff "$dir/diff" "one change"
refused 'no change 0: 1 to' make $fixture/clamp.c 0
refused 'no change 999: 1 to' make $fixture/clamp.c 999
refused 'No such file' list /nonexistent/x.c
refused 'usage' make $fixture/clamp.c

cc=${CC:-cc}
$cc -I$fixture -c -o "$dir/test.o" $fixture/test_clamp.c &&
	EQUIVALENT=$fixture/clamp.equivalent.tsv MUTANT_SECONDS=1 CC=$cc CFLAGS=-O0 \
		sh tests/mutants/run.sh $fixture/clamp.c -- "$dir/test.o" -lcriterion \
		2>&1 | grep -v "more are no others" >"$dir/said"
same $fixture/clamp.said "$dir/said" "what became of the changes"

# What is argued in vain is told.
printf '%s\t%s\t%s\twhy\n' $fixture/clamp.c 'value /= 2;' 'value *= 2;' >"$dir/vain"
EQUIVALENT=$dir/vain ONLY=connective CC=$cc CFLAGS=-O0 \
	sh tests/mutants/run.sh $fixture/clamp.c -- "$dir/test.o" -lcriterion \
	2>&1 | grep -v "more are no others" >"$dir/said"
same $fixture/clamp.vain "$dir/said" "an argument in vain"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# room.sh ROOM - the mutants of a room of lib/ (run.sh), against the unit tests that
# guard it: test_ROOM*.c, and test_FILE*.c for each file of the room.
#   BUILD     where all is built (default build)
#   FILES     of the room, not all of it
#   LIBS      to link with
# and what run.sh takes.
set -u

cd "$(dirname "$0")/../.." || exit 1
build=${BUILD:-build}
room=${1:-}
if [ ! -d "lib/$room" ] || [ -z "$room" ]; then
	echo "mutants: no room '$room' in lib/: make mutants ROOM=verdict" >&2
	exit 2
fi
files=${FILES:-$(find "lib/$room" -name '*.c' | sort)}

objects() { # names of tests: those that are there, each once
	for name; do
		for file in tests/unit/test_"$name".c tests/unit/test_"$name"_*.c; do
			[ ! -e "$file" ] || echo "$build/obj/${file%.c}.o"
		done
	done | sort -u
}

# What tests share is linked where they use it.
shared=$build/obj/mutants/libshared.a
mkdir -p "${shared%/*}"
rm -f "$shared"
# shellcheck disable=SC2046
ar qcs "$shared" $(find "$build/obj/tests/unit" -name '*.o' ! -name 'test_*.o' | sort) || exit 1

names=$room
for file in $(find "lib/$room" -name '*.c'); do
	name=${file##*/}
	names="$names ${name%.c}"
done
# shellcheck disable=SC2086
tests=$(objects $names)
if [ -z "$tests" ]; then
	echo "mutants: no unit test guards lib/$room" >&2
	exit 2
fi
CFLAGS="${CFLAGS:-} -std=c11 -D_GNU_SOURCE -Ilib -I$build/gen -Ilib/script/syntax"
EQUIVALENT=${EQUIVALENT:-tests/mutants/equivalent.tsv}
MUTATE=${MUTATE:-$build/tests/mutate}
export CFLAGS EQUIVALENT MUTATE
# shellcheck disable=SC2086
exec sh tests/mutants/run.sh $files -- $tests "$shared" "$build/libtcpvet.a" $LIBS -lcriterion

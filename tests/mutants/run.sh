#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh FILE.c... -- WORD... - makes mutants of the files one at a time, links each with
# the rest of a test program, runs that, and tells which changes no test noticed. WORD...
# is what the linker takes behind the mutated object: tests, and an archive whose own
# object of that name is then left out.
#
# A mutant whose object is that of another, or of the file as it is, is no mutant. What a
# test fails by is killed; what crashes the program or hangs is told apart, for it may be
# that no test looks. What survives is printed as FILE:LINE, the line, and what became of
# it. That a change changes nothing anybody could see is to be argued in the list: FILE,
# line, line as changed, argument, tabs between. A line that lists no survivor is told.
#   MUTATE      the maker of mutants (tests/mutants/mutate.c)
#   CC, CFLAGS  compile
#   EQUIVALENT  the list (tests/mutants/equivalent.tsv)
#   JOBS        side by side (default: as many as there are processors)
#   MUTANT_SECONDS, MUTANT_MEGABYTES   the most that one test may take
#   ONLY        kinds to make, with | between (default: all)
set -u

: "${CC:=cc}" "${CFLAGS:=}" "${EQUIVALENT:=/dev/null}" "${MUTATE:?}"
: "${MUTANT_SECONDS:=5}" "${MUTANT_MEGABYTES:=1024}" "${ONLY:=.}"
JOBS=${JOBS:-$(nproc 2>/dev/null || echo 1)}
export CC CFLAGS MUTATE MUTANT_SECONDS MUTANT_MEGABYTES

compile() { # source, object, where the source stands
	# From standard input, for an object tells its source's name.
	# shellcheck disable=SC2086
	$CC -O1 $CFLAGS -I"${3%/*}" -w -x c -c -o "$2" - <"$1" >/dev/null 2>&1
}

# All tests, the rest of them when one crashes or hangs too. A test is a process, and has
# bounds of its own (limits/limits.c); what sleeps for good is ended by the clock.
run_tests() { # program, log
	timeout -k 2 $((MUTANT_SECONDS * 20)) "$1" --jobs 1 </dev/null >"$2" 2>&1
}

# The word for what became of it.
judge() { # exit status, log
	[ "$1" -ne 0 ] || { echo survived; return; }
	if [ "$1" -eq 124 ] || [ "$1" -eq 137 ]; then
		echo hung
	# Of Criterion: [FAIL] suite::name: (0.00s), [FAIL] suite::name: CRASH!
	elif grep '^\[FAIL\]' "$2" | grep -v -q 'CRASH!'; then
		echo killed
	elif grep -q '^mutants: the processor time is up' "$2"; then
		echo hung
	else
		echo crashed
	fi
}

# Leaves DIR/KEY.o and what it is known by in DIR/sums.
make_one() { # dir, KEY, FILE, NUMBER
	"$MUTATE" make "$3" "$4" >"$1/$2.c"
	if compile "$1/$2.c" "$1/$2.o" "$3"; then
		cksum <"$1/$2.o" | tr ' ' _ >"$1/sums/$2"
	else
		echo unbuilt >"$1/sums/$2"
	fi
	rm -f "$1/$2.c"
}

# Leaves what it came to in DIR/done.
try_one() { # dir, KEY
	base=$1/$2
	end=unbuilt
	# shellcheck disable=SC2046
	if $CC -o "$base" "$base.o" $(cat "$1/link") >"$base.log" 2>&1; then
		run_tests "$base" "$base.log"
		end=$(judge $? "$base.log")
	fi
	echo "$end" >"$1/done/$2"
	rm -f "$base" "$base.o" "$base.log"
}

case ${1:-} in
--make | --try)
	what=${1#--}_one
	dir=$2
	# shellcheck disable=SC2086
	set -- $3
	"$what" "$dir" "$@"
	exit
	;;
esac

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
mkdir "$dir/done" "$dir/sums"
: >"$dir/files"
while [ $# -gt 0 ] && [ "$1" != -- ]; do
	echo "$1" >>"$dir/files"
	shift
done
[ $# -eq 0 ] || shift
$CC -O1 -c -o "$dir/limits.o" "${0%/*}/limits/limits.c" || exit 2
set -- "$dir/limits.o" "$@"
echo "$@" >"$dir/link"

# ---- as it is: the tests must pass ------------------------------------------------------

while read -r file; do
	compile "$file" "$dir/asis.o" "$file" || {
		echo "mutants: $file does not compile"
		exit 2
	}
	cksum <"$dir/asis.o" | tr ' ' _ >>"$dir/asis.sums"
	# shellcheck disable=SC2086
	$CC -o "$dir/asis" "$dir/asis.o" "$@" && run_tests "$dir/asis" "$dir/log" || {
		cat "$dir/log"
		echo "mutants: the tests fail on $file as it is"
		exit 2
	}
	"$MUTATE" list "$file" | awk -F '\t' -v file="$file" -v only="$ONLY" \
		'$3 ~ only { printf "%s\t%s\n", file, $0 }'
done <"$dir/files" | awk '{ printf "%05d\t%s\n", NR, $0 }' >"$dir/list"
grep -q '^[0-9]*	' "$dir/list" || {
	cat "$dir/list"
	echo '0 passed, 1 failed'
	exit 1
}

# ---- each ---------------------------------------------------------------------------------

cut -f 1-3 "$dir/list" | tr '\t' ' ' |
	xargs -P "$JOBS" -I '{}' sh "$0" --make "$dir" '{}'

# Of those with one object the first is tried.
cut -f 1 "$dir/list" | while read -r key; do
	sum=$(cat "$dir/sums/$key")
	case $sum in
	unbuilt)
		echo unbuilt >"$dir/done/$key"
		continue
		;;
	esac
	if grep -q -x -e "$sum" "$dir/asis.sums"; then
		echo same >"$dir/done/$key"
	else
		echo "$sum" >>"$dir/asis.sums"
		echo "$key"
	fi
done | xargs -P "$JOBS" -I '{}' sh "$0" --try "$dir" '{}'

# ---- what they came to -------------------------------------------------------------------------

cut -f 1 "$dir/list" | while read -r key; do
	cat "$dir/done/$key" 2>/dev/null || echo lost
done | paste - "$dir/list" >"$dir/ends"

grep -v -e '^#' -e '^$' "$EQUIVALENT" | awk -F '\t' '
	NR == FNR { file[$1] = 1; next }
	$1 in file' "$dir/files" - >"$dir/argued"
awk -F '\t' '
	FILENAME ~ /argued$/ {
		if (NF != 4 || $4 == "")
			lame[++lames] = $0
		argued[$1 FS $2 FS $3] = 1
		next
	}
	{ all[$1]++ }
	{ key = $3 FS $7 FS $8 }
	$1 == "same" && key in argued { used[key] = 1 }
	$1 ~ /^(unbuilt|same)$/ { next }
	{ mutants++ }
	key in argued && $1 != "killed" { used[key] = 1; equivalent++; next }
	{ count[$1]++ }
	$1 == "crashed" || $1 == "hung" || $1 == "survived" || $1 == "lost" {
		printf "%s:%s: %s, %s\n    %s\n    %s\n", $3, $5, $1, $6, $7, $8
	}
	END {
		for (key in argued)
			if (!(key in used)) {
				split(key, part, FS)
				printf "argued in vain, it is killed or gone: %s\n    %s\n    %s\n",
					part[1], part[2], part[3]
				vain++
			}
		for (i = 1; i <= lames; i++)
			print "not FILE, line, line as changed, argument: " lame[i]
		printf "%d mutants: %d killed, %d crashed, %d hung, %d argued equivalent, " \
			"%d survived\n", mutants, count["killed"], count["crashed"],
			count["hung"], equivalent, count["survived"] + count["lost"]
		printf "(%d more are no others: %d with the same object, %d that do not build)\n",
			all["same"] + all["unbuilt"], all["same"],
			all["unbuilt"]
		bad = count["survived"] + count["lost"] + vain + lames
		printf "%d passed, %d failed\n", mutants - count["survived"] - count["lost"], bad
		exit bad > 0 || mutants == 0
	}' "$dir/argued" "$dir/ends"

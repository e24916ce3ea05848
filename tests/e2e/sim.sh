#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The suite on the reference endpoint. Without a fault every case passes; the same seed
# gives the same octets; every case is proven by a fault that it catches; what was
# caught once is caught still; a bad path makes nobody guilty.
#
# tests/e2e/caught.tsv is the list of the caught, one a line: the fault, and whether
# the requirement that it breaks was named. When a fault or a case is added,
#     sh tests/e2e/sim.sh --keep
# writes it anew; look at the difference before it is committed: a line that goes is a
# loss of power.
#   TCPVET    the program (default build/tcpvet)
#   ADVERSE   how many bad paths (default 20)
set -u

cd "$(dirname "$0")/../.." || exit 1
tcpvet=${TCPVET:-build/tcpvet}
kept=tests/e2e/caught.tsv
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

verdict() { # status, what
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: $2"
		failed=$((failed + 1))
	fi
}

matrix() {
	"$tcpvet" sim --fault all --profile full --json - >"$dir/matrix"
}

caught() {
	jq -r 'select(.type == "fault" and (.caught_by | length > 0)) |
		[.name, if .named then "named" else "unnamed" end] | @tsv' \
		"$dir/matrix" | LC_ALL=C sort
}

if [ "${1:-}" = --keep ]; then
	matrix
	caught >"$dir/kept" && [ -s "$dir/kept" ] && cp "$dir/kept" $kept
	exit
fi

# ---- without a fault ---------------------------------------------------------

# Each case and each rule that is not as it must be. A case may be of the other profile
# or the other family.
wrong() {
	jq -r 'select((.type == "case" and .verdict != "pass" and
			(.verdict != "skip" or
			 (.reason | test("full profile|^needs inet6?$") | not))) or
			(.type == "rule" and .verdict != "pass" and .verdict != "skip")) |
		"\(.verdict) \(.id) \(.family): \(.reason)"' "$1"
}

for profile in quick full; do
	for oracle in '' --no-oracle; do
		for seed in 1 2 3; do
			words="--profile $profile $oracle --seed $seed"
			# shellcheck disable=SC2086
			"$tcpvet" sim $words --json - >"$dir/out" 2>"$dir/err"
			verdict $? "sim $words: exit status; $(cat "$dir/err")"
			wrong "$dir/out" >"$dir/wrong"
			[ ! -s "$dir/wrong" ]
			verdict $? "sim $words: $(cat "$dir/wrong")"
		done
	done
done
for family in inet inet6; do
	[ "$(jq -r "select(.type == \"case\" and .family == \"$family\" and
		.verdict == \"pass\").id" "$dir/out" | wc -l)" -gt 50 ]
	verdict $? "the full profile has next to no cases for $family"
done

# A case of the full profile is run when it is named, and left alone with its topic.
full=window/probes-back-off
"$tcpvet" sim $full --json - >"$dir/out"
[ "$(jq -r 'select(.type == "case").verdict' "$dir/out" | sort -u)" = pass ]
verdict $? "a case of the full profile is not run, though it is named"
"$tcpvet" sim window --json - >"$dir/out"
[ "$(jq -r "select(.id == \"$full\").verdict" "$dir/out" | sort -u)" = skip ]
verdict $? "a case of the full profile is run for its topic's name"

# However far away: all passes. Where the target's timers meet its answers on the way,
# what looks wrong is undecided.
for delay in 1 7 20 50 100 150 200; do
	"$tcpvet" sim --profile full --path delay=${delay}ms --json - >"$dir/out"
	verdict $? "sim --path delay=${delay}ms: exit status"
	wrong "$dir/out" >"$dir/wrong"
	[ ! -s "$dir/wrong" ]
	verdict $? "sim --path delay=${delay}ms: $(cat "$dir/wrong")"
done
for delay in 225 250 300 400 450 500 700 1500; do
	"$tcpvet" sim --profile full --path delay=${delay}ms --json - >"$dir/out"
	wrong "$dir/out" | grep -E '^(fail|warn|error)' >"$dir/wrong"
	[ ! -s "$dir/wrong" ]
	verdict $? "sim --path delay=${delay}ms: $(cat "$dir/wrong")"
	[ "$(jq -r 'select(.type == "case" and .verdict == "pass").id' "$dir/out" |
		wc -l)" -gt 400 ]
	verdict $? "sim --path delay=${delay}ms: next to nothing passes"
done

# ---- the same again ------------------------------------------------------------

steady() { # arguments: the report without what the summary tells of real time
	"$tcpvet" sim --json - "$@" | sed '/"type":"summary"/s/"elapsed_us.*"cpu_us":[0-9]*//'
}

for words in '' '--path loss=10%,jitter=5ms' '--fault synack-acks-x'; do
	# shellcheck disable=SC2086
	steady --seed 5 $words >"$dir/one"
	# shellcheck disable=SC2086
	steady --seed 5 $words >"$dir/two"
	cmp -s "$dir/one" "$dir/two"
	verdict $? "sim --seed 5 $words differs from itself"
done
steady --seed 5 --path loss=10%,jitter=5ms >"$dir/one"
steady --seed 6 --path loss=10%,jitter=5ms >"$dir/two"
! cmp -s "$dir/one" "$dir/two"
verdict $? "a path loses the same by another seed"

id=reset/exact
"$tcpvet" sim --json - --path loss=20% | grep "\"id\":\"$id\"" >"$dir/among"
"$tcpvet" sim --json - --path loss=20% $id | grep "\"id\":\"$id\"" >"$dir/alone"
[ -s "$dir/alone" ] && cmp -s "$dir/among" "$dir/alone"
verdict $? "$id comes out otherwise alone than among others"

# ---- with a fault ----------------------------------------------------------------

"$tcpvet" sim --fault synack-acks-x opening >"$dir/out"
[ $? -eq 1 ] && grep -q 'fault synack-acks-x' "$dir/out"
verdict $? "one fault: $(tail -n 3 "$dir/out")"

matrix
verdict $? "sim --fault all: exit status"
jq -r 'select(.type == "proof" and .faultless != "skip" and
	(.faults | length == 0)) | "\(.case) (without a fault: \(.faultless))"' \
	"$dir/matrix" >"$dir/unproven"
[ ! -s "$dir/unproven" ]
verdict $? "unproven cases: $(cat "$dir/unproven")"

# Lines of the first list that say more than the second one does.
more() {
	awk -F '\t' 'NR == FNR { has[$1] = $2; next }
		!($1 in has) || ($2 == "named" && has[$1] != "named")' "$2" "$1"
}

caught >"$dir/caught"
more $kept "$dir/caught" >"$dir/lost"
[ ! -s "$dir/lost" ]
verdict $? "caught or named before and no more: $(cat "$dir/lost")"
more "$dir/caught" $kept >"$dir/new"
[ ! -s "$dir/new" ]
verdict $? "well done, but not in $kept yet (sh tests/e2e/sim.sh --keep): $(cat "$dir/new")"

jq -r 'select(.type == "fault" and .visible == has("why") or
		(.type == "fault" and (.visible | not) and (.caught_by | length > 0))) |
	"\(.name): visible \(.visible), why \(.why), caught by \(.caught_by)"' \
	"$dir/matrix" >"$dir/unseen"
[ ! -s "$dir/unseen" ]
verdict $? "not visible, but without a reason or caught: $(cat "$dir/unseen")"
[ "$(jq -s 'map(select(.type == "fault" and .visible)) | length' "$dir/matrix")" -eq \
	"$(jq 'select(.type == "summary").visible' "$dir/matrix")" ]
verdict $? "the summary counts the visible faults otherwise"

"$tcpvet" sim --fault all --profile full >"$dir/out"
awk 'length > 80 { print; bad = 1 } END { exit bad }' "$dir/out"
verdict $? "the matrix is wider than 80 columns"
grep -q 'not visible: .*RFC 1337' "$dir/out"
verdict $? "the matrix does not say why a fault is not visible"
grep -q ' visible faults caught' "$dir/out"
verdict $? "the matrix has no sum"
steady --fault all --profile full >"$dir/one"
steady --fault all --profile full >"$dir/two"
cmp -s "$dir/one" "$dir/two"
verdict $? "the matrix differs from itself"

# ---- usage -------------------------------------------------------------------------

misuse() { # words that the message must have, arguments
	want=$1
	shift
	"$tcpvet" sim "$@" >"$dir/out" 2>"$dir/err"
	[ $? -eq 2 ] && [ ! -s "$dir/out" ] && [ "$(wc -l <"$dir/err")" -eq 1 ] &&
		grep -q -e "$want" "$dir/err"
	verdict $? "sim $*: $(cat "$dir/err")"
}

misuse "no fault 'synack-acks-xx'.*synack-acks-x" --fault synack-acks-xx
misuse 'given twice' --fault all --fault synack-acks-x
misuse 'no TAP form' --fault all --tap
misuse 'leave nothing' -4 -6
misuse "not a number" --seed -1
misuse "not a rate" --path loss=7
misuse "no case or topic" nothing/such

# ---- bad paths ---------------------------------------------------------------------

TCPVET=$tcpvet sh tests/adverse.sh "${ADVERSE:-20}" >"$dir/out"
verdict $? "bad paths: $(cat "$dir/out")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

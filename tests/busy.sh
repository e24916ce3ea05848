#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# busy.sh MODE [COUNT [CASE...]] - runs the lab COUNT times (default 20) under adversity,
# and once without. The verdict of each case and of each ambient rule must be the same
# in every run, or inconclusive; nothing fails that did not fail without. Modes:
#   busy    every core has other work
#   lossy   nftables drops a tenth of the segments each way, at the target
# Ends with "N passed, N failed".
#   TCPVET   the program (default build/tcpvet)
#   ATONCE   runs side by side (default 4)
set -u

cd "$(dirname "$0")/.." || exit 1
tcpvet=$(realpath "${TCPVET:-build/tcpvet}")
mode=${1:-}
count=${2:-20}
[ $# -lt 2 ] && shift $# || shift 2
seconds=600
spinners=
dir=$(mktemp -d)
trap 'stop_work; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

stop_work() {
	# shellcheck disable=SC2086
	[ -z "$spinners" ] || kill $spinners 2>/dev/null
	spinners=
}

work() {
	for _ in $(seq "$(nproc)"); do
		timeout 7200 sh -c 'while :; do :; done' &
		spinners="$spinners $!"
	done
}

setup=true
case $mode in
busy) ;;
lossy)
	cat >"$dir/loss.nft" <<-END
		table inet loss {
			chain there {
				type filter hook prerouting priority -300
				meta l4proto tcp iifname != lo numgen random mod 100 < 10 drop
			}
			chain back {
				type filter hook output priority 300
				meta l4proto tcp oifname != lo numgen random mod 100 < 10 drop
			}
		}
	END
	setup="nft -f $dir/loss.nft"
	;;
*)
	sed -n 's/^# \{0,1\}//; 2,12p' "$0"
	exit 2
	;;
esac

# "CASE-OR-RULE FAMILY VERDICT", and what the report says of it.
verdicts() { # report
	jq -r 'select((.type == "case" or .type == "rule") and .verdict != "skip") |
		"\(.id)\t\(.family)\t\(.verdict)\t\(.reason) (\(.trials // 0) trials)"' "$1" |
		LC_ALL=C sort
}

one() { # number, set-up, case...
	number=$1
	how=$2
	shift 2
	timeout $seconds "$tcpvet" lab --setup "$how" --json "$dir/report.$number" "$@" \
		>"$dir/said.$number" 2>&1
	echo $? >"$dir/status.$number"
}

one 0 true "$@"
case $(cat "$dir/status.0") in
0 | 1) ;;
*)
	cat "$dir/said.0"
	echo "0 passed, 1 failed"
	exit 1
	;;
esac
verdicts "$dir/report.0" >"$dir/want"
# What is open without adversity says nothing; the reason helps who looks at a failure.
grep '	inconclusive	' "$dir/want" | sed 's/^/  without: /'

[ "$mode" = busy ] && work
i=1
while [ $i -le "$count" ]; do
	runs=
	for _ in $(seq "${ATONCE:-4}"); do
		[ $i -le "$count" ] || break
		one $i "$setup" "$@" &
		runs="$runs $!"
		i=$((i + 1))
	done
	# shellcheck disable=SC2086
	wait $runs
done
stop_work

# A rule that no segment touched in one of the two says nothing.
passed=0
failed=0
for i in $(seq "$count"); do
	verdicts "$dir/report.$i" >"$dir/got" 2>/dev/null
	awk -F '\t' -v status="$(cat "$dir/status.$i")" '
		NR == FNR {
			if ($3 != "inconclusive")
				want[$1, $2] = $3
			next
		}
		{ got++ }
		$3 == "inconclusive" || !(($1, $2) in want) || $3 == want[$1, $2] { next }
		{ print "  " $1, $2 ": " $3 ", not " want[$1, $2] ": " $4; bad = 1 }
		END {
			if (status > 1 || !got) {
				print "  exit status " status
				bad = 1
			}
			exit bad
		}' "$dir/want" "$dir/got" >"$dir/bad"
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $mode run $i"
		cat "$dir/bad"
		head -n 3 "$dir/said.$i" | sed 's/^/  | /'
	fi
	jq -r 'select(.type == "case") | .verdict' "$dir/report.$i" >>"$dir/all"
	jq 'select(.type == "summary").elapsed_us' "$dir/report.$i" >>"$dir/times"
done
sort "$dir/all" | uniq -c | awk '
	{ n[$2] = $1; all += $1 }
	END {
		ran = all - n["skip"]
		printf "%d cases: %d pass, %d inconclusive (%.2f%%)", ran, n["pass"],
			n["inconclusive"], ran ? 100 * n["inconclusive"] / ran : 0
	}'
sort -n "$dir/times" | awk '{ t[NR] = $1 / 1e6 }
	END { printf "; a run took %.1f to %.1f s\n", t[1], t[NR] }'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

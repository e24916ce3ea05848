#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# A kernel that is made wrong on purpose must fail the right cases. Each file of
# tests/e2e/faults/ is a wrong behaviour, put into the target's namespace as nftables
# rules, and says in its head what must come of it, over IPv4 and over IPv6:
#   fails CASE REQUIREMENT      the case fails and names the requirement
#   warns CASE REQUIREMENT      likewise, as a warning
#   breaks RULE [in CASE]       the ambient rule is broken (CASE is run to see it)
#   holds CASE...               the case passes all the same
#   slow                        it takes long: begun first
# Without any rules all these cases pass and all these rules hold.
#   FAULTS   the names of those to try (default: all)
#   LOSS     so many in a hundred segments are dropped, each way (default none). Then
#            what must pass may be inconclusive, and one case or rule that fails as it
#            must, in either family, is enough
# slow: begun first
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

faults=tests/e2e/faults
at_once=30
loss=${LOSS:-0}
patience=200
[ "$loss" -eq 0 ] || patience=600

expectations() { # file...
	sed -n 's/^# \(\(fails\|warns\|breaks\|holds\) .*\)/\1/p' "$@"
}

cases_of() { # file...
	expectations "$@" | awk '
		$1 == "fails" || $1 == "warns" { print $2 }
		$1 == "breaks" && NF > 2 { print $4 }
		$1 == "holds" { for (i = 2; i <= NF; i++) print $i }' | sort -u
}

# What to name on the command line for these cases.
selection() { # file...
	cases_of "$@" | sed "s|^faults/.*|$faults/extra.tc|" | sort -u
}

# Both families at once, each into its own report.
vet() { # case...
	started=
	for host in $target4 $target6; do
		[ "$host" = $target4 ] && family=4 || family=6
		timeout $patience "$tcpvet" run --service echo --service discard \
			--service daytime --service chargen --json - "$host" "$@" \
			>"$dir/report.$family" 2>"$dir/report.$family.err" &
		started="$started $!"
	done
	# shellcheck disable=SC2086
	wait $started
}

verdict_is() { # report, case, verdict, requirement or nothing
	jq -e -s --arg case "$2" --arg verdict "$3" --arg req "${4:-}" '
		[.[] | select(.type == "case" and .id == $case)] | length == 1 and
		(.[0] | .verdict == $verdict and
			($req == "" or (.covers | index($req) != null)))' \
		"$1" >/dev/null
}

# A busy machine may reorder what its cores send: a trial that fails and one that
# passes are a pass here, although not to the program.
passes() { # report, case
	verdict_is "$1" "$2" pass ||
		{ [ "$loss" -gt 0 ] && verdict_is "$1" "$2" inconclusive; } ||
		jq -e -s --arg case "$2" 'any(.type == "case" and .id == $case and
			.verdict == "inconclusive" and
			(.reason | startswith("the failure did not repeat")))' \
			"$1" >/dev/null
}

rule_is() { # report, rule, verdict
	jq -e -s --arg rule "$2" --arg verdict "$3" '
		[.[] | select(.type == "rule" and .id == $rule)] | length == 1 and
		.[0].verdict == $verdict' "$1" >/dev/null
}

# What the report says about a case or a rule, in a line.
told() { # report, id
	jq -r --arg id "$2" 'select(.id == $id) |
		.verdict + ": " + (.reason // "") + " expected " +
		(.expected // "-") + ", got " + (.got // .breach // "-")' "$1" | head -n 1
}

judge_line() { # report, what goes before the id in messages, expectation...
	report=$1
	label=$2
	kind=$3
	shift 3
	case $kind in
	fails | warns)
		if [ "$loss" -gt 0 ]; then
			verdict_is "$report" "$1" "${kind%s}" "$2" && caught=yes
			return
		fi
		verdict_is "$report" "$1" "${kind%s}" "$2"
		ok "$label: $1 must ${kind%s} for $2; $(told "$report" "$1")" "$report.err"
		;;
	breaks)
		if [ "$loss" -gt 0 ]; then
			rule_is "$report" "$1" fail && caught=yes
			return
		fi
		rule_is "$report" "$1" fail
		ok "$label: rule $1 must be broken; $(told "$report" "$1")" "$report.err"
		;;
	holds)
		for id in "$@"; do
			passes "$report" "$id"
			ok "$label: $id must pass; $(told "$report" "$id")" "$report.err"
		done
		;;
	esac
}

# Before all else of the target, and behind all else.
lose() { # percent
	there nft -f - <<-END || give_up "nft does not take the loss"
		table inet loss {
			chain there {
				type filter hook prerouting priority -300
				meta l4proto tcp iifname veth-target numgen random mod 100 < $1 drop
			}
			chain back {
				type filter hook output priority 300
				meta l4proto tcp oifname veth-target numgen random mod 100 < $1 drop
			}
		}
	END
}

target_up() {
	link_up
	serve_inetd
	[ "$loss" -eq 0 ] || lose "$loss"
}

# In namespaces of its own: one fault.
one_fault() { # file
	target_up
	there nft -f "$1" || give_up "nft does not take $1"
	# shellcheck disable=SC2046
	vet $(selection "$1")
	expectations "$1" >$dir/expectations
	caught=
	for family in 4 6; do
		while read -r line; do
			# shellcheck disable=SC2086
			judge_line $dir/report.$family "$(basename "$1" .nft) IPv$family" $line
		done <$dir/expectations
	done
	if [ "$loss" -gt 0 ]; then
		[ -n "$caught" ]
		ok "$(basename "$1" .nft): not caught: $(jq -r '.verdict + ": " + .reason' \
			$dir/report.[46] | head -n 6)"
	fi
	finish
}

# The same cases and rules on the same kernel without any fault.
control() { # file...
	target_up
	# shellcheck disable=SC2046
	vet $(selection "$@")
	for family in 4 6; do
		for id in $(cases_of "$@"); do
			passes $dir/report.$family "$id"
			ok "no fault IPv$family: $id must pass; $(told $dir/report.$family "$id")"
		done
		for id in $(expectations "$@" | awk '$1 == "breaks" { print $2 }' | sort -u); do
			! rule_is $dir/report.$family "$id" fail
			ok "no fault IPv$family: rule $id must hold; $(told $dir/report.$family "$id")"
		done
	done
	finish
}

enter $((patience + 80)) "$0"
case ${1:-} in
one) one_fault "$2" ;;
control) shift; control "$@" ;;
esac

command -v nft >/dev/null || give_up "nft is missing (make deps)"
named=
for name in ${FAULTS:-$(cd $faults && ls ./*.nft)}; do
	named="$named $faults/$(basename "$name" .nft).nft"
done
# shellcheck disable=SC2086
files=$(grep -l '^# slow' $named; grep -L '^# slow' $named)
mount -t tmpfs e2e /run || give_up "cannot mount a tmpfs"
# shellcheck disable=SC2086
{
	echo control $files
	printf 'one %s\n' $files
} | awk '{ print NR, $0 }' >/run/jobs
# A mount namespace too: each has a /run of its own. The log is opened before.
# shellcheck disable=SC2016
xargs -P $at_once -L 1 sh -c 'number=$1; shift
	timeout '$((patience + 60))' unshare -nm sh "$0" "$@" >/run/log.$number 2>&1' "$0" </run/jobs

jobs=$(wc -l </run/jobs)
for number in $(seq "$jobs"); do
	log=/run/log.$number
	counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
	if [ -z "$counts" ]; then
		counts='0 1'
		echo "FAILED: no result of $(sed -n "${number}p" /run/jobs)"
	fi
	grep -v '^[0-9]* passed, [0-9]* failed$' "$log"
	passed=$((passed + ${counts% *}))
	failed=$((failed + ${counts#* }))
done
finish

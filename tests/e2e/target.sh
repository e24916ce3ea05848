#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The reference endpoint on a real interface. Without a fault it passes over libnet,
# the kernel and libpcap as it does in simulated time; a fault is caught by the same
# cases and ambient rules; others can meet it on a tap device; nothing is left behind.
#
# Of each fault below those cases are run that catch it in the simulation, and two that
# must hold all the same. What differs is run once more: a busy machine may be late.
# The list has what is decided within the time that there is.
#   FAULTS   the names of those to try (default: the list below)
# slow: begun first
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

at_once=24
hold_candidates='closed/syn header/bad-checksum-on-syn listen/rst reset/exact
	closing/normal-close opening/duplicate-syn header/unknown-option'
faults=${FAULTS:-reserved-refused checksum-unchecked option-unknown-resets
	option-in-data-refused closed-noack-silent closed-synack-silent
	closed-urg-silent closed-rst-for-rst reset-syn-uncounted reset-fin-uncounted
	reset-ack-bit-missing reset-seq-from-nowhere listen-syn-before-ack
	listen-rst-for-rst listen-fin-reset listen-syn-fin-dropped
	listen-syn-urg-dropped iss-constant synrcvd-ack-old-taken
	synrcvd-noack-taken synrcvd-rst-kills-listener
	closing-stays seq-unsigned oow-answer-seq rst-any-in-window rst-oow-taken
	rst-challenge-seq-copied rst-challenge-closes rst-answered-by-ack
	rst-ignored-last-ack syn-oow-reset syn-replaces fin-wait-1-stays
	last-ack-any-ack fin-text-lost fin-drops-unsent fin-above-gap-taken
	timewait-syn-reset timewait-none timewait-reuse-low-iss above-gap-acked
	ttl-low-refused ip-options-refused source-unchecked broadcast-answered
	checksum-ip-unchecked option-eol-ignored synsent-ack-establishes
	synsent-rst-noack synsent-rst-badack simopen-reset simopen-seq
	simopen-rst-listens close-synsent-stays abort-silent}

# "CASE-OR-RULE FAMILY VERDICT" of all cases that are not skipped and all rules that do not
# hold. Whether one that holds had a segment to judge may hang on a retransmission that
# comes with the end of the last window, to the millisecond.
# How many ports a case ends hangs on how many trials the path asks for, and so does what
# target/accepts comes to.
verdicts() { # report
	jq -r 'select((.type == "case" and .verdict != "skip") or
			(.type == "rule" and .verdict != "skip" and .verdict != "pass" and
				.id != "target/accepts")) |
		"\(.id) \(.family) \(.verdict)"' "$1" | sort
}

bad_cases() { # report: those that are not passed, in either family
	jq -r 'select(.type == "case" and .verdict != "pass" and .verdict != "skip").id' \
		"$1" | sort -u
}

# The cases to run: those that the simulation catches the fault by, and two that hold.
choose() { # fault
	"$tcpvet" sim --fault "$1" --json - >"$work.all"
	bad_cases "$work.all" >"$work.bad"
	cat "$work.bad"
	for id in $hold_candidates; do
		grep -qx "$id" "$work.bad" || echo "$id"
	done | head -n 2
}

# One fault, over the live path and in simulated time; says what differs.
one_fault() { # fault
	work=/run/$1
	choose "$1" >"$work.cases"
	[ -s "$work.bad" ] || { echo "$1: no case catches it in the simulation"; return; }
	# shellcheck disable=SC2046
	"$tcpvet" sim --fault "$1" --json - $(cat "$work.cases") >"$work.sim"
	verdicts "$work.sim" >"$work.want"
	for try in 1 2; do
		# shellcheck disable=SC2046
		timeout 90 "$tcpvet" target --lab --fault "$1" --json - \
			$(cat "$work.cases") >"$work.live" 2>"$work.err"
		verdicts "$work.live" >"$work.got"
		if diff "$work.want" "$work.got" >"$work.diff"; then
			echo "agrees $(wc -l <"$work.bad") $try"
			return
		fi
	done
	echo "< in the simulation, > live: $(cat "$work.diff" "$work.err" | head -n 20)"
}

# In a script of its own, so that all run side by side.
if [ "${1:-}" = one ]; then
	one_fault "$2" >"/run/$2.said"
	exit
fi

# What the report lacks or has too much, of a faultless endpoint.
not_right() { # report
	jq -r 'select((.type == "case" and .verdict != "pass" and
			(.verdict != "skip" or (.reason | test("full profile|needs inet") | not))) or
			(.type == "rule" and .verdict != "pass" and .verdict != "skip")) |
		"\(.verdict) \(.id) \(.family): \(.reason)"' "$1"
}

faultless() {
	for words in '' '--no-oracle -4' '--no-oracle -6'; do
		# shellcheck disable=SC2086
		timeout 250 "$tcpvet" target --lab --json - $words \
			>"$dir/faultless$words" 2>"$dir/faultless$words.err" &
	done
}

check_faultless() {
	for words in '' '--no-oracle -4' '--no-oracle -6'; do
		report=$dir/faultless$words
		not_right "$report" >"$dir/wrong"
		[ ! -s "$dir/wrong" ] && [ ! -s "$report.err" ]
		ok "the faultless endpoint, live $words" "$dir/wrong" "$report.err"
		case $words in
		*4) families=inet ;;
		*6) families=inet6 ;;
		*) families='inet inet6' ;;
		esac
		for family in $families; do
			[ "$(jq -r "select(.type == \"case\" and .verdict == \"pass\" and
				.family == \"$family\").id" "$report" | wc -l)" -gt 50 ]
			ok "next to no case for $family, live $words"
		done
	done
}

# ---- a tap device -----------------------------------------------------------------

up() { # interface
	ip link show "$1" >/dev/null 2>&1
}

gone() {
	! up "$1"
}

tap_device() {
	ip link set lo up
	"$tcpvet" target --tap tap7 --seconds 60 --address 192.0.2.7 \
		>$dir/tap.out 2>$dir/tap.err &
	server=$!
	until_true up tap7
	ok "target --tap makes its device" $dir/tap.err
	ip link set tap7 addrgenmode none
	ip addr add $tester4/24 dev tap7
	ip addr add $tester6/64 dev tap7 nodad
	ip link set tap7 up
	for host in 192.0.2.7 $target6; do
		timeout 30 "$tcpvet" run --service echo --closed-port 1 $host \
			reset/exact closed/syn listen/rst >$dir/out 2>$dir/err
		ok "run against $host on the device" $dir/out $dir/err
	done
	[ "$(ip neigh show dev tap7 | grep -c 00:00:5e:00:53:02)" -eq 2 ]
	ok "ARP and neighbour discovery are answered"
	grep -q '192.0.2.7 and 2001:db8::2 on tap7' $dir/tap.out
	ok "target --tap tells where it serves" $dir/tap.out
	timeout 20 "$tcpvet" target --tap tap7 >$dir/out 2>$dir/err
	[ $? -eq 3 ] && grep -q 'tap7 is in use' $dir/err
	ok "a device in use" $dir/err
	kill -TERM $server
	wait $server
	ok "target --tap ends well by SIGTERM" $dir/tap.err
	gone tap7
	ok "its device is gone with it"
	timeout 20 "$tcpvet" target --tap tap8 --seconds 1 >$dir/out 2>$dir/err
	ok "target --tap --seconds 1 ends by itself" $dir/err
}

no_device() {
	mkdir $dir/nothing
	unshare -m sh -c 'mount --bind "$1" /dev/net && shift && exec "$@"' sh \
		$dir/nothing "$tcpvet" target "$@" >$dir/out 2>$dir/err
	[ $? -eq 3 ] && [ "$(wc -l <$dir/err)" -eq 1 ] && [ ! -s $dir/out ] &&
		grep -q '/dev/net/tun.*modprobe tun.*--device' $dir/err
	ok "target $*: no /dev/net/tun" $dir/err
	rmdir $dir/nothing
}

misuse() { # words that the message must have, arguments
	want=$1
	shift
	timeout 20 "$tcpvet" target "$@" >$dir/out 2>$dir/err
	[ $? -eq 2 ] && [ ! -s $dir/out ] && [ "$(wc -l <$dir/err)" -eq 1 ] &&
		grep -q -e "$want" $dir/err
	ok "target $*" $dir/err
}

# The child that is the endpoint goes with its parent, however that goes.
killed() {
	timeout 20 "$tcpvet" target --lab --json - >/dev/null 2>&1 &
	parent=$!
	until_true pgrep tcpvet-target >/dev/null
	kill -KILL "$(pgrep -P $parent tcpvet)"
	until_true no_child
	ok "the endpoint outlives its parent"
	wait $parent
}

no_child() {
	! pgrep tcpvet-target >/dev/null
}

# ---- all of it ---------------------------------------------------------------------

enter 400 "$0"
[ -c /dev/net/tun ] || give_up "/dev/net/tun is missing (modprobe tun)"
mount -t tmpfs e2e /run || give_up "cannot mount a tmpfs"
dir=/run

tap_device
no_device --tap tap9
no_device --lab closed
misuse "'-h' is not the name of a device" --tap -h
misuse 'one of --tap IF and --lab'
misuse 'one of --tap IF and --lab' --tap a --lab
misuse "no fault 'synack-acks-y'.*synack-acks-x" --lab --fault synack-acks-y
misuse 'json is for --lab' --tap a --json -
misuse 'seconds is for --tap' --lab --seconds 3
misuse 'address is for --tap' --lab --address 192.0.2.9
misuse 'no IPv4 or IPv6' --tap a --address here
misuse 'takes no case' --tap a closed
misuse 'leave nothing' --lab -4 -6
killed

faultless
# shellcheck disable=SC2086
printf '%s\n' $faults | xargs -P $at_once -n 1 sh "$0" one
wait
check_faultless
for fault in $faults; do
	grep -q '^agrees' "$dir/$fault.said"
	ok "fault $fault: $(cat "$dir/$fault.said")"
done
echo "faults that agree: $(cat $dir/*.said | grep -c '^agrees')," \
	"by so many cases: $(cat $dir/*.said | awk '/^agrees/ { n += $2 } END { print n + 0 }')," \
	"at the second try: $(cat $dir/*.said | grep -c '^agrees.* 2$')"
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Offloads at the tester's end of a veth, at the target's, and on a loopback: what they
# put together fails nobody and is told with the command against it; --offload-off
# passes where they would leave it open, and brings back what was on, feature by feature,
# however the run ends.
# slow: begun first
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

# These look at the length of segments, so that merged ones matter.
bulk='mss closed/syn closed/ack'

run() { # name, arguments...
	name=$1
	shift
	timeout 60 "$tcpvet" run --json "$dir/$name.json" "$@" \
		>"$dir/$name.out" 2>"$dir/$name.err" </dev/null
	echo $? >"$dir/$name.status"
}

holds() { # name, jq condition on the list of all lines, what
	jq -e -s "$2" "$dir/$1.json" >/dev/null
	ok "$1: $3" "$dir/$1.json" "$dir/$1.err"
}

verdicts='[.[] | select(.type == "case" or .type == "rule").verdict]'
nobody_fails() { # name
	[ "$(cat "$dir/$1.status")" = 0 ] && [ ! -s "$dir/$1.err" ]
	ok "$1: exit status $(cat "$dir/$1.status"), not 0" "$dir/$1.err"
	holds "$1" "$verdicts | length > 15 and all(. != \"fail\" and . != \"warn\" and
		. != \"error\")" "a case or a rule fails or warns"
}

says() { # name, words of the report, however it breaks lines
	tr -s ' \n' ' ' <"$dir/$1.out" | grep -q -e "$2"
	ok "$1: the report does not say: $2" "$dir/$1.out"
}

is() { # interface, feature, on or off
	ethtool -k "$1" | grep -q "^$2: $3"
}

remember() { # interface
	ethtool -k "$1" >"$dir/$1.before"
}

as_before() { # interface
	ethtool -k "$1" | cmp -s - "$dir/$1.before"
}

comes_back() { # what, interface
	until_true as_before "$2"
	ethtool -k "$2" | diff "$dir/$2.before" - >"$dir/diff"
	ok "$1: an offload of $2 is not what it was before" "$dir/diff"
	until_true nobody_left
	ok "$1: a process is left"
}

nobody_left() {
	! pgrep tcpvet >/dev/null
}

# A run that lasts; goes on when it has switched off. Its number is in $running.
begin() {
	setsid "$tcpvet" run --offload-off --service echo $target4 listen \
		>"$dir/running.out" 2>"$dir/running.err" </dev/null &
	running=$!
	until_true is veth-tester generic-receive-offload off
	ok "GRO is not switched off" "$dir/running.err"
}

enter 300 "$0"
link_up
serve_inetd

# ---- at the tester's end -----------------------------------------------------------

ethtool -K veth-tester gro on
# One feature of those behind a switch is off: it must not come back on.
ethtool -K veth-tester tx on sg on tso on tx-tcp6-segmentation off >/dev/null
remember veth-tester
is veth-tester generic-receive-offload on
ok "GRO cannot be switched on"

merged='last | .merged_segments > 0 and .unfinished_checksums >= .merged_segments'
for target in $target4 $target6; do
	# shellcheck disable=SC2086
	run "gro-$target" $target $bulk
	nobody_fails "gro-$target"
	holds "gro-$target" "$merged" 'nothing was merged, so that nothing is shown'
	holds "gro-$target" '[.[] | select(.verdict == "inconclusive" and (.reason |
		test("an offload has put segments")))] | length > 1' \
		'no case is inconclusive for the offload'
	holds "gro-$target" '.[0].targets[0] | .offloads == ["gro"] and
		.offload_command == "ethtool -K veth-tester gro off" and
		has("offloads_off") == false' 'the run line'
	says "gro-$target" "offloads on at veth-tester (gro).*off by 'ethtool -K veth-tester gro off', or for the run by --offload-off"
	says "gro-$target" 'Offloads: of the target.s segments [1-9][0-9]* came with'

	# shellcheck disable=SC2086
	run "off-$target" --offload-off $target $bulk
	nobody_fails "off-$target"
	holds "off-$target" "$verdicts | all(. != \"inconclusive\")" 'something is inconclusive'
	holds "off-$target" 'last | has("merged_segments") == false' 'segments were merged'
	holds "off-$target" '.[0].targets[0] | .offloads_off == ["gro"] and
		has("offloads") == false' 'the run line'
	says "off-$target" 'offloads of veth-tester off for the run: gro'
	comes_back "--offload-off to $target" veth-tester
done

for how in INT TERM HUP QUIT KILL; do
	begin
	kill -$how $running
	wait $running 2>/dev/null
	comes_back "SIG$how" veth-tester
	begin
	kill -$how -$running
	wait $running 2>/dev/null
	comes_back "SIG$how to the process group" veth-tester
done

# ---- refused -----------------------------------------------------------------------

refused() { # name, words on standard error
	[ "$(cat "$dir/$1.status")" = 3 ] && [ "$(wc -l <"$dir/$1.err")" -eq 1 ] &&
		grep -q -e "$2" "$dir/$1.err"
	ok "$1: exit status $(cat "$dir/$1.status"), not 3 with: $2" "$dir/$1.err"
}

begin
run second --offload-off $target4 closed/syn
refused second "process $running has switched off the offloads of veth-tester"
is veth-tester generic-receive-offload off
ok "the second run has ended the first one's offloads"
kill -KILL $running
# It waits until the offloads of the dead are restored.
run third --offload-off $target4 closed/syn
[ "$(cat "$dir/third.status")" = 0 ]
ok "a run just behind one that was killed" "$dir/third.err"
wait $running 2>/dev/null
comes_back 'a second run' veth-tester

run no-port --offload-off --port 4444 $target4 closed/syn
refused no-port 'port 4444 of 192.0.2.2 is not open'
comes_back 'an error' veth-tester

timeout 20 setpriv --bounding-set=-net_admin --inh-caps=-net_admin \
	"$tcpvet" run --offload-off $target4 closed/syn >/dev/null 2>$dir/user.err
echo $? >$dir/user.status
refused user 'may not switch off the offloads of veth-tester: .*cap_net_admin'
comes_back 'no privilege' veth-tester

# ---- at the target's end -----------------------------------------------------------

ethtool -K veth-tester gro off
remember veth-tester
there ethtool -K veth-target tx on sg on tso on gso on >/dev/null
# shellcheck disable=SC2086
run sender $target4 $bulk
nobody_fails sender
holds sender "$merged" 'no segment was left to an offload, so that nothing is shown'
holds sender '.[0].targets[0] | has("offloads") == false' 'the run line'
says sender "'ethtool -K INTERFACE tx off tso off gso off' there"
# Here is nothing to switch off, but nobody else may switch meanwhile.
run nothing --offload-off $target4 closed/syn
[ "$(cat $dir/nothing.status)" = 0 ]
ok "nothing to switch off" $dir/nothing.err
comes_back 'nothing to switch off' veth-tester

# ---- this machine itself -----------------------------------------------------------

inetd -i -R 1000000 $dir/inetd.conf >$dir/inetd.log 2>&1 &
remember lo
# shellcheck disable=SC2086
run lo 127.0.0.1 $bulk
nobody_fails lo
holds lo "$merged" 'no segment is longer than the MSS, so that nothing is shown'
holds lo '.[0].targets[0].offload_command == "ethtool -K lo tso off gso off"' \
	'the run line'
# shellcheck disable=SC2086
run lo-off --offload-off 127.0.0.1 $bulk
nobody_fails lo-off
holds lo-off 'last.merged_segments == 0' 'TSO is not off'
# Its checksum offload is fixed.
holds lo-off '.[0].targets[0] | .offloads_off == ["tso", "gso"] and
	.offloads == ["tx"] and has("offload_command") == false' 'the run line'
comes_back 'loopback' lo
finish

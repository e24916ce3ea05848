#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# tcpvet run across a veth, against unmodified servers of Debian (openbsd-inetd and
# busybox httpd) on this machine's own kernel in another namespace: however the target
# is named and whatever services, nothing fails, and a second run says the same.
# slow: begun first
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

started=

# In the background, because each takes a while and disturbs no other.
run() { # name, arguments...
	name=$1
	shift
	{
		timeout 120 "$tcpvet" run --json $dir/"$name.json" "$@" \
			>$dir/"$name.out" 2>$dir/"$name.err" </dev/null
		echo $? >$dir/"$name.status"
	} &
	started="$started $!"
}

holds() { # name, jq condition on the list of all lines
	jq -e -s "$2" $dir/"$1.json" >/dev/null
}

told() { # name: what a run says that is not pass
	{
		jq -c 'select(.verdict == "fail")' $dir/"$1.json" | cut -c 1-3000 | fold -w 230
		jq -r 'select((.type == "case" or .type == "rule") and .verdict != "pass" and
			.verdict != "skip") | .verdict + " " + .id + ": " + .reason' \
			$dir/"$1.json"
	} >$dir/"$1.told" 2>&1
}

cases='[.[] | select(.type == "case")]'
rules='[.[] | select(.type == "rule")]'

nothing_fails() { # name, least number of passes
	told "$1"
	[ "$(cat $dir/"$1.status")" = 0 ]
	ok "$1: exit status $(cat $dir/"$1.status"), not 0" $dir/"$1.told" $dir/"$1.err"
	[ ! -s $dir/"$1.err" ]
	ok "$1: something on standard error" $dir/"$1.err"
	holds "$1" "$cases + $rules | all(.verdict != \"fail\" and .verdict != \"error\")"
	ok "$1: a case or a rule fails" $dir/"$1.told"
	holds "$1" "[$cases[] | select(.verdict == \"pass\")] | length >= $2"
	ok "$1: fewer than $2 cases pass" $dir/"$1.told"
	holds "$1" 'last.type == "summary" and (last.interrupted | not)'
	ok "$1: no summary"
}

finds() { # name, jq condition on the target in the first line
	holds "$1" ".[0].type == \"run\" and (.[0].targets[0] | $2)"
	ok "$1: found $(head -n 1 $dir/"$1.json"), wanted $2"
}

verdicts() { # name
	jq -r 'select(.type == "case") | .id + " " + .verdict' $dir/"$1.json"
}

enter 380 "$0"
link_up
serve_inetd
mkdir $dir/www
echo hello >$dir/www/index.html
for port in 80 8080; do
	there busybox httpd -f -p "[::]:$port" -h $dir/www &
	until_true listens_there $port || give_up "busybox httpd does not listen"
done
printf '%s\n' "$target4 four.test" "$target6 six.test" \
	"$target4 both.test" "$target6 both.test" "127.0.0.1 localhost" \
	>$dir/hosts
mount --bind $dir/hosts /etc/hosts || give_up "cannot mount an /etc/hosts"

all='--service echo --service discard --service daytime --service chargen'
run standard $target4
run standard-again $target4
run standard6 $target6
run standard6-again $target6
# shellcheck disable=SC2086
run named $all --closed-port 4444 $target4
run port-alone --port 8080 $target4
run port-alone6 --port 7 $target6
run http --service http:8080 $target4 active-close closing opening
run name four.test opening closed
run name6 six.test opening closed
run both4 -4 both.test closed
run both6 -6 both.test closed
run interface -i veth-tester -S $tester4 --service echo $target4 reset
run daytime-alone --service daytime $target4
run chargen-alone --service chargen $target6
# shellcheck disable=SC2086
wait $started

for name in standard standard-again standard6 standard6-again named; do
	nothing_fails $name 85
done
nothing_fails port-alone 60
nothing_fails port-alone6 60
nothing_fails http 30
nothing_fails name 30
nothing_fails name6 30
nothing_fails both4 10
nothing_fails both6 10
nothing_fails interface 8
nothing_fails daytime-alone 60
nothing_fails chargen-alone 60

for name in standard standard6; do
	finds $name '.services == ["echo:7", "discard:9", "daytime:13", "chargen:19", "http:80"]'
	finds $name '.closed_port == 1 and .rtt_us > 0 and .rtt_us < 1000000'
	finds $name '.interface == "veth-tester"'
	holds $name "$cases | all(.verdict != \"inconclusive\")"
	ok "$name: a case is inconclusive" $dir/$name.told
	# A busy machine changes how often a case is tried, not what comes of it.
	verdicts $name | sort >$dir/one
	verdicts $name-again | sort >$dir/two
	diff $dir/one $dir/two >$dir/diff
	ok "$name: a second run differs" $dir/diff
	grep -q 'services echo:7 discard:9 daytime:13 chargen:19 http:80; closed port 1' \
		$dir/$name.out
	ok "$name: the services are not in the header" $dir/$name.out
	grep -q 'on veth-tester, round trip [0-9.]* [mu]*s' $dir/$name.out
	ok "$name: interface and round trip are not in the header" $dir/$name.out
done
finds standard ".family == \"inet\" and .address == \"$target4\" and .source == \"$tester4\""
finds standard6 ".family == \"inet6\" and .address == \"$target6\" and .source == \"$tester6\""
finds named '.services == ["echo:7", "discard:9", "daytime:13", "chargen:19"] and .closed_port == 4444'
finds port-alone '.services == ["open:8080"]'
finds http '.services == ["http:8080"]'
finds name ".address == \"$target4\""
finds name6 ".address == \"$target6\""
finds both4 ".address == \"$target4\""
finds both6 ".address == \"$target6\""
holds name '.[0].target == "four.test"'
ok "name: the report does not name the host" $dir/name.json
holds port-alone "[$cases[] | select(.verdict == \"skip\" and (.reason | test(\"echo\")))] |
	length > 0"
ok "port-alone: cases that need echo are not skipped for it"

# The state of the target is shown by a segment: it can not be looked at from here.
run witness -v --service discard $target4 reset/exact opening/third-segment-establishes
wait $!
nothing_fails witness 2
grep -q '< \. 0:1(1) ack 1 ' $dir/witness.out
ok "witness: no octet left of the window was sent" $dir/witness.out

# Ports whose server goes while the run goes on, and others where it stays.
(sleep 2; kill "$inetd") &
run dying --rate 200 $target4
wait $!
told dying
# They were stopped from outside: no fault of TCP, but never a run that came to its end.
lost() { # name, what the report says of it
	[ "$(cat $dir/"$1.status")" = 3 ]
	ok "$1: exit status $(cat $dir/"$1.status"), not 3" $dir/"$1.told" $dir/"$1.err"
	holds "$1" "$cases + $rules | all(.verdict != \"fail\" and .verdict != \"error\")"
	ok "$1: a case or a rule fails" $dir/"$1.told"
	holds "$1" "$cases | any(.reason | test(\"refuses connections now\"))"
	ok "$1: no case met a port that refuses" $dir/"$1.told"
	holds "$1" "$rules | any(.id == \"target/accepts\" and .verdict == \"inconclusive\" and
		(.reason | test(\"$2\")))"
	ok "$1: the ports that ceased to accept are not told" $dir/"$1.told"
}
lost dying '^port 7, port 9, port 13, port 19 accepted .* when port 80 accepted; the last case'

serve_inetd

# Each SYN is answered by RST from then on.
(
	sleep 2
	there nft -f - <<-'NFT'
		table inet refuse {
			chain in {
				type filter hook input priority 0
				tcp flags syn / syn,ack,rst reject with tcp reset
			}
		}
	NFT
) &
run refusing --rate 200 $target4
wait $!
told refusing
there nft delete table inet refuse
lost refusing '^port 7, .*port 80 accepted connections and refused them at the end'

# With the offloads on segments are not what a wire carries: that accuses nobody.
for side in '' there; do
	[ -n "$side" ] && device=veth-target || device=veth-tester
	for feature in tx sg tso gso gro; do
		$side ethtool -K $device $feature on >/dev/null 2>&1
	done
done
run offloads $target4 opening closing closed
wait $!
nothing_fails offloads 35
finish

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# An interface or a firewall of the tester's that takes no segments: for a moment, that is
# repeated; for some segments only, those cases are left open and say why; for good, the
# run ends. None of it is the target's failing.
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

started=

run() { # name, arguments...
	name=$1
	shift
	{
		timeout 60 "$tcpvet" run --json "$dir/$name.json" --service echo "$@" \
			>"$dir/$name.out" 2>"$dir/$name.err" </dev/null
		echo $? >"$dir/$name.status"
	} &
	started=$!
}

holds() { # name, jq condition on the list of all lines, what
	jq -e -s "$2" "$dir/$1.json" >/dev/null
	ok "$1: $3" "$dir/$1.json" "$dir/$1.err"
}

begun() { # name
	grep -q '"run"' "$dir/$1.json" 2>/dev/null
}

reject() { # words of nft's for what does not leave
	nft -f - <<-END
		table inet outage {
			chain out {
				type filter hook output priority 0
				$* drop
			}
		}
	END
}

cases='[.[] | select(.type == "case" and .verdict != "skip")]'
exit_0() { # name
	[ "$(cat "$dir/$1.status")" = 0 ] && [ ! -s "$dir/$1.err" ]
	ok "$1: exit status $(cat "$dir/$1.status"), not 0" "$dir/$1.err"
}

enter 140 "$0"
command -v nft >/dev/null || give_up "nft is missing (make deps)"
link_up
serve_inetd

# ---- for some segments only ----------------------------------------------------------

reject 'tcp dport 1 tcp flags == fin'
run some $target4 closed
wait $started
nft delete table inet outage
exit_0 some
holds some "$cases | length > 10 and all((.id == \"closed/fin\") !=
	(.verdict == \"pass\"))" 'a case but closed/fin does not pass'
holds some "$cases[] | select(.id == \"closed/fin\") | .verdict == \"inconclusive\" and
	.trials == 10 and (.reason | test(\"did not leave the tester.*firewall\"))" \
	'closed/fin does not tell of the firewall'

# ---- for a moment --------------------------------------------------------------------

for how in rejected down; do
	run $how $target4 closed reset ack
	until_true begun $how
	ok "$how: the run does not begin" "$dir/$how.err"
	for _ in 1 2 3; do
		if [ $how = rejected ]; then
			reject tcp dport 1-100
			sleep 0.3
			nft delete table inet outage
		else
			ip link set veth-tester down
			sleep 0.3
			ip link set veth-tester up
		fi
		sleep 1.3
	done
	wait $started
	exit_0 $how
	holds $how "$cases | length > 20 and all(.verdict == \"pass\" or
		(.verdict == \"inconclusive\" and (.reason | test(\"did not leave|control\"))))" \
		'an outage accuses'
	holds $how "$cases | any(.trials > 1)" 'no trial was repeated'
	holds $how 'last | .type == "summary" and .interrupted == false' 'no summary'
done

# ---- for good ------------------------------------------------------------------------

reject tcp dport 7
run never $target4 closed
wait $started
[ "$(cat "$dir/never.status")" = 3 ] && [ "$(wc -l <"$dir/never.err")" -eq 1 ] &&
	grep -q 'a firewall rule of this host rejects' "$dir/never.err"
ok "never: exit status $(cat "$dir/never.status"), not 3 for the firewall" \
	"$dir/never.err"
nft delete table inet outage

run gone --rate 20 $target4 closed reset
until_true begun gone
ip link delete veth-tester
wait $started
[ "$(cat "$dir/gone.status")" = 3 ] && [ "$(wc -l <"$dir/gone.err")" -eq 1 ]
ok "gone: exit status $(cat "$dir/gone.status"), not 3 with one message" \
	"$dir/gone.err"
holds gone 'last.type == "summary" and last.interrupted' 'no summary that says so'
finish

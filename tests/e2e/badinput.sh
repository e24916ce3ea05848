#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bad input and faults of the surroundings: each gives one clear message and the right
# exit status, and nothing else.
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

# Runs the program: true when it ends in time, with the status wanted.
gives() { # status, arguments...
	want=$1
	shift
	began=$(date +%s%N)
	timeout 20 "$tcpvet" "$@" >$dir/out 2>$dir/err </dev/null
	status=$?
	took_ms=$((($(date +%s%N) - began) / 1000000))
	echo "exit status $status, not $want" >$dir/why
	[ $status -eq "$want" ]
}

# Its only line says this, and standard output nothing.
says() { # pattern
	echo "standard error is not one line like '$1'" >$dir/why
	[ "$(wc -l <$dir/err)" -eq 1 ] && [ ! -s $dir/out ] &&
		grep -q -e "^\(tcpvet [a-z]*\|[^ ]*: error\): .*$1" $dir/err
}

row() { # description; the status of what went before is the verdict
	ok "$1" $dir/why $dir/err $dir/out
}

run_name_rows() {
	gives 3 run nowhere.invalid && says "nowhere.invalid"; row "unknown host"
	gives 3 run '' && says "host ''"; row "empty host"
	gives 3 run 198.51.100.7 && says "no route to 198.51.100.7.*-i"; row "no route"
	gives 3 run 2001:db8:1::7 && says "no route"; row "no route, IPv6"
	gives 2 run 224.0.0.1 && says "multicast"; row "multicast"
	gives 2 run ff02::1 && says "multicast"; row "multicast, IPv6"
	gives 2 run 255.255.255.255 && says "255.255.255.255"; row "broadcast"
	gives 2 run 192.0.2.255 && says "broadcast"; row "broadcast of the network"
	gives 2 run 0.0.0.0 && says "0.0.0.0"; row "the unspecified address"
	gives 2 run :: && says "not the address of a host"
	row "the unspecified address, IPv6"
	gives 2 run -6 $target4 && says "not an IPv6 address"; row "family and address"
}

run_interface_rows() {
	ip link add down0 type veth peer name down1
	gives 3 run -i nothere0 $target4 && says "nothere0"; row "no such interface"
	gives 3 run -i down0 $target4 && says "down0 is down.*ip link set down0 up"
	row "interface down"
	gives 3 run -S 192.0.2.77 $target4 && says "192.0.2.77"; row "not our source"
	gives 2 run -S $tester6 $target4 && says "not of one IP version"; row "source of another family"
	gives 2 run -S here $target4 && says "'here'"; row "source is no address"
}

run_option_rows() {
	mkfifo $dir/fifo.tc || exit 1
	for port in 0 65536 -1 x '' 7x 99999999999999999999; do
		gives 2 run --port "$port" $target4 && says "'$port'.*1 to 65535"
		row "--port '$port'"
	done
	gives 2 run --closed-port 0 $target4 && says "closed-port"; row "--closed-port 0"
	gives 2 run --service ftp $target4 && says "'ftp'"; row "--service ftp"
	gives 2 run --service echo: $target4 && says "1 to 65535"; row "--service echo:"
	gives 2 run --service :7 $target4 && says "''"; row "--service :7"
	gives 2 run --service echo --port 7 $target4 && says "twice"; row "a port twice"
	gives 2 run --profile slow $target4 && says "'slow'"; row "--profile slow"
	gives 2 run --expect $dir/none $target4 && says "none.*No such file"
	row "no expect file"
	for file in /dev/zero $dir $dir/fifo.tc; do
		gives 2 run --expect $file $target4 && says "cannot read $file: "
		row "an expect file without an end, or none: $file"
	done
	echo 'no colon here' >$dir/expect
	gives 2 run --expect $dir/expect $target4 && says "expect"; row "bad expect file"
	gives 2 run --tap --json - $target4 && says "both"; row "--tap --json -"
	gives 2 run && says "host"; row "no host"
	gives 2 run --port && says "port"; row "an option without its argument"
	gives 2 run $target4 nosuchtopic && says "'nosuchtopic'"; row "no such topic"
	gives 2 run --port 7 --port 7 $target4 && says "twice"; row "--port twice"
}

# With lines that show the place: the message is what leads them.
shows() { # file:line:column pattern
	echo "standard error does not tell of '$1'" >$dir/why
	[ ! -s $dir/out ] && grep -q -e "$1" $dir/err
}

script() { # statements
	cat >$dir/bad.tc <<END
case bad
  title "Bad"
  covers RFC9293/MUST-2
{
  $1
}
END
}

run_script_rows() {
	while IFS='|' read -r text place; do
		script "$text"
		gives 2 run $target4 $dir/bad.tc && shows "bad.tc:5:$place"
		row "script with $text"
	done <<-'END'
		< S win|10
		> . ack NOPE|11
		use nosuchprobe|7
		state ESTABLISH|9
		frobnicate|3
		< S <mss 99999>|12
	END
	gives 2 lab $dir/bad.tc && shows 'bad.tc:5'; row "a bad script in the lab"
	gives 2 check $dir/fifo.tc && shows "fifo.tc: error: .*not a regular file"
	row "a FIFO for a script, checked"
	gives 2 run $target4 $dir/fifo.tc && grep -q "not a regular file" $dir/err
	row "a FIFO for a script, to be run"
	printf 'case x\0 {' >$dir/binary.tc
	gives 2 run $target4 $dir/binary.tc && says "binary"; row "binary script"
	head -c 3000 /dev/urandom >$dir/noise.tc
	gives 2 run $target4 $dir/noise.tc; row "noise as a script"
	[ "$(wc -l <$dir/err)" -gt 0 ]; row "noise as a script gives no message"
	: >$dir/empty.tc
	gives 2 run $target4 $dir/empty.tc && says "no case"; row "empty script"
	gives 2 run $target4 $dir/none.tc && says "No such file"; row "no script"
	gives 2 run $target4 $dir && says "Is a directory"; row "a folder as a script"
	cp $dir/bad.tc $dir/locked.tc
	chmod 0 $dir/locked.tc
	unprivileged run $target4 $dir/locked.tc
	[ $status -eq 2 ] && says "Permission denied"; row "unreadable script"
}

# Root without capabilities is an ordinary user for what is asked here.
unprivileged() { # arguments...
	echo "as an ordinary user" >$dir/why
	timeout 20 setpriv --bounding-set=-all --inh-caps=-all \
		"$tcpvet" "$@" >$dir/out 2>$dir/err </dev/null
	status=$?
}

run_privilege_rows() {
	unprivileged run $target4
	[ $status -eq 3 ] && says "root.*cap_net_raw.*tcpvet lab"; row "no privilege"
	unprivileged run $target6
	[ $status -eq 3 ] && says "root.*cap_net_raw.*tcpvet lab"
	row "no privilege, IPv6"
}

run_port_rows() {
	gives 3 run --service echo:8 $target4 && says "port 8 .*closed"
	row "a service on a closed port"
	gives 3 run --port 8 $target6 && says "port 8 .*closed"; row "--port of a closed port"
	gives 3 run --closed-port 7 $target4 && says "port 7 .*open"
	row "--closed-port of an open port"
	gives 3 run --port 7 --closed-port 9 $target4 && says "port 9 .*open"
	row "--closed-port of another open port"
}

# Silence takes its time: asked for at the beginning, judged at the end. Nobody has
# 192.0.2.99, a firewall hides 192.0.2.3 and its IPv6 twin, and port 9 of 192.0.2.4.
silent_runs='192.0.2.99
192.0.2.3
2001:db8::3
--port 7 192.0.2.3
--port 7 2001:db8::3
--port 9 192.0.2.4'

begin_silence() {
	address 3
	address 4
	there nft -f - <<-END
		table inet silence {
			chain input {
				type filter hook input priority 0
				ip daddr 192.0.2.3 meta l4proto tcp drop
				ip6 daddr 2001:db8::3 meta l4proto tcp drop
				ip daddr 192.0.2.4 tcp dport 9 drop
			}
		}
	END
	silences=
	number=0
	while read -r arguments; do
		number=$((number + 1))
		(
			began=$(date +%s%N)
			# shellcheck disable=SC2086
			timeout 20 "$tcpvet" run $arguments \
				>$dir/silent.$number.out 2>$dir/silent.$number.err </dev/null
			echo $? $((($(date +%s%N) - began) / 1000000)) >$dir/silent.$number
		) &
		silences="$silences $!"
	done <<-END
		$silent_runs
	END
}

run_silence_rows() {
	# shellcheck disable=SC2086
	wait $silences
	number=0
	while read -r arguments; do
		number=$((number + 1))
		read -r status took_ms <$dir/silent.$number
		cp $dir/silent.$number.out $dir/out
		cp $dir/silent.$number.err $dir/err
		host=${arguments##* }
		case $host in
		192.0.2.4) about="port 9 of $host .*does not answer" ;;
		*) about="$host is silent.*firewall" ;;
		esac
		[ "$status" -eq 3 ] && says "$about"
		row "run $arguments: silence, exit status $status"
		[ "$took_ms" -lt 10000 ]; row "run $arguments: silence took $took_ms ms"
	done <<-END
		$silent_runs
	END
}

run_output_rows() {
	gives 2 run --json $dir/no/report $target4 closed && says "no/report.*No such"
	row "--json in no folder"
	gives 2 run --json $dir $target4 closed && says "Is a directory"
	row "--json names a folder"
	touch $dir/readonly
	chmod 444 $dir/readonly
	unprivileged run --json $dir/readonly $target4 closed
	[ $status -eq 2 ] && says "readonly.*Permission denied"
	row "--json names a file that cannot be written"
	timeout 20 "$tcpvet" run --json /dev/full $target4 closed/syn >$dir/out 2>$dir/err
	[ $? -eq 2 ] && grep -q 'cannot write.*/dev/full' $dir/err; row "--json /dev/full"
	for format in '' '--json -' --tap -v; do
		# shellcheck disable=SC2086
		timeout 20 "$tcpvet" run $format $target4 closed/syn >/dev/full 2>$dir/err
		[ $? -eq 2 ] && [ "$(wc -l <$dir/err)" -eq 1 ] && : >$dir/out &&
			says "cannot write the output"
		row "full disk with '$format'"
		# shellcheck disable=SC2086
		timeout 20 "$tcpvet" run $format $target4 closed/syn >&- 2>$dir/err
		[ $? -eq 2 ] && says "cannot write the output"
		row "closed standard output with '$format'"
		# shellcheck disable=SC2086
		{
			timeout 20 "$tcpvet" run $format $target4 closed 2>$dir/err
			echo $? >$dir/status
		} | head -n 1 >$dir/out
		# The text may be in the pipe before its reader goes.
		grep -q -x -e 0 -e 2 $dir/status && [ "$(wc -l <$dir/err)" -le 1 ]
		row "a reader that goes after a line, with '$format'"
	done
	timeout 20 "$tcpvet" run --json $dir/report $target4 closed/syn >&- 2>$dir/err
	[ $? -eq 2 ] && jq -e . $dir/report >$dir/out
	row "closed standard output spoils the report in a file"
	timeout 20 "$tcpvet" run $target4 closed/syn >$dir/out 2>&-
	row "closed standard error"
}

# Signals: what was done is told; the connections are gone.
run_signal_rows() {
	for signal in INT TERM HUP; do
		rm -f $dir/report
		timeout -s KILL 30 "$tcpvet" run --json $dir/report $target4 \
			>$dir/out 2>$dir/err </dev/null &
		job=$!
		until_true has_cases
		pkill -$signal -P $job
		wait $job
		status=$?
		echo "exit status $status" >$dir/why
		[ $status -eq 3 ]; row "SIG$signal: exit status $status, not 3"
		grep -q '^Interrupted: [0-9]* of [0-9]* cases ran' $dir/out
		row "SIG$signal: no partial summary"
		[ ! -s $dir/err ]; row "SIG$signal: something on standard error"
		tail -n 1 $dir/report | jq -e '.type == "summary" and .interrupted and
			.pass > 0' >/dev/null
		row "SIG$signal: the JSON does not end with an interrupted summary"
		[ "$(grep -c '"type":"case"' $dir/report)" -eq "$(tail -n 1 $dir/report |
			jq '.pass + .fail + .warn + .inconclusive + .skip + .error')" ]
		row "SIG$signal: the summary counts other cases than were told"
		until_true no_connection; row "SIG$signal: connections are left at the target"
	done
	# Ignored from the beginning, as by nohup.
	rm -f $dir/report
	# Not behind timeout(1), which would take both back from its child.
	(trap '' INT HUP; exec "$tcpvet" run --json $dir/report $target4 opening closed) \
		>$dir/out 2>$dir/err </dev/null &
	job=$!
	until_true has_cases
	kill -INT $job
	kill -HUP $job
	wait $job
	[ $? -eq 0 ] && tail -n 1 $dir/report | jq -e '.interrupted | not' >/dev/null
	row "INT and HUP that were ignored at the start end the run"
	timeout -s KILL 30 "$tcpvet" run --tap $target4 >$dir/out 2>$dir/err </dev/null &
	job=$!
	until_true grep -q '^ok 3' $dir/out
	pkill -INT -P $job
	wait $job
	[ $? -eq 3 ] && tail -n 1 $dir/out | grep -q '^Bail out!'; row "SIGINT with --tap"
}

has_cases() {
	[ -e $dir/report ] && [ "$(grep -c '"type":"case"' $dir/report)" -ge 3 ]
}

no_connection() {
	! there ss -Htn state connected | grep -q .
}

run_together_rows() {
	jobs=
	for number in 1 2 3; do
		timeout 60 "$tcpvet" run --json $dir/together.$number $target4 \
			opening closed stale >$dir/out 2>$dir/err </dev/null &
		jobs="$jobs $!"
	done
	for job in $jobs; do
		wait "$job"; row "a run beside others: exit status $?"
	done
	for number in 1 2 3; do
		jq -r 'select(.type == "case" and .verdict != "skip") | .id + " " + .verdict' $dir/together.$number | sort \
			>$dir/verdicts.$number
		[ "$(wc -l <$dir/verdicts.$number)" -gt 20 ] &&
			! grep -v ' pass$' $dir/verdicts.$number >$dir/out
		row "run $number beside others: not all pass"
		cmp -s $dir/verdicts.1 $dir/verdicts.$number
		row "run $number beside others: other verdicts"
	done
}

enter 300 "$0"
command -v nft >/dev/null || give_up "nft is missing (make deps)"
link_up
serve_inetd
begin_silence
: >$dir/out
: >$dir/err
: >$dir/why
run_name_rows
run_interface_rows
run_option_rows
run_script_rows
run_privilege_rows
run_port_rows
run_output_rows
run_signal_rows
run_together_rows
run_silence_rows
finish

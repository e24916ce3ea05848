#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Services that are declared: one that does something else ends the run with exit status
# 2 and is told what it did instead; one that is what it was named for does not;
# --trust-services goes on all the same. What a target is said not to implement is not asked.
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

pending=

# In the background: what does not speak takes a while to be believed.
ask() { # name, arguments...
	name=$1
	shift
	{
		timeout 60 "$tcpvet" run "$@" $target4 closed/syn >$dir/"$name.out" 2>$dir/"$name.err"
		echo $? >$dir/"$name.status"
	} </dev/null &
	pending="$pending $!"
}

misuse() { # name, words of the message
	[ "$(cat $dir/"$1.status")" = 2 ] && [ "$(wc -l <$dir/"$1.err")" -eq 1 ] &&
		[ ! -s $dir/"$1.out" ] && grep -q -e "$2" $dir/"$1.err"
	ok "$1: exit status $(cat $dir/"$1.status"), wanted 2 and '$2'" $dir/"$1.err" $dir/"$1.out"
}

goes_on() { # name, words of the header
	[ "$(cat $dir/"$1.status")" = 0 ] && [ ! -s $dir/"$1.err" ] &&
		tr -s ' \n' ' ' <$dir/"$1.out" | grep -q -e "$2"
	ok "$1: exit status $(cat $dir/"$1.status"), wanted 0 and '$2'" $dir/"$1.err" $dir/"$1.out"
}

serve() { # port, what socat does with a connection
	(exec nsenter -t "$far" -n socat "TCP-LISTEN:$1,fork,reuseaddr" "$2") &
	until_true listens_there "$1" || give_up "socat does not listen at $1"
}

enter 120 "$0"
command -v socat >/dev/null || give_up "socat is missing (make deps)"
link_up
serve_inetd
mkdir $dir/www
echo hello >$dir/www/index.html
there busybox httpd -f -p 80 -h $dir/www &
until_true listens_there 80 || give_up "busybox httpd does not listen"
# A greeting and silence, as of sshd; silence alone; lines, and then neither reads nor closes.
serve 22 'SYSTEM:echo SSH-2.0-greeting; cat >/dev/null'
serve 23 'SYSTEM:cat >/dev/null'
serve 1009 'SYSTEM:seq 100; exec sleep 100'

ask echo-on-web --service echo:80
ask echo-on-discard --service echo:9
ask discard-on-ssh --service discard:22
ask discard-on-echo --service discard:7
ask daytime-on-ssh --service daytime:22
ask daytime-on-web --service daytime:80
ask daytime-on-chargen --service daytime:19
ask chargen-on-discard --service chargen:9
ask chargen-on-web --service chargen:80
ask chargen-on-stalled --service chargen:1009
ask stalled-silent --service stalled:23
ask stalled-on-chargen --service stalled:19
ask stalled-on-ssh --service stalled:22
ask http-on-ssh --service http:22
ask http-on-echo --service http:7
ask three --service chargen:80 --service discard:22 --service daytime:23 --service echo
ask trusted --service echo:80 --trust-services
ask right --service echo --service discard --service daytime --service chargen \
	--service http --service stalled:1009
# What the target is said not to implement: told as that, and of it alone.
timeout 60 "$tcpvet" run --service echo --service discard --without urgent,sack --json - $target4 \
	header/urgent-data header/urgent-pointer-without-urg >$dir/without.out 2>$dir/without.err &
pending="$pending $!"
# shellcheck disable=SC2086
wait $pending

misuse echo-on-web 'port 80 does not behave as echo: it sent [0-9]* octets'
misuse echo-on-discard 'port 9 does not behave as echo: it took the text and sent nothing'
misuse discard-on-ssh 'port 22 does not behave as discard: it sent [0-9]* octets'
misuse discard-on-echo 'port 7 does not behave as discard: it sent 8 octets'
misuse daytime-on-ssh 'as daytime: it sent [0-9]* octets and did not close'
misuse daytime-on-web 'as daytime: it sent nothing'
misuse daytime-on-chargen 'as daytime: it sent [0-9]* octets'
misuse chargen-on-discard 'as chargen: it sent nothing'
misuse chargen-on-web 'as chargen: it sent nothing'
misuse chargen-on-stalled 'as chargen: it sent [0-9]* octets'
misuse stalled-silent 'as stalled: it sent nothing'
misuse stalled-on-chargen 'as stalled: it sent [0-9]* octets'
misuse stalled-on-ssh 'as stalled: it sent [0-9]* octets'
misuse http-on-ssh 'as http: it sent [0-9]* octets'
misuse http-on-echo 'as http: it sent 18 octets'
misuse three 'port 80 .* chargen.*port 22 .* discard.*port 23 .* daytime.*--trust-services'
goes_on trusted 'port 80 does not behave as echo: it sent [0-9]* octets.*; trusted all the same'
goes_on right 'services echo:7 discard:9 daytime:13 chargen:19 http:80 stalled:1009'
jq -e -s '[.[] | select(.type == "case")] | length == 2 and
	(map(select(.id == "header/urgent-data"))[0] |
		.verdict == "skip" and .not_implemented) and
	(map(select(.id == "header/urgent-pointer-without-urg"))[0] |
		.verdict == "pass" and (has("not_implemented") | not))' $dir/without.out >/dev/null
ok "--without leaves out what it names and nothing else" $dir/without.out $dir/without.err
finish

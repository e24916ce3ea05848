#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# However tcpvet ends, it leaves nothing behind: no process, no namespace, no rule, no
# socket, no file. And the lab needs no privilege.
#   KILLS    how often each command is killed (default 20)
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

kills=${KILLS:-20}
at_once=5

# ---- an ordinary user ----------------------------------------------------------------

# Outside of all namespaces: a copy that anybody may read, run by nobody.
ordinary_lab() {
	copy=$(mktemp -d)
	trap 'rm -rf "$copy"' EXIT
	cp "$tcpvet" "$copy/tcpvet"
	cp -r "$TCPVET_DATA/testcases" "$TCPVET_DATA/probes" "$copy"
	mkdir "$copy/report"
	chmod -R a+rX "$copy"
	chmod 1777 "$copy/report"
	as_ordinary=
	[ "$(id -u)" != 0 ] ||
		as_ordinary='setpriv --reuid 65534 --regid 65534 --clear-groups'
	# shellcheck disable=SC2086
	(cd "$copy/report" && TCPVET_DATA=$copy timeout 60 $as_ordinary "$copy/tcpvet" lab \
		--json report.json closed >out 2>err </dev/null)
	ok "lab as an ordinary user: exit status $?" "$copy/report/err" "$copy/report/out"
	jq -e -s '[.[] | select(.type == "case")] | length > 20 and
		all(.verdict == "pass")' "$copy/report/report.json" >"$copy/judged" 2>&1
	ok "lab as an ordinary user: not all pass" "$copy/report/out"
	rm -rf "$copy"
	trap - EXIT
}

# ---- what is there --------------------------------------------------------------------

processes() {
	for process in /proc/[0-9]*; do
		[ "$(readlink "$process/exe" 2>/dev/null)" != "$tcpvet" ] ||
			echo "process ${process#/proc/}"
	done
}

# Of every process that can be seen: ours only, /proc is of our PID namespace.
namespaces() {
	for link in /proc/[0-9]*/ns/net /proc/[0-9]*/ns/user /proc/[0-9]*/ns/mnt \
		/proc/[0-9]*/ns/pid; do
		readlink "$link" 2>/dev/null
	done | sort -u
}

# All that could be left, a line each.
there_is() {
	processes
	namespaces
	ls /run/netns 2>/dev/null
	cat /proc/self/mounts
	nft list ruleset
	ip -o link
	ip -o address | sed 's/valid_lft.*//'
	ss -Htan
	ss -Htln
	sysctl -a --pattern '^net\.' 2>/dev/null
	(cd $work && find . ! -name .)
}

same_again() {
	there_is >$dir/after
	cmp -s $dir/before $dir/after
}

left_nothing() { # description
	looks=0
	until same_again || [ $looks -ge 30 ]; do
		looks=$((looks + 1))
		sleep 0.1
	done
	same_again
	result=$?
	diff $dir/before $dir/after >$dir/diff
	[ $result -eq 0 ]
	ok "$1: < before, > after" $dir/diff
}

# ---- ends -------------------------------------------------------------------------------

# Half of the kills fall into the first 200 ms, when everything is being set up.
moment() { # number
	most=$(($1 % 2 ? 200 : 2500))
	ms=$(($(od -An -N4 -tu4 /dev/urandom) % most))
	printf '%d.%03d' $((ms / 1000)) $((ms % 1000))
}

kill_one() { # number, arguments...
	number=$1
	shift
	after=$(moment "$number")
	(cd $work && exec "$tcpvet" "$@" >/dev/null 2>&1 </dev/null) &
	victim=$!
	sleep "$after"
	kill -KILL $victim 2>/dev/null
	wait $victim 2>/dev/null
	echo "$? $after" >$dir/killed.$number
}

kill_many() { # times, description, arguments...
	times=$1
	what=$2
	shift 2
	rm -f $dir/killed.*
	number=0
	while [ $number -lt "$times" ]; do
		batch=
		while [ $number -lt "$times" ]; do
			number=$((number + 1))
			kill_one $number "$@" &
			batch="$batch $!"
			[ $((number % at_once)) -ne 0 ] || break
		done
		# shellcheck disable=SC2086
		wait $batch
		left_nothing "$what killed after $(cat $dir/killed.* | tr '\n' ' ')"
		cut -d ' ' -f 1 $dir/killed.* | sort >>$dir/statuses
		rm -f $dir/killed.*
	done
	! grep -v -x 137 $dir/statuses >$dir/diff
	ok "$what: ended by itself, not by SIGKILL" $dir/diff
	: >$dir/statuses
}

# The checks see what is there while it is.
shown_alive() {
	"$tcpvet" lab >/dev/null 2>&1 </dev/null &
	victim=$!
	until_true more_namespaces
	ok "a lab that runs has no namespaces of its own" $dir/diff
	same_again
	[ $? -ne 0 ]
	ok "a lab that runs leaves no mark"
	kill -KILL $victim
	wait $victim 2>/dev/null
	left_nothing "a lab killed at once"
}

more_namespaces() {
	namespaces >$dir/alive
	grep '^net:' $dir/before >$dir/diff
	[ "$(grep -c '^net:' $dir/alive)" -gt "$(grep -c . $dir/diff)" ]
}

# ---- the script ---------------------------------------------------------------------------

if [ "${E2E_INSIDE:-}" != yes ]; then
	ordinary_lab
	export E2E_PASSED=$passed E2E_FAILED=$failed
fi
enter 300 "$0"
link_up
serve_inetd
work=$dir/work
mkdir $work
TMPDIR=$work
HOME=$work
export TMPDIR HOME
: >$dir/statuses
there_is >$dir/before

shown_alive
(cd $work && "$tcpvet" lab -4 closed/syn >$dir/out 2>&1 </dev/null)
ok "lab: exit status $?" $dir/out
left_nothing "lab that ended"
(cd $work && "$tcpvet" run $target4 closed/syn >$dir/out 2>&1 </dev/null)
ok "run: exit status $?" $dir/out
left_nothing "run that ended"
kill_many "$kills" lab lab
kill_many "$kills" run run $target4
printf '#!/bin/sh\nexec sleep 600\n' >$dir/shell
chmod +x $dir/shell
SHELL=$dir/shell
export SHELL
kill_many 4 "lab --shell" lab --shell
finish

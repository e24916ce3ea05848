#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# sigkill.sh [KILLS [SEED]] - SIGKILL at random moments of tcpvet lab, run and target:
# afterwards no process, namespace, interface, socket, held port, nft rule, changed
# offload or file is left. What the target keeps of its connections is its own.
#   KILLS    how often (default 10)
#   SEED     of the moments (default the time; it is printed)
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

kills=${1:-10}
seed=${2:-$(date +%s)}

# One in two falls into the first 0.3 s, when most is made; "0.123 lab".
moments() {
	awk -v seed="$seed" -v kills="$kills" 'BEGIN {
		split("lab run run-off target-lab target-tap", kinds)
		srand(seed)
		for (i = 0; i < kills; i++)
			printf "%.3f %s\n", rand() * (rand() < 0.5 ? 0.3 : 2.5),
			       kinds[i % 5 + 1]
	}'
}

start() { # kind; the process number goes to $victim
	case $1 in
	lab) set -- lab ;;
	run) set -- run $target4 ;;
	run-off) set -- run --offload-off $target6 ;;
	target-lab) set -- target --lab ;;
	target-tap) set -- target --tap tap7 ;;
	esac
	"$tcpvet" "$@" >$dir/out 2>$dir/err </dev/null &
	victim=$!
}

# ---- what there is ------------------------------------------------------------------

# Nothing here forks before the list is done, or the list would tell of that too. The
# target's server keeps a process for each connection until it sees its end.
processes() {
	for process in /proc/[0-9]*; do
		read -r name <"$process/comm" || continue
		[ "$name" = inetd ] || echo "process $name"
	done 2>/dev/null
}

system() { # file
	processes >"$1"
	{
		ip -o link | sed 's/qdisc.*//'
		ip -o addr
		ip route show table all
		nft list ruleset
		ss -Hantu
		ss -Hanxe | grep -e tcpvet -e '@'
		cat /proc/net/packet /proc/net/raw /proc/net/raw6 | wc -l
		ethtool -k veth-tester
		there ethtool -k veth-target
		there nft list ruleset
		find $dir /dev/shm /var/tmp $temporary ! -path '*/state.*' -type f
		cat /proc/mounts
	} >>"$1" 2>&1
}

# Five seconds at most, for the kernel takes down a namespace when it finds time.
settles() { # command...
	end=$(($(date +%s) + 5))
	until "$@"; do
		[ "$(date +%s)" -lt $end ] || return 1
		sleep 0.05
	done
}

as_before() {
	system $dir/state.now
	cmp -s $dir/state.before $dir/state.now
}

# ---- all of it ---------------------------------------------------------------------

enter $((kills * 5 + 60)) "$0" "$kills" "$seed"
[ -c /dev/net/tun ] || give_up "/dev/net/tun is missing (modprobe tun)"
link_up
serve_inetd
# Where the program itself lies below /tmp, that cannot be covered.
temporary=
case $tcpvet:$PWD in
/tmp/* | *:/tmp/*) ;;
*) mount -t tmpfs e2e /tmp && temporary=/tmp ;;
esac
for folder in /dev/shm /var/tmp; do
	mount -t tmpfs e2e $folder || give_up "cannot mount a tmpfs"
done
mkdir $dir/work
cd $dir/work || give_up "no folder to work in"
ethtool -K veth-tester gro on
touch $dir/out $dir/err $dir/diff $dir/moments
system $dir/state.before
grep -q '^generic-receive-offload: on' $dir/state.before
ok "GRO cannot be switched on"

echo "seed $seed"
moments >$dir/moments
while read -r delay kind; do
	start "$kind"
	sleep "$delay"
	kill -KILL $victim
	ok "$kind had ended by itself after $delay s" $dir/err
	wait $victim
	settles as_before
	diff $dir/state.before $dir/state.now >$dir/diff
	ok "$kind killed after $delay s leaves something" $dir/diff
done <$dir/moments 2>/dev/null
[ "$passed" -gt "$kills" ]
ok "fewer than $kills moments"

# Namespaces that nobody can see any more count all the same: now there may be just as
# many as there must.
lab_works() {
	"$tcpvet" lab closed/syn >$dir/out 2>$dir/err
}
echo 4 >/proc/sys/user/max_net_namespaces
echo 1 >/proc/sys/user/max_user_namespaces
settles lab_works
ok "namespaces are left" $dir/err
timeout 20 "$tcpvet" run --offload-off $target4 closed/syn >$dir/out 2>$dir/err
ok "a run after all" $dir/err
finish

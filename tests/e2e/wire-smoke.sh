#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The live wire on real interfaces: veth, lo, and tun where there is one.
#   ROUNDS=N   round trips measured on each (default 200)
#   BUILD      the build directory, whose library is tried (default build)
cd "$(dirname "$0")/../.." || exit 1
. tests/e2e/lib/e2e.sh

rounds=${ROUNDS:-200}

# With a prefix command where one is given.
smoke() { # description, command..., target, port, interface
	what=$1
	shift
	timeout 60 "$@" "$rounds" >$dir/out 2>&1
	ok "$what" $dir/out
}

enter 120 "$0"
link_up
lib=${BUILD:-build}/libtcpvet.a
[ -e "$lib" ] || give_up "$lib is missing (make)"
san=
if nm "$lib" 2>/dev/null | grep -q __asan_init; then
	san=-fsanitize=address,undefined
fi
# shellcheck disable=SC2086 # $san is a list
${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilib -O1 -g $san -o $dir/tool \
	tests/tools/wire_smoke.c "$lib" -lpcap -lnet -lmnl >$dir/out 2>&1 ||
	give_up "cannot compile the tool: $(cat $dir/out)"
tool=$dir/tool

ip addr add fe80::1/64 dev veth-tester nodad
there ip addr add fe80::2/64 dev veth-target nodad
busybox httpd -f -p '[::]:8080' -h $dir &
there busybox httpd -f -p '[::]:8080' -h $dir &
until_true listens_there 8080 || give_up "busybox httpd does not listen"
listens_here() { ss -Hltn "sport = :8080" | grep -q .; }
until_true listens_here || give_up "busybox httpd does not listen here"

smoke "veth, IPv4" $tool $target4 8080 ''
smoke "veth, IPv6" $tool $target6 8080 ''
smoke "veth, link-local" $tool fe80::2 8080 veth-tester
smoke "lo, IPv4" $tool 127.0.0.1 8080 ''
smoke "lo, IPv6" $tool ::1 8080 ''
smoke "an own address, IPv4" $tool $tester4 8080 ''
smoke "an own address, IPv6" $tool $tester6 8080 ''

smoke "cap_net_raw alone, IPv4" setpriv --bounding-set=-net_admin --inh-caps=-all \
	$tool $target4 8080 ''
smoke "cap_net_raw alone, IPv6" setpriv --bounding-set=-net_admin --inh-caps=-all \
	$tool $target6 8080 ''

# Two at once find different ports.
timeout 60 $tool $target4 8080 veth-tester "$rounds" >$dir/one 2>&1 &
one=$!
timeout 60 $tool $target4 8080 veth-tester "$rounds" >$dir/two 2>&1 &
two=$!
wait $one
ok "the first of two at once" $dir/one
wait $two
ok "the second of two at once" $dir/two

# Without an Ethernet header.
tun_here() { ip route get 198.51.100.2 | grep -q e2e-tun; }
tun_there() { there ip route get 198.51.100.1 | grep -q e2e-tun; }
if command -v socat >/dev/null && [ -w /dev/net/tun ]; then
	socat UDP-DATAGRAM:$target4:999,bind=$tester4:999 \
		TUN:198.51.100.1/24,tun-type=tun,tun-name=e2e-tun,iff-no-pi,iff-up \
		>$dir/tun 2>&1 &
	there socat UDP-DATAGRAM:$tester4:999,bind=$target4:999 \
		TUN:198.51.100.2/24,tun-type=tun,tun-name=e2e-tun,iff-no-pi,iff-up \
		>>$dir/tun 2>&1 &
	until_true tun_here >/dev/null 2>&1 && until_true tun_there >/dev/null 2>&1
	ok "a tun on either side" $dir/tun
	smoke "tun" $tool 198.51.100.2 8080 ''
else
	echo "tun is left out: no socat, or /dev/net/tun cannot be opened"
fi
finish

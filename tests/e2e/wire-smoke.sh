#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The live wire on real interfaces: veth, lo, and tun where socat can make one.
# All of it happens in namespaces without a name, which die with this script.
#   ROUNDS=N   round trips measured on each (default 200)
#   CFLAGS     for the tool, for example -fsanitize=address
set -eu

if [ "${WIRE_SMOKE_INSIDE:-}" != yes ]; then
	cd "$(dirname "$0")/../.."
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	# shellcheck disable=SC2086
	${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilib -O1 -g ${CFLAGS:-} \
		-o "$dir/wire_smoke" tests/tools/wire_smoke.c lib/wire/*.c \
		lib/segment/*.c lib/base/*.c -lpcap -lnet -lmnl
	if ! unshare -Urn true 2>/dev/null; then
		echo "SKIP: private namespaces are not permitted here"
		exit 0
	fi
	WIRE_SMOKE_INSIDE=yes timeout 120 unshare -Urn --kill-child sh "$0" "$dir"
	exit
fi

tool=$1/wire_smoke
rounds=${ROUNDS:-200}
started=
trap 'for p in $started; do kill "$p" 2>/dev/null || :; done' EXIT

keep() { # runs in the background until the end
	"$@" >/dev/null 2>&1 &
	started="$started $!"
}

port_open() { # netns pid, port
	for _ in $(seq 100); do
		nsenter -t "$1" -n ss -Hltn "sport = :$2" | grep -q . && return 0
		sleep 0.05
	done
	echo "nothing listens on port $2" >&2
	return 1
}

keep unshare -n sleep 110
far=$!
until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do
	sleep 0.01
done
there() { nsenter -t "$far" -n "$@"; }

ip link add w1a type veth peer name w1b netns "$far"
for f in tx rx gro gso tso; do
	ethtool -K w1a $f off 2>/dev/null || :
	there ethtool -K w1b $f off 2>/dev/null || :
done
ip addr add 192.0.2.1/24 dev w1a
ip addr add 2001:db8::1/64 dev w1a nodad
there ip addr add 192.0.2.2/24 dev w1b
there ip addr add 2001:db8::2/64 dev w1b nodad
there ip addr add fe80::2/64 dev w1b nodad
ip link set lo up
ip link set w1a up
there ip link set lo up
there ip link set w1b up
keep nsenter -t "$far" -n python3 -m http.server --bind :: 8080
keep python3 -m http.server --bind :: 8080
port_open "$far" 8080
port_open $$ 8080
sleep 2 # the link-local address of w1a is tentative until now

"$tool" 192.0.2.2 8080 '' "$rounds"
"$tool" 2001:db8::2 8080 '' "$rounds"
"$tool" fe80::2 8080 w1a "$rounds"
"$tool" 127.0.0.1 8080 '' "$rounds"
"$tool" ::1 8080 '' "$rounds"
"$tool" 192.0.2.1 8080 '' "$rounds"
"$tool" 2001:db8::1 8080 '' "$rounds"

# With cap_net_raw alone.
raw_only() { setpriv --bounding-set=-net_admin --inh-caps=-all "$@"; }
raw_only "$tool" 192.0.2.2 8080 '' "$rounds"
raw_only "$tool" 2001:db8::2 8080 '' "$rounds"

# Two runs at once find different ports.
"$tool" 192.0.2.2 8080 w1a "$rounds" & one=$!
"$tool" 192.0.2.2 8080 w1a "$rounds" & two=$!
wait $one
wait $two

if command -v socat >/dev/null && [ -c /dev/net/tun ]; then
	keep socat UDP:192.0.2.2:999,bind=192.0.2.1:999 \
		TUN:198.51.100.1/24,tun-type=tun,tun-name=w1t,iff-no-pi,iff-up
	keep nsenter -t "$far" -n socat UDP:192.0.2.1:999,bind=192.0.2.2:999 \
		TUN:198.51.100.2/24,tun-type=tun,tun-name=w1t,iff-no-pi,iff-up
	sleep 1
	"$tool" 198.51.100.2 8080 '' "$rounds"
else
	echo "SKIP tun: no socat or no /dev/net/tun"
fi

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Installs what is missing to build (`deps.sh build`), to run all tests as well
# (`deps.sh check`), or to try other TCP stacks too (`deps.sh stacks`), through the
# system's package manager. Says nothing when nothing is missing.
set -eu

# Tools that only root needs are not on every user's path.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

has_command() { command -v "$1" >/dev/null 2>&1; }

has_header() {
	for dir in /usr/include /usr/local/include /usr/include/*-linux-*; do
		[ -e "$dir/$1" ] && return 0
	done
	return 1
}

has_fuzzer() {
	has_command clang || return 1
	for file in "$(clang -print-runtime-dir)"/*fuzzer*.a; do
		[ -e "$file" ] && return 0
	done
	return 1
}

# Set, kind of test, what is tested, and the package for apt, dnf, apk and pacman (-:
# there is none; the test that wants it says so).
table='
build command gcc                  gcc gcc gcc gcc
build header  stdio.h              libc6-dev glibc-devel musl-dev glibc
build command flex                 flex flex flex flex
build command bison                bison bison bison bison
build command pkg-config           pkg-config pkgconf pkgconf pkgconf
build header  linux/inet_diag.h    linux-libc-dev kernel-headers linux-headers linux-api-headers
build header  pcap/pcap.h          libpcap-dev libpcap-devel libpcap-dev libpcap
build header  libnet.h             libnet1-dev libnet-devel libnet-dev libnet
build header  libmnl/libmnl.h      libmnl-dev libmnl-devel libmnl-dev libmnl
check command clang                clang clang clang clang
check fuzzer  -                    libclang-rt-dev compiler-rt compiler-rt compiler-rt
check header  criterion/criterion.h libcriterion-dev criterion-devel criterion-dev criterion
check command mandoc               mandoc mandoc mandoc mandoc
check command tshark               tshark wireshark-cli tshark wireshark-cli
check command nft                  nftables nftables nftables nftables
check command ip                   iproute2 iproute iproute2 iproute2
check command ss                   iproute2 iproute iproute2 iproute2
check command socat                socat socat socat socat
check command ethtool              ethtool ethtool ethtool ethtool
check command inetd                openbsd-inetd - - -
check command busybox              busybox busybox busybox busybox
check command jq                   jq jq jq jq
check command ps                   procps procps-ng procps procps-ng
check command unshare              util-linux util-linux util-linux util-linux
check command prove                perl perl-Test-Harness perl-utils perl
check header  lwip/lwip/tcp.h      liblwip-dev - - -
stacks command slirp4netns          slirp4netns slirp4netns slirp4netns slirp4netns
stacks command pasta                passt passt passt passt
stacks command go                  golang-go golang go go
stacks gopath gvisor.dev/gvisor    golang-gvisor-gvisor-dev - - -
'

present() { # kind, what
	case $1 in
	command) has_command "$2" ;;
	header) has_header "$2" ;;
	fuzzer) has_fuzzer ;;
	gopath) [ -d "/usr/share/gocode/src/$2" ] ;;
	esac
}

# Each set includes those before it.
includes() { # wanted set, set of a row
	case $1:$2 in
	*:build | check:check | stacks:*) ;;
	*) return 1 ;;
	esac
}

missing_packages() { # wanted set, column of the package
	echo "$table" | while read -r set kind what apt dnf apk pacman; do
		[ -n "$set" ] || continue
		includes "$1" "$set" || continue
		present "$kind" "$what" && continue
		case $2 in
		apt) echo "$apt" ;;
		dnf) echo "$dnf" ;;
		apk) echo "$apk" ;;
		pacman) echo "$pacman" ;;
		esac
	done | sed '/^-$/d' | sort -u | tr '\n' ' '
}

manager() {
	has_command apt-get && { echo apt; return; }
	for name in dnf apk pacman; do
		has_command $name && { echo $name; return; }
	done
	echo none
}

give_up() { # packages, reason
	echo "deps: these packages are missing: $1" >&2
	echo "deps: $2: install them by hand and try again" >&2
	exit 1
}

install_apt() {
	export DEBIAN_FRONTEND=noninteractive
	options='-q -y --no-install-recommends'
	# The lists may be absent or old: fetched only when the first try fails.
	# shellcheck disable=SC2086
	$root apt-get install $options "$@" >"$log" 2>&1 && return
	$root apt-get update -q >"$log" 2>&1 || return 1
	# shellcheck disable=SC2086
	$root apt-get install $options "$@" >"$log" 2>&1
}

install_with() { # manager, packages
	name=$1
	shift
	case $name in
	apt) install_apt "$@" ;;
	dnf) $root dnf install -y -q "$@" >"$log" 2>&1 ;;
	apk) $root apk add -q "$@" >"$log" 2>&1 ;;
	pacman) $root pacman -S --needed --noconfirm "$@" >"$log" 2>&1 ;;
	esac
}

set=${1:-build}
case $set in
build | check | stacks) ;;
*) echo "usage: deps.sh build|check|stacks" >&2; exit 2 ;;
esac

name=$(manager)
if [ "$name" = none ]; then
	packages=$(missing_packages "$set" apt)
	[ -z "$packages" ] || give_up "$packages" "no package manager known here (the names are Debian's)"
	exit 0
fi
packages=$(missing_packages "$set" "$name")
[ -n "$packages" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
	has_command sudo || give_up "$packages" "neither root nor sudo"
	root="sudo --preserve-env=DEBIAN_FRONTEND"
	# Nobody is there to type a password.
	[ -t 0 ] || root="$root -n"
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "deps: installing $packages"
# shellcheck disable=SC2086
if ! install_with "$name" $packages; then
	tail -n 5 "$log" >&2
	give_up "$packages" "$name could not install them"
fi
packages=$(missing_packages "$set" "$name")
[ -z "$packages" ] || give_up "$packages" "$name installed them but they are not found"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# tshark-decode.sh - what the library encodes, sound or malformed on purpose, another
# decoder must read as it was meant. BUILD is the build directory; needs tshark.
set -eu
cd "$(dirname "$0")/../.."
BUILD=${BUILD:-build}
lib=$BUILD/libtcpvet.a
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# In the order of the columns that emit_segments prints.
fields='ip.src ip.dst ip.hdr_len ip.ttl ip.dsfield ip.flags.df ip.id ip.checksum.status
	ipv6.src ipv6.dst ipv6.hlim ipv6.tclass ipv6.flow
	tcp.srcport tcp.dstport tcp.seq_raw tcp.ack_raw tcp.hdr_len tcp.flags
	tcp.window_size_value tcp.urgent_pointer tcp.checksum.status tcp.len tcp.options'

die()
{
	echo "tshark-decode: $*" >&2
	exit 1
}

command -v tshark >/dev/null || die "tshark is missing; install it (make deps)"
[ -e "$lib" ] || die "$lib is missing; run make first"

# A library built with the sanitizers needs them in the program too.
san=
if nm "$lib" 2>/dev/null | grep -q __asan_init; then
	san=-fsanitize=address,undefined
fi
# shellcheck disable=SC2086 # $san is a list
${CC:-cc} -std=c11 -D_GNU_SOURCE -Ilib -O1 -g $san -o "$tmp/emit_segments" \
	tests/tools/emit_segments.c "$lib"
"$tmp/emit_segments" "$tmp/segments.pcap" >"$tmp/meant"

# First occurrences only: a random payload may look to tshark like a tunnel with
# one more header in it.
# shellcheck disable=SC2046 # a list of options
timeout 60 tshark -r "$tmp/segments.pcap" -T fields -E occurrence=f \
	-o ip.check_checksum:TRUE -o tcp.check_checksum:TRUE \
	-o tcp.relative_sequence_numbers:FALSE -o tcp.analyze_sequence_numbers:FALSE \
	-o tcp.desegment_tcp_streams:FALSE \
	$(printf -- '-e %s ' $fields) >"$tmp/read" 2>"$tmp/complaints" ||
	die "tshark failed: $(cat "$tmp/complaints")"

[ -s "$tmp/meant" ] || die "no segment was encoded"
[ -s "$tmp/read" ] || die "tshark read no segment: $(cat "$tmp/complaints")"
awk -F '\t' -v names="$fields" '
	BEGIN { count = split(names, name, /[ \t\n]+/) }
	NR == FNR { read[FNR] = $0; lines = FNR; next }
	{
		bad = 0
		if (FNR > lines) {
			printf "segment %d (%s): not in the output of tshark\n", FNR, $1
			bad = 1
		}
		split(read[FNR], got, FS)
		for (i = 1; FNR <= lines && i <= count; i++) {
			if (got[i] "" == $(i + 1) "")
				continue
			printf "segment %d (%s): %s: meant \"%s\", tshark reads \"%s\"\n",
			       FNR, $1, name[i], $(i + 1), got[i]
			bad = 1
		}
		if (bad) failed++; else passed++
	}
	END {
		if (lines > FNR) {
			printf "tshark reads %d segments, %d were meant\n", lines, FNR
			failed++
		}
		printf "%d passed, %d failed\n", passed, failed
		exit failed > 0
	}' "$tmp/read" "$tmp/meant"

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh [exchange|parts|sim|lab]... - measures speed and memory, all parts when none
# is named, and prints tables. A figure never makes it fail. README.md says how to
# read them.
#   TCPVET  the program (default build/tcpvet); libtcpvet.a must lie beside it
#   ROUNDS  how often the exchange is measured (default 9)
#   COUNT   exchanges in a round (default 4000)
set -u

cd "$(dirname "$0")/.." || exit 1
TCPVET=${TCPVET:-$PWD/build/tcpvet}
BUILD=$(dirname "$TCPVET")
ROUNDS=${ROUNDS:-9}
COUNT=${COUNT:-4000}
TCPVET_DATA=${TCPVET_DATA:-$PWD}
export TCPVET_DATA LC_ALL=C

die() {
	echo "bench: $*" >&2
	exit 1
}

[ -z "${SAN:-}" ] || die "a build with sanitizers says nothing of speed: leave SAN out"
[ -x "$TCPVET" ] || die "there is no $TCPVET: run make first"

bin=$BUILD/bench
log=$(mktemp -d) || exit 1
trap 'rm -rf "$log"' EXIT
trap 'exit 130' INT TERM

compile() { # program
	${CC:-gcc} -std=c11 -O2 -g -D_GNU_SOURCE -Ilib -Wall -Wextra -Wconversion \
		-Wshadow -Wstrict-prototypes -Wvla -Werror -o "$bin/$1" \
		"bench/$1.c" bench/bench.c "$BUILD/libtcpvet.a" -lpcap -lnet -lmnl ||
		die "bench/$1.c cannot be built"
}

figure() { # file, key
	awk -v key="$2" '$1 == key { print $2 }' "$1"
}

# ---- the exchange ------------------------------------------------------------

# Lines "ROUND KEY VALUE" into a table; each ratio is taken within its round, and
# what is printed is the median of the rounds with the lowest and the highest.
exchange_table() { # family
	awk -v family="$1" -v rounds="$ROUNDS" '
	{ value[$1, $2] = $3 }
	function rank(list, n,    i, k, x) {
		for (i = 2; i <= n; i++) {
			x = list[i]
			for (k = i - 1; k > 0 && list[k] > x; k--)
				list[k + 1] = list[k]
			list[k + 1] = x
		}
	}
	function median(key,    i) {
		for (i = 1; i <= rounds; i++)
			list[i] = value[i, family "." key]
		rank(list, rounds)
		return list[int((rounds + 1) / 2)]
	}
	function ratio(key, base,    i) {
		for (i = 1; i <= rounds; i++)
			list[i] = value[i, family "." key] / value[i, family "." base]
		rank(list, rounds)
		return sprintf("%.2f (%.2f to %.2f)", list[int((rounds + 1) / 2)],
			       list[1], list[rounds])
	}
	function us(key) { return sprintf("%.1f", median(key) / 1000) }
	function one(title, key, p99) {
		printf "  %-34s %7s %7s %7s   %s\n", title, us(key ".median_ns"),
			p99 ? us(key ".p99_ns") : "", us(key ".cpu_ns"),
			key == "bare.one" ? "1" : ratio(key ".median_ns", "bare.one.median_ns")
	}
	# One thread: what it does in a second is what CPU time allows, and that is
	# what other work on the machine disturbs least.
	function many(title, key) {
		printf "  %-34s %9d %6s %7s   %s\n", title, 1e9 / median(key ".median_ns"),
			"", us(key ".cpu_ns"), key == "bare.burst" ? "1" : \
			ratio("bare.burst.cpu_ns", key ".cpu_ns")
	}
	END {
		printf "\n%-36s %7s %7s %7s   %s\n", family ", one after the other",
			"median", "p99", "CPU us", "times bare (lowest to highest)"
		one("bare libnet and libpcap", "bare.one", 1)
		one("the wire", "wire.one", 1)
		one("the whole engine, in a long case", "engine.one", 0)
		one("the whole engine, a case each", "case.one", 1)
		printf "%-36s %9s %6s %7s   %s\n", family ", 128 in flight", "each/s", "",
			"CPU us", "of bare, by CPU (lowest to highest)"
		many("bare libnet and libpcap", "bare.burst")
		many("the wire", "wire.burst")
		many("sessions side by side", "many.burst")
		printf "  %-34s %9d %6s %7s\n", "bare injection alone, no capture",
			1e9 / median("bare.inject.median_ns"), "", us("bare.inject.cpu_ns")
	}' "$log/exchange"
}

run_exchange() {
	compile bare
	compile exchange
	for round in $(seq "$ROUNDS"); do
		for program in bare exchange; do
			"$bin/$program" "$COUNT" >"$log/round" || die "$program cannot run"
			sed "s/^/$round /" "$log/round" >>"$log/exchange"
		done
	done
	echo
	echo "One exchange: a SYN to a closed port over the lab's veth, the RST back;"
	echo "medians of $ROUNDS rounds of $COUNT, ratios within a round."
	exchange_table inet
	exchange_table inet6
}

# ---- the library alone ----------------------------------------------------------

run_parts() {
	compile parts
	"$bin/parts" testcases probes >"$log/parts" || die "parts cannot run"
	echo
	echo "The library alone: median ns a segment (and segments a second)"
	for key in decode.syn decode.data encode.syn encode.data; do
		for family in inet inet6; do
			printf '  %-34s %9s   %s/s\n' "$family.$key" \
				"$(figure "$log/parts" "$family.${key}_ns")" \
				"$(figure "$log/parts" "$family.${key}_ns" |
					awk '{ printf "%d", 1e9 / $1 }')"
		done
	done
	awk '{ v[$1] = $2 } END {
		printf "Scripts: %d cases load in %.1f ms (%.0f us each), %d KiB of heap\n",
			v["load.cases"], v["load.ms"], v["load.us_a_case"],
			v["load.heap_kib"]
		printf "A session: %d octets new, %d with 2,800 octets of data received (8192 is the aim)\n",
			v["session.born_bytes"], v["session.live_bytes"]
	}' "$log/parts"
}

# ---- whole processes -------------------------------------------------------------

# Prints: cases, those that ran, the longest in us and its name, real and CPU time in us.
summary() { # JSON lines
	awk '
	function number(key) {
		if (!match($0, "\"" key "\":[0-9]+"))
			return 0
		return substr($0, RSTART + length(key) + 3, RLENGTH - length(key) - 3) + 0
	}
	function word(key) {
		if (!match($0, "\"" key "\":\"[^\"]*\""))
			return ""
		return substr($0, RSTART + length(key) + 4, RLENGTH - length(key) - 5)
	}
	index($0, "{\"type\":\"case\"") == 1 {
		# What a script or a target said cannot stand before these.
		cases++
		if (word("verdict") != "skip") ran++
		if (number("elapsed_us") > longest) {
			longest = number("elapsed_us")
			name = word("id") "/" word("family")
		}
	}
	index($0, "{\"type\":\"summary\"") == 1 {
		wall = number("elapsed_us")
		cpu = number("cpu_us")
	}
	END { print cases + 0, ran + 0, longest + 0, name ? name : "-", wall + 0, cpu + 0 }
	' "$1"
}

run_sim() {
	compile timed
	echo
	echo "tcpvet sim, whole processes, both families, median of 7 (2 s is the aim)"
	printf '  %-18s %6s %10s %10s %12s %10s\n' profile cases 'real ms' 'CPU ms' \
		'CPU us/case' 'KiB'
	for profile in quick full; do
		"$bin/timed" 7 "$log/json" "$TCPVET" sim --profile "$profile" --json - \
			>"$log/sim" || die "tcpvet sim cannot run"
		# shellcheck disable=SC2046
		set -- $(summary "$log/json")
		printf '  %-18s %6d %10.1f %10.1f %12.1f %10d\n' "$profile" "$2" \
			"$(figure "$log/sim" wall_ms)" "$(figure "$log/sim" cpu_ms)" \
			"$(figure "$log/sim" cpu_ms | awk -v n="$2" '{ print 1000 * $1 / (n ? n : 1) }')" \
			"$(figure "$log/sim" maxrss_kib)"
	done
}

run_lab() {
	compile timed
	"$bin/timed" 1 "$log/json" "$TCPVET" lab --json - >"$log/lab" ||
		die "tcpvet lab cannot run"
	# shellcheck disable=SC2046
	set -- $(summary "$log/json")
	echo
	echo "tcpvet lab, quick profile, both families, one run"
	awk -v cases="$1" -v ran="$2" -v longest="$3" -v name="$4" -v wall="$5" -v cpu="$6" \
		-v all="$(figure "$log/lab" cpu_ms)" 'BEGIN {
		if (!ran) ran = 1
		if (!longest) longest = 1
		printf "  %d cases, %d of them run, in %.2f s; the longest %.2f s (%s)\n",
			cases, ran, wall / 1e6, longest / 1e6, name
		printf "  real time, times the longest case: %.2f (1.2 is the aim)\n",
			wall / longest
		printf "  CPU a case: %.3f ms of tcpvet (1 is the aim), %.3f with start, end and services\n",
			cpu / 1000 / ran, all / ran
	}'
}

# ---- all ------------------------------------------------------------------------------

mkdir -p "$bin" || exit 1
[ $# -gt 0 ] || set -- exchange parts sim lab
echo "tcpvet $("$TCPVET" --version 2>/dev/null | awk '{ print $NF; exit }')," \
	"$(uname -sr), $(nproc) CPUs, load $(cut -d' ' -f1-3 /proc/loadavg)"
for part in "$@"; do
	case $part in
	exchange | parts | sim | lab) "run_$part" ;;
	*) die "no part '$part': exchange, parts, sim or lab" ;;
	esac
done

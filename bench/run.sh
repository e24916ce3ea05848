#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh [exchange|many|parts|sim|lab]... - measures speed and memory, all parts when
# none is named, prints the figures, and beside those that the requirements bound the
# bound and whether it holds. A figure never makes it fail. README.md says what is
# measured.
#   TCPVET  the program (default build/tcpvet); the bench's programs lie in bench/
#           beside it (make bench-build)
set -u

cd "$(dirname "$0")/.." || exit 1
TCPVET=${TCPVET:-$PWD/build/tcpvet}
bin=$(dirname "$TCPVET")/bench
TCPVET_DATA=${TCPVET_DATA:-$PWD}
export TCPVET_DATA LC_ALL=C

die() {
	echo "bench: $*" >&2
	exit 1
}

[ -z "${SAN:-}" ] || die "a build with sanitizers says nothing of speed: leave SAN out"
[ -x "$TCPVET" ] || die "there is no $TCPVET: run make first"
[ -x "$bin/timed" ] || die "there is no $bin/timed: run make bench-build first"

log=$(mktemp -d) || exit 1
trap 'rm -rf "$log"' EXIT
trap 'exit 130' INT TERM

# ---- whole processes -------------------------------------------------------------

figure() { # file, key
	awk -v key="$2" '$1 == key { print $2 }' "$1"
}

at_most() { # what, value, bound
	awk -v what="$1" -v value="$2" -v bound="$3" 'BEGIN {
		printf "  %-52s %8.2f  at most %g: %s\n", what, value, bound,
			value + 0 <= bound + 0 ? "holds" : "DOES NOT HOLD"
	}'
}

# Prints: cases, those that ran, the longest in us and its name.
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
	END { print cases + 0, ran + 0, longest + 0, name ? name : "-" }
	' "$1"
}

# One core: what a run takes must not depend on how many there are.
run_sim() {
	echo
	echo "tcpvet sim on one core, whole processes, median of 7"
	for profile in quick full; do
		taskset -c 0 "$bin/timed" 7 "$log/json" "$TCPVET" sim \
			--profile "$profile" --json - >"$log/figures" ||
			die "tcpvet sim cannot run"
		# shellcheck disable=SC2046
		set -- $(summary "$log/json")
		printf '  %s: %d cases run, %.0f ms, CPU %.0f ms, %d KiB\n' "$profile" \
			"$2" "$(figure "$log/figures" wall_ms)" "$(figure "$log/figures" cpu_ms)" \
			"$(figure "$log/figures" maxrss_kib)"
		at_most "the suite, $profile profile, seconds" \
			"$(figure "$log/figures" wall_ms | awk '{ print $1 / 1000 }')" 2
	done
	"$bin/timed" 1 "$log/out" "$TCPVET" sim --profile full --fault all >"$log/figures" ||
		die "tcpvet sim --fault all cannot run"
	printf '  the fault matrix, all cores, once: %.1f s, CPU %.1f s; %s\n' \
		"$(figure "$log/figures" wall_ms | awk '{ print $1 / 1000 }')" \
		"$(figure "$log/figures" cpu_ms | awk '{ print $1 / 1000 }')" \
		"$(sed -n '/ proven,/p' "$log/out")"
}

# The longest case is that of the same run: a busy machine may make it longer.
run_lab() {
	echo
	echo "tcpvet lab, quick profile, both families, whole processes, 3 runs"
	for run in 1 2 3; do
		"$bin/timed" 1 "$log/json" "$TCPVET" lab --json - >"$log/figures" ||
			die "tcpvet lab cannot run"
		# shellcheck disable=SC2046
		set -- $(summary "$log/json")
		awk -v cases="$1" -v ran="$2" -v longest="$3" -v name="$4" \
			-v wall="$(figure "$log/figures" wall_ms)" \
			-v cpu="$(figure "$log/figures" cpu_ms)" \
			-v ratios="$log/ratios" -v cpus="$log/cpus" 'BEGIN {
			printf "  %d cases, %d run, %.2f s, longest %.2f s (%s)\n", cases, ran,
				wall / 1000, longest / 1e6, name
			print 1000 * wall / longest >>ratios
			print cpu / ran >>cpus
		}'
	done
	at_most "real time, times the longest case (median)" \
		"$(sort -n "$log/ratios" | sed -n 2p)" 1.2
	at_most "CPU a case, all of the process and its services, ms" \
		"$(sort -n "$log/cpus" | sed -n 2p)" 1
}

# ---- all ------------------------------------------------------------------------------

run_exchange() { "$bin/exchange" || die "exchange cannot run"; }
run_many() { "$bin/many" testcases probes || die "many cannot run"; }
run_parts() { "$bin/parts" testcases probes || die "parts cannot run"; }

load() { # of the last 1, 5 and 15 minutes
	cut -d' ' -f1-3 /proc/loadavg
}

[ $# -gt 0 ] || set -- exchange many parts sim lab
echo "tcpvet $("$TCPVET" --version 2>/dev/null | awk '{ print $NF; exit }')," \
	"$(uname -sr), $(nproc) CPUs, load $(load)"
for part in "$@"; do
	case $part in
	exchange | many | parts | sim | lab) ;;
	*) die "no part '$part': exchange, many, parts, sim or lab" ;;
	esac
	"run_$part" >"$log/$part.table" || exit 1
	cat "$log/$part.table"
done
awk -v load="$(load)" '
/: holds/ { holds++ }
/: DOES NOT HOLD/ { fails++ }
END { printf "\n%d of %d bounds hold; load %s\n", holds, holds + fails, load }
' "$log"/*.table

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# rooms.sh [-q] [OBJDIR] - holds the order of the rooms of lib/ (lib/rooms.tsv): prints the
# table of rooms with their files and lines, each include that crosses a wall, and what
# is wrong: a room that uses one below it, or one that it is to do without, a file that
# no room has, files that use each other in a circle, a name that two files or two structs
# share, a room whose main header says nothing of it, a README whose picture is another
# one. With OBJDIR, where the objects of lib/ lie, files are joined by what they call, too.
# -q: only what is wrong.
# Ends with "N passed, N failed".
set -u

cd "$(dirname "$0")/.." || exit 1
out=/dev/stdout
if [ "${1:-}" = -q ]; then
	out=/dev/null
	shift
fi
objects=${1:-}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

grep -v '^#' lib/rooms.tsv >"$dir/rooms"
find lib -name '*.[chly]' | sort >"$dir/files"

# ---- who uses whom: "includes USER USED HEADER", "calls USER USED SYMBOL" ---------------

xargs grep -n '^#include "' <"$dir/files" |
	sed -E 's/^lib\/([^:]+):[0-9]+:#include "([^"]+)".*/includes \1 \2 \2/
		s/ ([^ ]+)\.[ly] / \1.c /' >"$dir/uses"
if [ -n "$objects" ]; then
	find "$objects/lib" "$objects/gen" -name '*.o' | sort | while read -r object; do
		file=${object#"$objects"/lib/}
		file=${file#"$objects"/gen/}
		nm -g "$object" | awk -v file="${file%.o}.c" '
			NF == 3 && $2 != "U" { print "defines", file, $3 }
			$1 == "U" { print "wants", file, $2 }'
	done >"$dir/symbols"
	awk '$1 == "defines" { at[$3] = $2; next }
	     $1 == "wants" && ($3 in at) && at[$3] != $2 {
		     print "calls", $2, at[$3], $3 }' \
		"$dir/symbols" "$dir/symbols" | sort -u >>"$dir/uses"
fi

# ---- the table ------------------------------------------------------------------------

cut -f 1,3 "$dir/rooms" | while IFS='	' read -r room what; do
	grep -c "^lib/$room/" "$dir/files" >"$dir/count"
	grep "^lib/$room/" "$dir/files" | xargs cat | wc -l >"$dir/lines"
	printf '%-10s %3d files %6d lines  %s\n' "$room" "$(cat "$dir/count")" \
		"$(cat "$dir/lines")" "$what"
done >$out
echo >$out

# ---- order ----------------------------------------------------------------------------

awk -v rooms="$dir/rooms" '
	function room_of(path) { sub(/\/.*/, "", path); return path }
	BEGIN {
		while ((getline line < rooms) > 0) {
			split(line, field, "\t")
			place[field[1]] = ++count
			without[field[1]] = "," field[4] ","
		}
	}
	{
		from = room_of($2); to = room_of($3)
		if (from == to)
			next
		wrong = !(from in place) || !(to in place) || place[to] > place[from] ||
			index(without[from], "," to ",")
		if ($1 == "includes")
			print (wrong ? "WRONG " : "      ") $2 " -> " $3
		else if (wrong)
			print "WRONG " $2 " -> " $3 " (calls " $4 ")"
	}' "$dir/uses" | sort -u -k 1.7 >"$dir/walls"
cat "$dir/walls" >$out
grep '^WRONG' "$dir/walls" | sed 's/^WRONG/order:/' >"$dir/wrong"
awk -F '\t' 'NR == FNR { room[$1]; next }
	{ split($0, part, "/"); if (!(part[2] in room)) print "no room has " $0 }' \
	"$dir/rooms" "$dir/files" | grep -v 'lib/rooms.tsv\|lib/tcpvet.h' >>"$dir/wrong"

# ---- circles: edges whose end leads back to their beginning --------------------------------

awk '
	{ edge[NR] = $4; from[NR] = $2; to[NR] = $3; next_of[$2] = next_of[$2] " " $3 }
	# Marks in seen[] all that can be reached from a file.
	function reach(file,    stack, depth, list, n, i) {
		split("", seen)
		stack[depth = 1] = file
		while (depth > 0) {
			n = split(next_of[stack[depth--]], list, " ")
			for (i = 1; i <= n; i++)
				if (!(list[i] in seen)) {
					seen[list[i]]
					stack[++depth] = list[i]
				}
		}
	}
	END {
		for (i = 1; i <= NR; i++) {
			if (to[i] != last)
				reach(last = to[i])
			if (from[i] in seen)
				print "circle: " from[i] " -> " to[i] " (" edge[i] ")"
		}
	}' "$dir/uses" | sort >>"$dir/wrong"

# ---- names that two places share ---------------------------------------------------------

{ cat "$dir/files"; find cmd -name '*.[ch]'; } |
	awk -F/ '{
		name = $NF; sub(/\.(def\.)?[chly]$/, "", name)
		place = $0; sub(/\/[^\/]*$/, "", place)
		if ((name in at) && at[name] != place)
			print "two files are named " name ": in " at[name] " and " place
		at[name] = place
	}' >>"$dir/wrong"
xargs grep -hn -o '^struct [a-z_0-9]* {' <"$dir/files" | sed 's/^[0-9]*://' | sort |
	uniq -d | sed 's/^\(.*\) {$/two definitions of \1/' >>"$dir/wrong"

# ---- what is told of the rooms -----------------------------------------------------------

cut -f 1,2 "$dir/rooms" | while IFS='	' read -r room header; do
	file=$(grep "^lib/$room/\(.*/\)\?$header$" "$dir/files")
	[ -n "$file" ] && sed -n 2,14p "$file" | grep -q 'room' ||
		echo "$room: its main header $header does not open with what the room is"
done >>"$dir/wrong"
awk -F '\t' '{ printf "    lib/%-9s %s\n", $1, $3 }' "$dir/rooms" >"$dir/picture"
grep '^    lib/' README.md | cmp -s - "$dir/picture" ||
	echo "the README's picture of the rooms is not that of lib/rooms.tsv" >>"$dir/wrong"

# ---- the end --------------------------------------------------------------------------------

bad=$(wc -l <"$dir/wrong")
[ "$bad" -eq 0 ] || { echo; cat "$dir/wrong"; }
echo "$(wc -l <"$dir/walls") walls crossed"
echo "$(($(wc -l <"$dir/files") - bad)) passed, $bad failed"
[ "$bad" -eq 0 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Loads every example of tcpvet-script(5): a literal display whose first line begins
# with "# example" is a whole file, one with "# statements" the body of a case.
set -u

cd "$(dirname "$0")/../.." || exit 1
TCPVET=${TCPVET:-$PWD/build/tcpvet}
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# A folder of our own: what a page shows need not be among the scripts that exist.
mkdir -p "$dir/data/probes" "$dir/data/testcases" "$dir/examples"
TCPVET_DATA=$dir/data
export TCPVET_DATA
cat >"$dir/data/probes/established.probe" <<'PROBE'
probe established(win=65535) { < S ; > S. ack RCV.NXT ; < . ack SND.NXT win win }
PROBE

# Undoes what mdoc wants: \e is a backslash, \(dq a quote, \& is nothing.
awk -v dir="$dir/examples" '
	/^\.Bd -literal/ { inside = 1; first = 1; next }
	/^\.Ed/ { if (file) { if (wrap) print "}" >file; close(file) }
		inside = 0; file = ""; next }
	!inside { next }
	{ gsub(/\\&/, ""); gsub(/\\\(dq/, "\""); gsub(/\\e/, "\\") }
	first {
		first = 0
		wrap = /^# statements/
		if (!wrap && !/^# example/)
			next
		file = sprintf("%s/%02d.tc", dir, ++n)
		if (wrap)
			print "case c ; title \"T\" ; covers X/1 {" >file
	}
	file { print >file }
' man/tcpvet-script.5

# Any id may be covered.
{
	printf 'id\trfc\tsection\tlevel\tstatement\n'
	grep -ho '\(RFC[0-9]*\|X\)/[A-Za-z0-9./_-]*' "$dir"/examples/*.tc | sort -u |
		awk -v OFS='\t' '{ print $1, "RFC", "1", "MUST", "x" }'
	for state in SYN-RECEIVED ESTABLISHED; do
		printf 'RFC9293/3.10.7.4-%s-RST\tRFC\t1\tMUST\tx\n' $state
	done
} | sort -u >"$dir/tsv"
{ grep '^id' "$dir/tsv"; grep -v '^id' "$dir/tsv"; } \
	>"$dir/data/testcases/requirements.tsv"

for example in "$dir"/examples/*.tc; do
	if timeout 20 "$TCPVET" check "$example" >"$dir/out" 2>&1; then
		passed=$((passed + 1))
	else
		cat "$dir/out"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -ge 15 ]

#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Lists of known deviations: warnings are listed as fails are, only what ran and held is
# stale, an id that names nothing is wrong usage, and one that was released once
# (tests/golden/released-ids.txt) stays or is in testcases/aliases.tsv.
#   TCPVET   the program under test (default build/tcpvet)
cd "$(dirname "$0")/../.." || exit 1
tcpvet=${TCPVET:-build/tcpvet}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

ok() { # what; by the status before
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL: expect.sh: $1"
		cat "$dir/out"
	fi
}

gives() { # status, list, arguments...
	want=$1
	printf '%b' "$2" >"$dir/list"
	shift 2
	"$tcpvet" sim -4 --expect "$dir/list" "$@" >"$dir/out" 2>&1
	[ $? = "$want" ]
}

all=$("$tcpvet" list --json | sed -n 's/^{.*"id":"\([^"]*\)".*/\1/p')
while read -r id; do
	now=$(awk -v id="$id" '$1 == id { print $2 }' testcases/aliases.tsv)
	printf '%s\n' "$all" | grep -qxF "${now:-$id}"
	ok "$id was released, and neither is there nor has an alias"
done <tests/golden/released-ids.txt

warns='--strict --fault rst-ack-checked reset/with-a-bad-ack'
gives 1 'reset/exact : x\n' $warns
ok "a warning counts with --strict"
gives 0 'reset/with-a-bad-ack : x\n' $warns
ok "a listed warning does not count"
gives 0 'reset/with-a-bad-ack inet warn : x\n' $warns && grep -q 'x$' "$dir/out"
ok "one listed as a warning does not count, and has its reason"
gives 1 'reset/with-ack-bit warn : x\n' --fault rst-with-ack-ignored reset/with-ack-bit
ok "a fail that is listed as a warning counts"
gives 0 'reset/with-ack-bit : x\n' --fault rst-with-ack-ignored reset/with-ack-bit
ok "a listed fail does not count"
gives 0 'reset/exact : x\nclosing/fin-comes-again : y\n' reset/exact &&
	[ "$(grep -c '^Stale' "$dir/out")" = 1 ] && grep -q 'Stale: reset/exact' "$dir/out"
ok "only what ran and held is stale"
gives 2 '# x\n\nreset/exactt : x\n' reset/exact &&
	grep -q "list:3: no case or rule 'reset/exactt'" "$dir/out"
ok "an id that names nothing is wrong usage"
printf 'case mine\n\ttitle "x"\n\tcovers RFC9293/MUST-2\n{\n\t< S 0\n\t> S.\n}\n' >"$dir/own.tc"
gives 0 'reset/exact : x\nRFC9293/MUST-2 : y\n' "$dir/own.tc"
ok "what is listed need not be loaded"
echo "$passed passed, $failed failed"
[ $failed = 0 ]

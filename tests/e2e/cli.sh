#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The commands that send nothing: list, show, check, help; their exit status and what
# they say when something is wrong.
#   TCPVET   the program (default build/tcpvet)
set -u

cd "$(dirname "$0")/../.." || exit 1
tcpvet=$(realpath "${TCPVET:-build/tcpvet}")
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

ok() { # description; the status of what went before is the verdict
	if [ $? -eq 0 ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: $1"
		sed 's/^/  out: /' "$dir/out" | head -n 5
		sed 's/^/  err: /' "$dir/err" | head -n 5
		failed=$((failed + 1))
	fi
}

# Runs the program; true when it ends with the status wanted.
gives() { # status, arguments...
	want=$1
	shift
	timeout 20 "$tcpvet" "$@" >"$dir/out" 2>"$dir/err"
	[ $? -eq "$want" ]
}

says() { # what standard error must be about, in its only line
	[ "$(wc -l <"$dir/err")" -eq 1 ] && grep -q -e "$1" "$dir/err"
}

# A small tree of scripts.
data=$dir/data
mkdir -p "$data/testcases/opening" "$data/testcases/reset" "$data/probes"
cp testcases/requirements.tsv "$data/testcases/"
script() { # name of the case
	cat <<EOF
case $1
  title  "A title of $1 that needs a second line in what is shown of it"
  covers RFC9293/MUST-2
  cites  "RFC 9293 section 3.1"
  needs  open-port
{
  < S 0:0(0) win 65535
  > S. 0:0(0) ack 1
}
EOF
}
{ script syn; script synack; } >"$data/testcases/opening/syn.tc"
script blind >"$data/testcases/reset/blind.tc"
export TCPVET_DATA="$data"

gives 2 run 192.0.2.2 --without urgent,sac && says "no .sac.: urgent"; ok "--without: what it knows"
gives 2 run 192.0.2.2 --without "" && says "no .."; ok "--without nothing"
gives 2; ok "no command: usage, 2"
gives 0 --help && grep -q lab "$dir/out"; ok "--help"
gives 0 help && grep -q lab "$dir/out"; ok "help"
gives 0 --version && grep -q '^tcpvet [^ ]*$' "$dir/out"; ok "--version"
gives 2 lisst && says "unknown command 'lisst'"; ok "unknown command"
gives 2 --foo && says "unknown option '--foo'"; ok "unknown option before a command"
gives 2 help nope && says "unknown command 'nope'"; ok "help of an unknown command"

gives 0 list && [ "$(grep -c '^  [a-z]' "$dir/out")" -eq 3 ]; ok "list lists all"
grep -q '^opening: 2 cases$' "$dir/out" && grep -q '^reset: 1 case$' "$dir/out"
ok "list counts topics"
grep -q '^  opening/syn  \[open-port\]$' "$dir/out"; ok "list tells needs"
awk 'length > 80 { exit 1 }' "$dir/out"; ok "list fits 80 columns"
gives 0 list opening/syn && [ "$(grep -c '^  [a-z]' "$dir/out")" -eq 1 ]
ok "list of a case"
gives 0 list opening opening/syn && [ "$(grep -c '^  [a-z]' "$dir/out")" -eq 2 ]
ok "list of a topic and its case names each once"
gives 0 list "$data/testcases/reset/blind.tc" && grep -q '^  reset/blind ' "$dir/out"
ok "list of a file"
gives 0 list reset "$data/../data/testcases/reset/blind.tc"
ok "a file of the tree is not loaded twice"
gives 0 list --json && [ "$(jq -r 'select(.type == "case").id' "$dir/out" |
	tr '\n' ' ')" = 'opening/syn opening/synack reset/blind ' ]
ok "list --json"
gives 2 list opning && says "'opning'; did you mean 'opening'?"; ok "near topic"
gives 2 list blnd && says "'blnd'; did you mean 'reset/blind'?"; ok "near case"
gives 2 list opening xyzxyzxyz && says "'xyzxyzxyz' (see"; ok "nothing near"
gives 2 list --jsn && says "option '--jsn'"; ok "unknown long option"
gives 2 list -q && says "option '-q'"; ok "unknown letter"
gives 2 list --json=1 && says "'--json=1' takes no argument"; ok "unwanted argument"

gives 0 show reset/blind && grep -q '^covers    RFC9293/MUST-2, .*MUST: ' "$dir/out"
ok "show tells the statement"
grep -q '^  < S 0:0(0) win 65535$' "$dir/out"; ok "show prints the script"
awk 'length > 80 { exit 1 }' "$dir/out"; ok "show fits 80 columns"
gives 2 show && says "no test case named"; ok "show of nothing"

gives 0 check "$data/testcases" && grep -q '^3 cases in 2 files$' "$dir/out"
ok "check of a folder"
gives 0 check "$data/testcases/reset/blind.tc" &&
	grep -q '^1 case in 1 file$' "$dir/out"; ok "check of a file"
gives 2 check && says "no script named"; ok "check of nothing"
gives 2 check "$data/probes" && says "no \*.tc file"; ok "check of an empty folder"
gives 2 check "$dir/none.tc" && says "none.tc: .*No such file"; ok "check of no file"
printf 'case x\0 {' >"$data/binary"
gives 2 check "$data/binary" && grep -q "binary" "$dir/err"; ok "check of a binary"
echo 'case x {' >"$data/bad.tc"
gives 2 check "$data/bad.tc" "$data/testcases" && grep -q 'bad.tc:1:' "$dir/err" &&
	[ ! -s "$dir/out" ]; ok "check tells the place of an error"
head -c 2000 /dev/urandom >"$data/noise.tc"
gives 2 check "$data/noise.tc"; ok "check of noise"

gives 2 list nothere.tc && grep -q "nothere.tc" "$dir/err"; ok "list of no file"
cp "$data/bad.tc" "$data/testcases/reset/"
gives 2 list && grep -q 'bad.tc:1:' "$dir/err"; ok "a broken script stops list"
rm "$data/testcases/reset/bad.tc"

TCPVET_DATA=$dir gives 2 list && says "TCPVET_DATA"; ok "wrong TCPVET_DATA"
(cp "$tcpvet" "$dir/lonely" && unset TCPVET_DATA && cd / &&
	"$dir/lonely" list >"$dir/out" 2>"$dir/err")
[ $? -eq 2 ] && says "no scripts found"; ok "a program without scripts"

"$tcpvet" list >/dev/full 2>"$dir/err"
[ $? -eq 2 ] && says "cannot write the output: No space left"; ok "a full disk"
"$tcpvet" list >&- 2>"$dir/err"
[ $? -eq 2 ] && says "cannot write the output"; ok "closed standard output"
{ "$tcpvet" list 2>"$dir/err"; echo $? >"$dir/out"; } | :
# The reader may or may not have gone when the program writes: no crash either way.
grep -q -x -e 0 -e 2 "$dir/out"; ok "a reader that has gone"

mkdir "$dir/root"
make -s --no-print-directory install DESTDIR="$dir/root" \
	BUILD="$(dirname "$tcpvet")" >"$dir/out" 2>"$dir/err"
ok "make install"
(unset TCPVET_DATA && cd / && "$dir/root/usr/local/bin/tcpvet" list) \
	>"$dir/out" 2>"$dir/err"
ok "the installed program finds and loads its scripts, wherever it was put"
[ -s "$dir/root/usr/local/share/man/man1/tcpvet.1" ]; ok "the man page is installed"
make -s --no-print-directory uninstall DESTDIR="$dir/root" \
	>"$dir/out" 2>"$dir/err" && [ -z "$(find "$dir/root" -type f)" ]
ok "make uninstall leaves no file"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

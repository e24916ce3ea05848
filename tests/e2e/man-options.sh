#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What --help tells and what tcpvet(1) tells are the same options; each command of the
# usage text has its place in the page; wrong options are refused with one line.
#   TCPVET   the program (default build/tcpvet)
set -u

cd "$(dirname "$0")/../.." || exit 1
tcpvet=${TCPVET:-build/tcpvet}
page=man/tcpvet.1
passed=0
failed=0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

verdict() { # status, what
	if [ "$1" -eq 0 ]; then
		passed=$((passed + 1))
	else
		echo "FAILED: $2"
		failed=$((failed + 1))
	fi
}

# The options of a subsection, one a line as "-i --interface".
page_options() { # title
	sed -n "/^\.Ss $1\$/,/^\.S[sh] /p" $page |
		sed -n 's/^\.It Fl \(.\) , Fl \(-[a-z0-9-]*\).*/-\1 -\2/p
			s/^\.It Fl \(-[a-z0-9-]*\).*/-\1/p'
}

help_options() { # command
	"$tcpvet" "$1" --help |
		sed -n 's/^  \(-.\), \(--[a-z0-9-]*\).*/\1 \2/p
			s/^      \(--[a-z0-9-]*\).*/\1/p' |
		grep -v -x -e '-h --help'
}

commands=$("$tcpvet" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p')
[ -n "$commands" ]
verdict $? "no commands in tcpvet --help"

for command in $commands; do
	grep -q "^\.Ss tcpvet $command\$" $page
	verdict $? "$command has no section in $page"
	{
		page_options "tcpvet $command"
		case $command in
		lab) page_options 'Options of run and lab' ;;
		esac
		case $command in
		run | lab | sim) page_options 'Options of run, lab and sim' ;;
		esac
	} | sort >"$dir/page"
	help_options "$command" | sort >"$dir/help"
	diff "$dir/page" "$dir/help" >"$dir/diff"
	verdict $? "$command: < only in $page, > only in --help: $(cat "$dir/diff")"

	"$tcpvet" "$command" --help | awk 'length > 80 { exit 1 }'
	verdict $? "$command --help is wider than 80 columns"

	"$tcpvet" "$command" --help >"$dir/long"
	"$tcpvet" help "$command" | cmp -s - "$dir/long"
	verdict $? "help $command differs from $command --help"

	"$tcpvet" "$command" --no-such-option >"$dir/out" 2>"$dir/err"
	[ $? -eq 2 ] && [ ! -s "$dir/out" ] && [ "$(wc -l <"$dir/err")" -eq 1 ] &&
		grep -q -e "tcpvet $command: .*--no-such-option.*$command --help" "$dir/err"
	verdict $? "$command --no-such-option: $(cat "$dir/err")"
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

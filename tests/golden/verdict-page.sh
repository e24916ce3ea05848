#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The numbers of tcpvet-verdict(7) are those of the program: each is named in the page by
# a comment `holds FILE NAME VALUE`, and FILE says the same of NAME.
cd "$(dirname "$0")/../.." || exit 1
page=man/tcpvet-verdict.7
passed=0 failed=0

says() { # file, name, value: an enumerator, a constant or a macro, of ms or s
	grep -Eq "(#define $2|[ 	]$2 =) \(?$3([^0-9.e]|\$)" "$1"
}

held=$(sed -n 's/^\.\\" holds //p' $page)
while read -r file name value; do
	if says "$file" "$name" "$value"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL: $page: $name is not $value in $file"
	fi
done <<END
$held
END
[ $passed -gt 20 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ $failed = 0 ]

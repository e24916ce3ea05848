# shellcheck shell=sh disable=SC1091,SC2154,SC2034
# SPDX-License-Identifier: BSD-2-Clause
# User-mode stacks that stand between a namespace and its host: they answer each TCP
# segment of the namespace themselves and hand the data to sockets of the host. tcpvet
# runs in the namespace against the address of the gateway; the host, a namespace too,
# offers inetd's services on its loopback. Sourced from the top of the tree by a script
# that has set
#   stack     the name: tests/stacks/$stack.expect lists the deviations
#   command   the program, and the package that brings it
#   package
#   address4  of the gateway, as the namespace sees it
#   address6
#   groups    into so many runs the topics are split, side by side, each against a stack
#             of its own
#   seconds   that a run may take
#   join      a function: starts the stack for this namespace (see host), leaves the
#             process in $joined, makes routes
# and calls usermode "$@" at its end. From outside: TCPVET (the program), KEEP=DIR (keep
# the reports there).
set -u

. tests/e2e/lib/e2e.sh

expect=$PWD/tests/stacks/$stack.expect

# ---- inside ------------------------------------------------------------------------

can_reach() { # address
	timeout 2 socat -u "TCP:$1:13" - 2>/dev/null | grep -q .
}

# One run in namespaces of its own.
inside() { # folder of the reports, family, group, topics...
	reports=$1
	family=$2
	group=$3
	shift 3
	dir=/run
	mount -t tmpfs e2e $dir || give_up "cannot mount a tmpfs"
	unshare -n sleep 10000 &
	far=$!
	until_true own_namespace || give_up "no second namespace"
	there ip link set lo up
	ip link set lo up
	serve_inetd
	join >$dir/stack.log 2>&1
	address=$address4
	option=-4
	[ "$family" = inet ] || { address=$address6 option=-6; }
	until_true can_reach "$([ "$family" = inet ] && echo "$address" || echo "[$address]")" ||
		give_up "$stack does not answer: $(tail -n 3 $dir/stack.log)"
	timeout "$seconds" "$tcpvet" run $option --offload-off --expect "$expect" \
		--json "$reports/$family.$group.json" -v "$address" "$@" \
		>"$reports/$family.$group.txt" 2>&1
	# 1 stands for fails, which are counted outside.
	status=$?
	[ $status -le 1 ] || tail -n 5 "$reports/$family.$group.txt"
	kill -0 "$joined" 2>/dev/null || echo "$stack died" >"$reports/died"
}

# ---- outside -----------------------------------------------------------------------

# The topics of one group.
topics() { # group, from 0
	number=0
	for folder in testcases/*/; do
		[ $((number % groups)) -ne "$1" ] || basename "$folder"
		number=$((number + 1))
	done
}

run_all() {
	group=0
	while [ $group -lt "$groups" ]; do
		for family in inet inet6; do
			# shellcheck disable=SC2046 # a list of topics
			E2E_INSIDE=yes timeout -k 5 $((seconds + 30)) \
				unshare -Urnmpf --kill-child --mount-proc \
				sh "tests/stacks/$stack.sh" "$reports" \
				$family $group $(topics $group) &
		done
		group=$((group + 1))
	done
	wait
}

# Lines that count, as "pass|fail WORDS". A rule that is broken in one run of several
# is not stale in the others.
# shellcheck disable=SC2016 # jq's variables
judge='
	(map(select(.known) | .id)) as $seen | .[] |
	if .type == "case" or .type == "rule" then
		if .verdict == "error" or (.verdict == "fail" and (.known | not)) then
			"fail \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "inconclusive" or .verdict == "warn" then
			"note \(.verdict) \(.family) \(.id): \(.reason)"
		elif .verdict == "skip" then empty
		else "pass" end
	elif .type == "stale" and ([.id] | inside($seen) | not) then
		"fail the entry \(.id) of the expect file no longer fails"
	else empty end'

count() {
	for group in $(seq 0 $((groups - 1))); do
		for family in inet inet6; do
			grep -q '"type":"summary"' "$reports/$family.$group.json" 2>/dev/null &&
				! grep -q '"interrupted":true' "$reports/$family.$group.json" ||
				echo "fail $family, group $group: the run did not come to its end"
		done
	done >"$reports/lines"
	[ ! -e "$reports/died" ] || sed 's/^/fail /' "$reports/died" >>"$reports/lines"
	jq -rs "$judge" "$reports"/*.json >>"$reports/lines"
	sed -n 's/^fail /FAILED: /p; s/^note //p' "$reports/lines"
	passed=$(grep -c '^pass$' "$reports/lines")
	failed=$(grep -c '^fail ' "$reports/lines")
}

usermode() {
	if [ "${E2E_INSIDE:-}" = yes ]; then
		inside "$@"
		exit
	fi
	for tool in "$command" unshare ip jq socat inetd; do
		command -v "$tool" >/dev/null ||
			give_up "$tool is missing (sh tools/deps.sh stacks; the stack is in Debian's $package)"
	done
	[ -x "$tcpvet" ] || give_up "$tcpvet is missing (make)"
	unshare -Urnmpf --kill-child --mount-proc true 2>/dev/null ||
		give_up "private namespaces are not permitted here"
	reports=$(mktemp -d)
	trap 'rm -rf "$reports"' EXIT
	trap 'exit 1' HUP INT TERM
	run_all
	if [ -n "${KEEP:-}" ]; then
		mkdir -p "$KEEP"
		cp "$reports"/* "$KEEP"
	fi
	count
	finish
}

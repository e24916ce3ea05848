#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The short form of `make difftest`: random sequences of segments to the reference
# endpoint and to this kernel; every difference must be explained (tests/diff).
#   BUILD      the build directory (default build)
#   SEQUENCES  how many (default 150)
cd "$(dirname "$0")/../.." || exit 1

# BUILD and SAN come down from make.
make --no-print-directory ${BUILD:+BUILD="$BUILD"} difftest-build || {
	echo "0 passed, 1 failed"
	exit 1
}
exec timeout 120 "${BUILD:-build}/tests/difftest" -n "${SEQUENCES:-150}"

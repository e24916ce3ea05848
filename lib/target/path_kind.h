/* SPDX-License-Identifier: BSD-2-Clause */
/* path_kind.h - what is known beforehand of the way to a target. */
#ifndef TCPVET_TARGET_PATH_KIND_H
#define TCPVET_TARGET_PATH_KIND_H

enum path_kind {
	PATH_UNKNOWN,
	PATH_PRIVATE, /* nobody else is on it: it disturbs nothing unless made to */
	PATH_PERFECT  /* it is simulated, and disturbs nothing */
};

#endif

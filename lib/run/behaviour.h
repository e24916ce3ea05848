/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * behaviour.h - what an application did on a connection that asked whether it is what it
 * is taken for. Internal to the room.
 *
 * A stack that is wrong must not lose its application by it: only what an application
 * does by its own mind speaks against it, and only on a connection that came about. What
 * a TCP alone may have done (no SYN,ACK, a RST, text that is not acknowledged) says
 * nothing, and nothing does where the TCP itself is seen to be wrong.
 */
#ifndef TCPVET_RUN_BEHAVIOUR_H
#define TCPVET_RUN_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "verdict/result.h"

enum behaviour {
	BEHAVES,          /* as it should */
	BEHAVES_NOT,      /* it plainly did something else */
	BEHAVES_SILENT,   /* it took what it was sent and said nothing, or nothing more */
	BEHAVIOUR_UNKNOWN /* nothing that an application did was seen */
};

enum { BEHAVIOUR_WORDS = 128 };

struct conduct {
	enum behaviour behaviour;
	bool voided; /* by the tester's own failings: the trial says nothing */
	uint32_t octets; /* that it sent, retransmissions aside */
	char words[BEHAVIOUR_WORDS]; /* finish the sentence "it ..."; or "" */
};

/* By the trial of a builtin that asks for the application. answers: by text that it
 * should answer with text. */
struct conduct conduct_of(const struct case_result *trial, bool answers);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * offer.h - the room of what a target offers its tester beside segments.
 *
 * It holds the words by which all rooms speak of a target, and no code that talks to
 * one: which applications listen (app.h, service.h), which calls they make of their TCP
 * (user_call.h), who makes them when asked (agent.h), who knows the state of a connection
 * (oracle.h, state.h), and what a case needs of all that (needs.h). Each list stands here
 * once; the words of the language, of the command line and of reports come from it.
 *
 * May use base and segment alone. Read app.h and service.h first, then user_call.h and
 * agent.h, then state.h and oracle.h; needs.h is the sum. This header brings all of them.
 */
#ifndef TCPVET_TARGET_OFFER_H
#define TCPVET_TARGET_OFFER_H

#include "target/agent.h"
#include "target/app.h"
#include "target/needs.h"
#include "target/oracle.h"
#include "target/service.h"
#include "target/state.h"
#include "target/user_call.h"

#endif

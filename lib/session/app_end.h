/* SPDX-License-Identifier: BSD-2-Clause */
/* app_end.h - what the application on the port may have done to a connection: a RST that
 * its close or abort explains accuses no TCP. */
#ifndef TCPVET_SESSION_APP_END_H
#define TCPVET_SESSION_APP_END_H

#include "session/interpreter.h"

/* An application that closes only when its peer does. */
bool session_app_stays(enum app app);

/*
 * The application may have ended the connection, so that this RST accuses nobody. It
 * may where it had something to read: who closes with data unread has its TCP reset (RFC
 * 9293 section 3.6.1, MUST-17; RFC 2525 section 2.17), and so has who aborts (section
 * 3.10.5); and where it had closed, and data came behind (SHLD-3). Text that TCP keeps from
 * it (out of the window, above a gap, damaged) moves no application. The number must
 * be what TCP gives such a RST: SND.NXT, or what the tester's own segment asks for.
 */
bool session_app_may_end(const struct session *s, const struct connection *conn,
			 const struct segment *seg);

#endif

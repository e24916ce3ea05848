/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/builtin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include "script/script.h"

#define HEAD(name)                                                   \
	"case " name "\n"                                            \
	"  title \"" name "\"\n  covers RFC9293/3.5-3WHS\n"          \
	"  cites \"RFC 9293 section 3.5\"\n"

#define ESTABLISH                        \
	"  < S <mss 536>\n"              \
	"  > S. ack RCV.NXT within 3s\n" \
	"  < . RCV.NXT ack SND.NXT\n"

/* A window that nobody who talks without end can flood the tester through. */
#define ESTABLISH_NARROW                       \
	"  < S win 4096 <mss 536>\n"          \
	"  > S. ack RCV.NXT within 3s\n"       \
	"  < . RCV.NXT ack SND.NXT win 4096\n"

/* A FIN may wait until the text before it is acknowledged. */
#define TAKE "  < . RCV.NXT ack SND.NXT win 4096\n"

/* In the order of enum builtin. What an application does decides, not how exactly
 * its TCP acknowledges: a faulty stack must still be found to offer its services. */
static const char text[] =
	HEAD("control-open") "{\n  < S <mss 536>\n  > S. within 3s\n}\n"
	HEAD("control-closed") "{\n  < S <mss 536>\n  > R.? within 3s\n}\n"
	HEAD("is-echo") "{\n" ESTABLISH
	"  < P. RCV.NXT \"tcpvet\\r\\n\" ack SND.NXT\n"
	"  > data \"tcpvet\\r\\n\" within 2s\n}\n"
	HEAD("is-discard") "{\n" ESTABLISH
	"  < P. RCV.NXT \"tcpvet\\r\\n\" ack SND.NXT\n"
	"  > . SND.NXT (0) ack RCV.NXT within 2s\n"
	"  > no * * (1..65535) within 1s\n"
	"  > no F. within 10ms\n}\n"
	HEAD("is-daytime") "{\n" ESTABLISH_NARROW
	"  > data (10) within 3s\n" TAKE
	"  > F. within 3s\n}\n"
	/* More than anybody greets with. */
	HEAD("is-chargen") "{\n" ESTABLISH_NARROW
	"  > data (100) within 3s\n" TAKE
	"  > data (1000) within 3s\n}\n"
	HEAD("is-http") "{\n" ESTABLISH
	"  < P. RCV.NXT \"GET / HTTP/1.0\\r\\n\\r\\n\" ack SND.NXT\n"
	"  > data \"HTTP/\" within 5s\n}\n"
	/* Lines, and then no more; chargen would go on, daytime close. */
	HEAD("is-stalled") "{\n" ESTABLISH_NARROW
	"  > data (200) within 3s\n"
	"  > no F. within 300ms\n" TAKE
	"  > no * ISS+4097..ISS+100000 within 500ms\n}\n"
	HEAD("stays-open") "{\n" ESTABLISH_NARROW
	"  > data (10) within 3s\n" TAKE
	"  > no F. within 1s\n"
	"  < F. RCV.NXT ack SND.NXT\n"
	"  > F. within 3s\n}\n";

struct builtins {
	struct suite *suite;
	const struct test_case *cases[BUILTIN_COUNT];
};

struct builtins *builtins_new(struct error *err)
{
	struct builtins *builtins = memory_zeroed(1, sizeof(*builtins));
	char *messages;
	size_t len;
	struct diagnostics diag = { .out = text_stream(&messages, &len) };
	const struct test_case *tc;
	int result;

	builtins->suite = suite_new(NULL);
	result = suite_load_text(builtins->suite, "builtin/builtin.tc", text,
				 sizeof(text) - 1, &diag);
	text_stream_close(diag.out);
	if (result < 0) {
		error_set(err, "a built-in script is wrong: %s", messages);
		free(messages);
		builtins_free(builtins);
		return NULL;
	}
	free(messages);
	tc = builtins->suite->cases;
	for (int i = 0; i < BUILTIN_COUNT; i++, tc = tc->next)
		builtins->cases[i] = tc;
	return builtins;
}

void builtins_free(struct builtins *builtins)
{
	if (!builtins)
		return;
	suite_free(builtins->suite);
	free(builtins);
}

const struct test_case *builtin_case(const struct builtins *builtins,
				     enum builtin which)
{
	return builtins->cases[which];
}

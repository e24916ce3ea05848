/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab/control.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"

enum { PATIENCE_S = 5 };

int control_ask(int control, const char *whom, const void *question, size_t question_len,
		void *answer, size_t answer_len, struct error *err)
{
	struct pollfd ready = { .fd = control, .events = POLLIN };
	int64_t deadline = clock_monotonic() / 1000000 + PATIENCE_S * 1000;

	if (send(control, question, question_len, MSG_NOSIGNAL) < 0)
		return error_sys(err, errno, "cannot ask %s", whom);
	/* An answer that was left unread would be taken for that of the next
	 * question: a signal does not end the wait. */
	while (poll(&ready, 1, 100) <= 0)
		if (clock_monotonic() / 1000000 > deadline)
			return error_set(err, "%s does not answer a question within %d s",
					 whom, PATIENCE_S);
	if (recv(control, answer, answer_len, 0) != (ssize_t)answer_len)
		return error_set(err, "the process of %s has ended", whom);
	return 0;
}

void agent_answer_set(struct agent_answer *answer, int failed, const struct error *err)
{
	*answer = (struct agent_answer){ .failed = failed };
	if (failed)
		snprintf(answer->why, sizeof(answer->why), "%.199s", err->text);
}

int agent_answer_get(const struct agent_answer *answer, struct error *err)
{
	return answer->failed ? error_set(err, "%.199s", answer->why) : 0;
}

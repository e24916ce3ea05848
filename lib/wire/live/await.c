/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/await.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { NS_PER_S = 1000000000 };

/* poll's own timeout may come late by a thousandth of it, up to 100 ms (select_estimate_accuracy
 * in the kernel's fs/select.c): what waits for a target's timer of a minute would be found
 * late on an idle machine. A timer's descriptor is punctual; a short wait does without. */
enum { SHORT_NS = 20000000 };

static struct timespec duration(int64_t ns)
{
	return (struct timespec){ .tv_sec = (time_t)(ns / NS_PER_S),
				  .tv_nsec = (long)(ns % NS_PER_S) };
}

int await_open(struct await *await, struct error *err)
{
	await->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (await->timer < 0)
		return error_sys(err, errno, "cannot make a timer");
	return 0;
}

void await_close(struct await *await)
{
	if (await->timer >= 0)
		close(await->timer);
	await->timer = -1;
}

int await_readable(struct await *await, int fd, int64_t ns, struct error *err)
{
	/* To set the timer forgets that it has expired before. */
	const struct itimerspec after = { .it_value = duration(ns) };
	const struct timespec timeout = duration(ns > 0 ? ns : 0);
	const bool by_timer = ns > SHORT_NS;
	struct pollfd fds[] = { { .fd = fd, .events = POLLIN },
				{ .fd = await->timer, .events = POLLIN } };

	if (by_timer && timerfd_settime(await->timer, 0, &after, NULL) < 0)
		return error_sys(err, errno, "cannot set a timer");
	if (ppoll(fds, by_timer ? 2 : 1, by_timer ? NULL : &timeout, NULL) < 0 &&
	    errno != EINTR)
		return error_sys(err, errno, "cannot wait for segments");
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/matrix.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

enum { WORKERS_MAX = 64 };

/* What the workers share: which fault is the next to run, and what went wrong
 * first. The rows follow behind it. */
struct shared {
	atomic_int next;
	atomic_int failed; /* 1 + the fault, FAULT_COUNT being none; 0: nothing */
	struct error err;
};

static struct shared *shared_of(const struct matrix *matrix)
{
	return (struct shared *)(void *)matrix->rows - 1;
}

static size_t shared_size(const struct matrix *matrix)
{
	return sizeof(struct shared) + matrix->row_size * (FAULT_COUNT + 1);
}

static const char *row_name(int fault)
{
	return fault == FAULT_COUNT ? "(no fault)" : fault_rows[fault].name;
}

/* ---- running ------------------------------------------------------------------ */

static void work(const struct matrix *matrix)
{
	struct shared *shared = shared_of(matrix);
	struct error err;
	int i;

	while ((i = atomic_fetch_add(&shared->next, 1)) <= FAULT_COUNT) {
		/* The faultless row first: whoever looks at a run that broke down
		 * wants to know of that. */
		int fault = FAULT_COUNT - i, none = 0;
		uint8_t *row = matrix->rows + (size_t)fault * matrix->row_size;

		if (proof_run(matrix->config, (enum fault)fault, row, &err) == 0)
			continue;
		if (atomic_compare_exchange_strong(&shared->failed, &none, 1 + fault))
			shared->err = err;
		return;
	}
}

static unsigned worker_count(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cores < 1)
		return 1;
	return cores > WORKERS_MAX ? WORKERS_MAX : (unsigned)cores;
}

/* 0, or -1 with err when it ended other than by itself. */
static int reap(pid_t pid, struct error *err)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_sys(err, errno, "cannot wait for a worker");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFSIGNALED(status))
		return error_set(err, "a worker died of signal %d: run the faults "
				 "one by one to find which", WTERMSIG(status));
	return error_set(err, "a worker ended with status %d", WEXITSTATUS(status));
}

static int run_workers(const struct matrix *matrix, struct error *err)
{
	pid_t pids[WORKERS_MAX];
	unsigned count = worker_count(), started;
	int result = 0;

	for (started = 0; started < count; started++) {
		pids[started] = fork();
		if (pids[started] < 0)
			break;
		if (pids[started] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			work(matrix);
			/* Buffered output is the parent's to write. */
			_exit(0);
		}
	}
	if (started == 0)
		work(matrix);
	for (unsigned i = 0; i < started; i++)
		if (reap(pids[i], err) < 0)
			result = -1;
	return result;
}

static int64_t seconds_of(const struct timeval *tv)
{
	return (int64_t)tv->tv_sec * 1000000000 + (int64_t)tv->tv_usec * 1000;
}

static int64_t cpu_time(void)
{
	struct rusage self, children;

	getrusage(RUSAGE_SELF, &self);
	getrusage(RUSAGE_CHILDREN, &children);
	return seconds_of(&self.ru_utime) + seconds_of(&self.ru_stime) +
	       seconds_of(&children.ru_utime) + seconds_of(&children.ru_stime);
}

int matrix_run(struct matrix *out, const struct proof_config *config,
	       struct error *err)
{
	int64_t began = clock_monotonic();
	struct shared *shared;
	int failed;

	*out = (struct matrix){ .config = config,
				.row_size = proof_row_size(config) };
	shared = mmap(NULL, shared_size(out), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		memory_exhausted(shared_size(out));
	out->rows = (uint8_t *)(shared + 1);
	if (run_workers(out, err) < 0)
		return -1;
	failed = atomic_load(&shared->failed);
	if (failed)
		return error_set(err, "fault %s: %.400s", row_name(failed - 1),
				 shared->err.text);
	out->elapsed_ns = clock_monotonic() - began;
	out->cpu_ns = cpu_time();
	return 0;
}

void matrix_free(struct matrix *matrix)
{
	if (matrix->rows)
		munmap(shared_of(matrix), shared_size(matrix));
	matrix->rows = NULL;
}

/* ---- reading --------------------------------------------------------------------- */

const uint8_t *matrix_row(const struct matrix *matrix, int fault)
{
	return matrix->rows + (size_t)fault * matrix->row_size;
}

bool matrix_caught(const struct matrix *matrix, int fault)
{
	const uint8_t *none = matrix_row(matrix, FAULT_COUNT);
	const uint8_t *row = matrix_row(matrix, fault);

	for (size_t i = 0; i < matrix->config->count; i++)
		if (proof_case_caught(matrix->config, none, row, i))
			return true;
	for (size_t i = 0; i < rules_count(); i++)
		if (proof_rule_caught(matrix->config, none, row, i))
			return true;
	return false;
}

unsigned matrix_breakers(const struct matrix *matrix, size_t number)
{
	const uint8_t *none = matrix_row(matrix, FAULT_COUNT);
	unsigned count = 0;

	for (int i = 0; i < FAULT_COUNT; i++)
		count += proof_case_caught(matrix->config, none,
					   matrix_row(matrix, i), number);
	return count;
}

struct matrix_sum matrix_sum(const struct matrix *matrix)
{
	const uint8_t *none = matrix_row(matrix, FAULT_COUNT);
	struct matrix_sum sum = { .faults = FAULT_COUNT,
				  .cases = (unsigned)matrix->config->count };

	for (int i = 0; i < FAULT_COUNT; i++) {
		if (fault_unseen((enum fault)i))
			continue;
		sum.visible++;
		sum.caught += matrix_caught(matrix, i);
		sum.named += proof_named(matrix->config, none,
					 matrix_row(matrix, i), (enum fault)i);
	}
	for (size_t i = 0; i < matrix->config->count; i++) {
		enum verdict verdict = proof_faultless(matrix->config, none, i);

		sum.proven += matrix_breakers(matrix, i) > 0;
		sum.skipped += verdict == VERDICT_SKIP;
		sum.wrong += verdict != VERDICT_PASS && verdict != VERDICT_SKIP;
	}
	sum.unproven = sum.cases - sum.proven - sum.skipped;
	return sum;
}

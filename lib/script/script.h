/* SPDX-License-Identifier: BSD-2-Clause */
/* script.h - loading scripts: files in, checked cases or diagnostics out. */
#ifndef TCPVET_SCRIPT_SCRIPT_H
#define TCPVET_SCRIPT_SCRIPT_H

#include "base/arena.h"
#include "base/error.h"
#include "script/ast.h"
#include "script/diagnostics.h"
#include "target/needs.h"

struct suite {
	struct arena arena;
	struct test_case *cases; /* in the order of loading, families expanded */
	size_t count;
	struct script_file *files; /* private: sources, probes */
};

/* An empty suite. probe_dir holds *.probe, read when a script first uses one; NULL:
 * no probes but those in the scripts themselves. Free with suite_free. */
struct suite *suite_new(const char *probe_dir);
void suite_free(struct suite *suite);

/*
 * Reads, parses and checks one script and appends its cases. Every error is
 * printed and counted in diag. 0, or -1 when there was any: then none of its cases
 * is appended. What is wrong in a probe is told once for all scripts loaded with the
 * same diag. A file that cannot be read, is binary (NUL octets), or larger
 * than 1 MiB is one diagnostic without line.
 */
int suite_load_file(struct suite *suite, const char *path,
		    struct diagnostics *diag);

/* suite_load_file for each *.tc below dir, in sorted order. */
int suite_load_dir(struct suite *suite, const char *dir,
		   struct diagnostics *diag);

/* The same from memory (tests, fuzzing); `name` stands for the file. */
int suite_load_text(struct suite *suite, const char *name, const char *text,
		    size_t len, struct diagnostics *diag);

/* The requirement ids that `covers` may name; without it any is accepted. The
 * function must say whether it knows the id. */
void suite_set_requirements(struct suite *suite,
			    bool (*known)(const void *ctx, const char *id),
			    const void *ctx);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * script.h - the room of the language: files in, checked cases or diagnostics out.
 *
 * What a script means is decided here once, and nothing is sent: who runs a case
 * (session/) walks a tree in which all names are found, all types fit and all probes
 * are written out. tcpvet-script(5) describes the language. Three parts:
 *
 *   syntax/  text to the tree as written (tree.h): what stands where, nothing decided;
 *            families (`for`) are written out on the way
 *   check/   the tree as written to the checked tree, or messages
 *   here     the checked tree (ast.h), the suite that holds it (load.c), and what
 *            stands beside the scripts: the catalogue of requirements
 *            (requirements.h), what cases share (limits.h)
 *
 * The room uses base/, segment/ (flags, options, addresses as they are written) and
 * target/ (needs, states); check/ uses syntax/, never the other way. Others include
 * this header, ast.h, limits.h and requirements.h; all else is private.
 *
 * To read it: ast.h first, for what comes out; then load.c, which takes one file
 * through both parts. In syntax/ follow the text: source.h (places), lexer.l, tokens.c,
 * parser.y, expand.c (families), library.c (probes). In check/ begin with checker.h
 * and check_case.c and go down: check_header.c, check_block.c, check_stmt.c,
 * check_segment.c, check_expr.c.
 *
 * Scripts are hostile until checked: every size, depth and count that they can ask for
 * has a bound, told as an error.
 */
#ifndef TCPVET_SCRIPT_SCRIPT_H
#define TCPVET_SCRIPT_SCRIPT_H

#include "base/arena.h"
#include "base/error.h"
#include "script/ast.h"
#include "script/diagnostics.h"
#include "target/needs.h"

/* All that was loaded; everything in it lives until suite_free. */
struct suite {
	struct arena arena;
	struct test_case *cases; /* in the order of loading, families expanded */
	size_t count;
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

/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "run/exit_status.h"
#include "run/near.h"

/* ---- loading ---------------------------------------------------------- */

static bool requirement_known(const void *ctx, const char *id)
{
	return requirements_find(ctx, id) != NULL;
}

int selection_prepare(struct selection *out, const struct script_paths *paths,
		      struct error *err)
{
	*out = (struct selection){ .paths = *paths };
	out->reqs = requirements_load(paths->requirements, err);
	if (!out->reqs)
		return -1;
	out->suite = suite_new(out->paths.probes);
	suite_set_requirements(out->suite, requirement_known, out->reqs);
	return 0;
}

static bool is_path(const char *word)
{
	size_t len = strlen(word);

	return (len > 3 && strcmp(word + len - 3, ".tc") == 0) ||
	       strncmp(word, "./", 2) == 0 || *word == '/';
}

static bool same_file(const char *a, const char *b)
{
	char real_a[PATH_MAX], real_b[PATH_MAX];

	return strcmp(a, b) == 0 ||
	       (realpath(a, real_a) && realpath(b, real_b) &&
		strcmp(real_a, real_b) == 0);
}

static bool file_loaded(const struct suite *suite, const char *path)
{
	const char *last = "";

	for (const struct test_case *tc = suite->cases; tc; tc = tc->next) {
		if (tc->loc.file != last && same_file(tc->loc.file, path))
			return true;
		last = tc->loc.file;
	}
	return false;
}

/* The whole tree when a word is no path, or there is none; then the named files that
 * are not part of it. */
static int load(struct selection *sel, char *const *words, size_t word_count,
		FILE *messages)
{
	struct diagnostics diag = { .out = messages, .colour = false };
	bool all = word_count == 0;

	for (size_t i = 0; i < word_count; i++)
		all = all || !is_path(words[i]);
	if (all && suite_load_dir(sel->suite, sel->paths.testcases, &diag) < 0)
		return EXIT_MISUSE;
	for (size_t i = 0; i < word_count; i++)
		if (is_path(words[i]) && !file_loaded(sel->suite, words[i]) &&
		    suite_load_file(sel->suite, words[i], &diag) < 0)
			return EXIT_MISUSE;
	return EXIT_PASS;
}

/* ---- choosing --------------------------------------------------------- */

static bool named(const struct test_case *tc, const char *word)
{
	if (is_path(word))
		return same_file(tc->loc.file, word);
	return strcmp(tc->id, word) == 0 || strcmp(tc->topic, word) == 0;
}

static int unknown_word(const struct selection *sel, const char *word, struct error *err)
{
	struct near near;

	if (is_path(word))
		return error_set(err, "%s: no test case in it", word);
	near_begin(&near, word);
	for (const struct test_case *tc = sel->suite->cases; tc; tc = tc->next) {
		near_offer(&near, tc->id, tc->id);
		near_offer(&near, tc->name, tc->id);
		near_offer(&near, tc->topic, tc->topic);
	}
	return error_set(err, "no case or topic '%s'%s", word,
			 near_text(&near, " (see 'tcpvet list')"));
}

static int check_words(const struct selection *sel, char *const *words, size_t word_count,
		       struct error *err)
{
	for (size_t i = 0; i < word_count; i++) {
		const struct test_case *tc = sel->suite->cases;

		while (tc && !named(tc, words[i]))
			tc = tc->next;
		if (!tc)
			return unknown_word(sel, words[i], err);
	}
	return 0;
}

static int choose(struct selection *sel, char *const *words, size_t word_count,
		  struct error *err)
{
	if (check_words(sel, words, word_count, err) < 0)
		return EXIT_MISUSE;
	sel->cases = memory_zeroed(sel->suite->count, sizeof(*sel->cases));
	for (const struct test_case *tc = sel->suite->cases; tc; tc = tc->next) {
		bool chosen = word_count == 0;

		for (size_t i = 0; i < word_count && !chosen; i++)
			chosen = named(tc, words[i]);
		if (chosen)
			sel->cases[sel->count++] = tc;
	}
	if (sel->count)
		return EXIT_PASS;
	error_set(err, "no test case in %s", sel->paths.testcases);
	return EXIT_MISUSE;
}

static bool has_word(char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static void run_all_named(struct selection *sel, char *const *words, size_t word_count)
{
	for (struct test_case *tc = sel->suite->cases; tc; tc = tc->next)
		if (has_word(words, word_count, tc->id))
			tc->full = false;
}

int selection_open(struct selection *out, const struct script_paths *paths,
		   char *const *words, size_t word_count, enum selection_use use,
		   FILE *messages, struct error *err)
{
	int status = selection_prepare(out, paths, err) < 0 ? EXIT_MISUSE : EXIT_PASS;

	if (status == EXIT_PASS)
		status = load(out, words, word_count, messages);
	if (status == EXIT_PASS)
		status = choose(out, words, word_count, err);
	if (status == EXIT_PASS && use == SELECT_TO_RUN)
		run_all_named(out, words, word_count);
	return status;
}

void selection_close(struct selection *selection)
{
	free(selection->cases);
	suite_free(selection->suite);
	requirements_free(selection->reqs);
	memset(selection, 0, sizeof(*selection));
}

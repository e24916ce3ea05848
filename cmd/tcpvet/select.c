/* SPDX-License-Identifier: BSD-2-Clause */
#include "select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "run/near.h"
#include "options.h"

/* ---- loading ---------------------------------------------------------- */

static bool requirement_known(const void *ctx, const char *id)
{
	return requirements_find(ctx, id) != NULL;
}

int selection_prepare(struct selection *out, const char *command)
{
	struct error err;

	memset(out, 0, sizeof(*out));
	if (paths_find(&out->paths, &err) < 0)
		goto fail;
	out->reqs = requirements_load(out->paths.requirements, &err);
	if (!out->reqs)
		goto fail;
	out->suite = suite_new(out->paths.probes);
	suite_set_requirements(out->suite, requirement_known, out->reqs);
	return EXIT_PASS;
fail:
	command_error(command, "%s", err.text);
	return EXIT_MISUSE;
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
static int load(struct selection *sel, char *const *words, size_t word_count)
{
	struct diagnostics diag = { .out = stderr, .colour = false };
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

static int unknown_word(const struct selection *sel, const char *command,
			const char *word)
{
	struct near near;

	if (is_path(word)) {
		command_error(command, "%s: no test case in it", word);
		return EXIT_MISUSE;
	}
	near_begin(&near, word);
	for (const struct test_case *tc = sel->suite->cases; tc; tc = tc->next) {
		near_offer(&near, tc->id, tc->id);
		near_offer(&near, tc->name, tc->id);
		near_offer(&near, tc->topic, tc->topic);
	}
	command_error(command, "no case or topic '%s'%s", word,
		      near_text(&near, " (see 'tcpvet list')"));
	return EXIT_MISUSE;
}

static int check_words(const struct selection *sel, const char *command,
		       char *const *words, size_t word_count)
{
	for (size_t i = 0; i < word_count; i++) {
		const struct test_case *tc = sel->suite->cases;

		while (tc && !named(tc, words[i]))
			tc = tc->next;
		if (!tc)
			return unknown_word(sel, command, words[i]);
	}
	return EXIT_PASS;
}

static int choose(struct selection *sel, const char *command, char *const *words,
		  size_t word_count)
{
	int status = check_words(sel, command, words, word_count);

	if (status != EXIT_PASS)
		return status;
	sel->cases = calloc(sel->suite->count + 1, sizeof(*sel->cases));
	if (!sel->cases) {
		command_error(command, "out of memory");
		return EXIT_NOTHING;
	}
	for (const struct test_case *tc = sel->suite->cases; tc; tc = tc->next) {
		bool chosen = word_count == 0;

		for (size_t i = 0; i < word_count && !chosen; i++)
			chosen = named(tc, words[i]);
		if (chosen)
			sel->cases[sel->count++] = tc;
	}
	if (sel->count)
		return EXIT_PASS;
	command_error(command, "no test case in %s", sel->paths.testcases);
	return EXIT_MISUSE;
}

int selection_open(struct selection *out, const char *command, char *const *words,
		   size_t word_count)
{
	int status = selection_prepare(out, command);

	if (status == EXIT_PASS)
		status = load(out, words, word_count);
	if (status == EXIT_PASS)
		status = choose(out, command, words, word_count);
	return status;
}

static bool has_word(char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

int selection_open_to_run(struct selection *out, const char *command, char *const *words,
			  size_t word_count)
{
	int status = selection_open(out, command, words, word_count);

	if (status != EXIT_PASS)
		return status;
	for (struct test_case *tc = out->suite->cases; tc; tc = tc->next)
		if (has_word(words, word_count, tc->id))
			tc->full = false;
	return EXIT_PASS;
}

void selection_close(struct selection *selection)
{
	free(selection->cases);
	suite_free(selection->suite);
	requirements_free(selection->reqs);
	memset(selection, 0, sizeof(*selection));
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/read.h"

#include <string.h>

#include "base/text_file.h"

void script_complain(struct arena *arena, struct script_report *report,
		     const char *name, const char *text)
{
	struct script_file *file = arena_alloc(arena, sizeof(*file));

	file->name = arena_strdup(arena, name);
	report_error(report, (struct source_place){ .file = file }, "%s", text);
}

static const char too_large[] = "larger than 1 MiB, no script is; split the file";

static const char *check_octets(const char *text, size_t len)
{
	if (len > SCRIPT_BYTES_MAX)
		return too_large;
	if (memchr(text, 0, len))
		return "holds NUL octets, so it is binary and no script";
	return NULL;
}

struct script_file *script_read_text(struct arena *arena,
				     struct script_report *report, const char *name,
				     const char *text, size_t len)
{
	const char *wrong = check_octets(text, len);

	if (wrong) {
		script_complain(arena, report, name, wrong);
		return NULL;
	}
	return source_new(arena, arena_strdup(arena, name),
			  arena_strndup(arena, text, len), len);
}

struct script_file *script_read(struct arena *arena, struct script_report *report,
				const char *path)
{
	struct script_file *file = NULL;
	struct text_file octets;
	const char *wrong = text_file_read(path, SCRIPT_BYTES_MAX, &octets);

	if (!wrong)
		file = script_read_text(arena, report, path, octets.text, octets.len);
	else if (wrong == text_file_too_large)
		script_complain(arena, report, path, too_large);
	else
		script_complain(arena, report, path,
				arena_printf(arena, "cannot be read: %s", wrong));
	text_file_free(&octets);
	return file;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/read.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

void script_complain(struct arena *arena, struct script_report *report,
		     const char *name, const char *text)
{
	struct script_file *file = arena_alloc(arena, sizeof(*file));

	file->name = arena_strdup(arena, name);
	report_error(report, (struct source_place){ .file = file }, "%s", text);
}

static const char *check_octets(const char *text, size_t len)
{
	if (len > SCRIPT_BYTES_MAX)
		return "larger than 1 MiB, no script is; split the file";
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

/* Up to one octet more than is allowed, so that the excess shows. */
static int read_octets(const char *path, char *buf, size_t size, size_t *len)
{
	FILE *in = fopen(path, "re");
	struct stat st;
	int err = 0;

	if (!in)
		return errno;
	if (fstat(fileno(in), &st) == 0 && S_ISDIR(st.st_mode)) {
		err = EISDIR;
	} else {
		errno = 0;
		*len = fread(buf, 1, size, in);
		if (ferror(in))
			err = errno ? errno : EIO;
	}
	fclose(in);
	return err;
}

struct script_file *script_read(struct arena *arena, struct script_report *report,
				const char *path)
{
	const size_t size = SCRIPT_BYTES_MAX + 1;
	struct script_file *file = NULL;
	size_t len = 0;
	char *buf = memory_zeroed(size, 1);
	int err = read_octets(path, buf, size, &len);

	if (err)
		script_complain(arena, report, path,
				arena_printf(arena, "cannot be read: %s",
					     strerror(err)));
	else
		file = script_read_text(arena, report, path, buf, len);
	free(buf);
	return file;
}

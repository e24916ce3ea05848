/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/text_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

const char text_file_too_large[] = "the file is too large";

static const char *wrong_kind(const struct stat *st, size_t most)
{
	if (S_ISDIR(st->st_mode))
		return strerror(EISDIR);
	if (!S_ISREG(st->st_mode))
		return "not a regular file";
	if (st->st_size > 0 && (size_t)st->st_size > most)
		return text_file_too_large;
	return NULL;
}

/* Files of a kernel's own tell no size: the end counts, up to one octet too many, which
 * shows the excess. */
static int read_all(int fd, size_t most, struct text_file *file)
{
	size_t room = 0;

	do {
		ssize_t got;

		if (file->len == room) {
			room = room ? 2 * room : 4096;
			room = room > most + 1 ? most + 1 : room;
			/* One more for the NUL. */
			file->text = memory_resized(file->text, room + 1, 1);
		}
		got = read(fd, file->text + file->len, room - file->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? errno : 0;
		file->len += (size_t)got;
	} while (file->len <= most);
	return EFBIG;
}

const char *text_file_read(const char *path, size_t most, struct text_file *file)
{
	/* The open of a FIFO waits for who writes it, unless it is told not to. */
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *wrong;
	struct stat st;
	int error = 0;

	*file = (struct text_file){ .text = NULL };
	if (fd < 0)
		return strerror(errno);
	wrong = fstat(fd, &st) < 0 ? strerror(errno) : wrong_kind(&st, most);
	if (!wrong)
		error = read_all(fd, most, file);
	close(fd);
	if (error)
		wrong = error == EFBIG ? text_file_too_large : strerror(error);
	if (wrong)
		text_file_free(file);
	else
		file->text[file->len] = '\0';
	return wrong;
}

void text_file_free(struct text_file *file)
{
	free(file->text);
	*file = (struct text_file){ .text = NULL };
}

char *text_file_line(struct text_file *file, size_t *len)
{
	char *line = file->text + file->at;
	const size_t left = file->len - file->at;
	char *end;

	if (left == 0)
		return NULL;
	end = memchr(line, '\n', left);
	*len = end ? (size_t)(end - line) : left;
	line[*len] = '\0';
	file->at += *len + (end != NULL);
	file->number++;
	return line;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* text_file.h - a file that the user names, read whole: of bounded size, and never one that
 * is waited for. */
#ifndef TCPVET_BASE_TEXT_FILE_H
#define TCPVET_BASE_TEXT_FILE_H

#include <stddef.h>

/* The octets of a file, a NUL behind them, and how far its lines were taken. */
struct text_file {
	char *text;
	size_t len;
	size_t at;       /* where the next line begins */
	unsigned number; /* of the line taken last, from 1 */
};

/*
 * Reads a regular file of at most `most` octets, at once: a directory, a FIFO or a device is
 * not waited for, and one without an end is not followed. NULL with *file filled in (free
 * with text_file_free), else what is wrong with it: static words, or strerror's.
 */
extern const char text_file_too_large[]; /* one of them */
const char *text_file_read(const char *path, size_t most, struct text_file *file);
void text_file_free(struct text_file *file);

/* The next line with a NUL in the place of its end, and its length without it; NULL behind
 * the last one. */
char *text_file_line(struct text_file *file, size_t *len);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memory.h - memory that is always there: the one policy of the library.
 *
 * Nothing here returns NULL. Without memory no verdict can be told, and a caller that
 * went on with half of what it knows might tell a wrong one; so the process ends, with
 * one message. Nothing is left on the host: the kernel frees held ports and namespaces.
 * What octets from outside may ask for (scripts, captures, lists) is bounded by who
 * reads them, before it is asked for here. All is the caller's to free().
 */
#ifndef TCPVET_BASE_MEMORY_H
#define TCPVET_BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* `count` objects of `size` octets, zeroed. */
void *memory_zeroed(size_t count, size_t size)
	__attribute__((returns_nonnull, malloc, alloc_size(1, 2)));

/* realloc: what is new is not zeroed; memory may be NULL. */
void *memory_resized(void *memory, size_t count, size_t size)
	__attribute__((returns_nonnull, warn_unused_result, alloc_size(2, 3)));

/* Copies of a text, and of its first `len` octets; a text may be NULL: then NULL. */
char *text_copy(const char *text);
char *text_copy_of(const char *text, size_t len);

/* A text made as by printf. */
char *text_print(const char *fmt, ...)
	__attribute__((returns_nonnull, format(printf, 1, 2)));

char *text_vprint(const char *fmt, va_list ap)
	__attribute__((returns_nonnull, format(printf, 1, 0)));

/* A stream into *text, which is there once the stream has been closed with
 * text_stream_close. */
FILE *text_stream(char **text, size_t *len) __attribute__((returns_nonnull));
void text_stream_close(FILE *stream);

/* What ends the process when there is no memory: told how much was wanted, it must not
 * return. Without one (NULL) the process prints a message and aborts. */
void memory_on_exhaustion(void (*end)(size_t wanted));

/* Ends the process as above; for who asks the system for memory in another way. */
void memory_exhausted(size_t wanted) __attribute__((noreturn));

#endif

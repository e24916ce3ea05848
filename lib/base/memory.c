/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*ending)(size_t wanted);

void memory_on_exhaustion(void (*end)(size_t wanted))
{
	ending = end;
}

void memory_exhausted(size_t wanted)
{
	if (ending)
		ending(wanted);
	fprintf(stderr, "tcpvet: no memory (%zu octets wanted)\n", wanted);
	abort();
}

/* Saturates: so much is never there. */
static size_t product(size_t count, size_t size)
{
	size_t octets;

	return __builtin_mul_overflow(count, size, &octets) ? SIZE_MAX : octets;
}

void *memory_zeroed(size_t count, size_t size)
{
	/* calloc(0) may return NULL, and that is no failure. */
	void *memory = calloc(count ? count : 1, size ? size : 1);

	if (!memory)
		memory_exhausted(product(count, size));
	return memory;
}

void *memory_resized(void *memory, size_t count, size_t size)
{
	const size_t octets = product(count, size);
	void *moved = octets == SIZE_MAX ? NULL : realloc(memory, octets ? octets : 1);

	if (!moved)
		memory_exhausted(octets);
	return moved;
}

char *text_copy_of(const char *text, size_t len)
{
	char *copy = memory_zeroed(len + 1, 1);

	memcpy(copy, text, len);
	return copy;
}

char *text_copy(const char *text)
{
	return text ? text_copy_of(text, strlen(text)) : NULL;
}

char *text_vprint(const char *fmt, va_list ap)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, ap) < 0)
		memory_exhausted(strlen(fmt));
	return text;
}

char *text_print(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = text_vprint(fmt, ap);
	va_end(ap);
	return text;
}

FILE *text_stream(char **text, size_t *len)
{
	FILE *stream = open_memstream(text, len);

	if (!stream)
		memory_exhausted(BUFSIZ);
	return stream;
}

void text_stream_close(FILE *stream)
{
	const long wanted = ftell(stream);

	if (fclose(stream) != 0)
		memory_exhausted(wanted > 0 ? (size_t)wanted : 0);
}

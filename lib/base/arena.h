/* SPDX-License-Identifier: BSD-2-Clause */
/* arena.h - memory that is all given back at once. */
#ifndef TCPVET_BASE_ARENA_H
#define TCPVET_BASE_ARENA_H

#include <stddef.h>

/*
 * A growing store. Everything taken from it lives until arena_free; single
 * pieces are never given back. Zero-initialise before first use. When the system
 * has no memory left the process ends (base/memory.h).
 */
struct arena {
	struct arena_chunk *chunks;
};

/* Returns `size` zeroed bytes, aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies `len` bytes and a terminating 0; never NULL. */
char *arena_strndup(struct arena *arena, const char *text, size_t len);
char *arena_strdup(struct arena *arena, const char *text);

/* Formats into the arena; never NULL. */
char *arena_printf(struct arena *arena, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), nonnull(1, 2)));

/* Gives everything back; the arena is empty and can be used again. */
void arena_free(struct arena *arena);

#endif

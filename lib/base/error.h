/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * error.h - the room on which all others stand, and one clear message for one failure.
 *
 *     memory.h  memory that is always there; arena.h memory given back at once
 *     seq.h     sequence numbers, which wrap
 *     random.h  numbers that must differ and come again; no secrets
 *     clock.h   the clock of a live wire
 *
 * The room uses nothing but the C library.
 */
#ifndef TCPVET_BASE_ERROR_H
#define TCPVET_BASE_ERROR_H

/*
 * A failure in words: what failed, which value, what to do about it. A function
 * that can fail takes a `struct error *err` last, returns -1 (or NULL) and sets
 * the text; on success the text is left as it was. err is never NULL.
 */
struct error {
	char text[512];
};

/* Sets the text (truncated at the buffer's end, always terminated); returns -1
 * so that a caller can write `return error_set(err, ...)`. */
int error_set(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* As error_set, with ": " and strerror(errnum) appended. */
int error_sys(struct error *err, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif

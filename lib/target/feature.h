/* SPDX-License-Identifier: BSD-2-Clause */
/* feature.h - parts of TCP that a target may do without, and which requirements are theirs. */
#ifndef TCPVET_TARGET_FEATURE_H
#define TCPVET_TARGET_FEATURE_H

#include <stdint.h>

enum feature {
	FEATURE_URGENT,       /* urgent: urgent data (RFC 9293 section 3.8.5) */
	FEATURE_WINDOW_SCALE, /* window-scale (RFC 7323 section 2) */
	FEATURE_TIMESTAMPS,   /* timestamps, PAWS with them (RFC 7323 sections 3 to 5) */
	FEATURE_SACK,         /* sack: selective acknowledgments (RFC 2018) */
	FEATURE_COUNT
};

/* A set of them: bit 1 << enum feature. */
typedef uint32_t feature_set;

/* As users write them, in the order above, for messages. */
extern const char feature_words[];

/* Adds what the words of `list` name, which commas or blanks separate. NULL, or a copy of
 * the first word that names none ("" for a list without a word); free it. */
char *features_parse(const char *list, feature_set *out);

/*
 * The name of the feature without which a case makes no sense, by the requirements that it
 * covers (NULL-terminated ids); NULL when `without` lets it run. What covers a requirement
 * of any TCP beside them is run all the same: who lacks urgent data must still not die of
 * it.
 */
const char *features_excuse(feature_set without, const char *const *covers);

#endif

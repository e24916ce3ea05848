/* SPDX-License-Identifier: BSD-2-Clause */
#include "prove/bad_path.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define US INT64_C(1000)
#define MS (1000 * US)
#define S (1000 * MS)

enum { SCRIPT_MOST = 64, LATE_RATE = PATH_WHOLE / 20, WORD_MAX = 64 };

/* An hour: enough for any path, and sums cannot overflow. */
#define TIME_MOST (3600 * S)

/* ---- at work ------------------------------------------------------------ */

int64_t path_delay(const struct sim_path *path)
{
	return path->delay ? path->delay : 10 * US;
}

bool path_clean(const struct sim_path *path)
{
	return !path->jitter && !path->loss && !path->duplication &&
	       !path->corruption && !path->loss_at && !path->duplication_at &&
	       !path->corruption_at;
}

void path_init(struct path *path, const struct sim_path *config)
{
	*path = (struct path){ .config = *config, .random = config->seed };
}

static uint64_t draw(struct path *path)
{
	return random_next(&path->random);
}

/* 0 .. most, both included. */
static int64_t draw_time(struct path *path, int64_t most)
{
	return (int64_t)(draw(path) % ((uint64_t)most + 1));
}

/* Draws even where the rate is none, so that one rate does not shift the others. */
static bool happens(struct path *path, uint32_t rate, uint64_t at)
{
	bool drawn = draw(path) % PATH_WHOLE < rate;

	return drawn || (path->count < SCRIPT_MOST && at >> path->count & 1);
}

void path_next(struct path *path, struct path_fate *out)
{
	const struct sim_path *config = &path->config;
	bool lost = happens(path, config->loss, config->loss_at);
	bool doubled = happens(path, config->duplication, config->duplication_at);
	bool damaged = happens(path, config->corruption, config->corruption_at);

	memset(out, 0, sizeof(*out));
	out->copies = lost ? 0 : doubled ? 2 : 1;
	for (unsigned i = 0; i < 2; i++) {
		out->copy[i].delay = path_delay(config) +
				     draw_time(path, config->jitter);
		out->copy[i].bit = draw(path);
	}
	out->copy[0].damaged = damaged;
	path->count++;
}

int64_t path_lateness(struct path *path)
{
	const struct sim_path *config = &path->config;

	if (!config->tester_late || draw(path) % PATH_WHOLE >= config->late_rate)
		return 0;
	return draw_time(path, config->tester_late);
}

/* ---- in words ----------------------------------------------------------- */

/* What a word of the text sets: a time, or a rate and perhaps a script. */
struct word {
	const char *name;
	int64_t *time;
	uint32_t *rate;
	uint64_t *at;
};

static const struct unit {
	const char *name;
	int64_t ns;
} units[] = { { "us", US }, { "ms", MS }, { "s", S } };

enum { UNIT_COUNT = sizeof(units) / sizeof(units[0]) };

/* A plain decimal number: no sign, blank, exponent or "nan". */
static bool read_decimal(const char *text, double *out, const char **end)
{
	char *behind;

	if (!isdigit((unsigned char)*text))
		return false;
	*end = text + strspn(text, "0123456789.");
	errno = 0;
	*out = strtod(text, &behind);
	return errno == 0 && behind == *end;
}

static int read_time(const char *name, const char *text, int64_t *out,
		     struct error *err)
{
	const char *end;
	double value;

	if (!read_decimal(text, &value, &end))
		goto wrong;
	for (int i = 0; i < UNIT_COUNT; i++) {
		if (strcmp(end, units[i].name) != 0)
			continue;
		value *= (double)units[i].ns;
		if (value > (double)TIME_MOST)
			goto wrong;
		*out = (int64_t)value;
		return 0;
	}
wrong:
	return error_set(err, "path: %s=%s is not a time: a number with us, ms or s "
			 "behind it, an hour at most", name, text);
}

static int read_script(const char *name, const char *text, uint64_t *out,
		       struct error *err)
{
	const char *at = text + 1;

	for (;;) {
		char *end;
		unsigned long number;

		if (!isdigit((unsigned char)*at))
			break;
		number = strtoul(at, &end, 10);
		if (number < 1 || number > SCRIPT_MOST)
			break;
		*out |= UINT64_C(1) << (number - 1);
		if (*end == '\0')
			return 0;
		if (*end != '+')
			break;
		at = end + 1;
	}
	return error_set(err, "path: %s=%s does not name segments: write #3 or #3+7, "
			 "1 to %d", name, text, SCRIPT_MOST);
}

static int read_rate(const char *name, const char *text, uint32_t *out,
		     struct error *err)
{
	const char *end;
	double value;

	if (!read_decimal(text, &value, &end) || strcmp(end, "%") != 0 || value > 100)
		return error_set(err, "path: %s=%s is not a rate: write 0%% to 100%%",
				 name, text);
	*out = (uint32_t)(value * (PATH_WHOLE / 100) + 0.5);
	return 0;
}

static int read_word(const struct word *word, const char *text, struct error *err)
{
	if (word->time)
		return read_time(word->name, text, word->time, err);
	if (word->at && *text == '#')
		return read_script(word->name, text, word->at, err);
	return read_rate(word->name, text, word->rate, err);
}

static int parse_word(const char *text, size_t len, const struct word *words,
		      size_t count, struct error *err)
{
	size_t name_len = strcspn(text, "=,");
	char value[WORD_MAX];

	if (len >= WORD_MAX)
		return error_set(err, "path: '%.*s...' is too long for a word",
				 WORD_MAX / 2, text);
	if (name_len >= len)
		return error_set(err, "path: '%.*s' has no value: write "
				 "loss=5%%,jitter=20ms", (int)len, text);
	memcpy(value, text + name_len + 1, len - name_len - 1);
	value[len - name_len - 1] = '\0';
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i].name) == name_len &&
		    memcmp(words[i].name, text, name_len) == 0)
			return read_word(&words[i], value, err);
	return error_set(err, "path: unknown word '%.*s': loss, dup, corrupt, jitter, "
			 "delay, late or late-rate", (int)name_len, text);
}

int path_parse(const char *text, struct sim_path *out, struct error *err)
{
	struct sim_path path = { .seed = out->seed, .late_rate = LATE_RATE };
	const struct word words[] = {
		{ "loss", NULL, &path.loss, &path.loss_at },
		{ "dup", NULL, &path.duplication, &path.duplication_at },
		{ "corrupt", NULL, &path.corruption, &path.corruption_at },
		{ "jitter", &path.jitter, NULL, NULL },
		{ "delay", &path.delay, NULL, NULL },
		{ "late", &path.tester_late, NULL, NULL },
		{ "late-rate", NULL, &path.late_rate, NULL },
	};

	for (;;) {
		size_t len = strcspn(text, ",");

		if (parse_word(text, len, words, sizeof(words) / sizeof(words[0]),
			       err) < 0)
			return -1;
		text += len;
		if (*text == '\0')
			break;
		text++;
	}
	*out = path;
	return 0;
}

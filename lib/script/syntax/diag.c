/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/diag.h"

#include <stdarg.h>
#include <string.h>

#include "script/syntax/utf8.h"

enum { ERRORS_SHOWN = 20, LINE_SHOWN = 200, CONTEXT_BEFORE = 100 };

/* ---- the source line -------------------------------------------------- */

struct shown {
	const char *line;
	size_t begin, end;   /* what is printed */
	size_t caret, stop;  /* what is marked */
};

static struct shown choose(struct source_place place)
{
	const struct script_file *file = place.file;
	size_t from = file->lines[place.line - 1], len;
	const char *text = file->text + from;
	const char *nl = memchr(text, '\n', file->len - from);
	struct shown s = { .line = text };

	len = nl ? (size_t)(nl - text) : file->len - from;
	s.caret = place.column - 1 < len ? place.column - 1 : len;
	s.begin = s.caret > LINE_SHOWN - 20 ? s.caret - CONTEXT_BEFORE : 0;
	s.end = len - s.begin > LINE_SHOWN ? s.begin + LINE_SHOWN : len;
	s.stop = s.caret + place.width;
	if (s.stop > s.end)
		s.stop = s.end;
	while (s.end > s.begin && s.line[s.end - 1] == '\r')
		s.end--;
	return s;
}

static void print_line(FILE *out, const struct shown *s)
{
	for (size_t i = s->begin; i < s->end;) {
		size_t n = script_char_len(s->line + i, s->end - i);

		if (n > 0)
			fwrite(s->line + i, 1, n, out);
		else
			fputc(s->line[i] == '\t' ? '\t' : '?', out);
		i += n > 0 ? n : 1;
	}
	fputc('\n', out);
}

static void print_caret(FILE *out, const struct shown *s, bool colour)
{
	size_t i = s->begin;

	while (i < s->caret) {
		size_t n = script_char_len(s->line + i, s->end - i);

		fputc(s->line[i] == '\t' ? '\t' : ' ', out);
		i += n > 0 ? n : 1;
	}
	fputs(colour ? "\033[1;32m^" : "^", out);
	while (i < s->stop) {
		size_t n = script_char_len(s->line + i, s->end - i);

		if (i > s->caret)
			fputc('~', out);
		i += n > 0 ? n : 1;
	}
	fputs(colour ? "\033[0m\n" : "\n", out);
}

/* ---- messages --------------------------------------------------------- */

static void print_place(FILE *out, const char *file, unsigned line,
			unsigned column)
{
	for (const char *c = file; *c; c++)
		fputc((unsigned char)*c < ' ' || *c == 0x7f ? '?' : *c, out);
	if (line > 0)
		fprintf(out, ":%u:%u", line, column);
	fputs(": ", out);
}

static void print_error(struct script_report *report, struct source_place place,
			const char *message)
{
	FILE *out = report->diag->out;
	bool colour = report->diag->colour;

	print_place(out, place.file->name, place.line, place.column);
	fprintf(out, "%s %s\n", colour ? "\033[1;31merror:\033[0m" : "error:",
		message);
	if (place.line > 0) {
		struct shown s = choose(place);

		print_line(out, &s);
		print_caret(out, &s, colour);
	}
	for (const struct trail *t = report->trail; t; t = t->up) {
		print_place(out, t->place.file->name, t->place.line,
			    t->place.column);
		fprintf(out, "note: %s\n", t->text);
	}
}

static bool said_before(struct script_report *report, struct source_place place,
			const char *message)
{
	struct reported *slot;

	for (unsigned i = 0; i < REPORT_RECENT; i++) {
		const struct reported *old = &report->recent[i];

		if (old->message && old->place.file == place.file &&
		    old->place.line == place.line &&
		    old->place.column == place.column &&
		    strcmp(old->message, message) == 0)
			return true;
	}
	slot = &report->recent[report->recent_at++ % REPORT_RECENT];
	slot->place = place;
	slot->message = message;
	return false;
}

/* Counts; true when the message is to be printed. */
static bool admit(struct script_report *report, struct source_place place,
		  const char *message)
{
	struct diagnostics *diag = report->diag;
	unsigned max = diag->max > 0 ? diag->max : ERRORS_SHOWN;

	if (said_before(report, place, message))
		return false;
	diag->errors++;
	if (diag->errors == max + 1)
		fprintf(diag->out, "further errors are counted but not shown\n");
	return diag->errors <= max;
}

/* Messages are kept for said_before: past the limit nothing is, lest a hostile
 * file fill the memory with them. */
static const char *format(struct script_report *report, const char *fmt, va_list ap)
{
	char text[1024];

	vsnprintf(text, sizeof(text), fmt, ap);
	return arena_strdup(report->arena, text);
}

static bool beyond(struct script_report *report)
{
	unsigned max = report->diag->max > 0 ? report->diag->max : ERRORS_SHOWN;

	report->raised++;
	if (report->diag->errors <= max)
		return false;
	report->diag->errors++;
	return true;
}

void report_error(struct script_report *report, struct source_place place,
		  const char *fmt, ...)
{
	const char *message;
	va_list ap;

	if (beyond(report))
		return;
	va_start(ap, fmt);
	message = format(report, fmt, ap);
	va_end(ap);
	if (admit(report, place, message))
		print_error(report, place, message);
}

void report_clash(struct script_report *report, struct source_place place,
		  struct loc other, const char *note, const char *fmt, ...)
{
	const char *message;
	va_list ap;

	if (beyond(report))
		return;
	va_start(ap, fmt);
	message = format(report, fmt, ap);
	va_end(ap);
	if (!admit(report, place, message))
		return;
	print_error(report, place, message);
	print_place(report->diag->out, other.file, other.line, other.column);
	fprintf(report->diag->out, "note: %s\n", note);
}

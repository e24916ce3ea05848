/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mutate.c - makes mutants of a C file.
 *
 *     mutate list FILE     one a line: number, line, kind, the line before, and after
 *     mutate make FILE N   the file with change number N, on standard output
 *
 * What `list` numbers, `make` carries out.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"

/* Text from..to with the pieces of the change that lie in it put in; blanks, and lines,
 * become one blank each. */
struct printer {
	const struct source *source;
	const struct change *change; /* NULL: as it is */
	bool begun, blank;           /* something was printed; a blank is due */
	bool folded;                 /* on one line */
};

static void put_octet(struct printer *p, char c)
{
	if (p->folded && isspace((unsigned char)c)) {
		p->blank = p->begun;
		return;
	}
	if (p->blank)
		putchar(' ');
	p->blank = false;
	p->begun = true;
	putchar(c);
}

static void print_range(struct printer *p, size_t from, size_t to)
{
	unsigned next = 0;

	for (size_t at = from; at < to;) {
		const struct piece *piece = NULL;

		while (p->change && next < p->change->count &&
		       p->change->pieces[next].at < at)
			next++;
		if (p->change && next < p->change->count &&
		    p->change->pieces[next].at == at)
			piece = &p->change->pieces[next++];
		for (const char *put = piece ? piece->put : ""; *put; put++)
			put_octet(p, *put);
		at += piece ? piece->len : 0;
		if (at < to && !(piece && piece->len))
			put_octet(p, p->source->text[at++]);
	}
}

/* The line in which the change begins, and where it ends. */
static void line_of(const struct source *source, size_t at, size_t *from, size_t *to)
{
	*from = *to = at;
	while (*from > 0 && source->text[*from - 1] != '\n')
		--*from;
	while (*to < source->len && source->text[*to] != '\n')
		++*to;
}

static void print_line(const struct source *source, const struct change *change, bool after)
{
	struct printer p = { .source = source, .change = after ? change : NULL,
			     .folded = true };
	const struct piece *first = &change->pieces[0];
	size_t from, to;

	line_of(source, first->at, &from, &to);
	if (strcmp(change->kind, "statement") == 0)
		to = first->at + first->len;
	print_range(&p, from, to);
}

struct count {
	unsigned wanted, seen;
};

static void list_one(void *ctx, const struct source *source, const struct change *change)
{
	struct count *count = ctx;

	printf("%u\t%u\t%s\t", ++count->seen, change->line, change->kind);
	print_line(source, change, false);
	putchar('\t');
	print_line(source, change, true);
	putchar('\n');
}

static void make_one(void *ctx, const struct source *source, const struct change *change)
{
	struct count *count = ctx;
	struct printer p = { .source = source, .change = change };

	if (++count->seen == count->wanted)
		print_range(&p, 0, source->len);
}

static int usage(void)
{
	fputs("usage: mutate list FILE | mutate make FILE NUMBER\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct count count = { 0, 0 };
	struct source source;

	if (argc < 3)
		return usage();
	source_read(&source, argv[2]);
	if (argc == 3 && strcmp(argv[1], "list") == 0) {
		changes_each(&source, list_one, &count);
		source_clear(&source);
		return 0;
	}
	if (argc != 4 || strcmp(argv[1], "make") != 0) {
		source_clear(&source);
		return usage();
	}
	count.wanted = (unsigned)strtoul(argv[3], NULL, 10);
	changes_each(&source, make_one, &count);
	source_clear(&source);
	if (count.wanted >= 1 && count.wanted <= count.seen)
		return 0;
	fprintf(stderr, "mutate: %s has no change %s: 1 to %u\n", argv[2], argv[3],
		count.seen);
	return 2;
}

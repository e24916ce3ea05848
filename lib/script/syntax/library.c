/* SPDX-License-Identifier: BSD-2-Clause */
#include "script/syntax/library.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "script/syntax/read.h"

static struct node *find_in(const struct script_file *file, const char *name)
{
	for (struct node *p = file->probes; p; p = p->next) {
		if (node_is(p->a, name))
			return p;
	}
	return NULL;
}

void library_enter(struct script_report *report, struct script_file *file,
		   const struct unit *units)
{
	for (const struct unit *u = units; u; u = u->next) {
		const struct node *old;
		struct node *copy;

		if (u->item->kind != N_PROBE)
			continue;
		old = find_in(file, node_text(report->arena, u->item->a));
		if (old) {
			report->trail = u->trail;
			report_clash(report, u->item->a->place,
				     place_loc(old->a->place),
				     "it was defined here",
				     "probe '%s' is defined twice",
				     node_show(report->arena, u->item->a));
			report->trail = NULL;
			continue;
		}
		copy = arena_alloc(report->arena, sizeof(*copy));
		*copy = *u->item;
		copy->next = file->probes;
		file->probes = copy;
	}
}

static bool is_read(const struct library *library, const char *path)
{
	for (const struct script_file *f = library->files; f; f = f->next) {
		if (strcmp(f->name, path) == 0)
			return true;
	}
	return false;
}

/* Reads one file of the directory, unless it was. */
static struct script_file *read_probes(struct library *library,
				       struct script_report *report, const char *path)
{
	struct script_file *file;
	const struct unit *units;
	bool unreadable;

	if (is_read(library, path))
		return NULL;
	file = script_read(library->arena, report, path);
	unreadable = !file;
	if (unreadable) {
		/* remembered, so that it is complained of once */
		file = arena_alloc(library->arena, sizeof(*file));
		file->name = path;
	}
	file->next = library->files;
	library->files = file;
	if (unreadable)
		return NULL;
	units = script_expand(report, library->arena, library->arena, file);
	library_enter(report, file, units);
	for (const struct unit *u = units; u; u = u->next) {
		if (u->item->kind == N_CASE)
			report_error(report, u->item->a->place, "a case "
				     "cannot stand in a *.probe file; move it "
				     "to a *.tc file");
	}
	return file;
}

static int is_probe_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && dot != entry->d_name && strcmp(dot, ".probe") == 0;
}

static void read_all(struct library *library, struct script_report *report)
{
	struct dirent **entries = NULL;
	int n;

	library->all_read = true;
	n = scandir(library->dir, &entries, is_probe_file, alphasort);
	for (int i = 0; i < n; i++) {
		read_probes(library, report,
			    arena_printf(library->arena, "%s/%s", library->dir,
					 entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
}

static const struct node *find_read(const struct library *library,
				    const char *name,
				    const struct script_file **file)
{
	for (const struct script_file *f = library->files; f; f = f->next) {
		const struct node *probe = find_in(f, name);

		if (probe) {
			*file = f;
			return probe;
		}
	}
	return NULL;
}

/* DIR/NAME.probe, which must define NAME. */
static const struct node *find_named(struct library *library,
				     struct script_report *report, const char *name,
				     const struct script_file **file)
{
	const char *path = arena_printf(library->arena, "%s/%s.probe",
					library->dir, name);
	struct script_file *named;
	unsigned raised = report->raised;
	const struct node *probe;

	if (is_read(library, path) || access(path, F_OK) != 0)
		return NULL;
	named = read_probes(library, report, path);
	if (!named)
		return NULL;
	*file = named;
	probe = find_in(named, name);
	if (!probe && report->raised == raised)
		report_error(report, (struct source_place){ .file = named },
			     "does not define probe '%s', as its name says",
			     name);
	return probe;
}

const struct node *library_find(struct library *library, struct script_report *report,
				const char *name,
				const struct script_file *from,
				const struct script_file **file)
{
	const struct node *probe = find_in(from, name);

	*file = from;
	if (probe || !library->dir)
		return probe;
	probe = find_named(library, report, name, file);
	if (!probe)
		probe = find_read(library, name, file);
	if (!probe && !library->all_read) {
		read_all(library, report);
		probe = find_read(library, name, file);
	}
	return probe;
}

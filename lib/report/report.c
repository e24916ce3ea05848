/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report.h"

void reports_begin(struct report *list, const struct run_info *info)
{
	for (; list; list = list->next)
		list->ops->begin(list, info);
}

void reports_progress(struct report *list, size_t ended, const struct test_case *tc,
		      enum ip_family family)
{
	for (; list; list = list->next)
		if (list->ops->progress)
			list->ops->progress(list, ended, tc, family);
}

void reports_result(struct report *list, const struct case_result *result)
{
	for (; list; list = list->next)
		list->ops->result(list, result);
}

void reports_rule(struct report *list, const struct rule_result *result)
{
	for (; list; list = list->next)
		list->ops->rule(list, result);
}

void reports_stale(struct report *list, const char *id, const char *family)
{
	for (; list; list = list->next)
		list->ops->stale(list, id, family);
}

void reports_end(struct report *list, const struct run_summary *summary)
{
	for (; list; list = list->next)
		list->ops->end(list, summary);
}

void reports_free(struct report *list)
{
	while (list) {
		struct report *next = list->next;

		list->ops->free(list);
		list = next;
	}
}

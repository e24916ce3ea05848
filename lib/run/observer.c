/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/observer.h"

void observers_begin(struct observer *list, const struct run_info *info)
{
	for (; list; list = list->next)
		list->ops->begin(list, info);
}

void observers_progress(struct observer *list, size_t ended, const struct test_case *tc,
		      enum ip_family family)
{
	for (; list; list = list->next)
		if (list->ops->progress)
			list->ops->progress(list, ended, tc, family);
}

void observers_known(struct observer *list, const struct case_result *result)
{
	for (; list; list = list->next)
		if (list->ops->known)
			list->ops->known(list, result);
}

void observers_result(struct observer *list, const struct case_result *result)
{
	for (; list; list = list->next)
		if (list->ops->result)
			list->ops->result(list, result);
}

void observers_rule(struct observer *list, const struct rule_result *result)
{
	for (; list; list = list->next)
		list->ops->rule(list, result);
}

void observers_stale(struct observer *list, const char *id, const char *family)
{
	for (; list; list = list->next)
		list->ops->stale(list, id, family);
}

void observers_end(struct observer *list, const struct run_summary *summary)
{
	for (; list; list = list->next)
		list->ops->end(list, summary);
}

void observers_free(struct observer *list)
{
	while (list) {
		struct observer *next = list->next;

		list->ops->free(list);
		list = next;
	}
}

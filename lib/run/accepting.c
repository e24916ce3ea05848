/* SPDX-License-Identifier: BSD-2-Clause */
#include "run/accepting.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "run/choose.h"

void accepting_open(struct accepting *accepting, const struct target *target)
{
	const size_t count = target->service_count;

	*accepting = (struct accepting){
		.target = target,
		.closed = { APP_UNKNOWN, target->closed_port },
		.ports = memory_zeroed(count, sizeof(*accepting->ports)),
		.refusals = memory_zeroed(count, sizeof(*accepting->refusals)),
	};
	for (size_t i = 0; i < count; i++)
		accepting->ports[i] = target->services[i];
}

void accepting_close(struct accepting *accepting)
{
	free(accepting->ports);
	free(accepting->refusals);
}

static const struct service *choose_from(const struct accepting *accepting,
					 const struct service *services, bool full,
					 const struct test_case *tc, char **lacks)
{
	const struct target *target = accepting->target;

	return choose_service(services, target->service_count, &accepting->closed,
			      &target->hosts, full, target->agent != NULL, tc, lacks);
}

const struct service *accepting_choose(const struct accepting *accepting, bool full,
				       const struct test_case *tc, char **lacks)
{
	const struct service *services = accepting->target->services;
	const struct service *found =
		choose_from(accepting, accepting->ports, full, tc, lacks);

	if (found == &accepting->closed)
		return found;
	if (found)
		return &services[found - accepting->ports];
	free(*lacks);
	*lacks = NULL;
	return choose_from(accepting, services, full, tc, lacks);
}

void accepting_does(struct accepting *accepting, const struct service *service)
{
	const size_t i = (size_t)(service - accepting->target->services);

	if (service == &accepting->closed)
		return;
	accepting->ports[i].app = service->app;
	accepting->refusals[i] = 0;
}

unsigned accepting_refuses(struct accepting *accepting, const struct service *service)
{
	const size_t i = (size_t)(service - accepting->target->services);

	accepting->ports[i].app = APP_COUNT;
	return ++accepting->refusals[i];
}

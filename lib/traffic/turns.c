/* SPDX-License-Identifier: BSD-2-Clause */
#include "traffic/turns.h"

#include <stddef.h>

void turns_init(struct turns *turns)
{
	turns->first = NULL;
	turns->end = &turns->first;
}

void turns_add(struct turns *turns, struct turn *turn)
{
	if (turn->waiting)
		return;
	turn->waiting = true;
	turn->next = NULL;
	*turns->end = turn;
	turns->end = &turn->next;
}

struct turn *turns_take(struct turns *turns)
{
	struct turn *turn = turns->first;

	if (!turn)
		return NULL;
	turns->first = turn->next;
	if (!turns->first)
		turns->end = &turns->first;
	turn->waiting = false;
	return turn;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "target/service.h"

const struct service own_services[OWN_SERVICES] = {
	{ APP_ECHO, 7 },
	{ APP_DISCARD, 9 },
	{ APP_DAYTIME, 13 },
	{ APP_CHARGEN, 19 },
	{ APP_STALLED, STALLED_PORT },
};

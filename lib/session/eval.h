/* SPDX-License-Identifier: BSD-2-Clause */
/* eval.h - the value of an expression on a connection. */
#ifndef TCPVET_SESSION_EVAL_H
#define TCPVET_SESSION_EVAL_H

#include "base/error.h"
#include "session/connection.h"
#include "script/ast.h"

/* A plain number, or a sequence number. */
struct value {
	uint32_t number;
	bool is_seq;
	bool blurred; /* it was told by segments that may have been merged (blur.h) */
};

/* What an expression may refer to. */
struct scope {
	const struct connection *conn;
	const struct value *variables;
	uint32_t mss; /* MSS: the largest the tester's interface allows */
	enum ip_family family;
	bool *blurred; /* set when a number was used that is; or NULL */
};

/* RCV.MSS: the largest segment that the target takes and the tester can send. */
uint32_t eval_rcv_mss(const struct scope *scope);

/* 0, or -1 with err when a name is not known yet. */
int eval(const struct scope *scope, const struct expr *expr, struct value *out,
	 struct error *err);

/* The value where a sequence number is wanted: a plain one counts from `base`. */
int eval_seq(const struct scope *scope, const struct expr *expr, uint32_t base,
	     uint32_t *out, struct error *err);

/* The value where a plain number is wanted. */
int eval_number(const struct scope *scope, const struct expr *expr, uint32_t *out,
		struct error *err);

#endif

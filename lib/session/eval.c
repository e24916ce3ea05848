/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/eval.h"

static int unknown(enum std_name name, const char *why, struct error *err)
{
	return error_set(err, "%s is not known yet: %s", std_name_text(name), why);
}

static int eval_tcb(const struct tcb *tcb, enum std_name name, uint32_t *out,
		    struct error *err)
{
	switch (name) {
	case NAME_SND_UNA:
	case NAME_SND_NXT:
	case NAME_ISS:
		if (!tcb->iss_known)
			return unknown(name, "the target sent no SYN", err);
		*out = name == NAME_ISS	      ? tcb->iss
		       : name == NAME_SND_UNA ? tcb->snd_una
					      : tcb->snd_nxt;
		return 0;
	case NAME_RCV_NXT:
	case NAME_IRS:
		if (!tcb->irs_known)
			return unknown(name, "the tester sent no SYN", err);
		*out = name == NAME_IRS ? tcb->irs : tcb->rcv_nxt;
		return 0;
	case NAME_SND_WND:
		*out = tcb->snd_wnd;
		return 0;
	case NAME_RCV_WND:
		if (!tcb->acked)
			return unknown(name, "the target advertised none", err);
		*out = tcb->rcv_wnd;
		return 0;
	default:
		return error_set(err, "%s is no variable of the TCB",
				 std_name_text(name));
	}
}

static int eval_last(const struct connection *conn, enum std_name name,
		     uint32_t *out, struct error *err)
{
	const struct segment *seg = &conn->last;

	if (!conn->has_last)
		return unknown(name, "no segment came from the target", err);
	switch (name) {
	case NAME_SEG_SEQ:
		*out = seg->seq;
		return 0;
	case NAME_SEG_ACK:
		*out = seg->ack;
		return 0;
	case NAME_SEG_LEN:
		*out = segment_len(seg);
		return 0;
	case NAME_SEG_WND:
		*out = seg->window;
		return 0;
	default:
		*out = seg->urgent;
		return 0;
	}
}

uint32_t eval_rcv_mss(const struct scope *scope)
{
	uint32_t target = tcb_receive_mss(&scope->conn->tcb, scope->family);

	return target < scope->mss ? target : scope->mss;
}

/* Of segments put together the first one's number and window stand. */
static bool is_blurred(const struct connection *conn, enum std_name name)
{
	switch (name) {
	case NAME_SEG_SEQ:
	case NAME_SEG_LEN:
	case NAME_SEG_WND:
	case NAME_RCV_WND:
		return conn->last_merged;
	default:
		return false;
	}
}

static void mark_blurred(const struct scope *scope, bool blurred)
{
	if (scope->blurred && blurred)
		*scope->blurred = true;
}

static int eval_name(const struct scope *scope, enum std_name name,
		     struct value *out, struct error *err)
{
	mark_blurred(scope, is_blurred(scope->conn, name));
	out->is_seq = std_name_is_seq(name);
	if (name == NAME_MSS) {
		out->number = scope->mss;
		return 0;
	}
	if (name == NAME_RCV_MSS && !scope->conn->tcb.iss_known)
		return unknown(name, "the target sent no SYN", err);
	if (name == NAME_RCV_MSS) {
		out->number = eval_rcv_mss(scope);
		return 0;
	}
	if (name >= NAME_SEG_SEQ)
		return eval_last(scope->conn, name, &out->number, err);
	return eval_tcb(&scope->conn->tcb, name, &out->number, err);
}

static int eval_pair(const struct scope *scope, const struct expr *expr,
		     struct value *out, struct error *err)
{
	struct value a, b;

	if (eval(scope, expr->a, &a, err) < 0 || eval(scope, expr->b, &b, err) < 0)
		return -1;
	switch (expr->kind) {
	case EXPR_ADD:
		out->number = a.number + b.number;
		out->is_seq = a.is_seq || b.is_seq;
		return 0;
	case EXPR_SUB:
		out->number = a.number - b.number;
		out->is_seq = a.is_seq && !b.is_seq;
		return 0;
	default:
		out->number = a.number * b.number;
		out->is_seq = false;
		return 0;
	}
}

int eval(const struct scope *scope, const struct expr *expr, struct value *out,
	 struct error *err)
{
	switch (expr->kind) {
	case EXPR_NUMBER:
		out->number = expr->number;
		out->is_seq = false;
		return 0;
	case EXPR_STD:
		return eval_name(scope, expr->name, out, err);
	case EXPR_VAR:
		*out = scope->variables[expr->slot];
		mark_blurred(scope, out->blurred);
		return 0;
	default:
		return eval_pair(scope, expr, out, err);
	}
}

int eval_seq(const struct scope *scope, const struct expr *expr, uint32_t base,
	     uint32_t *out, struct error *err)
{
	struct value value;

	if (eval(scope, expr, &value, err) < 0)
		return -1;
	*out = value.is_seq ? value.number : base + value.number;
	return 0;
}

int eval_number(const struct scope *scope, const struct expr *expr, uint32_t *out,
		struct error *err)
{
	struct value value;

	if (eval(scope, expr, &value, err) < 0)
		return -1;
	*out = value.number;
	return 0;
}

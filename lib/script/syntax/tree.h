/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tree.h - the tree that the grammar builds: what was written and where, nothing
 * decided. The checker reads it and makes ast.h's tree of it, anew for each use of a
 * probe, so it is never changed once parsed. Private to lib/script.
 */
#ifndef TCPVET_SCRIPT_SYNTAX_TREE_H
#define TCPVET_SCRIPT_SYNTAX_TREE_H

#include <stdbool.h>

#include "script/syntax/source.h"

enum node_kind {
	N_LIST, /* first.. */
	/* one token each, its text in `text` */
	N_WORD, N_INTEGER, N_DECIMAL, N_DURATION, N_STRING, N_BLOB, N_FLAGS,
	/* expressions of a and b */
	N_ADD, N_SUB, N_MUL, N_NEGATE,
	/* fields; a plain expression stands for itself */
	N_ANY, N_RANGE,
	/* a name, b header list, c block, d parameter list (probe) */
	N_CASE, N_PROBE,
	N_PARAMETER, /* a name, b default or NULL */
	N_FOR,       /* a name, b word list, text: the body */
	/* headers: first.. (covers, needs, apart) or a */
	N_TITLE, N_COVERS, N_CITES, N_NEEDS, N_APART, N_PROFILE,
	/* statements */
	N_SEND,    /* a segment, c time */
	N_EXPECT,  /* a segment, b within, c time */
	N_NOTHING, /* b within, c time */
	N_NO,      /* a segment, b within, c time */
	N_DATA,    /* a expression or string, b within, c time */
	N_WAIT,    /* a */
	N_LET,     /* a name, b expression */
	N_CHECK,   /* a, b sides; c operator as word */
	N_ISN,     /* a */
	N_CONNECTION, /* a name */
	N_USE,     /* a name, b argument list or NULL */
	N_ARGUMENT, /* a name or NULL, b expression */
	N_ONE_OF,  /* first..: blocks */
	N_SHOULD,  /* a block */
	N_STATE,   /* first..: words */
	N_APP,     /* a action, b expression or NULL */
	N_WARN,    /* a string */
	N_FILL,    /* a word, b expression, or both NULL */
	/* times: a, b numbers */
	N_AT, N_AT_RANGE, N_AFTER, N_AFTER_RANGE, N_AT_ANY,
	/* segments */
	N_SEGMENT,     /* a IP list, b ports, c TCP part or foreign, d tunnel list */
	N_PORTS,       /* a, b */
	N_TCP,         /* a flags, b sequence or NULL, first..: the rest */
	N_FOREIGN,     /* icmp or udp */
	N_TUNNEL,      /* text: gre, mpls, ipv4, ipv6; a, b addresses or NULL */
	N_IP_WORD,     /* a word, b number or NULL */
	N_SEQUENCE,    /* a start, b end or NULL, c length or string or NULL */
	N_ACK, N_WIN, N_URG, /* a field */
	N_OPTIONS,     /* first.. */
	N_WITH,        /* first..: N_SETTING */
	N_SETTING,     /* a key, b value */
	N_FUZZ,
	/* options */
	N_OPT_MSS, N_OPT_WSCALE,  /* a field */
	N_OPT_SACKOK, N_OPT_NOP, N_OPT_EOL,
	N_OPT_SACK,               /* first..: N_RANGE of edges */
	N_OPT_TS,                 /* a, b */
	N_OPT_FO, N_OPT_FOEXP, N_OPT_MD5, /* a bytes or NULL */
	N_OPT_KIND,               /* a number, b bytes or NULL */
	N_OPT_NO,                 /* a: the option, bare */
	N_OPT_MORE                /* ... */
};

struct node {
	enum node_kind kind;
	bool broken;    /* an item with a syntax error in it */
	unsigned depth; /* of the expression below, for bounded recursion */
	struct source_place place;
	const char *text; /* in the view; not terminated */
	size_t len;
	struct node *a, *b, *c, *d;
	struct node *first, *last; /* of a list */
	struct node *next;         /* in a list */
};

/* A node whose text is the span's. */
struct node *node_new(struct arena *arena, const struct view *view,
		      enum node_kind kind, struct text_span span);

/* Sets a and b, and depth from theirs. Returns node. */
struct node *node_kids(struct node *node, struct node *a, struct node *b);

/* Appends item, unless NULL, to the list. Returns list. */
struct node *node_append(struct node *list, struct node *item);

/* True when the node's text is `word`. */
bool node_is(const struct node *node, const char *word);

/* The node's text for a message: printable, cut when long. */
const char *node_show(struct arena *arena, const struct node *node);

/* The node's text, terminated. */
const char *node_text(struct arena *arena, const struct node *node);

#endif

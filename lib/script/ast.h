/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ast.h - the tree of a checked script: what check/ makes of the tree as written, and
 * the session walks. Everything lives in the suite's arena and is read-only once
 * loaded.
 */
#ifndef TCPVET_SCRIPT_AST_H
#define TCPVET_SCRIPT_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "segment/segment.h"
#include "target/state.h"
#include "target/user_call.h"

/* A place in a source file. Lines and columns count from 1. */
struct loc {
	const char *file; /* as the user would name it */
	unsigned line, column;
};

/* ---- expressions ------------------------------------------------------ */

/* The variables of the standard: always the target's. */
enum std_name {
	NAME_SND_UNA, NAME_SND_NXT, NAME_SND_WND, NAME_ISS,
	NAME_RCV_NXT, NAME_RCV_WND, NAME_RCV_MSS, NAME_IRS,
	NAME_SEG_SEQ, NAME_SEG_ACK, NAME_SEG_LEN, NAME_SEG_WND, NAME_SEG_UP,
	NAME_MSS, /* the largest MSS the tester's interface allows */
	NAME_COUNT
};

/* "SND.UNA" ... ; the table that the lexer and messages share. */
const char *std_name_text(enum std_name name);
bool std_name_parse(const char *text, enum std_name *out);

/* True for the names that are sequence numbers (not windows and lengths). */
bool std_name_is_seq(enum std_name name);

enum expr_kind { EXPR_NUMBER, EXPR_STD, EXPR_VAR, EXPR_ADD, EXPR_SUB, EXPR_MUL };

/*
 * A value is a plain number or a sequence number. seq + number, seq - number are
 * sequence numbers, seq - seq is a number; anything else with a sequence number is
 * a type error. Where a sequence number is wanted (seq, end, ack, SACK edges) a
 * plain number counts from that side's initial sequence number, as in packetdrill.
 */
struct expr {
	enum expr_kind kind;
	struct loc loc;
	uint32_t number;       /* EXPR_NUMBER; arithmetic is modulo 2^32 */
	enum std_name name;    /* EXPR_STD */
	unsigned slot;         /* EXPR_VAR: index into the case's variables */
	const char *var;       /* EXPR_VAR: its name, for messages */
	bool is_seq;           /* found by the checker */
	struct expr *a, *b;
};

/* ---- segments --------------------------------------------------------- */

enum field_kind {
	FIELD_ABSENT, /* not written: a default when sending, don't care when expected */
	FIELD_VALUE,  /* lo */
	FIELD_ANY,    /* `*`: expected only */
	FIELD_RANGE   /* lo..hi, both included: expected only */
};

struct field {
	enum field_kind kind;
	struct loc loc;
	struct expr *lo, *hi;
};

/*
 * Flags. Sending: `set` is what goes out. Expected: SYN, FIN, RST and ACK must be
 * as in `set` unless they are in `optional`; the other bits are looked at only
 * when written (they are in `set`, or in `optional` and then free).
 */
struct flags_spec {
	struct loc loc;
	uint16_t set, optional;
	uint16_t clear; /* must not be set: the zeros of an AccECN digit (`.1`) */
	bool any; /* `*` */
};

enum option_spec_kind {
	OPTSPEC_MSS, OPTSPEC_WSCALE, OPTSPEC_SACK_PERMITTED, OPTSPEC_SACK,
	OPTSPEC_TIMESTAMPS, OPTSPEC_NOP, OPTSPEC_EOL,
	OPTSPEC_FASTOPEN, OPTSPEC_FASTOPEN_EXP, OPTSPEC_MD5,
	OPTSPEC_KIND /* `kind N 0xHEX`: any kind, the bytes behind its length octet */
};

struct option_spec {
	enum option_spec_kind kind;
	struct loc loc;
	bool absent;         /* `no mss`: expected only, must not be there */
	struct field value;  /* mss, wscale, ts val */
	struct field value2; /* ts ecr */
	struct sack_spec {
		struct field left, right;
		struct sack_spec *next;
	} *sack;
	uint8_t option_kind;  /* OPTSPEC_KIND */
	const uint8_t *bytes; /* cookies, OPTSPEC_KIND */
	size_t bytes_len;
	struct option_spec *next;
};

/* `with key=value ...` and packetdrill's [ ... ] of IP fields. */
enum with_kind {
	WITH_CHECKSUM, WITH_OFFSET, WITH_RESERVED, WITH_OPTIONS,
	WITH_TTL, WITH_TOS, WITH_DF, WITH_ID, WITH_FLOW, WITH_IP_OPTIONS,
	WITH_IP_CHECKSUM, WITH_SRC, WITH_DST, /* sending only */
	WITH_ECN /* packetdrill's [ect0] and so on: the low two bits of tos */
};

struct with_spec {
	enum with_kind kind;
	struct loc loc;
	bool bad;             /* checksum=bad, ipchecksum=bad */
	bool unsummed;        /* checksum=without-options */
	enum special_address special; /* src=, dst= */
	bool any_ect;         /* [ect01]: ECT(0) or ECT(1) */
	struct field value;   /* plain numbers */
	const uint8_t *bytes; /* options=0x..., ipoptions=0x... */
	size_t bytes_len;
	struct with_spec *next;
};

struct segment_spec {
	struct loc loc;            /* of the direction sign */
	struct field src_port, dst_port; /* packetdrill's `1024 > 80`; FIELD_ABSENT: the connection's */
	struct flags_spec flags;
	struct field seq;
	struct field len;          /* payload octets, from (n), from seq:end or the string */
	const uint8_t *data;       /* "literal payload"; NULL: the tester's pattern / any */
	size_t data_len;
	struct field ack, window, urgent;
	bool has_options;          /* a <...> was written */
	bool options_more;         /* `...` in it: the others are free, any order */
	struct option_spec *options;
	struct with_spec *with;
	/* Not TCP (packetdrill's icmp and udp lines) or tunnelled: parsed, shown, and
	 * a case that holds one is skipped with this reason; NULL otherwise. */
	const char *unsupported;
};

/* ---- time ------------------------------------------------------------- */

enum time_kind {
	TIME_NONE,
	TIME_RELATIVE,       /* +a */
	TIME_RELATIVE_RANGE, /* +a~+b */
	TIME_ABSOLUTE,       /* a: since the case began */
	TIME_ABSOLUTE_RANGE, /* a~b */
	TIME_ANY             /* * */
};

struct time_spec {
	enum time_kind kind;
	struct loc loc;
	int64_t from, to; /* ns */
};

/* ---- statements ------------------------------------------------------- */

enum stmt_kind {
	STMT_SEND,     /* < segment */
	STMT_EXPECT,   /* > segment [within T] */
	STMT_NOTHING,  /* > nothing [within T]: no segment, but retransmissions */
	STMT_NO,       /* > no segment [within T]: none that matches */
	STMT_DATA,     /* > data (n) | "text" [within T]: a stretch of the byte stream
	                * that begins at SND.NXT, in any number of segments */
	STMT_WAIT,     /* wait T */
	STMT_LET,      /* let x = expr */
	STMT_CHECK,    /* check a OP b */
	STMT_ISN,      /* isn expr: the tester's initial sequence number */
	STMT_CONNECTION, /* connection NAME: the statements that follow speak of it */
	STMT_USE,      /* use probe(args): body is the probe, its parameters let before */
	STMT_ONE_OF,   /* one of { ... } or { ... } */
	STMT_SHOULD,   /* should { ... } */
	STMT_STATE,    /* state X [or Y]... */
	STMT_APP,      /* app CALL [n] */
	STMT_WARN,     /* warn "why": the target may, but should not */
	STMT_FILL      /* fill [leaving n]: data in order until the window is closed */
};

enum compare_op { CMP_EQ, CMP_NE, CMP_LT, CMP_LE, CMP_GT, CMP_GE };

struct stmt;

struct block {
	struct stmt *first;
	struct block *next; /* the next alternative of `one of` */
};

struct stmt {
	enum stmt_kind kind;
	struct loc loc;
	struct time_spec time;
	int64_t within;      /* ns; 0: not written. In rtts when within_rtt */
	bool within_rtt;
	struct segment_spec *segment; /* SEND, EXPECT, NO */
	const uint8_t *data;          /* DATA: literal or NULL */
	size_t data_len;
	struct expr *a, *b;           /* LET, CHECK, ISN, APP send, DATA (n),
	                               * FILL (n octets are left) */
	enum compare_op op;
	unsigned slot;                /* LET */
	const char *name;             /* LET, CONNECTION, USE (the probe's), WARN (why) */
	unsigned connection;          /* CONNECTION: index, main is 0 */
	struct block *blocks;         /* USE, SHOULD: one; ONE_OF: each alternative */
	uint32_t states;              /* STATE: bits 1 << enum tcp_state */
	enum user_call call;          /* APP */
	struct stmt *next;
};

/* ---- cases ------------------------------------------------------------ */

enum { CASE_VARIABLES_MAX = 64, CASE_CONNECTIONS_MAX = 8, BLOCK_DEPTH_MAX = 16 };

struct test_case {
	const char *id;      /* topic/name */
	const char *topic, *name, *title, *cites; /* title and cites never NULL */
	struct loc loc;
	const char **covers; /* NULL-terminated requirement ids */
	uint32_t needs;      /* enum need; NEED_OPEN_PORT is added when neither port is named */
	bool full;           /* only in the full profile */
	uint32_t apart;      /* enum limit: it never runs beside a case with one of them */
	const char *unsupported; /* reason to skip, or NULL */
	struct block body;
	unsigned variables;   /* slots used */
	unsigned connections; /* at least 1 */
	const char **connection_names;
	/* The case's text as written, family variables replaced, for `tcpvet show`. */
	const char *source;
	size_t source_len;
	struct test_case *next;
};

#endif

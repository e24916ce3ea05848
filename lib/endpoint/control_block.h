/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control_block.h - the transmission control block (RFC 9293 section 3.3.1): all that is
 * kept of one connection. Types alone; what moves them is in the files that use them.
 */
#ifndef TCPVET_ENDPOINT_CONTROL_BLOCK_H
#define TCPVET_ENDPOINT_CONTROL_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/seq.h"
#include "endpoint/ring.h"
#include "model/ranges.h"
#include "target/app.h"
#include "target/oracle.h"
#include "target/state.h"

struct tcp_endpoint;
struct listener;

/* Times are int64_t ns. */
#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define NEVER INT64_MAX

/* What the user is told unasked (section 3.9.1), as bits. */
enum signal {
	SIGNAL_CONNECTED = 1 << 0,
	SIGNAL_CLOSING = 1 << 1, /* "connection closing": the peer's FIN */
	SIGNAL_RESET = 1 << 2,   /* "connection reset" */
	SIGNAL_REFUSED = 1 << 3, /* "connection refused" */
	SIGNAL_TIMEOUT = 1 << 4, /* "connection aborted due to user timeout" */
	SIGNAL_URGENT = 1 << 5   /* urgent data */
};

enum timer {
	TIMER_RTX,      /* RFC 6298; with SND.WND 0 the probes of section 3.8.6.1 */
	TIMER_DELACK,   /* section 3.8.6.3 */
	TIMER_OVERRIDE, /* section 3.8.6.2.1, rule (4) */
	TIMER_USER,     /* section 3.10.8, USER TIMEOUT */
	TIMER_WAIT,     /* section 3.10.8, TIME-WAIT TIMEOUT */
	TIMER_KEEP,     /* section 3.8.4 */
	TIMER_COUNT
};

/* Send sequence space (section 3.3.1). */
struct snd {
	uint32_t iss, una, nxt, wnd, wl1, wl2;
	uint32_t up;      /* SND.UP */
	bool urgent;      /* SND.UP is ahead of SND.UNA */
	uint32_t max_wnd; /* MAX.SND.WND (RFC 5961 section 5.2) */
	uint32_t end;     /* behind the last octet that the user SENT */
	bool closing;     /* CLOSE was called: the FIN has the number `end` */
	unsigned shift;   /* Snd.Wind.Shift (RFC 7323 section 2.3) */
	unsigned mss;     /* what the peer announced, or the default */
	struct ring ring;
};

/* Receive sequence space (section 3.3.1). */
struct rcv {
	uint32_t irs, nxt;
	uint32_t wnd;     /* as announced, counted from nxt */
	uint32_t up;      /* RCV.UP; RCV.UP > read: urgent data remains (MUST-33) */
	uint32_t read;    /* what the user has not RECEIVEd begins here */
	bool fin_known;   /* a FIN was seen, perhaps above a gap */
	bool fin_taken;   /* RCV.NXT stands behind it */
	bool shut;        /* the user called CLOSE and reads no more (MAY-1) */
	uint32_t fin_at;
	struct seq_ranges above; /* octets above a gap (SHLD-31) */
	unsigned shift;   /* Rcv.Wind.Shift */
	uint32_t unacked; /* octets taken since the last ACK sent */
	uint32_t largest; /* text of the largest segment: what is full-sized */
	struct ring ring;
};

/* RFC 6298. */
struct rtx {
	bool measured;    /* SRTT is valid */
	int64_t srtt, rttvar, rto;
	bool timing;      /* a segment's round trip is being measured */
	uint32_t timed_end;
	int64_t timed_at;
	bool syn_lost;    /* RFC 6298 (5.7), RFC 5681 section 3.1 */
	unsigned probes;  /* of the window that is closed now */
};

/* RFC 5681, with RFC 6582 or, when SACK is permitted, the like of RFC 6675. */
enum recovery { RECOVERY_NONE, RECOVERY_FAST, RECOVERY_TIMEOUT };

struct congestion {
	uint32_t cwnd, ssthresh;
	uint32_t acked;    /* octets towards the next SMSS of congestion avoidance */
	unsigned dupacks;
	enum recovery recovery;
	uint32_t point;    /* recovery ends when this is acknowledged */
	uint32_t next;     /* what is to be retransmitted next */
	bool partial;      /* a partial ACK was seen in this recovery */
	int64_t last_sent; /* RFC 5681 section 4.1 */
};

enum { SACK_RECENT = 8 };

struct sack {
	bool permitted;           /* both SYNs carried the option */
	struct seq_ranges sacked; /* the peer holds these octets */
	uint32_t recent[SACK_RECENT]; /* last arrivals above a gap, newest first */
	unsigned recents;
	bool duplicate;           /* RFC 2883: to be reported once */
	struct seq_range dup;
};

/* RFC 7323. */
struct stamps {
	bool on;          /* Snd.TS.OK */
	uint32_t offset;  /* of this connection's timestamp clock */
	uint32_t recent;  /* TS.Recent */
	int64_t recent_at;
	uint32_t last_ack_sent;
};

/* The incarnation that gave way to a new SYN (MAY-2): an old duplicate returns the
 * connection to it. */
struct former {
	bool valid;
	uint32_t snd_nxt, rcv_nxt;
	int64_t until;
	struct stamps ts;
};

struct tcp_conn {
	struct tcp_endpoint *host;
	struct tcp_conn *next;
	struct connection_id id; /* target: this end, tester: the peer */
	enum tcp_state state;
	bool passive; /* came from LISTEN (MUST-11) */
	unsigned number; /* ... as so many did before; for a fault only */
	struct listener *listener;

	struct snd snd;
	struct rcv rcv;
	struct rtx rtx;
	struct congestion cc;
	struct sack sack;
	struct stamps ts;
	struct former former;
	int64_t timer[TIMER_COUNT];

	bool ack_now;     /* an ACK is owed at once */
	bool ack_later;   /* an ACK is owed, it may be delayed */
	bool nodelay;     /* MUST-17 */
	bool wscale;      /* both SYNs carried the option */
	uint8_t tos;      /* of the peer's SYN; looked at by a fault only */
	int64_t keepalive; /* interval; 0: off, as MUST-25 has it */
	unsigned keep_probes;

	enum app app; /* APP_UNKNOWN: it makes no call unasked */
	bool served; /* daytime: the line was written */
	uint32_t pattern; /* chargen: place in the pattern */
	unsigned signals;
};

#endif

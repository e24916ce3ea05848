/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * host.h - the inside of the reference endpoint: what its files share.
 *
 * How to read it beside RFC 9293: calls.c is sections 3.10.1 to 3.10.6, arrives.c
 * 3.10.7 to 3.10.7.3, arrives_other.c the first four steps of 3.10.7.4, acks.c the
 * fifth, text.c the sixth to eighth, timeouts.c 3.10.8. What those sections leave to
 * others: output.c (sections 3.7.4 and 3.8.6), rtx.c (RFC 6298), congestion.c (RFC
 * 5681, 6582, 6675), sack.c (RFC 2018, 2883), options.c (RFC 7323 and the MSS),
 * applications.c and endpoint_agent.c (who makes the calls).
 *
 * A fault (endpoint/faults.h) is a condition at the place where the mistake would be
 * made; without faults none of them is ever true.
 */
#ifndef TCPVET_ENDPOINT_HOST_H
#define TCPVET_ENDPOINT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint/endpoint.h"
#include "model/ranges.h"
#include "target/state.h"
#include "base/seq.h"

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define NEVER INT64_MAX

/* ---- the transmission control block ------------------------------------------- */

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

/* Octets by their sequence number: octet n stands at n modulo the size. */
struct ring {
	uint8_t *bytes; /* NULL until the first octet */
	uint32_t size;  /* a power of two */
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

struct conn {
	struct endpoint *host;
	struct conn *next;
	struct connection_id id; /* target: this end, tester: the peer */
	enum tcp_state state;
	bool passive; /* came from LISTEN (MUST-11) */
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

struct listener {
	struct listener *next;
	uint16_t port;
	enum app app;
	unsigned half_open; /* connections in SYN-RECEIVED */
	bool dead;          /* by a fault only */
};

/* A segment on its way out; the payload stands behind it. */
struct outgoing {
	struct outgoing *next;
	struct segment seg;
	uint8_t payload[];
};

struct endpoint {
	struct endpoint_config config;
	struct listener *listeners;
	struct conn *conns;
	struct outgoing *first, **last, *given;
	int64_t now;
	uint32_t iss_counter;   /* by a fault only */
	uint16_t next_port;     /* of active OPENs */
	uint16_t last_reserved; /* reserved bits of the last arrival, for a fault */
	uint16_t last_ecn;
	bool hung;              /* by a fault only */
	unsigned ended;         /* signals of connections that are gone */
};

/* A fault of the endpoint that the connection belongs to. */
static inline bool faulty(const struct conn *conn, enum fault fault)
{
	return fault_on(&conn->host->config.faults, fault);
}

/* ---- endpoint.c ------------------------------------------------------------------ */

/* Memory or the end: a model without memory has nothing left to say. */
void *must_alloc(size_t size);

struct conn *conn_new(struct endpoint *host, const struct connection_id *id);
void conn_delete(struct conn *conn);
struct conn *conn_find(struct endpoint *host, const struct connection_id *id);
struct listener *listener_find(const struct endpoint *host, uint16_t port);

void conn_signal(struct conn *conn, enum signal signal);
void conn_set_state(struct conn *conn, enum tcp_state state);

/* ISS by RFC 9293 section 3.4.1: clock plus keyed function of the connection. */
uint32_t choose_iss(const struct endpoint *host, const struct connection_id *id);
uint32_t keyed_hash(const struct endpoint *host, const struct connection_id *id,
		    uint64_t purpose);

/* Hands a segment out; the payload is copied. */
void emit(struct endpoint *host, const struct segment *seg);

void timer_set(struct conn *conn, enum timer timer, int64_t delay);
void timer_stop(struct conn *conn, enum timer timer);
static inline bool timer_runs(const struct conn *conn, enum timer timer)
{
	return conn->timer[timer] != NEVER;
}

void ring_write(struct ring *ring, uint32_t size, uint32_t seq, const uint8_t *bytes,
		uint32_t len);
void ring_read(const struct ring *ring, uint32_t seq, uint8_t *bytes, uint32_t len);
void ring_free(struct ring *ring);
uint32_t ring_size(const struct endpoint *host, unsigned shift);

/* ---- arrives.c ------------------------------------------------------------------- */

/* What the options of an arriving segment say. */
struct offered {
	bool mss_given, wscale, ts, sack_permitted;
	uint16_t mss;
	uint8_t shift;
	uint32_t tsval, tsecr;
	struct seq_range sack[4];
	unsigned sacks;
	bool unknown, illegal; /* for faults only */
};

/* A segment while it is worked on; seg is a copy that may be trimmed. */
struct arrival {
	struct segment seg;
	uint32_t len; /* SEG.LEN */
	struct offered opt;
};

/* <SEQ=SEG.ACK><CTL=RST>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. */
void reset_for(struct endpoint *host, const struct arrival *in);

void arrives_syn_sent(struct conn *conn, struct arrival *in);
/* A SYN for a listener: makes a connection in SYN-RECEIVED, which may take the place
 * of one in TIME-WAIT. */
struct conn *open_passively(struct endpoint *host, struct listener *listener,
			    const struct arrival *in);

/* ---- arrives_other.c ------------------------------------------------------------- */

/* Returns false when the connection is gone. */
bool arrives_other(struct conn *conn, struct arrival *in);
/* Table 6. */
bool acceptable(const struct conn *conn, const struct arrival *in);

/* ---- time_wait.c ------------------------------------------------------------------- */

void enter_time_wait(struct conn *conn);
/* A SYN in TIME-WAIT (RFC 9293 MAY-2, RFC 6191): true when it was dealt with; then
 * the connection may be gone. */
bool time_wait_syn(struct conn *conn, const struct arrival *in, bool *gone);
/* An old duplicate opened SYN-RECEIVED: true when TIME-WAIT is back. */
bool time_wait_returns(struct conn *conn);

/* ---- acks.c ------------------------------------------------------------------------ */

enum verdict {
	GO_ON, /* with the next step */
	DROP,  /* the segment; an ACK may be owed */
	GONE   /* the connection was deleted */
};

enum verdict check_ack(struct conn *conn, const struct arrival *in);
bool fin_acked(const struct conn *conn);
void establish(struct conn *conn, const struct arrival *in);
/* SND.UNA <- ack, and what follows from it. */
void take_ack(struct conn *conn, const struct arrival *in);
void take_window(struct conn *conn, const struct arrival *in);

/* ---- text.c ------------------------------------------------------------------------ */

void check_urg(struct conn *conn, const struct arrival *in);
void process_text(struct conn *conn, struct arrival *in);
/* New text for a user who reads no more: data is lost (SHLD-3). */
bool text_is_lost(const struct conn *conn, const struct arrival *in);
enum verdict check_fin(struct conn *conn, const struct arrival *in);
/* Text and FIN of a SYN wait until ESTABLISHED. */
void queue_syn_text(struct conn *conn, const struct arrival *in);
enum verdict deliver_queued(struct conn *conn);

/* ---- calls.c (3.10.1 to 3.10.6) ------------------------------------------------------ */

/* Active OPEN; the connection belongs to the endpoint. */
struct conn *call_open(struct endpoint *host, const struct ipaddr *local,
		       const struct ipaddr *remote, uint16_t port, int64_t now);
/* Octets taken: fewer than len when there is no room; none when closing. */
uint32_t call_send(struct conn *conn, const void *bytes, uint32_t len, bool urgent);
uint32_t call_receive(struct conn *conn, void *bytes, uint32_t size);
/* Nothing more will come: all is read and the peer's FIN was taken. */
bool call_at_end(const struct conn *conn);
/* False when the connection is gone: in SYN-SENT, and when unread text is lost. */
bool call_close(struct conn *conn);
void call_abort(struct conn *conn);
/* Keep-alives (section 3.8.4): interval 0 turns them off. */
void call_keepalive(struct conn *conn, int64_t interval);

uint32_t send_room(const struct conn *conn);
uint32_t receive_room(const struct conn *conn);
/* How many octets wait for RECEIVE at most. */
uint32_t receive_buffer(const struct conn *conn);

/* ---- output.c ------------------------------------------------------------------------ */

/* Sends all that may be sent now, then an ACK if one is still owed at once. */
void output_run(struct conn *conn);
/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>, at once. */
void output_ack(struct conn *conn);
void output_syn(struct conn *conn);
/* Sends the octets and controls numbered seq .. seq+len-1 (again). */
void output_range(struct conn *conn, uint32_t seq, uint32_t len);
/* One octet, or the FIN, for a closed window. */
void output_probe(struct conn *conn);
void output_keepalive(struct conn *conn);
void output_reset(struct conn *conn);
/* Eff.snd.MSS (section 3.7.1). */
uint32_t effective_mss(const struct conn *conn);
/* Behind the last octet or control that there is to send. */
uint32_t send_limit(const struct conn *conn);

/* ---- rtx.c ----------------------------------------------------------------------------- */

void rtx_init(struct conn *conn);
/* A segment that ends at `end` went out, perhaps again. */
void rtx_sent(struct conn *conn, uint32_t end, bool again);
/* SND.UNA moved: a sample, and the timer (RFC 6298 section 5, (5.2) and (5.3)). */
void rtx_acked(struct conn *conn, const struct arrival *in);
/* RETRANSMISSION TIMEOUT of section 3.10.8. */
void rtx_expired(struct conn *conn);
/* Lets the timer run while something is outstanding or a window is to be probed. */
void rtx_arm(struct conn *conn);
void rtx_established(struct conn *conn);

/* ---- congestion.c ------------------------------------------------------------------------ */

void cc_init(struct conn *conn);
void cc_acked(struct conn *conn, uint32_t octets);
/* An acknowledgment that moves nothing. */
void cc_duplicate(struct conn *conn, const struct arrival *in);
/* A closed window opened: what was refused meanwhile goes out again. */
void cc_window_opened(struct conn *conn);
void cc_timeout(struct conn *conn);
void cc_before_send(struct conn *conn);
/* How many octets the congestion window lets out now. */
uint32_t cc_room(const struct conn *conn);
/* What a recovery wants to be sent again: false when nothing. */
bool cc_next(const struct conn *conn, uint32_t *seq, uint32_t *len);
void cc_resent(struct conn *conn, uint32_t end);

/* ---- sack.c ------------------------------------------------------------------------------- */

/* Learns the blocks of a segment; true when they told something new. */
bool sack_take(struct conn *conn, const struct arrival *in);
void sack_note_arrival(struct conn *conn, uint32_t seq);
void sack_note_duplicate(struct conn *conn, uint32_t left, uint32_t right);
/* How many there are to report, at most max. */
unsigned sack_count(const struct conn *conn, unsigned max);
/* The blocks to report, at most max; a D-SACK is forgotten by this. */
unsigned sack_blocks(struct conn *conn, struct seq_range *blocks, unsigned max);
bool sack_holds(const struct conn *conn, uint32_t seq, uint32_t *right);
uint32_t sack_highest(const struct conn *conn);
uint32_t sack_octets(const struct conn *conn, uint32_t left, uint32_t right);

/* ---- options.c ------------------------------------------------------------------------------ */

void options_read(const struct endpoint *host, const struct segment *seg,
		  struct offered *out);
void options_learn_syn(struct conn *conn, const struct arrival *in);
void options_add_syn(struct conn *conn, struct segment *seg, bool answer);
void options_add(struct conn *conn, struct segment *seg, bool sack);
/* Octets of options on a segment with data that goes out now. */
unsigned options_size(const struct conn *conn);
uint32_t stamp_now(const struct conn *conn);
/* RFC 7323 section 5.3, R1: true when the segment is refused. */
bool paws_refuses(const struct conn *conn, const struct arrival *in);
void stamp_learn(struct conn *conn, const struct arrival *in);
uint16_t advertised_mss(const struct endpoint *host, enum ip_family family);

/* ---- window.c --------------------------------------------------------------------------------- */

/* The window field of a segment about to go out; updates RCV.WND (MUST-39). */
uint16_t window_announce(struct conn *conn, bool syn);
/* After a RECEIVE: tells the peer when the window opened enough. */
void window_after_read(struct conn *conn);

/* ---- applications.c ----------------------------------------------------------------------------- */

void app_run(struct conn *conn);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * connection.h - one connection of a session: the target's TCB, the segments that
 * came and were not looked at yet, the target's byte stream. Internal to the room.
 */
#ifndef TCPVET_SESSION_CONNECTION_H
#define TCPVET_SESSION_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "model/tcb.h"
#include "verdict/cause.h"
#include "wire/wire.h"

enum {
	SAID_KEPT = 8,      /* of the tester's latest segments */
	INBOX_MAX = 512,    /* segments waiting to be looked at */
	STREAM_KEPT = 1024  /* octets of the stream whose content is kept: with them a
			   * session stays below 8 KiB */
};

/* A segment of the target that no statement has looked at yet. */
struct inbox_item {
	struct inbox_item *next;
	int64_t time;
	uint64_t line;  /* number of its line of evidence */
	struct decoded decoded; /* payload points to the octets below */
	uint8_t payload[];
};

/* The target's octets from `start`: `len` came without gap, the first `held` of them
 * are kept. */
struct stream {
	bool begun;
	uint32_t start, len, held;
	uint8_t *bytes; /* STREAM_KEPT octets once something came */
};

/* Octets of merged segments that no statement has accounted for, as one segment with the
 * latest one's header. */
struct loose {
	bool any;
	struct segment seg; /* no payload */
};

/* What a RST that answers a segment of the tester takes its numbers from. */
struct said {
	bool acks;
	uint32_t ack, end; /* SEG.ACK; SEG.SEQ+SEG.LEN */
};

struct connection {
	bool open;      /* it has a port */
	bool mute;      /* nothing came from the target since the last RST it sent */
	bool opened;    /* by the target's application: `app connect` */
	uint16_t port;  /* the tester's */
	struct ipaddr alias; /* of no host: the target may answer from it; or none */
	uint16_t peer;  /* the target's; 0: its SYN has not come yet, which tells it */
	uint32_t isn;   /* the tester's */
	uint32_t shown_iss; /* what evidence is printed relative to */
	struct tcb tcb;
	struct inbox_item *inbox, **inbox_end;
	unsigned inbox_len;
	bool overflow;
	int64_t last_sent;
	enum segment_kind last_kind; /* what was sent then */
	int64_t gone_at; /* when the tester's RST that ended it left; 0: none did */
	bool heard_syn, heard_rst; /* from the target */
	unsigned unconfirmed; /* segments sent since an expected one came */
	int64_t syn_sent;   /* captured; 0 when its answer would measure nothing */
	uint32_t syn_seq;
	unsigned syns_sent;
	bool has_last;
	struct segment last; /* SEG.*: the last one looked at; no payload */
	bool last_merged;    /* ... it may have been several (blur.h) */
	struct loose loose;
	struct stream stream;
	struct said said[SAID_KEPT]; /* in turn */
	unsigned said_count;
	bool sent_data; /* the application has been given something to read */
	bool app_ended; /* a RST was passed over that the application may have caused */
	bool supplanted; /* where it had been the target opened another one unasked */
	bool auto_ack;  /* data is acknowledged as it comes, until the script sends */
};

void connection_init(struct connection *conn, bool listener, uint32_t isn);
void connection_clear(struct connection *conn);

/* The target's application is about to open it: a connection of which nothing is known
 * but that the tester's port is its own. What has come of an older one is forgotten. */
void connection_expect_open(struct connection *conn);

/* Queues a copy; `overflow` is set when there is no room. */
void connection_push(struct connection *conn, const struct sighting *sighting,
		     uint64_t line);

/* Takes the head out of the inbox and learns it: TCB, stream, SEG.*. The item is
 * the caller's to free. The inbox must not be empty. */
struct inbox_item *connection_take(struct connection *conn);

/* Takes an item out of the inbox, wherever it stands, and frees it; nothing is
 * learnt from it. */
void connection_drop(struct connection *conn, struct inbox_item *item);

/* Adds the payload of the head of the inbox to the stream without taking it. */
void connection_peek_data(struct connection *conn);

/* Octets of the stream that came and were not claimed. */
uint32_t stream_available(const struct stream *stream);

/* Forgets the first `len` octets (no more than are available). */
void stream_claim(struct stream *stream, uint32_t len);

#endif

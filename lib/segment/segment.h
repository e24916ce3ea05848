/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * segment.h - a TCP segment as a value, and its octets on the wire.
 *
 * The room uses lib/base alone, and has no I/O. A segment goes as this one struct from
 * the script's tree to the wire and back to the report; there is no second packet struct
 * in the program. Its files, each by itself:
 *   address.c   addresses of both families      checksum.c  RFC 1071
 *   option.c    TCP options, walked and added   print.c     script notation
 *   encode.c    a segment to octets             decode.c    a captured frame to a segment,
 *               with decode_link.c and decode_ip.c over cursor.h
 * Read struct segment below first, then encode.c.
 *
 * All numbers are in host order. A segment owns nothing: `payload` points into
 * memory of whoever made the segment (the script, or the capture's buffer, which
 * lives until the next call of the wire).
 */
#ifndef TCPVET_SEGMENT_SEGMENT_H
#define TCPVET_SEGMENT_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "segment/address.h"

/*
 * The 12 bits beside the data offset (RFC 9293 section 3.1): the 8 control bits,
 * and the 4 reserved bits of which the lowest is AE (formerly NS).
 */
enum segment_flag {
	SEG_FIN = 0x001,
	SEG_SYN = 0x002,
	SEG_RST = 0x004,
	SEG_PSH = 0x008,
	SEG_ACK = 0x010,
	SEG_URG = 0x020,
	SEG_ECE = 0x040,
	SEG_CWR = 0x080,
	SEG_AE = 0x100,
	SEG_RESERVED = 0xe00, /* the three bits no standard uses */
	SEG_ALL_FLAGS = 0xfff
};

enum {
	SEG_HEADER_MIN = 20,
	SEG_OPTIONS_MAX = 40, /* data offset 15 */
	SEG_MSS_DEFAULT_INET = 536, /* RFC 9293 MUST-15 */
	SEG_MSS_DEFAULT_INET6 = 1220
};

/* What the encoder takes as it stands instead of computing it. */
enum segment_force {
	FORCE_OFFSET = 0x1,   /* data_offset, however wrong */
	FORCE_CHECKSUM = 0x2, /* checksum as given; goes before BAD_CHECKSUM */
	BAD_CHECKSUM = 0x4,   /* the right checksum, made wrong in one bit */
	OPTIONS_UNSUMMED = 0x8, /* the checksum that leaves the options out */
	BAD_IP_CHECKSUM = 0x10  /* of the IPv4 header, made wrong in one bit */
};

struct segment {
	struct ipaddr src, dst;
	uint16_t src_port, dst_port;
	uint32_t seq, ack;
	uint16_t flags;      /* enum segment_flag, 12 bits */
	uint8_t data_offset; /* 32-bit words; set by decoding */
	uint16_t window, checksum, urgent;

	uint8_t options[SEG_OPTIONS_MAX];
	uint8_t options_len; /* the encoder pads with EOL to 32 bits */

	const uint8_t *payload;
	uint32_t payload_len;

	/* IP level */
	uint8_t ttl;         /* hop limit; 0 when sending: 64 */
	uint8_t tos;         /* traffic class */
	bool df;             /* IPv4 */
	uint16_t ip_id;      /* IPv4 */
	uint32_t flow_label; /* IPv6, 20 bits */
	uint8_t ip_options[40];  /* IPv4 options, sending and received */
	uint8_t ip_options_len;  /* multiple of 4 */

	unsigned force; /* enum segment_force, sending only */
};

/* Octets of sequence space: payload, SYN and FIN count (SEG.LEN). */
uint32_t segment_len(const struct segment *seg);

/* ---- options ---------------------------------------------------------- */

enum option_kind {
	OPT_EOL = 0,
	OPT_NOP = 1,
	OPT_MSS = 2,
	OPT_WSCALE = 3,
	OPT_SACK_PERMITTED = 4,
	OPT_SACK = 5,
	OPT_TIMESTAMPS = 8,
	OPT_MD5 = 19,
	OPT_FASTOPEN = 34,
	OPT_EXPERIMENT = 254
};

/* How an option in a header stands; never guessed at. */
enum option_status {
	OPTION_OK,           /* length as the kind wants it */
	OPTION_UNKNOWN,      /* kind not known here, length sound */
	OPTION_WRONG_LENGTH, /* known kind, sound length that is not the kind's */
	OPTION_NO_LENGTH,    /* the header ends behind the kind octet */
	OPTION_SHORT_LENGTH, /* length 0 or 1: cannot be skipped, iteration ends */
	OPTION_OVERRUN       /* length reaches past the header: iteration ends */
};

struct option {
	enum option_status status;
	uint8_t kind;
	uint8_t length;      /* the octet as found; 1 for EOL and NOP */
	const uint8_t *data; /* behind kind and length; NULL when there is none */
	uint8_t data_len;    /* octets that are really there */
};

struct option_iter {
	const uint8_t *bytes;
	size_t len, at;
};

/* Walks `len` octets of option area. */
struct option_iter option_iter(const uint8_t *bytes, size_t len);

/* The next option; false at the end: behind EOL (EOL itself is returned), behind
 * an option that cannot be skipped, or where the octets end. */
bool option_next(struct option_iter *it, struct option *out);

/* The first option of that kind with status OPTION_OK; false when there is none. */
bool segment_option(const struct segment *seg, uint8_t kind, struct option *out);

/* Big-endian reads from an option's data; 0 when it is not all there. */
uint16_t option_u16(const struct option *opt, size_t at);
uint32_t option_u32(const struct option *opt, size_t at);

/* The MSS option's value, else 0. */
uint16_t segment_mss(const struct segment *seg);

/* Appending; false, with the segment unchanged, when 40 octets do not hold it. */
bool segment_add_option(struct segment *seg, uint8_t kind, const void *data,
			size_t data_len); /* kind, length, data; EOL and NOP alone */
bool segment_add_raw_options(struct segment *seg, const void *bytes, size_t len);

const char *option_status_text(enum option_status status);

/* ---- encoding --------------------------------------------------------- */

/*
 * Writes the TCP header and payload (no IP header) for the addresses in seg, with
 * every field as it stands in seg; checksum and data offset are computed unless
 * seg->force says otherwise. Returns the length, or -1 when `size` is too small or
 * the segment does not fit an IP packet.
 */
int segment_encode(const struct segment *seg, uint8_t *buf, size_t size,
		   struct error *err);

/* As segment_encode with the IPv4 or IPv6 header in front (IPv4 header checksum
 * computed). */
int segment_encode_ip(const struct segment *seg, uint8_t *buf, size_t size,
		      struct error *err);

/* The Internet checksum (RFC 1071) of TCP over the pseudo-header, as the value
 * that belongs into the header whose checksum field holds 0. */
uint16_t segment_checksum(const struct ipaddr *src, const struct ipaddr *dst,
			  const uint8_t *tcp, size_t len);

/* ---- decoding --------------------------------------------------------- */

enum link_type {
	LINK_RAW,      /* starts with the IP header */
	LINK_ETHERNET,
	LINK_NULL,     /* BSD loopback: 4 octets of family, either order */
	LINK_SLL,      /* Linux cooked, version 1 */
	LINK_SLL2      /* Linux cooked, version 2 */
};

/* Why bytes are, or are not, a TCP segment. */
enum decode_status {
	DECODE_OK,
	DECODE_NOT_IP,        /* another EtherType, or an IP version not 4 or 6 */
	DECODE_NOT_TCP,
	DECODE_FRAGMENT,      /* a piece of a datagram; addresses are set */
	DECODE_TRUNCATED,     /* bytes end within a header, or before the IP length */
	DECODE_BAD_IP,        /* header length below 20, or past the datagram */
	DECODE_BAD_OFFSET     /* TCP data offset below 5, or past the segment */
};

enum checksum_status {
	CHECKSUM_GOOD,
	CHECKSUM_BAD,
	CHECKSUM_PARTIAL, /* just the pseudo-header's sum: left to an offload */
	CHECKSUM_UNSEEN   /* the capture does not hold the whole segment, or an
			   * IPv6 routing header hides the final destination */
};

struct decoded {
	enum decode_status status;
	enum checksum_status checksum;     /* TCP; only with DECODE_OK */
	enum checksum_status ip_checksum;  /* IPv4 header; GOOD for IPv6 */
	unsigned vlan_tags;
	unsigned extension_headers;        /* IPv6 */
	uint32_t ip_len;                   /* whole datagram by its header */
	bool merged;  /* it may be several segments that the tester's interface put
		       * together; told by a wire, never by the decoder */
	struct segment seg; /* all of it with DECODE_OK; with DECODE_BAD_OFFSET the
			     * fixed header; otherwise what was reached. payload
			     * points into the bytes given; when the capture cut it,
			     * payload_len is what is held (checksum is UNSEEN then,
			     * and SEG.LEN is not to be trusted). */
};

/* Decodes a captured frame: `len` octets held of `wire_len` on the wire. Never
 * reads outside bytes[0..len), whatever they are. */
void segment_decode(const uint8_t *bytes, size_t len, size_t wire_len,
		    enum link_type link, struct decoded *out);

const char *decode_status_text(enum decode_status status);

/* ---- text ------------------------------------------------------------- */

enum { SEG_NUMBER_TEXT = 12 };

/* A sequence number as people read it: counted from base where it is near, "-1" just
 * below; the number itself where it is 2^24 or more away. Returns buf. */
const char *segment_number_text(uint32_t n, uint32_t base, char buf[static SEG_NUMBER_TEXT]);

/*
 * Prints the segment in script notation, one line without end of line, e.g.
 * "S. 0:0(0) ack 1 win 64240 <mss 1460,nop,wscale 7>". Numbers are printed
 * by segment_number_text from seq_base and ack_base. ack is printed only with the ACK bit.
 */
void segment_print(FILE *out, const struct segment *seg, uint32_t seq_base,
		   uint32_t ack_base);

/* "S.", "FP.", "-" for none; letters in the order SFRPUEWA, '.' for ACK behind
 * them; reserved bits as "+rsvd=N" behind. buf takes 24 octets; returns buf. */
const char *segment_flags_text(uint16_t flags, char buf[static 24]);

#endif

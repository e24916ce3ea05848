/* SPDX-License-Identifier: BSD-2-Clause */
#include "bare.h"

#include <libnet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SNAPLEN = 65440,
	BUFFER = 16 << 20,
	PORT_FIRST = 20000,
	PORTS = 256,
	REPLY_MS = 1000
};

struct bare {
	enum ip_family family;
	libnet_t *net;
	pcap_t *pcap;
	struct libnet_in6_addr src6, dst6;
	uint32_t src4, dst4;
	libnet_ptag_t tcp, ip;
	uint32_t serial;
};

/* ---- opening ---------------------------------------------------------------- */

static void open_pcap(struct bare *bare, const char *ifname)
{
	char why[PCAP_ERRBUF_SIZE] = "", filter[128];
	struct bpf_program program;

	bare->pcap = pcap_create(ifname, why);
	if (!bare->pcap)
		bench_die("cannot capture on %s: %s", ifname, why);
	pcap_set_snaplen(bare->pcap, SNAPLEN);
	pcap_set_buffer_size(bare->pcap, BUFFER);
	pcap_set_immediate_mode(bare->pcap, 1);
	pcap_set_tstamp_precision(bare->pcap, PCAP_TSTAMP_PRECISION_NANO);
	/* What comes, not what goes: the least that a bare loop needs. */
	snprintf(filter, sizeof(filter), "%s and tcp src port %d",
		 bare->family == FAMILY_INET ? "ip" : "ip6", OWN_CLOSED_PORT);
	if (pcap_activate(bare->pcap) < 0 ||
	    pcap_compile(bare->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) < 0 ||
	    pcap_setfilter(bare->pcap, &program) < 0 ||
	    pcap_setnonblock(bare->pcap, 1, why) < 0)
		bench_die("cannot capture on %s: %s", ifname,
			  pcap_geterr(bare->pcap));
	pcap_freecode(&program);
}

static void open_net(struct bare *bare, struct lab *lab)
{
	const bool inet = bare->family == FAMILY_INET;
	char why[LIBNET_ERRBUF_SIZE] = "";

	bare->net = libnet_init(inet ? LIBNET_RAW4 : LIBNET_RAW6, NULL, why);
	if (!bare->net)
		bench_die("libnet: %s", why);
	if (inet) {
		bare->src4 = libnet_name2addr4(bare->net, "192.0.2.1",
					       LIBNET_DONT_RESOLVE);
		memcpy(&bare->dst4, lab_target(lab, FAMILY_INET)->bytes, 4);
	} else {
		bare->src6 = libnet_name2addr6(bare->net, "2001:db8::1",
					       LIBNET_DONT_RESOLVE);
		memcpy(&bare->dst6, lab_target(lab, FAMILY_INET6)->bytes, 16);
	}
}

struct bare *bare_open(struct lab *lab, enum ip_family family, bool capture)
{
	struct bare *bare = calloc(1, sizeof(*bare));

	if (!bare)
		bench_die("no memory");
	bare->family = family;
	open_net(bare, lab);
	if (capture)
		open_pcap(bare, lab_ifname(lab));
	return bare;
}

void bare_close(struct bare *bare)
{
	libnet_destroy(bare->net);
	if (bare->pcap)
		pcap_close(bare->pcap);
	free(bare);
}

/* ---- the loop ------------------------------------------------------------------ */

static uint16_t port_of(uint32_t serial)
{
	return (uint16_t)(PORT_FIRST + serial % PORTS);
}

/* The packet is built once and changed in place, as libnet does fastest. */
static void inject(struct bare *bare)
{
	const uint32_t serial = bare->serial++;

	bare->tcp = libnet_build_tcp(port_of(serial), OWN_CLOSED_PORT, serial, 0,
				     TH_SYN, 65535, 0, 0, LIBNET_TCP_H, NULL, 0,
				     bare->net, bare->tcp);
	if (bare->family == FAMILY_INET)
		bare->ip = libnet_build_ipv4(LIBNET_IPV4_H + LIBNET_TCP_H, 0, 0,
					     IP_DF, 64, IPPROTO_TCP, 0, bare->src4,
					     bare->dst4, NULL, 0, bare->net,
					     bare->ip);
	else
		bare->ip = libnet_build_ipv6(0, 0, LIBNET_TCP_H, IPPROTO_TCP, 64,
					     bare->src6, bare->dst6, NULL, 0,
					     bare->net, bare->ip);
	if (bare->tcp < 0 || bare->ip < 0 || libnet_write(bare->net) < 0)
		bench_die("libnet: %s", libnet_geterror(bare->net));
}

/* Reads until the reply to that port is there. */
static void await(struct bare *bare, uint32_t serial)
{
	const size_t at = bare->family == FAMILY_INET ? 14 + 20 : 14 + 40;
	struct pollfd fd = { pcap_get_selectable_fd(bare->pcap), POLLIN, 0 };
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int got;

	for (;;) {
		while ((got = pcap_next_ex(bare->pcap, &header, &bytes)) > 0) {
			const u_char *tcp = bytes + at;

			if (header->caplen >= at + LIBNET_TCP_H &&
			    (tcp[2] << 8 | tcp[3]) == port_of(serial) &&
			    (tcp[13] & TH_RST))
				return;
		}
		if (got < 0)
			bench_die("libpcap: %s", pcap_geterr(bare->pcap));
		if (poll(&fd, 1, REPLY_MS) == 0)
			bench_die("no reply within %d ms", REPLY_MS);
	}
}

void bare_round_trips(struct bare *bare, struct bench_run *run, unsigned burst)
{
	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();
		const uint32_t first = bare->serial;

		for (unsigned k = 0; k < burst; k++)
			inject(bare);
		for (unsigned k = 0; k < burst; k++)
			await(bare, first + k);
		run->times[i] = bench_now() - began;
	}
}

void bare_injections(struct bare *bare, struct bench_run *run, unsigned burst)
{
	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();

		for (unsigned k = 0; k < burst; k++)
			inject(bare);
		run->times[i] = bench_now() - began;
	}
}

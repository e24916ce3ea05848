/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bare.c - the least that an exchange can cost: libnet and libpcap alone, no library
 * of ours between. A SYN to a closed port of the lab's target, the RST that answers.
 * Everything else is told as a ratio to this. usage: bare [COUNT]
 */
#include <libnet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum {
	COUNT = 20000,
	BURST = 128,
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
		 bare->family == FAMILY_INET ? "ip" : "ip6", LAB_CLOSED_PORT);
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

static void bare_open(struct bare *bare, struct lab *lab, enum ip_family family,
		      bool capture)
{
	*bare = (struct bare){ .family = family };
	open_net(bare, lab);
	if (capture)
		open_pcap(bare, lab_ifname(lab));
}

static void bare_close(struct bare *bare)
{
	libnet_destroy(bare->net);
	if (bare->pcap)
		pcap_close(bare->pcap);
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

	bare->tcp = libnet_build_tcp(port_of(serial), LAB_CLOSED_PORT, serial, 0,
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

static void round_trips(struct bare *bare, struct bench_run *run, uint32_t burst)
{
	for (size_t i = 0; i < run->count; i++) {
		const int64_t began = bench_now();
		const uint32_t first = bare->serial;

		for (uint32_t k = 0; k < burst; k++)
			inject(bare);
		for (uint32_t k = 0; k < burst; k++)
			await(bare, first + k);
		run->times[i] = bench_now() - began;
	}
}

static void measure(struct lab *lab, enum ip_family family, size_t count)
{
	const char *name = family_name(family);
	struct bench_run run;
	struct bare bare;
	char key[64];

	bare_open(&bare, lab, family, true);
	run = bench_begin(count / 10 + 1);
	round_trips(&bare, &run, 1); /* to warm up */
	free(run.times);
	run = bench_begin(count);
	round_trips(&bare, &run, 1);
	bench_end(&run);
	snprintf(key, sizeof(key), "%s.bare.one", name);
	bench_print(&run, key, 1);
	run = bench_begin(count / BURST + 1);
	round_trips(&bare, &run, BURST);
	bench_end(&run);
	snprintf(key, sizeof(key), "%s.bare.burst", name);
	bench_print(&run, key, BURST);
	bare_close(&bare);

	bare_open(&bare, lab, family, false);
	run = bench_begin(count / BURST + 1);
	for (size_t i = 0; i < run.count; i++) {
		const int64_t began = bench_now();

		for (int k = 0; k < BURST; k++)
			inject(&bare);
		run.times[i] = bench_now() - began;
	}
	bench_end(&run);
	snprintf(key, sizeof(key), "%s.bare.inject", name);
	bench_print(&run, key, BURST);
	bare_close(&bare);
}

int main(int argc, char **argv)
{
	const size_t count = bench_count(argc, argv, COUNT);
	struct lab *lab;

	bench_bound();
	lab = bench_lab();
	measure(lab, FAMILY_INET, count);
	measure(lab, FAMILY_INET6, count);
	lab_close(lab);
	return 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "wire/live/capture.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * libpcap divides the buffer into slots of equal size: of the MTU where offloads
 * are off (some 8,000), else of the snapshot length, which with the kernel's
 * header in front must stay below 64 KiB or the slots double (256). A loopback
 * packet takes two slots, of which libpcap passes over the outgoing one. `inbound`
 * in the filter would save that slot, but then the first frame after the start
 * was missing whenever it was tried (6.18, libpcap 1.10.3; why is not known).
 */
enum {
	SNAPLEN = 65536 - 96,
	BUFFER_BYTES = 16 * 1024 * 1024,
	NS_PER_S = 1000000000
};

struct capture {
	pcap_t *pcap;
	enum link_type link;
	char ifname[64];
};

/* ---- the kernel's filter ----------------------------------------------- */

/*
 * Where no port can be seen: IPv4 fragments behind the first, and IPv6 packets
 * with any extension header, for libpcap looks for TCP right behind the fixed
 * header only.
 */
static const char inet_portless[] = "(ip[9] = 6 and ip[6:2] & 0x1fff != 0)";
static const char inet6_portless[] =
	"ip6[6] = 0 or ip6[6] = 43 or ip6[6] = 44 or ip6[6] = 51 or "
	"ip6[6] = 60 or ip6[6] = 135 or ip6[6] = 139 or ip6[6] = 140";

/* Appends what one of the tester's addresses sends or is sent; CAPTURE_FILTER_TEXT has
 * room for it eight times. Returns the length. */
static size_t put_way(char *buf, size_t size, const struct capture_scope *scope,
		      const struct ipaddr *tester, const char *way)
{
	const bool inet = tester->family == FAMILY_INET;
	const char *ip = inet ? "ip" : "ip6";
	char text[ADDRESS_TEXT], host[2 * ADDRESS_TEXT] = "";
	int len;

	if (!scope->private_link)
		snprintf(host, sizeof(host), " %s host %s", way,
			 ipaddr_text(tester, text));
	len = snprintf(buf, size, "(%s%s and (tcp %s portrange %u-%u or %s))", ip, host,
		       way, (unsigned)scope->port_first, (unsigned)scope->port_last,
		       inet ? inet_portless : inet6_portless);
	return len < 0 ? 0 : (size_t)len;
}

static size_t put_both_ways(char *buf, size_t size,
			    const struct capture_scope *scope)
{
	size_t used = 0;

	for (size_t i = 0; i < scope->count; i++) {
		const struct ipaddr *tester = &scope->testers[i];

		if (i > 0)
			used += (size_t)snprintf(buf + used, size - used, " or ");
		used += put_way(buf + used, size - used, scope, tester, "src");
		used += (size_t)snprintf(buf + used, size - used, " or ");
		used += put_way(buf + used, size - used, scope, tester, "dst");
	}
	return used;
}

const char *capture_filter(const struct capture_scope *scope, bool vlan,
			   char buf[static CAPTURE_FILTER_TEXT])
{
	const size_t size = CAPTURE_FILTER_TEXT;
	size_t used = put_both_ways(buf, size, scope);

	/* `vlan` moves the offsets of all that follows, so it comes last. */
	if (vlan) {
		used += (size_t)snprintf(buf + used, size - used, " or (vlan and (");
		used += put_both_ways(buf + used, size - used, scope);
		snprintf(buf + used, size - used, "))");
	}
	return buf;
}

static int set_filter(struct capture *capture, const struct capture_scope *scope,
		      struct error *err)
{
	char text[CAPTURE_FILTER_TEXT];
	struct bpf_program program;
	int ret = 0;

	capture_filter(scope, capture->link == LINK_ETHERNET, text);
	if (pcap_compile(capture->pcap, &program, text, 1,
			 PCAP_NETMASK_UNKNOWN) < 0)
		return error_set(err, "cannot compile the capture filter: %s",
				 pcap_geterr(capture->pcap));
	if (pcap_setfilter(capture->pcap, &program) < 0)
		ret = error_set(err, "cannot set the capture filter on %s: %s",
				capture->ifname, pcap_geterr(capture->pcap));
	pcap_freecode(&program);
	return ret;
}

/* ---- opening ----------------------------------------------------------- */

static const struct {
	int dlt;
	enum link_type link;
} link_types[] = {
	{ DLT_EN10MB, LINK_ETHERNET },
	{ DLT_RAW, LINK_RAW },
	{ DLT_IPV4, LINK_RAW },
	{ DLT_IPV6, LINK_RAW },
	{ DLT_NULL, LINK_NULL },
	{ DLT_LOOP, LINK_NULL },
	{ DLT_LINUX_SLL, LINK_SLL },
	{ DLT_LINUX_SLL2, LINK_SLL2 },
};

static int set_link(struct capture *capture, struct error *err)
{
	const int dlt = pcap_datalink(capture->pcap);
	const char *name = pcap_datalink_val_to_name(dlt);

	for (size_t i = 0; i < sizeof(link_types) / sizeof(link_types[0]); i++) {
		if (link_types[i].dlt == dlt) {
			capture->link = link_types[i].link;
			return 0;
		}
	}
	return error_set(err, "interface %s has link type %d (%s), which is not "
			 "supported: Ethernet, raw IP, loopback and cooked are",
			 capture->ifname, dlt, name ? name : "unnamed");
}

static int activate(struct capture *capture, struct error *err)
{
	pcap_t *pcap = capture->pcap;
	int status;

	/* These fail only on a handle that is active already. Nanoseconds are the
	 * exception, but every Linux capture has them. */
	pcap_set_snaplen(pcap, SNAPLEN);
	pcap_set_promisc(pcap, 0);
	pcap_set_buffer_size(pcap, BUFFER_BYTES);
	pcap_set_immediate_mode(pcap, 1);
	if (pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO) != 0)
		return error_set(err, "capture on %s gives no nanoseconds",
				 capture->ifname);
	status = pcap_activate(pcap);
	if (status == PCAP_ERROR_PERM_DENIED)
		return error_set(err, "capturing on %s is not permitted: run as root, "
				 "grant cap_net_raw (setcap cap_net_raw+ep FILE), or "
				 "use 'tcpvet lab', which needs neither",
				 capture->ifname);
	if (status < 0)
		return error_set(err, "cannot capture on %s: %s%s%s", capture->ifname,
				 pcap_statustostr(status),
				 *pcap_geterr(pcap) ? ": " : "", pcap_geterr(pcap));
	return 0;
}

static int go_nonblocking(struct capture *capture, struct error *err)
{
	char why[PCAP_ERRBUF_SIZE] = "";

	if (pcap_setnonblock(capture->pcap, 1, why) < 0)
		return error_set(err, "cannot capture on %s without blocking: %s",
				 capture->ifname, why);
	if (pcap_get_selectable_fd(capture->pcap) < 0)
		return error_set(err, "a capture on %s cannot be waited for",
				 capture->ifname);
	return 0;
}

struct capture *capture_open(const char *ifname, const struct capture_scope *scope,
			     struct error *err)
{
	struct capture *capture = memory_zeroed(1, sizeof(*capture));
	char why[PCAP_ERRBUF_SIZE] = "";

	snprintf(capture->ifname, sizeof(capture->ifname), "%s", ifname);
	capture->pcap = pcap_create(ifname, why);
	if (!capture->pcap) {
		error_set(err, "cannot capture on %s: %s", ifname, why);
		goto fail;
	}
	if (activate(capture, err) < 0 || set_link(capture, err) < 0 ||
	    set_filter(capture, scope, err) < 0 || go_nonblocking(capture, err) < 0)
		goto fail;
	return capture;
fail:
	capture_close(capture);
	return NULL;
}

void capture_close(struct capture *capture)
{
	if (!capture)
		return;
	if (capture->pcap)
		pcap_close(capture->pcap);
	free(capture);
}

/* ---- reading ----------------------------------------------------------- */

int capture_next(struct capture *capture, struct captured_frame *out, struct error *err)
{
	struct pcap_pkthdr *header;
	const u_char *bytes;
	int status = pcap_next_ex(capture->pcap, &header, &bytes);

	if (status == 0)
		return 0;
	if (status < 0)
		return error_set(err, "capture on %s failed: %s", capture->ifname,
				 pcap_geterr(capture->pcap));
	/* tv_usec counts nanoseconds: so it was asked for. */
	out->time = (int64_t)header->ts.tv_sec * NS_PER_S +
		    (int64_t)header->ts.tv_usec;
	out->bytes = bytes;
	out->len = header->caplen;
	out->wire_len = header->len;
	out->link = capture->link;
	return 1;
}

enum link_type capture_link(const struct capture *capture)
{
	return capture->link;
}

int capture_fd(const struct capture *capture)
{
	return pcap_get_selectable_fd(capture->pcap);
}

uint64_t capture_dropped(struct capture *capture)
{
	struct pcap_stat stat;

	if (pcap_stats(capture->pcap, &stat) < 0)
		return 0;
	return stat.ps_drop;
}

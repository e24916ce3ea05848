/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>

#include "lab/kernel/kernel_lab.h"
#include "target/service.h"

/* ---- the lab as a whole ------------------------------------------------------------ */

static void expect_closed(const struct lab *lab, enum ip_family family)
{
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(lab_target(lab, family), OWN_CLOSED_PORT, &sa);
	int fd = socket(sa.ss_family, SOCK_STREAM, 0);

	check(connect(fd, (struct sockaddr *)&sa, len) < 0 && errno == ECONNREFUSED,
	      "the closed port: %s", strerror(errno));
	close(fd);
}

static void whole(void)
{
	int before = count_fds(getpid());
	struct lab *lab = lab_open(NULL, &(struct error){ "" });
	char text[ADDRESS_TEXT];

	check(lab, "no lab without a configuration");
	check(if_nametoindex(lab_ifname(lab)), "no interface %s", lab_ifname(lab));
	check(!strcmp(ipaddr_text(lab_target(lab, FAMILY_INET), text), "192.0.2.2"),
	      "%s", text);
	check(!strcmp(ipaddr_text(lab_target(lab, FAMILY_INET6), text), "2001:db8::2"),
	      "%s", text);
	expect_services(lab);
	expect_closed(lab, FAMILY_INET);
	expect_closed(lab, FAMILY_INET6);
	lab_close(lab);
	check(count_fds(getpid()) == before, "a descriptor is left");
	check(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "a child is left");
}

Test(lab, services_answer_at_once)
{
	run_alone(whole);
}

/* Twice in one process: the second lab stands inside the first one's namespaces. */
static void twice(void)
{
	lab_close(open_lab(NULL));
	expect_services(open_lab(NULL));
}

Test(lab, can_be_opened_again)
{
	run_alone(twice);
}

static pid_t target_process(const struct lab *lab)
{
	struct stat ns;

	check(fstat(lab_target_netns(lab), &ns) == 0, "fstat");
	return find_in_netns(ns.st_ino);
}

static void terminal_signals(void)
{
	struct lab *lab = open_lab(NULL);
	pid_t child = target_process(lab);
	int fd = dial(lab_target(lab, FAMILY_INET), 7);

	expect_echo(fd, "before"); /* it has got as far as serving */
	kill(child, SIGINT);
	kill(child, SIGTERM);
	kill(child, SIGHUP);
	sleep_ms(50);
	expect_echo(fd, "after");
}

Test(lab, services_outlive_ctrl_c)
{
	run_alone(terminal_signals);
}

/* A reader of the caller's output must see its end even while the child runs. */
static void held_descriptors(void)
{
	struct lab *lab;
	int ends[2];
	char byte;

	check(pipe(ends) == 0, "pipe");
	lab = open_lab(NULL);
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	expect_echo(dial(lab_target(lab, FAMILY_INET), 7), "it serves");
	check(read(ends[0], &byte, 1) == 0, "the child holds the caller's pipe");
}

Test(lab, services_hold_nothing_of_the_caller)
{
	run_alone(held_descriptors);
}

/* ---- the end of the caller ----------------------------------------------------------- */

/* In a process of its own: opens a lab, tells about it and waits to be killed. */
static void victim(int tell)
{
	struct stat tester, target;
	ino_t inodes[2];
	struct lab *lab;

	alarm(ALONE_SECONDS);
	lab = open_lab(NULL);
	/* Not before the server has got as far as serving. */
	expect_echo(dial(lab_target(lab, FAMILY_INET), 7), "hello");
	check(fstat(lab_target_netns(lab), &target) == 0 &&
	      stat("/proc/self/ns/net", &tester) == 0, "stat");
	inodes[0] = tester.st_ino;
	inodes[1] = target.st_ino;
	check(write(tell, inodes, sizeof(inodes)) == sizeof(inodes), "write");
	while (true)
		pause();
}

/* A stopped process sees no pipe close: only the kernel's own signal ends it. */
static void killed_with_server(bool stopped)
{
	ino_t inodes[2];
	pid_t child, server, left;
	int ends[2];

	check(pipe(ends) == 0, "pipe");
	child = fork();
	if (child == 0)
		victim(ends[1]);
	close(ends[1]);
	check(read(ends[0], inodes, sizeof(inodes)) == sizeof(inodes), "no lab");
	server = find_in_netns(inodes[1]);
	check(server > 0 && find_in_netns(inodes[0]) == child, "no such processes");
	if (stopped)
		kill(server, SIGSTOP);
	kill(child, SIGKILL);
	check(waitpid(child, NULL, 0) == child, "waitpid");
	for (int i = 0; i < 100 && kill(server, 0) == 0 && find_in_netns(inodes[1]); i++)
		sleep_ms(10);
	left = find_in_netns(inodes[1]);
	if (left)
		kill(left, SIGKILL);
	check(!left && !find_in_netns(inodes[0]), "a process is left in a namespace");
	close(ends[0]);
}

static void killed(void)
{
	killed_with_server(false);
	killed_with_server(true);
}

Test(lab, sigkill_leaves_nothing)
{
	run_alone(killed);
}

/* ---- settings ------------------------------------------------------------------------- */

static char read_sack(void)
{
	int fd = open("/proc/sys/net/ipv4/tcp_sack", O_RDONLY);
	char value = '?';

	check(fd >= 0 && read(fd, &value, 1) == 1, "tcp_sack: %s", strerror(errno));
	close(fd);
	return value;
}

static void settings(void)
{
	const char *const wanted[] = { "net.ipv4.tcp_sack=0",
				       "net/ipv4/conf/vet1/rp_filter=1",
				       "net.ipv4.conf.vet1.forwarding=1", NULL };
	struct lab *lab = open_lab(wanted);

	check(read_sack() == '1', "the tester's own has changed");
	check(setns(lab_target_netns(lab), CLONE_NEWNET) == 0, "setns");
	check(read_sack() == '0', "the target's is as before");
}

Test(lab, sysctls_are_the_targets)
{
	run_alone(settings);
}

static void refused_settings(void)
{
	static const struct {
		const char *setting, *message;
	} rows[] = {
		{ "net.ipv4.tcp_sack", "write it as KEY=VALUE" },
		{ "=1", "write it as KEY=VALUE" },
		{ "net.ipv4.tcp_nonsense=1", "no /proc/sys/net/ipv4/tcp_nonsense" },
		{ "net.ipv4.conf.a/b.forwarding=1", "conf/a.b/forwarding" },
		{ "net.ipv6.conf.all.disable_ipv6=1", "does not answer at 2001:db8::2" },
		{ "net.ipv4.tcp_sack=maybe", "refuses the value \"maybe\"" },
		{ "net.ipv4=1", "cannot write" },
		{ "net.=1", "must lie below net" },
		{ "net=1", "must lie below net" },
		{ "network.x=1", "must lie below net" },
		{ "kernel.panic=1", "must lie below net" },
		{ "net/../kernel/panic=1", "must lie below net" },
		{ "net//ipv4/tcp_sack=1", "must lie below net" },
		{ "net/./ipv4/tcp_sack=1", "must lie below net" },
		{ "net.//.kernel.panic=1", "must lie below net" },
		{ "/net/ipv4/tcp_sack=1", "must lie below net" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *const wanted[] = { rows[i].setting, NULL };
		const struct lab_config config = { .sysctls = wanted };
		struct error err = { "" };

		check(!lab_open(&config, &err), "%s was taken", rows[i].setting);
		check(strstr(err.text, rows[i].message), "%s: %s", rows[i].setting,
		      err.text);
	}
}

Test(lab, a_sysctl_that_cannot_be_set_is_named)
{
	run_alone(refused_settings);
}

/* ---- the link ------------------------------------------------------------------------- */

/* Reads what was captured; returns the number of TCP frames that it had. */
static int inspect_frames(int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	char frame[65536];
	int frames = 0;

	while (true) {
		struct iovec iov = { frame, sizeof(frame) };
		struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
				      .msg_control = &control,
				      .msg_controllen = sizeof(control) };
		struct tpacket_auxdata aux;
		ssize_t len = recvmsg(fd, &msg, MSG_DONTWAIT);

		if (len < 0)
			return frames;
		check(CMSG_FIRSTHDR(&msg), "no auxiliary data");
		memcpy(&aux, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(aux));
		check(len <= ETH_HLEN + 1500, "a frame of %zd bytes", len);
		check(!(aux.tp_status & TP_STATUS_CSUMNOTREADY), "unfinished checksum");
		frames++;
	}
}

static int packet_socket(const char *ifname)
{
	struct sockaddr_ll where = { .sll_family = AF_PACKET,
				     .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), on = 1, room = 8 << 20;

	check(fd >= 0, "packet socket: %s", strerror(errno));
	where.sll_ifindex = (int)if_nametoindex(ifname);
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	check(bind(fd, (struct sockaddr *)&where, sizeof(where)) == 0, "bind: %s",
	      strerror(errno));
	return fd;
}

static void real_segments(void)
{
	struct lab *lab = open_lab(NULL);

	for (int i = 0; i < 2; i++) {
		int tap = packet_socket(lab_ifname(lab)), frames = 0;
		int fd = dial(lab_target(lab, families[i]), 7);
		char data[60000] = "";

		for (int round = 0; round < 10; round++) {
			check(send(fd, data, sizeof(data), 0) == sizeof(data), "send");
			check(recv(fd, data, sizeof(data), MSG_WAITALL) == sizeof(data),
			      "recv");
			frames += inspect_frames(tap);
		}
		check(frames > 10, "only %d frames were seen", frames);
		close(fd);
		close(tap);
	}
}

Test(lab, segments_are_those_of_a_wire)
{
	run_alone(real_segments);
}

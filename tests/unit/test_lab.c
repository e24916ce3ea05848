/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <arpa/inet.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

#include "lab/lab.h"
#include "lab/userns.h"
#include "model/state.h"

static struct lab *open_lab(const char *const *sysctls)
{
	struct lab_config config = { .sysctls = sysctls };
	struct error err = { "" };
	struct lab *lab = lab_open(&config, &err);

	check(lab, "%s", err.text);
	return lab;
}

static const enum ip_family families[] = { FAMILY_INET, FAMILY_INET6 };

/* ---- the lab as a whole ------------------------------------------------------------ */

static void expect_services(const struct lab *lab)
{
	for (int i = 0; i < 2; i++) {
		const struct ipaddr *target = lab_target(lab, families[i]);
		char line[256];
		int fd = dial(target, 7);

		expect_echo(fd, "hello");
		reset(fd);
		reset(dial(target, 9));
		fd = dial(target, 13);
		check(read_all(fd, line, sizeof(line)) > 10, "daytime");
		close(fd);
		fd = dial(target, 19);
		check(recv(fd, line, 74, MSG_WAITALL) == 74, "chargen");
		reset(fd);
	}
}

static void expect_closed(const struct lab *lab, enum ip_family family)
{
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(lab_target(lab, family), LAB_CLOSED_PORT, &sa);
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

/* ---- the oracle ------------------------------------------------------------------------ */

enum { PORT = 5000 };

static void wait_state(struct lab *lab, const struct connection_id *id,
		       enum tcp_state wanted)
{
	enum tcp_state state = STATE_COUNT;
	struct error err = { "" };

	for (int i = 0; i < 300 && state != wanted; i++) {
		if (i > 0)
			sleep_ms(10);
		check(lab_oracle(lab)->state(lab_oracle(lab), id, &state, &err) == 0,
		      "%s", err.text);
	}
	check(state == wanted, "%s, not %s", state_name(state), state_name(wanted));
}

static void filter(int fd, bool all)
{
	/* A filter of a TCP socket sees from the TCP header on; flags are byte 13. */
	struct sock_filter drop_all[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	struct sock_filter drop_fin[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 1, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	struct sock_fprog program = { all ? 1 : 4, all ? drop_all : drop_fin };

	check(setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0,
	      "filter: %s", strerror(errno));
}

static void unfilter(int fd)
{
	int none = 0;

	setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof(none));
}

/* A socket in the target's namespace. */
static int target_socket(const struct lab *lab, enum ip_family family)
{
	int home = open("/proc/self/ns/net", O_RDONLY), fd;

	check(setns(lab_target_netns(lab), CLONE_NEWNET) == 0, "setns");
	fd = socket(family == FAMILY_INET ? AF_INET : AF_INET6, SOCK_STREAM, 0);
	check(setns(home, CLONE_NEWNET) == 0, "setns");
	close(home);
	return fd;
}

static void listen_at(int fd, const struct ipaddr *addr)
{
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(addr, PORT, &sa);
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	check(bind(fd, (struct sockaddr *)&sa, len) == 0 && listen(fd, 16) == 0,
	      "listen: %s", strerror(errno));
}

static void local_end(int fd, struct ipaddr *addr, uint16_t *port)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);

	check(getsockname(fd, (struct sockaddr *)&sa, &len) == 0, "getsockname");
	check(ipaddr_from_sockaddr((struct sockaddr *)&sa, addr), "no address");
	*port = ntohs(((struct sockaddr_in *)&sa)->sin_port); /* same place in both */
}

/* A connection with both its ends in our hands. */
struct pair {
	int listener, client, server;
	struct connection_id id;
};

static struct pair open_pair(struct lab *lab, enum ip_family family)
{
	struct pair pair = { .id.target = *lab_target(lab, family),
			     .id.target_port = PORT };

	pair.listener = target_socket(lab, family);
	listen_at(pair.listener, &pair.id.target);
	pair.client = dial(&pair.id.target, PORT);
	local_end(pair.client, &pair.id.tester, &pair.id.tester_port);
	pair.server = accept(pair.listener, NULL, NULL);
	check(pair.server >= 0, "accept: %s", strerror(errno));
	close(pair.listener);
	wait_state(lab, &pair.id, STATE_ESTABLISHED);
	return pair;
}

static void passive_close(struct lab *lab, enum ip_family family)
{
	struct pair pair = open_pair(lab, family);

	shutdown(pair.client, SHUT_WR);
	wait_state(lab, &pair.id, STATE_CLOSE_WAIT);
	filter(pair.client, false);
	close(pair.server);
	wait_state(lab, &pair.id, STATE_LAST_ACK);
	unfilter(pair.client);
	wait_state(lab, &pair.id, STATE_CLOSED);
	close(pair.client);
}

static void active_close(struct lab *lab, enum ip_family family)
{
	struct pair pair = open_pair(lab, family);

	filter(pair.client, false);
	close(pair.server);
	wait_state(lab, &pair.id, STATE_FIN_WAIT_1);
	unfilter(pair.client);
	wait_state(lab, &pair.id, STATE_FIN_WAIT_2);
	close(pair.client);
	wait_state(lab, &pair.id, STATE_TIME_WAIT);
}

static void simultaneous_close(struct lab *lab, enum ip_family family)
{
	struct pair pair = open_pair(lab, family);

	filter(pair.client, false);
	shutdown(pair.server, SHUT_WR);
	wait_state(lab, &pair.id, STATE_FIN_WAIT_1);
	shutdown(pair.client, SHUT_WR);
	wait_state(lab, &pair.id, STATE_CLOSING);
	reset(pair.client);
	close(pair.server);
}

/* Half-open: the target's SYN,ACK is never heard, then the service's own ports. */
static void opening(struct lab *lab, enum ip_family family)
{
	struct connection_id id = { .target = *lab_target(lab, family),
				    .target_port = 7 };
	int fd = socket(family == FAMILY_INET ? AF_INET : AF_INET6,
			SOCK_STREAM | SOCK_NONBLOCK, 0);
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(&id.target, 7, &sa);

	filter(fd, true);
	check(connect(fd, (struct sockaddr *)&sa, len) < 0 && errno == EINPROGRESS,
	      "connect: %s", strerror(errno));
	local_end(fd, &id.tester, &id.tester_port);
	wait_state(lab, &id, STATE_SYN_RECEIVED);
	id.tester_port ^= 1; /* a connection that is not there */
	wait_state(lab, &id, STATE_LISTEN);
	id.target_port = LAB_CLOSED_PORT;
	wait_state(lab, &id, STATE_CLOSED);
	close(fd);
}

static void active_open(struct lab *lab, enum ip_family family)
{
	struct connection_id id = { .tester_port = PORT };
	int server = socket(family == FAMILY_INET ? AF_INET : AF_INET6, SOCK_STREAM, 0);
	int fd = target_socket(lab, family), probe = dial(lab_target(lab, family), 7);
	struct sockaddr_storage sa;
	socklen_t len;
	uint16_t unused;

	local_end(probe, &id.tester, &unused);
	reset(probe);
	filter(server, true);
	listen_at(server, &id.tester);
	len = ipaddr_to_sockaddr(&id.tester, PORT, &sa);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	check(connect(fd, (struct sockaddr *)&sa, len) < 0 && errno == EINPROGRESS,
	      "connect: %s", strerror(errno));
	local_end(fd, &id.target, &id.target_port);
	wait_state(lab, &id, STATE_SYN_SENT);
	close(fd);
	close(server);
}

static void all_states(void)
{
	struct lab *lab = open_lab(NULL);

	for (int i = 0; i < 2; i++) {
		opening(lab, families[i]);
		active_open(lab, families[i]);
		passive_close(lab, families[i]);
		active_close(lab, families[i]);
		simultaneous_close(lab, families[i]);
	}
}

Test(lab, oracle_tells_every_state)
{
	run_alone(all_states);
}

static void oracle_cost(void)
{
	enum { TIMES = 5000 };
	struct lab *lab = open_lab(NULL);
	struct connection_id id = { .target = *lab_target(lab, FAMILY_INET),
				    .target_port = 7 };
	int before = count_fds(getpid());
	int fd = dial(&id.target, 7);
	int64_t start = now_us(), spent;
	struct error err = { "" };
	enum tcp_state state;

	local_end(fd, &id.tester, &id.tester_port);
	for (int i = 0; i < TIMES; i++)
		wait_state(lab, &id, STATE_ESTABLISHED);
	spent = now_us() - start;
	check(spent / TIMES < 500, "%ld us a question", (long)(spent / TIMES));
	close(fd);
	check(count_fds(getpid()) == before, "a descriptor is left");
	id.tester.family = FAMILY_INET6;
	check(lab_oracle(lab)->state(lab_oracle(lab), &id, &state, &err) == -1 &&
	      strstr(err.text, "one family"), "\"%s\"", err.text);
}

Test(lab, oracle_is_quick)
{
	run_alone(oracle_cost);
}

/* ---- rights ---------------------------------------------------------------------------- */

static void become_ordinary(void)
{
	if (geteuid() == 0)
		check(setgroups(0, NULL) == 0 && setresgid(65534, 65534, 65534) == 0 &&
		      setresuid(65534, 65534, 65534) == 0, "setresuid: %s",
		      strerror(errno));
}

static void ordinary_user(void)
{
	become_ordinary();
	expect_services(open_lab((const char *const[]){ "net.ipv4.tcp_sack=0", NULL }));
}

Test(lab, works_for_an_ordinary_user)
{
	run_alone(ordinary_user);
}

/* A user namespace whose limit forbids further ones. */
static void forbid_user_namespaces(void)
{
	struct error err;
	int fd;

	check(userns_enter(&err) == 0, "%s", err.text);
	fd = open("/proc/sys/user/max_user_namespaces", O_WRONLY);
	check(fd >= 0 && write(fd, "0\n", 2) == 2, "limit: %s", strerror(errno));
	close(fd);
}

static void only_net_namespaces(void)
{
	become_ordinary();
	forbid_user_namespaces();
	expect_services(open_lab(NULL));
}

Test(lab, does_without_a_user_namespace_when_it_has_the_rights)
{
	run_alone(only_net_namespaces);
}

static void no_rights(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct none[2] = { { 0, 0, 0 }, { 0, 0, 0 } };
	struct error err = { "" };

	become_ordinary();
	forbid_user_namespaces();
	check(syscall(SYS_capset, &header, none) == 0, "capset: %s", strerror(errno));
	check(!lab_open(NULL, &err), "a lab without any right");
	check(strstr(err.text, "user.max_user_namespaces is 0; raise it"), "\"%s\"",
	      err.text);
}

Test(lab, says_which_setting_forbids_it)
{
	run_alone(no_rights);
}

/* ---- the shell -------------------------------------------------------------------------- */

/* Runs lab_shell with these commands on its standard input. */
static int shell_with(const char *shell, const char *commands, struct error *err)
{
	struct lab *lab = open_lab(NULL);
	int ends[2], result;

	check(pipe(ends) == 0, "pipe");
	check(write(ends[1], commands, strlen(commands)) > 0, "write");
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	setenv("SHELL", shell, 1);
	result = lab_shell(lab, err);
	lab_close(lab);
	return result;
}

static void shell_status(void)
{
	struct error err = { "" };
	sigset_t pipes;
	int status;

	/* What the caller does about signals is not for the shell to inherit. */
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&pipes);
	sigaddset(&pipes, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipes, NULL);
	status = shell_with("/bin/sh", "kill -PIPE $$; exit 0\n", &err);
	check(status == 128 + SIGPIPE, "%d %s", status, err.text);
	signal(SIGINT, SIG_DFL);
	/* It stands in the tester's namespace, and Ctrl-C is the shell's business. */
	status = shell_with("/bin/sh", "kill -INT $PPID; grep -q vet0 /proc/net/dev && "
			    "exit 7\n", &err);
	check(status == 7, "%d %s", status, err.text);
	status = shell_with("/bin/sh", "kill -KILL $$\n", &err);
	check(status == 128 + SIGKILL, "%d %s", status, err.text);
	status = shell_with("", "exit 3\n", &err);
	check(status == 3, "%d %s", status, err.text);
	status = shell_with("/no/such/shell", "exit 0\n", &err);
	check(status == -1 && strstr(err.text, "/no/such/shell"), "%d %s", status,
	      err.text);
}

Test(lab, shell_stands_beside_the_tester)
{
	run_alone(shell_status);
}

static void shell_victim(int said)
{
	struct error err;
	int never[2];

	alarm(ALONE_SECONDS);
	check(pipe(never) == 0, "pipe");
	check(write(never[1], "echo $$\n", 8) == 8, "write");
	dup2(never[0], STDIN_FILENO);
	dup2(said, STDOUT_FILENO);
	close(said);
	setenv("SHELL", "/bin/sh", 1);
	lab_shell(open_lab(NULL), &err);
	_exit(1);
}

static void shell_killed(void)
{
	struct pollfd over;
	pid_t child, shell;
	char text[32] = "", byte;
	bool ended;
	int ends[2];

	check(pipe(ends) == 0, "pipe");
	child = fork();
	if (child == 0)
		shell_victim(ends[1]);
	close(ends[1]);
	check(read(ends[0], text, sizeof(text) - 1) > 1, "the shell says nothing");
	shell = (pid_t)strtol(text, NULL, 10);
	check(shell > 1, "\"%s\"", text);
	kill(child, SIGKILL);
	/* Only the shell holds the other end now. */
	over = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	ended = poll(&over, 1, 5000) == 1 && read(ends[0], &byte, 1) == 0;
	if (!ended)
		kill(shell, SIGKILL);
	check(ended, "the shell is still there");
}

Test(lab, shell_dies_with_the_caller)
{
	run_alone(shell_killed);
}

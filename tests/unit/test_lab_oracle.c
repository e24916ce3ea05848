/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_fixture.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <sched.h>

#include "lab/kernel/kernel_lab.h"
#include "target/service.h"
#include "target/state.h"

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
	int observer, client, server;
	struct connection_id id;
};

static struct pair open_pair(struct lab *lab, enum ip_family family)
{
	struct pair pair = { .id.target = *lab_target(lab, family),
			     .id.target_port = PORT };

	pair.observer = target_socket(lab, family);
	listen_at(pair.observer, &pair.id.target);
	pair.client = dial(&pair.id.target, PORT);
	local_end(pair.client, &pair.id.tester, &pair.id.tester_port);
	pair.server = accept(pair.observer, NULL, NULL);
	check(pair.server >= 0, "accept: %s", strerror(errno));
	close(pair.observer);
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
	id.target_port = OWN_CLOSED_PORT;
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

Test(lab_oracle, tells_every_state)
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

Test(lab_oracle, is_quick)
{
	run_alone(oracle_cost);
}

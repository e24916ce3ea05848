/* SPDX-License-Identifier: BSD-2-Clause */
/* The application in the lab's target, asked over the lab's agent; this test is the
 * tester, with sockets of its kernel. */
#include "lab_fixture.h"

#include <arpa/inet.h>
#include <signal.h>

enum { PORT = 6000 };

static struct lab *lab;
static enum ip_family family;

static const struct ipaddr *tester_address(void)
{
	static struct ipaddr address;
	bool four = family == FAMILY_INET;

	check(ipaddr_parse(four ? "192.0.2.1" : "2001:db8::1", &address), "address");
	return &address;
}

static int asks(enum user_call call, uint32_t octets, struct error *err)
{
	struct agent_request request = {
		.call = call, .octets = octets,
		.id = { .tester = *tester_address(), .target = *lab_target(lab, family),
			.tester_port = PORT },
	};

	return lab_agent(lab)->ask(lab_agent(lab), &request, err);
}

static void must_ask(enum user_call call, uint32_t octets)
{
	struct error err = { "" };

	check(asks(call, octets, &err) == 0, "%s", err.text);
}

static int listener(void)
{
	struct sockaddr_storage sa;
	socklen_t len = ipaddr_to_sockaddr(tester_address(), PORT, &sa);
	struct timeval patience = { .tv_sec = 5 };
	int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	check(bind(fd, (struct sockaddr *)&sa, len) == 0 && listen(fd, 4) == 0,
	      "listen: %s", strerror(errno));
	return fd;
}

/* The connection that the application opened. */
static int accepted(int listening, struct connection_id *id)
{
	struct timeval patience = { .tv_sec = 5 };
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);
	int fd = accept(listening, (struct sockaddr *)&sa, &len);

	check(fd >= 0, "accept: %s", strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	*id = (struct connection_id){ .tester = *tester_address(), .tester_port = PORT };
	check(ipaddr_from_sockaddr((struct sockaddr *)&sa, &id->target), "no address");
	check(ipaddr_equal(&id->target, lab_target(lab, family)), "from elsewhere");
	id->target_port = ntohs(((struct sockaddr_in *)&sa)->sin_port);
	return fd;
}

static enum tcp_state state_of(const struct connection_id *id)
{
	struct error err = { "" };
	enum tcp_state state;

	check(lab_oracle(lab)->state(lab_oracle(lab), id, &state, &err) == 0, "%s",
	      err.text);
	return state;
}

static void wait_state(const struct connection_id *id, enum tcp_state wanted)
{
	for (int i = 0; i < 300 && state_of(id) != wanted; i++)
		sleep_ms(10);
	check(state_of(id) == wanted, "%s, not %s", state_name(state_of(id)),
	      state_name(wanted));
}

static void expect_reset(int fd)
{
	char octet;

	check(recv(fd, &octet, 1, 0) < 0 && errno == ECONNRESET, "no reset: %s",
	      strerror(errno));
}

/* A tester that does not read holds back most of it: close waits for all. */
static void sends_then_closes(int listening)
{
	static char text[AGENT_SEND_MOST + 1];
	struct connection_id id;
	int fd;

	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	check(send(fd, "thrown away", 11, 0) == 11, "send");
	must_ask(CALL_SEND, AGENT_SEND_MOST);
	must_ask(CALL_CLOSE, 0);
	check(read_all(fd, text, sizeof(text)) == AGENT_SEND_MOST, "octets are missing");
	close(fd);
	wait_state(&id, STATE_TIME_WAIT);
}

static void shuts_down_and_reads_on(int listening)
{
	struct connection_id id;
	char octet;
	int fd;

	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	must_ask(CALL_SHUTDOWN, 0);
	check(recv(fd, &octet, 1, 0) == 0, "no FIN");
	wait_state(&id, STATE_FIN_WAIT_2);
	check(send(fd, "more", 4, 0) == 4, "send");
	sleep_ms(50);
	wait_state(&id, STATE_FIN_WAIT_2);
	close(fd);
	wait_state(&id, STATE_TIME_WAIT);
}

static void closes_at_the_end_of_file(int listening)
{
	struct connection_id id;
	char octet;
	int fd;

	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	shutdown(fd, SHUT_WR);
	check(recv(fd, &octet, 1, 0) == 0, "no FIN");
	close(fd);
	wait_state(&id, STATE_CLOSED);
}

static void aborts(int listening)
{
	struct connection_id id, again;
	int fd, other;

	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	must_ask(CALL_ABORT, 0);
	expect_reset(fd);
	check(state_of(&id) == STATE_CLOSED, "it is left");
	must_ask(CALL_ABORT, 0);
	close(fd);
	/* One connection to a socket at a time. */
	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	must_ask(CALL_CONNECT, 0);
	expect_reset(fd);
	other = accepted(listening, &again);
	must_ask(CALL_ABORT, 0);
	expect_reset(other);
	close(fd);
	close(other);
}

static void refused(void)
{
	struct error err = { "" };
	int failed = 0;

	must_ask(CALL_CONNECT, 0);
	for (int i = 0; i < 100 && !failed; i++) {
		sleep_ms(10);
		failed = asks(CALL_SEND, 1, &err);
	}
	check(failed && strstr(err.text, "does not exist"), "%s", err.text);
	check(asks(CALL_CLOSE, 0, &err) < 0, "closed what is not");
}

static pid_t target_process(void)
{
	struct stat ns;

	check(fstat(lab_target_netns(lab), &ns) == 0, "fstat");
	return find_in_netns(ns.st_ino);
}

static void all_calls(void)
{
	pid_t child;
	int before;

	lab = open_lab(NULL);
	child = target_process();
	check(child > 0, "no process in the target's namespace");
	for (int i = 0; i < 2; i++) {
		int listening;

		family = families[i];
		/* One ask makes sure that the services run. */
		must_ask(CALL_ABORT, 0);
		before = count_fds(child);
		refused();
		listening = listener();
		sends_then_closes(listening);
		shuts_down_and_reads_on(listening);
		closes_at_the_end_of_file(listening);
		aborts(listening);
		close(listening);
		check(count_fds(child) == before, "%d descriptors, not %d",
		      count_fds(child), before);
	}
	expect_services(lab);
	lab_close(lab);
}

Test(lab_application, does_what_it_is_asked_for)
{
	run_alone(all_calls);
}

/* It waits without burning the processor, whatever state its connections are in. */
static void stays_quiet(void)
{
	struct connection_id id;
	int listening, fd;
	pid_t child;
	long ticks;

	lab = open_lab(NULL);
	family = FAMILY_INET;
	child = target_process();
	listening = listener();
	must_ask(CALL_CONNECT, 0);
	fd = accepted(listening, &id);
	must_ask(CALL_SEND, AGENT_SEND_MOST);
	must_ask(CALL_SHUTDOWN, 0);
	shutdown(fd, SHUT_WR);
	sleep_ms(50);
	ticks = cpu_ticks(child);
	sleep_ms(500);
	check(cpu_ticks(child) - ticks < sysconf(_SC_CLK_TCK) / 5, "it spins");
	lab_close(lab);
}

Test(lab_application, waits_quietly)
{
	run_alone(stays_quiet);
}

static void dies(void)
{
	struct error err = { "" };

	lab = open_lab(NULL);
	family = FAMILY_INET;
	kill(target_process(), SIGKILL);
	check(asks(CALL_CONNECT, 0, &err) < 0, "who answered?");
	check(strstr(err.text, "application"), "%s", err.text);
	lab_close(lab);
}

Test(lab_application, its_end_is_told)
{
	run_alone(dies);
}

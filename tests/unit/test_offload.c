/* SPDX-License-Identifier: BSD-2-Clause */
/* Offloads of a veth pair in a network namespace of its own. */
#include "lab_fixture.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include "lab/userns.h"
#include "wire/live/offload_guard.h"

static void command(const char *text)
{
	check(system(text) == 0, "%s", text);
}

static void network(void)
{
	struct error err;

	check(userns_enter(&err) == 0, "%s", err.text);
	command("ip link set lo up");
	command("ip link add d0 type veth peer name e0");
	command("ip link set e0 up");
	command("ip link set d0 up");
	/* One of several features behind one switch is off: that must come back. */
	command("ethtool -K d0 gro on tso on tx-tcp6-segmentation off");
}

static struct offload_state read_state(const char *ifname)
{
	struct offload_state state;
	struct error err = { "" };

	check(offload_read(ifname, &state, &err) == 0, "%s", err.text);
	return state;
}

static bool same(const struct offload_state *a, const struct offload_state *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void expect_off(unsigned which)
{
	struct offload_state state = read_state("d0");

	check(!(offload_on(&state) & which), "on: 0x%x", offload_on(&state));
}

static void expect_back(const struct offload_state *before)
{
	struct offload_state now = read_state("d0");

	check(same(before, &now), "not as before");
}

/* ---- reading and switching --------------------------------------------------------- */

static void switching(void)
{
	struct offload_state before;
	struct error err = { "" };

	network();
	before = read_state("d0");
	check((offload_on(&before) & (OFFLOAD_TSO | OFFLOAD_GSO | OFFLOAD_GRO)) ==
	      (OFFLOAD_TSO | OFFLOAD_GSO | OFFLOAD_GRO), "0x%x", offload_on(&before));
	check(offload_switch_off("d0", &before, OFFLOAD_MERGING, &err) == 0, "%s",
	      err.text);
	expect_off(OFFLOAD_MERGING);
	check(offload_on(&(struct offload_state){ 0 }) == 0, "of nothing");
	check(offload_restore("d0", &before, OFFLOAD_MERGING, &err) == 0, "%s", err.text);
	expect_back(&before);
	check(offload_switch_off("d0", &before, OFFLOAD_ALL, &err) == 0, "%s", err.text);
	expect_off(OFFLOAD_ALL);
	check(offload_restore("d0", &before, OFFLOAD_ALL, &err) == 0, "%s", err.text);
	expect_back(&before);
	check(offload_disable("d0", &err) == 0, "%s", err.text);
	expect_off(OFFLOAD_ALL);
}

Test(offload, features_come_back_one_by_one)
{
	run_alone(switching);
}

static void loopback(void)
{
	struct offload_state state;
	struct error err = { "" };

	network();
	state = read_state("lo");
	check(offload_on(&state) & OFFLOAD_TX_CHECKSUM, "no checksum offload");
	check(!(offload_switchable(&state) & OFFLOAD_TX_CHECKSUM), "can be switched");
	check(offload_switchable(&state) & OFFLOAD_TSO, "cannot be switched");
	check(offload_disable("lo", &err) < 0 &&
	      strstr(err.text, "cannot be switched off on lo"), "%s", err.text);
	check(offload_read("nowhere", &state, &err) < 0 &&
	      strstr(err.text, "cannot read the offloads of nowhere"), "%s", err.text);
}

Test(offload, what_is_fixed_is_told)
{
	run_alone(loopback);
}

Test(offload, words_are_those_of_ethtool)
{
	char text[OFFLOAD_TEXT];

	cr_assert_str_eq(offload_words(0, text), "");
	cr_assert_str_eq(offload_words(OFFLOAD_GRO | OFFLOAD_LRO, text), "gro lro");
	cr_assert_str_eq(offload_words(OFFLOAD_ALL, text),
			 "tso gso sg tx rx gro rx-gro-hw lro rx-gro-list");
	cr_assert_str_eq(offload_command("eth0", OFFLOAD_TSO | OFFLOAD_GRO_HW, text),
			 "ethtool -K eth0 tso off rx-gro-hw off");
	cr_assert_str_eq(offload_command("an-interface-15", OFFLOAD_ALL, text),
			 "ethtool -K an-interface-15 tso off gso off sg off tx off "
			 "rx off gro off rx-gro-hw off lro off rx-gro-list off");
}

/* ---- the guard ------------------------------------------------------------------------ */

static struct offload_guard *open_guard(void)
{
	struct error err = { "" };
	struct offload_guard *guard = offload_guard_open("d0", OFFLOAD_ALL, &err);

	check(guard, "%s", err.text);
	expect_off(OFFLOAD_ALL);
	return guard;
}

static void guarding(void)
{
	struct error err = { "" };
	struct offload_state before;

	network();
	before = read_state("d0");
	for (int i = 0; i < 3; i++) {
		struct offload_guard *guard = open_guard();

		check(offload_guard_off(guard) ==
		      (offload_switchable(&before) & OFFLOAD_ALL), "0x%x",
		      offload_guard_off(guard));
		check(!offload_guard_open("d0", OFFLOAD_ALL, &err), "a second one");
		check(strstr(err.text, "has switched off the offloads of d0"), "%s",
		      err.text);
		check(offload_guard_close(guard, &err) == 0, "%s", err.text);
		expect_back(&before);
	}
	check(!offload_guard_open("nowhere", OFFLOAD_ALL, &err), "an interface");
	check(strstr(err.text, "offloads of nowhere"), "%s", err.text);
	check(offload_guard_close(NULL, &err) == 0, "of none");
}

Test(offload, guard_brings_back_at_the_end)
{
	run_alone(guarding);
}

/* Waits until everything is as before, two seconds at most. */
static void await_back(const struct offload_state *before)
{
	for (int i = 0; i < 200; i++) {
		struct offload_state now = read_state("d0");

		if (same(before, &now))
			return;
		usleep(10000);
	}
	check(false, "nobody brought the offloads back");
}

/* A process with a guard that is killed, or whose whole group is, after `us`. */
static void kill_owner(int signum, bool group, useconds_t us)
{
	int status, ready[2];
	char byte;
	pid_t owner;

	check(pipe(ready) == 0, "pipe");
	owner = fork();
	if (owner == 0) {
		setpgid(0, 0);
		close(ready[0]);
		if (us == 0)
			open_guard();
		else if (write(ready[1], "", 1) == 1)
			open_guard();
		close(ready[1]);
		pause();
		_exit(0);
	}
	close(ready[1]);
	/* End of file: all is off. */
	check(read(ready[0], &byte, 1) == (us ? 1 : 0), "no owner");
	usleep(us);
	kill(group ? -owner : owner, signum);
	check(waitpid(owner, &status, 0) == owner && WIFSIGNALED(status), "it lives");
	close(ready[0]);
}

static void killing(void)
{
	struct offload_state before;

	network();
	before = read_state("d0");
	kill_owner(SIGKILL, false, 0);
	await_back(&before);
	kill_owner(SIGKILL, true, 0);
	await_back(&before);
	kill_owner(SIGINT, true, 0);
	await_back(&before);
	/* At any moment of its beginning. */
	for (useconds_t us = 1; us < 4000; us += 200) {
		kill_owner(SIGKILL, true, us);
		await_back(&before);
	}
}

Test(offload, guard_outlives_its_parent)
{
	run_alone(killing);
}

static void succession(void)
{
	struct error err = { "" };
	struct offload_state before;
	struct offload_guard *guard;

	network();
	before = read_state("d0");
	kill_owner(SIGKILL, false, 0);
	/* It waits for the guard of the dead, and sees what was on before that. */
	guard = open_guard();
	check(offload_guard_close(guard, &err) == 0, "%s", err.text);
	expect_back(&before);
}

Test(offload, next_guard_waits_for_that_of_the_dead)
{
	run_alone(succession);
}

static void lost_child(void)
{
	struct error err = { "" };
	struct offload_state before;
	struct offload_guard *guard;
	char text[64];
	FILE *list;
	long pid = 0;

	network();
	before = read_state("d0");
	guard = open_guard();
	snprintf(text, sizeof(text), "/proc/self/task/%ld/children", (long)getpid());
	list = fopen(text, "re");
	check(list && fscanf(list, "%ld", &pid) == 1 && pid > 1, "no child");
	fclose(list);
	kill((pid_t)pid, SIGKILL);
	check(offload_guard_close(guard, &err) == 0, "%s", err.text);
	expect_back(&before);
}

Test(offload, parent_brings_back_when_the_guard_was_killed)
{
	run_alone(lost_child);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * observer.h - who is told of a run: what it tests, each result, how it ended. Any number
 * listen to the same run; the formats of lib/report are such.
 */
#ifndef TCPVET_RUN_OBSERVER_H
#define TCPVET_RUN_OBSERVER_H

#include "verdict/result.h"

struct run_summary {
	unsigned counts[VERDICT_COUNT]; /* cases and rules; a known fail counts as fail */
	unsigned known;      /* fails that are listed as expected */
	unsigned known_warnings; /* ... and warnings */
	unsigned stale;      /* entries of the expect file whose cases ran and held */
	bool interrupted; /* it ended before all cases had, ... */
	const char *stopped; /* ... because: "the time was up (--max-time)"; or NULL */
	bool lost; /* a target, and nothing tells why */
	int64_t elapsed_ns;
	int64_t cpu_ns;
	uint64_t capture_drops;
	/* Segments of the target that offloads have left with an unfinished checksum,
	 * or may have put together; and what to do about those that the target's end
	 * did not finish, or NULL. */
	uint64_t unfinished, merged;
	const char *offload_advice;
};

/* What is told before the first case. Lists may be empty. */
struct run_info {
	const char *command;      /* "run", "lab" */
	const char *version;
	const char *profile;      /* "quick", "full" */
	const char *target;       /* as the user named it */
	size_t case_count;        /* (case, family) pairs that will be reported */
	struct target_info {
		enum ip_family family;
		char address[ADDRESS_TEXT], source[ADDRESS_TEXT];
		char ifname[32];
		int64_t rtt_ns;       /* smallest measured; 0 when not measured */
		char services[256];   /* "echo:7 discard:9 open:22" */
		uint16_t closed_port; /* 0: none known */
		char note[256];       /* what was found besides; "" without */
		/* Offloads of the tester's interface that change what the capture
		 * shows, in ethtool's words: those that are on and those switched
		 * off for the run; the command for those that are on. "" without. */
		char offloads[128], offloads_off[128], offload_command[128];
		char offload_note[512]; /* the same for people */
	} targets[2];
	size_t target_count;
};

struct observer;

struct observer_ops {
	void (*begin)(struct observer *observer, const struct run_info *info);
	/* For progress: so many cases have ended, told or not, and this is the one
	 * that is waited for. May be NULL. */
	void (*progress)(struct observer *observer, size_t ended,
			 const struct test_case *tc, enum ip_family family);
	/* Each case, as soon as its result is known, in any order; and in the user's
	 * order, when its turn has come. Either may be NULL. The result is the caller's;
	 * who keeps it must copy. */
	void (*known)(struct observer *observer, const struct case_result *result);
	void (*result)(struct observer *observer, const struct case_result *result);
	void (*rule)(struct observer *observer, const struct rule_result *result);
	/* An expect entry whose case ran and held. */
	void (*stale)(struct observer *observer, const char *id, const char *family);
	void (*end)(struct observer *observer, const struct run_summary *summary);
	void (*free)(struct observer *observer);
};

struct observer {
	const struct observer_ops *ops;
	struct observer *next;
};

/* Calls on a whole list (NULL allowed). */
void observers_begin(struct observer *list, const struct run_info *info);
void observers_progress(struct observer *list, size_t ended, const struct test_case *tc,
		      enum ip_family family);
void observers_known(struct observer *list, const struct case_result *result);
void observers_result(struct observer *list, const struct case_result *result);
void observers_rule(struct observer *list, const struct rule_result *result);
void observers_stale(struct observer *list, const char *id, const char *family);
void observers_end(struct observer *list, const struct run_summary *summary);
void observers_free(struct observer *list);

#endif

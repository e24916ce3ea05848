/* SPDX-License-Identifier: BSD-2-Clause */
#include "verdict/excuse.h"

#include <assert.h>

const struct excuse_row excuse_rows[] = {
	[EXCUSE_PREAMBLE] = {
		"preamble", "what a preamble meets is not what its case is about", "",
		"a stack on which the preamble never comes about",
		"the same step fails in cases that are about it" },
	[EXCUSE_MERGED] = {
		"merged", "an offload put segments together: where each began is not known",
		"", "a wrong segment among those that were merged",
		"failures that a merged segment can explain; gone with the offload" },
	[EXCUSE_SUPPLANTED] = {
		"supplanted", "the target opened a connection of its own on the same ports, "
		"which takes away the numbers that the script counts by",
		"RFC 9293 3.10.7.4", "a stack that sends a SYN where none may be sent",
		"the case in which the SYN came" },
	[EXCUSE_APPLICATION] = {
		"application", "the application on the port may have ended the connection",
		"RFC 9293 3.6.1", "a stack that resets where it must not",
		"a RST or FIN whose numbers a close explains, on ports whose application "
		"closes by its own mind" },
	[EXCUSE_WITNESS] = {
		"witness", "what would show the state did not come, or nothing could show it",
		"RFC 5961 7", "a stack that has lost the connection and is silent",
		"`state` without an oracle; silence, an ACK of fewer octets, a SYN,ACK "
		"that comes once" },
	[EXCUSE_MODEL] = {
		"model", "by the segments exchanged the state is another one than the script "
		"speaks of", "", "a stack that led the script astray",
		"`state`, where segments that were allowed have led elsewhere" },
	[EXCUSE_WINDOW_OPEN] = {
		"window open", "the receive window could not be filled", "",
		"a stack that takes more than its window", "`fill`, up to 4 MiB" },
	[EXCUSE_AGENT] = {
		"agent", "the application could not do what it was asked for", "",
		"a stack on which the call fails wrongly", "the `app` statement" },
	[EXCUSE_DISTANCE] = {
		"distance", "the target is so far that its timers cross the tester's segments",
		"RFC 6298 2.1", "any fault, from 450 ms of round trip on",
		"round trips of 450 ms and more" },
	[EXCUSE_OVERFLOW] = {
		"overflow", "more segments came than the tester keeps", "",
		"a stack that floods", "512 segments that wait to be looked at" },
	[EXCUSE_UNSENT] = {
		"unsent", "a segment did not leave the tester", "", "nothing",
		"the trial, which is repeated" },
	[EXCUSE_DROPS] = {
		"drops", "the capture dropped segments", "", "what was dropped",
		"the trial, which is repeated" },
	[EXCUSE_LATE] = {
		"late", "the tester was late: its machine is too busy", "",
		"a stack that answers otherwise when it has time", "the trial, which is repeated" },
	[EXCUSE_PATH] = {
		"path", "the path may have disturbed what was seen", "",
		"a stack that is wrong as rarely as the path disturbs",
		"until the path did it all with a chance below one in a million" },
	[EXCUSE_ONCE] = {
		"once", "it was seen once and not again", "",
		"a stack that is wrong once in many trials", "eight trials" },
	[EXCUSE_PATIENCE] = {
		"patience", "the trials took too long", "",
		"a stack that is wrong only on a bad path", "120 s; 360 s where much speaks "
		"against the target" },
	[EXCUSE_REFUSED] = {
		"refused", "the port, which was open, refuses connections now", "",
		"a stack that refuses connections after some", "told by target/accepts" },
	[EXCUSE_DEAD] = {
		"dead", "the target stopped answering", "", "nothing: target/alive tells it",
		"cases under way when it did" },
	[EXCUSE_STOPPED] = {
		"stopped", "the run ended before the case was decided", "",
		"what the trials to come would have shown", "interrupt, time limit" },
	[EXCUSE_DAMAGE] = {
		"damage", "a path may damage a segment now and then", "",
		"a stack with a wrong checksum once in a while",
		"two segments, or one in ten of all, on paths that are not known to be sound; "
		"not where one kind of segment has so many that chance does it once in ten "
		"million times" },
	[EXCUSE_LOSS] = {
		"loss", "a segment that was lost explains the gap", "",
		"a stack that leaves numbers out now and then",
		"two segments on a private path, or one in 200; any where the path disturbs" },
	[EXCUSE_STRAY] = {
		"stray", "it may be of an earlier connection of the same ports", "RFC 9293 3.4.3",
		"a stack that answers with numbers of another connection",
		"paths that were seen to disturb" },
	[EXCUSE_OFFLOAD] = {
		"offload", "an offload left it unfinished or put it together", "",
		"what the offload hides", "segments that bear its mark" },
};

static_assert(sizeof(excuse_rows) / sizeof(excuse_rows[0]) == EXCUSE_COUNT,
	      "every excuse has a row");
static_assert(EXCUSE_COUNT <= 32, "an excuse_set holds them all");

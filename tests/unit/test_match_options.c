/* SPDX-License-Identifier: BSD-2-Clause */
/* The <...> of a `>` line. */
#include "session/match.h"
#include "line_fixture.h"

static struct cause told;

/* A SYN,ACK with these octets of options against the line; wanted as in test_match. */
static void check_raw(const char *text, const char *octets, size_t len,
		      const char *wanted)
{
	struct segment seg = line_segment(SEG_SYN | SEG_ACK, 0, 1, NULL);
	struct error why = { "" };
	enum match_result result;
	struct line l;

	cr_assert(segment_add_raw_options(&seg, octets, len));
	line_open(&l, text);
	line_establish(&l);
	result = match_segment(&l.scope, l.stmt->segment, &seg, &why, &told);
	cr_assert_eq(result, wanted ? MATCH_NO : MATCH_YES, "%s: %s", text, why.text);
	if (wanted)
		cr_assert_str_eq(why.text, wanted, "%s: %s", text, why.text);
	line_close(&l);
}

#define check(text, octets, wanted)                                         \
	check_raw(text, octets, sizeof(octets) - 1, wanted)

#define MSS "\2\4\5\264" /* 1460 */
#define WSCALE "\3\3\7"
#define SACKOK "\4\2"
#define TS "\10\12\0\0\0\5\0\0\0\6"

Test(match_options, nothing_written_wants_nothing)
{
	check("> S.", "", NULL);
	check("> S.", MSS WSCALE "\1", NULL);
	check("> S. <...>", MSS WSCALE "\1", NULL);
	check("> S. <...>", "", NULL);
}

Test(match_options, exact_list)
{
	check("> S. <mss 1460>", MSS, NULL);
	check("> S. <mss 1460,nop,wscale 7>", MSS "\1" WSCALE, NULL);
	check("> S. <mss 1460>", "", "option mss is missing");
	check("> S. <mss 1460>", MSS "\1\1\1\1", "option kind 1, expected no more");
	check("> S. <mss 1460,sackOK>", MSS, "option sackOK is missing");
	check("> S. <sackOK,mss 1460>", MSS SACKOK, "option kind 2, expected sackOK");
	check("> S. <mss 536>", MSS, "MSS is 1460, expected 536");
	check("> S. <mss 500..1460>", MSS, NULL);
	check("> S. <mss *>", MSS, NULL);
	check("> S. <mss MSS>", MSS, NULL);
	check("> S. <wscale 8>", WSCALE "\1", "window scale is 7, expected 8");
	check("> S. <nop,nop,nop,eol>", "\1\1\1\0", NULL);
}

Test(match_options, empty_list_wants_none)
{
	check("> S. <>", "", NULL);
	check("> S. <>", MSS, "option kind 2, expected no more");
}

Test(match_options, others_are_free_with_dots_and_order_too)
{
	check("> S. <wscale 7,mss 1460,...>", MSS "\1" WSCALE SACKOK "\1\1", NULL);
	check("> S. <mss 1460,...>", "\1" WSCALE, "option mss is missing");
	check("> S. <mss 1461,...>", "\1\1" MSS, "MSS is 1460, expected 1461");
	check("> S. <sackOK,...>", MSS SACKOK, NULL);
}

Test(match_options, option_that_must_not_be_there)
{
	check("> S. <no sackOK>", MSS, NULL);
	check("> S. <no sackOK>", "", NULL);
	check("> S. <no sackOK>", MSS SACKOK, "option sackOK is there");
	check("> S. <no TS,no wscale>", MSS SACKOK, NULL);
	check("> S. <no TS,no wscale>", MSS WSCALE "\1", "option wscale is there");
	check("> S. <mss 1460,no sackOK,...>", MSS WSCALE "\1", NULL);
	check("> S. <mss 1460,no sackOK,...>", MSS SACKOK, "option sackOK is there");
	check("> S. <mss 1460,no sackOK>", MSS, NULL);
	check("> S. <mss 1460,no sackOK>", MSS "\1\1\1\1",
	      "option kind 1, expected no more");
	check("> S. <no sackOK,mss 1460,no TS>", MSS, NULL);
	check("> S. <no mss>", "\2\0\1\1", "option mss is there");
}

Test(match_options, malformed_is_told_apart)
{
	check("> S. <mss *>", "\2\3\5\1", "option kind 2: wrong length");
	check("> S. <mss *,...>", "\2\3\5\1", "option kind 2: wrong length");
	check("> S. <mss *>", "\1\1\1\2", "option kind 1, expected mss");
}

Test(match_options, timestamps)
{
	check("> S. <TS val 5 ecr 6>", TS, NULL);
	check("> S. <TS val * ecr 6>", TS, NULL);
	check("> S. <TS val 4 ecr 6>", TS, "TSval is 5, expected 4");
	check("> S. <TS val 5 ecr 0>", TS, "TSecr is 6, expected 0");
	/* They are no sequence numbers: no sign. */
	check("> S. <TS val 1 ecr 0>", "\10\12\377\377\377\377\0\0\0\0",
	      "TSval is 4294967295, expected 1");
	check("> S. <TS val 5 ecr 1..5>", TS, "TSecr is 6, expected 1..5");
}

/* LINE_ISN is 2^32 - 5: relative 1 and 11 are 0xfffffffc and 6. */
#define BLOCK "\377\377\377\374\0\0\0\6"

Test(match_options, sack_blocks_count_from_the_testers_syn)
{
	check("> S. <sack 1:11>", "\5\12" BLOCK, NULL);
	check("> S. <sack RCV.NXT:RCV.NXT + 10>", "\5\12" BLOCK, NULL);
	check("> S. <sack 1:12>", "\5\12" BLOCK, "right edge of SACK is 11, expected 12");
	check("> S. <sack 2:11>", "\5\12" BLOCK, "left edge of SACK is 1, expected 2");
	check("> S. <sack 1:11 1:11>", "\5\22" BLOCK BLOCK, NULL);
	check("> S. <sack 1:11 1:11>", "\5\12" BLOCK, "1 SACK blocks, expected more");
	check("> S. <sack 1:11>", "\5\22" BLOCK BLOCK, "2 SACK blocks, expected 1");
}

Test(match_options, cookies_and_other_kinds_by_their_octets)
{
	check("> S. <FO abcd1234>", "\42\6\253\315\22\64", NULL);
	check("> S. <FO abcd1235>", "\42\6\253\315\22\64",
	      "the octets of option kind 34 differ");
	check("> S. <FO>", "\42\2\1\1", "option kind 1, expected no more");
	check("> S. <FO,...>", "\42\2\1\1", NULL);
	check("> S. <FOEXP abcd1234>", "\376\10\371\211\253\315\22\64", NULL);
	check("> S. <FOEXP abcd1235>", "\376\10\371\211\253\315\22\64",
	      "the octets of option kind 254 differ");
	check("> S. <kind 200 0xabcd>", "\310\4\253\315", NULL);
	check("> S. <kind 200 0xabce>", "\310\4\253\315",
	      "the octets of option kind 200 differ");
	check("> S. <kind 201 0xabcd>", "\310\4\253\315",
	      "option kind 200, expected kind 201");
	check("> S. <no kind 200,...>", "\310\4\253\315", "option kind 200 is there");
	check("> S. <kind 200,nop,nop>", "\310\2\1\1", NULL);
	check("> S. <kind 200,nop,nop>", "\310\4\253\315\1\1\1\1",
	      "the octets of option kind 200 differ");
}

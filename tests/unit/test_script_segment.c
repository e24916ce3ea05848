/* SPDX-License-Identifier: BSD-2-Clause */
/* Segments: what the tree holds of each way to write them. */
#include "target/needs.h"
#include "script_fixture.h"

/* ---- flags ------------------------------------------------------------- */

static struct flags_spec flags_of(const char *sign, const char *flags)
{
	struct flags_spec spec;
	struct script s;
	char text[200];

	snprintf(text, sizeof(text), "case c ; " HEAD "{ %s %s 1 }", sign, flags);
	s = script_load(text);
	spec = case_segment(&s, 0)->flags;
	script_free(&s);
	return spec;
}

static void assert_flags(const char *sign, const char *text, unsigned set,
			 unsigned optional, unsigned clear)
{
	struct flags_spec spec = flags_of(sign, text);

	cr_assert_eq(spec.set, set, "%s: set %x", text, spec.set);
	cr_assert_eq(spec.optional, optional, "%s: optional %x", text,
		     spec.optional);
	cr_assert_eq(spec.clear, clear, "%s: clear %x", text, spec.clear);
	cr_assert_not(spec.any);
}

Test(script_segment, each_letter_is_its_flag)
{
	assert_flags("<", "S", SEG_SYN, 0, 0);
	assert_flags("<", "F", SEG_FIN, 0, 0);
	assert_flags("<", "R", SEG_RST, 0, 0);
	assert_flags("<", "P", SEG_PSH, 0, 0);
	assert_flags("<", ".", SEG_ACK, 0, 0);
	assert_flags("<", "U", SEG_URG, 0, 0);
	assert_flags("<", "E", SEG_ECE, 0, 0);
	assert_flags("<", "W", SEG_CWR, 0, 0);
	assert_flags("<", "A", SEG_AE, 0, 0);
	assert_flags("<", "-", 0, 0, 0);
	assert_flags("<", ".S", SEG_SYN | SEG_ACK, 0, 0);
	assert_flags("<", "SFRPUEWA.", 0x1ff, 0, 0);
}

Test(script_segment, a_question_mark_makes_a_flag_optional)
{
	assert_flags(">", "F?.", SEG_ACK, SEG_FIN, 0);
	assert_flags(">", ".?P?", 0, SEG_ACK | SEG_PSH, 0);
	cr_assert(flags_of(">", "*").any);
}

Test(script_segment, a_digit_behind_the_dot_is_ae_cwr_ece)
{
	assert_flags(">", ".5", SEG_ACK | SEG_AE | SEG_ECE, 0, SEG_CWR);
	assert_flags(">", "S.0", SEG_SYN | SEG_ACK, 0,
		     SEG_AE | SEG_CWR | SEG_ECE);
	assert_flags("<", "P.6", SEG_PSH | SEG_ACK | SEG_AE | SEG_CWR, 0, SEG_ECE);
}

/* ---- sequence and length ------------------------------------------------ */

Test(script_segment, packetdrill_line_has_start_and_length)
{
	struct script s = script_load(CASE("< P. 1:1001(1000) ack 5 win 257"));
	const struct segment_spec *seg = case_segment(&s, 0);

	assert_number(&seg->seq, 1);
	assert_number(&seg->len, 1000);
	assert_number(&seg->ack, 5);
	assert_number(&seg->window, 257);
	cr_assert_eq(seg->urgent.kind, FIELD_ABSENT);
	cr_assert_eq(seg->src_port.kind, FIELD_ABSENT);
	cr_assert_not(seg->has_options);
	cr_assert_null(seg->unsupported);
	script_free(&s);
}

Test(script_segment, an_end_without_length_makes_the_length)
{
	struct script s = script_load(CASE("< . RCV.NXT:RCV.NXT+7"));
	const struct field *len = &case_segment(&s, 0)->len;

	cr_assert_eq(len->kind, FIELD_VALUE);
	cr_assert_eq(len->lo->kind, EXPR_SUB);
	cr_assert_not(len->lo->is_seq);
	cr_assert_eq(len->lo->a->kind, EXPR_ADD);
	cr_assert_eq(len->lo->b->name, NAME_RCV_NXT);
	script_free(&s);
}

Test(script_segment, what_is_not_written_is_absent)
{
	struct script s = script_load(CASE("< R\n> R 5\n> . 1:*"));

	cr_assert_eq(case_segment(&s, 0)->seq.kind, FIELD_ABSENT);
	cr_assert_eq(case_segment(&s, 0)->len.kind, FIELD_ABSENT);
	cr_assert_eq(case_segment(&s, 0)->ack.kind, FIELD_ABSENT);
	cr_assert_eq(case_segment(&s, 1)->len.kind, FIELD_ABSENT);
	cr_assert_eq(case_segment(&s, 2)->len.kind, FIELD_ABSENT);
	script_free(&s);
}

Test(script_segment, start_and_length_must_make_the_end_whatever_the_names)
{
	struct script s = script_load(CASE(
		"let n = RCV.WND\n"
		"< . RCV.NXT:RCV.NXT+2*n - 1(n - 1+n)\n"
		"< . 4294967295:1(2)\n"
		"< . 1-n:1(n)"));

	cr_assert_eq(case_segment(&s, 1)->seq.lo->name, NAME_RCV_NXT);
	assert_number(&case_segment(&s, 2)->seq, UINT32_MAX);
	script_free(&s);
	assert_refused(CASE("let n = RCV.WND\n< . 1:1+n(n+1)"),
		       "do not make the end");
}

Test(script_segment, a_literal_is_octets_and_their_length)
{
	static const char octets[] = "a\n\r\t\\\"\0\xff\x4a";
	struct script s = script_load(
		CASE("< P. 1 \"a\\n\\r\\t\\\\\\\"\\x00\\xfF\\x4A\""));
	const struct segment_spec *seg = case_segment(&s, 0);

	cr_assert_eq(seg->data_len, sizeof(octets) - 1);
	cr_assert_arr_eq(seg->data, octets, sizeof(octets) - 1);
	assert_number(&seg->len, sizeof(octets) - 1);
	script_free(&s);
}

Test(script_segment, a_literal_longer_than_a_segment_is_refused)
{
	char *text = malloc(70100), *end;

	end = text + sprintf(text, "case c ; " HEAD "{ < . 1 \"");
	memset(end, 'x', 65536);
	strcpy(end + 65536, "\" }");
	assert_refused(text, "65536 octets are more than a segment can carry");
	free(text);
}

/* ---- fields of expected segments ---------------------------------------- */

Test(script_segment, ranges_and_stars_are_for_expected_segments)
{
	struct script s = script_load(CASE(
		"> . *:*(*) ack RCV.NXT-5..RCV.NXT win 0..10 urg *\n"
		"> . 1(3..4) ack * win 5"));
	const struct segment_spec *seg = case_segment(&s, 0);

	cr_assert_eq(seg->seq.kind, FIELD_ANY);
	cr_assert_eq(seg->len.kind, FIELD_ANY);
	cr_assert_eq(seg->ack.kind, FIELD_RANGE);
	cr_assert(seg->ack.lo->is_seq && seg->ack.hi->is_seq);
	cr_assert_eq(seg->ack.lo->kind, EXPR_SUB);
	cr_assert_eq(seg->window.hi->number, 10);
	cr_assert_eq(seg->urgent.kind, FIELD_ANY);
	seg = case_segment(&s, 1);
	cr_assert_eq(seg->len.kind, FIELD_RANGE);
	cr_assert_eq(seg->ack.kind, FIELD_ANY);
	assert_number(&seg->window, 5);
	script_free(&s);
}

Test(script_segment, names_of_fields_can_be_names_of_variables)
{
	struct script s = script_load(CASE(
		"let win = 5 ; let ack = RCV.NXT\n"
		"< . (ack) ack ack win win\n"
		"> . 1 ack * win win"));

	cr_assert_eq(case_segment(&s, 2)->ack.lo->kind, EXPR_VAR);
	cr_assert_str_eq(case_segment(&s, 2)->ack.lo->var, "ack");
	cr_assert_eq(case_segment(&s, 2)->window.lo->slot, 0);
	cr_assert_eq(case_segment(&s, 3)->window.lo->kind, EXPR_VAR);
	script_free(&s);
}

/* ---- options ------------------------------------------------------------ */

Test(script_segment, options_stand_in_their_order)
{
	struct script s = script_load(CASE(
		"< S 0 <mss 1460, wscale 7, sackOK, TS val 5 ecr 6,\n"
		"       nop, eol, kind 254 0x0aB1, kind 9>"));
	const struct option_spec *o = case_segment(&s, 0)->options;

	cr_assert(case_segment(&s, 0)->has_options);
	cr_assert_eq(o->kind, OPTSPEC_MSS);
	assert_number(&o->value, 1460);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_WSCALE);
	assert_number(&o->value, 7);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_SACK_PERMITTED);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_TIMESTAMPS);
	assert_number(&o->value, 5);
	assert_number(&o->value2, 6);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_NOP);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_EOL);
	o = o->next;
	cr_assert_eq(o->kind, OPTSPEC_KIND);
	cr_assert_eq(o->option_kind, 254);
	cr_assert_eq(o->bytes_len, 2);
	cr_assert_arr_eq(o->bytes, "\x0a\xb1", 2);
	o = o->next;
	cr_assert_eq(o->option_kind, 9);
	cr_assert_eq(o->bytes_len, 0);
	cr_assert_null(o->next);
	script_free(&s);
}

Test(script_segment, cookies_and_digests_are_octets)
{
	struct script s = script_load(CASE(
		"< S 0 <FO 0123abcd, FOEXP>\n< S 0 <FO abcd, FOEXP 12, md5 0x99>\n"
		"< S 0 <FO>"));
	const struct option_spec *o = case_segment(&s, 0)->options;

	cr_assert_eq(o->kind, OPTSPEC_FASTOPEN);
	cr_assert_arr_eq(o->bytes, "\x01\x23\xab\xcd", 4);
	cr_assert_eq(o->next->kind, OPTSPEC_FASTOPEN_EXP);
	cr_assert_eq(o->next->bytes_len, 0);
	o = case_segment(&s, 1)->options;
	cr_assert_arr_eq(o->bytes, "\xab\xcd", 2);
	cr_assert_arr_eq(o->next->bytes, "\x12", 1);
	cr_assert_eq(o->next->next->kind, OPTSPEC_MD5);
	cr_assert_arr_eq(o->next->next->bytes, "\x99", 1);
	cr_assert_eq(case_segment(&s, 2)->options->bytes_len, 0);
	script_free(&s);
}

Test(script_segment, sack_holds_its_blocks)
{
	struct script s = script_load(CASE("> . 1 <sack 1:2 RCV.NXT:*, no TS, ...>"));
	const struct option_spec *o = case_segment(&s, 0)->options;

	cr_assert_eq(o->sack->left.lo->number, 1);
	cr_assert_eq(o->sack->right.lo->number, 2);
	cr_assert_eq(o->sack->next->left.lo->kind, EXPR_STD);
	cr_assert_eq(o->sack->next->right.kind, FIELD_ANY);
	cr_assert_null(o->sack->next->next);
	cr_assert(o->next->absent);
	cr_assert_eq(o->next->kind, OPTSPEC_TIMESTAMPS);
	cr_assert(case_segment(&s, 0)->options_more);
	script_free(&s);
}

Test(script_segment, no_options_and_any_options_are_two_things)
{
	struct script s = script_load(CASE("> . 1 <>\n> . 1 <...>\n> . 1"));

	cr_assert(case_segment(&s, 0)->has_options);
	cr_assert_not(case_segment(&s, 0)->options_more);
	cr_assert(case_segment(&s, 1)->has_options);
	cr_assert(case_segment(&s, 1)->options_more);
	cr_assert_not(case_segment(&s, 2)->has_options);
	script_free(&s);
}

/* ---- with and IP fields -------------------------------------------------- */

static const struct with_spec *find_with(const struct segment_spec *seg,
					 enum with_kind kind)
{
	const struct with_spec *with = seg->with;

	while (with && with->kind != kind)
		with = with->next;
	cr_assert_not_null(with, "setting %d is missing", (int)kind);
	return with;
}

Test(script_segment, every_setting_is_kept)
{
	struct script s = script_load(CASE(
		"< . 1 with checksum=bad offset=4 reserved=5 options=0x0102 ttl=1 "
		"tos=2 df=1 id=3 flow=4 ipoptions=0x01020304\n"
		"< . 1 with checksum=0xabcd"));
	const struct segment_spec *seg = case_segment(&s, 0);

	cr_assert(find_with(seg, WITH_CHECKSUM)->bad);
	assert_number(&find_with(seg, WITH_OFFSET)->value, 4);
	assert_number(&find_with(seg, WITH_RESERVED)->value, 5);
	cr_assert_arr_eq(find_with(seg, WITH_OPTIONS)->bytes, "\1\2", 2);
	assert_number(&find_with(seg, WITH_TTL)->value, 1);
	assert_number(&find_with(seg, WITH_TOS)->value, 2);
	assert_number(&find_with(seg, WITH_DF)->value, 1);
	assert_number(&find_with(seg, WITH_ID)->value, 3);
	assert_number(&find_with(seg, WITH_FLOW)->value, 4);
	cr_assert_eq(find_with(seg, WITH_IP_OPTIONS)->bytes_len, 4);
	seg = case_segment(&s, 1);
	cr_assert_not(find_with(seg, WITH_CHECKSUM)->bad);
	assert_number(&find_with(seg, WITH_CHECKSUM)->value, 0xabcd);
	script_free(&s);
}

static uint32_t needs_of(const char *setting)
{
	char body[128];
	struct script s;
	uint32_t needs;

	snprintf(body, sizeof(body), CASE("< S 1 with %s"), setting);
	s = script_load(body);
	needs = s.suite->cases->needs & ~(uint32_t)NEED_OPEN_PORT;
	script_free(&s);
	return needs;
}

/* What must not reach others, or must reach the target as it stands, says so itself. */
Test(script_segment, settings_ask_for_their_link)
{
	struct script s = script_load(CASE("< S 1 with checksum=without-options "
					   "src=multicast dst=broadcast "
					   "ipchecksum=bad\n"));
	const struct segment_spec *seg = case_segment(&s, 0);

	cr_assert(find_with(seg, WITH_CHECKSUM)->unsummed);
	cr_assert_not(find_with(seg, WITH_CHECKSUM)->bad);
	cr_assert(find_with(seg, WITH_IP_CHECKSUM)->bad);
	cr_assert_eq(find_with(seg, WITH_SRC)->special, SPECIAL_MULTICAST);
	cr_assert_eq(find_with(seg, WITH_DST)->special, SPECIAL_BROADCAST);
	script_free(&s);
	cr_assert_eq(needs_of("checksum=bad"), 0);
	cr_assert_eq(needs_of("ipchecksum=bad"),
		     NEED_INET | NEED_SAME_LINK | NEED_FRAMES);
	cr_assert_eq(needs_of("src=multicast"), NEED_PRIVATE_LINK);
	cr_assert_eq(needs_of("dst=broadcast"), NEED_PRIVATE_LINK | NEED_INET);
	cr_assert_eq(needs_of("src=any"), NEED_PRIVATE_LINK | NEED_FRAMES);
}

Test(script_segment, packetdrill_ip_fields_are_settings)
{
	struct script s = script_load(CASE(
		"> [ect0, flowlabel 0x12345] 1024 > 80 . 1\n> (ce) . 1\n"
		"> [ect01] . 1\n< [tos 0x10] . 1\n< [ttl 5] . 1\n> [ect1] . 1\n"
		"> [noecn] . 1"));

	assert_number(&find_with(case_segment(&s, 0), WITH_ECN)->value, 2);
	assert_number(&find_with(case_segment(&s, 0), WITH_FLOW)->value, 0x12345);
	assert_number(&case_segment(&s, 0)->src_port, 1024);
	assert_number(&case_segment(&s, 0)->dst_port, 80);
	assert_number(&find_with(case_segment(&s, 1), WITH_ECN)->value, 3);
	cr_assert(find_with(case_segment(&s, 2), WITH_ECN)->any_ect);
	assert_number(&find_with(case_segment(&s, 3), WITH_TOS)->value, 16);
	assert_number(&find_with(case_segment(&s, 4), WITH_TTL)->value, 5);
	assert_number(&find_with(case_segment(&s, 5), WITH_ECN)->value, 1);
	assert_number(&find_with(case_segment(&s, 6), WITH_ECN)->value, 0);
	script_free(&s);
}

Test(script_segment, what_is_not_tcp_makes_the_case_unsupported)
{
	static const char *const lines[] = {
		"< icmp unreachable frag_needed mtu 1400 [1:1461(1460)]",
		"> udp (5)", "< gre: . 1", "< mpls (label 1, tc 0, ttl 5): . 1",
		"< ipv4 1.2.3.4 > 5.6.7.8: . 1", "> ipv6 ::1 > fe80::2: . 1",
		"< ipv4 1.2.3.4 > 5.6.7.8: gre: ipv6 1::2 > ::: . 1",
		"< . 1 {mut tcp 5 6}",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		char text[200];
		struct script s;

		snprintf(text, sizeof(text), "case c ; " HEAD "{ < S\n %s\n}",
			 lines[i]);
		s = script_load(text);
		cr_assert_null(case_segment(&s, 0)->unsupported);
		cr_assert_not_null(case_segment(&s, 1)->unsupported, "%s",
				   lines[i]);
		cr_assert_not_null(s.suite->cases->unsupported);
		script_free(&s);
	}
}

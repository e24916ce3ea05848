/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parser.y - the grammar of scripts. Actions only build the tree of tree.h; what
 * it means, and whether it makes sense, is found out behind.
 */
%code requires {
#include "script/syntax/source.h"
#include "script/syntax/tree.h"

struct parse_ctx;
}
%code {
#include "base/memory.h"
#include "script/syntax/parse.h"
#include "script/syntax/syntax_error.h"
#include "script/syntax/tokens.h"

struct parse_ctx {
	struct script_report *report;
	struct arena *arena;
	const struct view *view;
	struct tokens tokens;
	struct node *items;
	unsigned raised; /* report->raised when the last item ended */
};

/* YYMAXDEPTH bounds what a script can ask for. */
#define YYMALLOC(size) memory_resized(NULL, (size), 1)

static int script_yylex(struct node **value, struct text_span *span,
			struct parse_ctx *ctx);
static void script_yyerror(struct text_span *span, struct parse_ctx *ctx,
			   const char *message);

#define YYLLOC_DEFAULT(cur, rhs, n)                                       \
	do {                                                              \
		(cur).begin = (n) ? YYRHSLOC(rhs, 1).begin                \
				  : YYRHSLOC(rhs, 0).end;                 \
		(cur).end = (n) ? YYRHSLOC(rhs, n).end                    \
				: YYRHSLOC(rhs, 0).end;                   \
	} while (0)
#define YYMAXDEPTH 2000

#define NODE(kind, span) node_new(ctx->arena, ctx->view, (kind), (span))
#define KIDS(kind, span, x, y) node_kids(NODE(kind, span), (x), (y))
#define LIST(kind, span, item) node_append(NODE(kind, span), (item))

static struct node *third(struct node *node, struct node *c, struct node *d)
{
	node->c = c;
	node->d = d;
	return node;
}

/* What holds a syntax error is not checked further: that would only repeat it. */
static struct node *add_item(struct parse_ctx *ctx, struct node *item)
{
	if (item)
		item->broken = ctx->report->raised != ctx->raised;
	ctx->raised = ctx->report->raised;
	node_append(ctx->items, item);
	return item;
}

/* Turns a list made on the way into one of its final kind and place. */
static struct node *rename_list(struct node *list, struct node *head)
{
	head->first = list->first;
	head->last = list->last;
	return head;
}
}

%define api.pure full
%define api.prefix {script_yy}
%define api.value.type {struct node *}
%define api.location.type {struct text_span}
%define parse.error custom
%define parse.lac full
/* Without this a rule could be reduced before the token that does not fit is
 * seen, and recovery would begin in the wrong place. */
%define lr.default-reduction accepting
%param {struct parse_ctx *ctx}

%token END 0 "end of file"
%token EOL "end of line"
%token CASE "'case'" PROBE "'probe'" FOR "'for'" IN "'in'"
%token BODY "'{'"
%token TITLE "'title'" COVERS "'covers'" CITES "'cites'" NEEDS "'needs'" APART "'apart'"
%token PROFILE "'profile'"
%token SEND "'<'" EXPECT "'>'"
%token NOTHING "'nothing'" NO "'no'" DATA "'data'"
%token WAIT "'wait'" LET "'let'" CHECK "'check'" ISN "'isn'"
%token CONNECTION "'connection'" USE "'use'" ONE_OF "'one of'" OR "'or'"
%token SHOULD "'should'" STATE "'state'" APP "'app'" WARN "'warn'"
%token FILL "'fill'"
%token ACK "'ack'" WIN "'win'" URG "'urg'" WITH "'with'" WITHIN "'within'"
%token OPEN_OPTIONS "options in '<'" CLOSE_OPTIONS "'>' behind the options"
%token MSS "'mss'" WSCALE "'wscale'" SACKOK "'sackOK'" SACK "'sack'"
%token NOP "'nop'" EOL_OPTION "'eol'" TS "'TS'" VAL "'val'" ECR "'ecr'"
%token FO "'FO'" FOEXP "'FOEXP'" MD5 "'md5'" KIND "'kind'" MORE "'...'"
%token ICMP "'icmp'" UDP "'udp'" RAW "'raw'" MTU "'mtu'" ID "'id'"
%token IPV4 "'ipv4'" IPV6 "'ipv6'" TUNNEL "'gre' or 'mpls'" FUZZ "'{...}'"
%token FLAGS "flags" WORD "a name" INTEGER "a number" DECIMAL "a decimal"
%token DURATION "a time" STRING "a text in quotes" BLOB "octets in hex"
%token ADDRESS "an address"
%token EQ "'=='" NE "'!='" LE "'<='" GE "'>='" DOTDOT "'..'"

%precedence LOWEST
%left '+' '-'
%left '*'
%precedence NEGATE

%%

input: items

items:
  item
| items EOL item

item:
  %empty         { $$ = NULL; }
| definition     { $$ = add_item(ctx, $1); }
| error          { $$ = NULL; yyerrok; }
| error block    { $$ = NULL; yyerrok; }

definition:
  CASE name header block
	{ $$ = third(KIDS(N_CASE, @$, $2, $3), $4, NULL); }
| PROBE name parameters header block
	{ $$ = third(KIDS(N_PROBE, @$, $2, $4), $5, $3); }
| CASE error header block
	{ $$ = NULL; }
| PROBE error header block
	{ $$ = NULL; }
| FOR name IN words BODY
	{ $$ = KIDS(N_FOR, @5, $2, $4); }

parameters:
  %empty         { $$ = NULL; }
| '(' ')'        { $$ = NULL; }
| '(' parameter_list ')' { $$ = $2; }

parameter_list:
  parameter      { $$ = LIST(N_LIST, @1, $1); }
| parameter_list ',' parameter { $$ = node_append($1, $3); }

parameter:
  name           { $$ = KIDS(N_PARAMETER, @$, $1, NULL); }
| name '=' expr  { $$ = KIDS(N_PARAMETER, @$, $1, $3); }

words:
  word           { $$ = LIST(N_LIST, @1, $1); }
| words word     { $$ = node_append($1, $2); }
| words ',' word { $$ = node_append($1, $3); }

word: name | string

/* ---- headers ---- */

header:
  %empty         { $$ = NODE(N_LIST, @$); }
| EOL header_list { $$ = $2; }

header_list:
  header_item    { $$ = LIST(N_LIST, @1, $1); }
| header_list EOL header_item { $$ = node_append($1, $3); }

header_item:
  TITLE string   { $$ = KIDS(N_TITLE, @1, $2, NULL); }
| CITES string   { $$ = KIDS(N_CITES, @1, $2, NULL); }
| COVERS words   { $$ = rename_list($2, NODE(N_COVERS, @1)); }
| NEEDS words    { $$ = rename_list($2, NODE(N_NEEDS, @1)); }
| APART words    { $$ = rename_list($2, NODE(N_APART, @1)); }
| PROFILE name   { $$ = KIDS(N_PROFILE, @1, $2, NULL); }
| error          { $$ = NULL; yyerrok; }

/* ---- statements ---- */

block: '{' statements '}' { $$ = rename_list($2, NODE(N_LIST, @$)); }

statements:
  statement      { $$ = LIST(N_LIST, @1, $1); }
| statements EOL statement { $$ = node_append($1, $3); }

statement:
  %empty         { $$ = NULL; }
| time SEND segment
	{ $$ = third(KIDS(N_SEND, @2, $3, NULL), $1, NULL); }
| time EXPECT segment within
	{ $$ = third(KIDS(N_EXPECT, @2, $3, $4), $1, NULL); }
| time EXPECT NOTHING within
	{ $$ = third(KIDS(N_NOTHING, @2, NULL, $4), $1, NULL); }
| time EXPECT NO segment within
	{ $$ = third(KIDS(N_NO, @2, $4, $5), $1, NULL); }
| time EXPECT DATA '(' expr ')' within
	{ $$ = third(KIDS(N_DATA, @2, $5, $7), $1, NULL); }
| time EXPECT DATA string within
	{ $$ = third(KIDS(N_DATA, @2, $4, $5), $1, NULL); }
| WAIT duration  { $$ = KIDS(N_WAIT, @1, $2, NULL); }
| LET name '=' expr { $$ = KIDS(N_LET, @1, $2, $4); }
| CHECK expr compare expr
	{ $$ = third(KIDS(N_CHECK, @1, $2, $4), $3, NULL); }
| ISN expr       { $$ = KIDS(N_ISN, @1, $2, NULL); }
| CONNECTION name { $$ = KIDS(N_CONNECTION, @1, $2, NULL); }
| USE name       { $$ = KIDS(N_USE, @1, $2, NULL); }
| USE name '(' ')' { $$ = KIDS(N_USE, @1, $2, NULL); }
| USE name '(' argument_list ')' { $$ = KIDS(N_USE, @1, $2, $4); }
| ONE_OF alternatives { $$ = rename_list($2, NODE(N_ONE_OF, @1)); }
| SHOULD block   { $$ = KIDS(N_SHOULD, @1, $2, NULL); }
| STATE state_list { $$ = rename_list($2, NODE(N_STATE, @1)); }
| APP name       { $$ = KIDS(N_APP, @1, $2, NULL); }
| APP name expr  { $$ = KIDS(N_APP, @1, $2, $3); }
| WARN string    { $$ = KIDS(N_WARN, @1, $2, NULL); }
| FILL           { $$ = KIDS(N_FILL, @1, NULL, NULL); }
| FILL name expr { $$ = KIDS(N_FILL, @1, $2, $3); }
| error          { $$ = NULL; yyerrok; }
| error block    { $$ = NULL; yyerrok; }

alternatives:
  block          { $$ = LIST(N_LIST, @1, $1); }
| alternatives OR block { $$ = node_append($1, $3); }

state_list:
  name           { $$ = LIST(N_LIST, @1, $1); }
| state_list OR name { $$ = node_append($1, $3); }

argument_list:
  argument       { $$ = LIST(N_LIST, @1, $1); }
| argument_list ',' argument { $$ = node_append($1, $3); }

argument:
  expr           { $$ = KIDS(N_ARGUMENT, @$, NULL, $1); }
| name '=' expr  { $$ = KIDS(N_ARGUMENT, @$, $1, $3); }

compare:
  EQ  { $$ = NODE(N_WORD, @1); }
| NE  { $$ = NODE(N_WORD, @1); }
| '<' { $$ = NODE(N_WORD, @1); }
| LE  { $$ = NODE(N_WORD, @1); }
| '>' { $$ = NODE(N_WORD, @1); }
| GE  { $$ = NODE(N_WORD, @1); }

within:
  %empty         { $$ = NULL; }
| WITHIN duration { $$ = $2; }

duration:
  DURATION       { $$ = NODE(N_DURATION, @1); }
| seconds

time:
  %empty                      { $$ = NULL; }
| seconds                     { $$ = KIDS(N_AT, @$, $1, NULL); }
| seconds '~' seconds         { $$ = KIDS(N_AT_RANGE, @$, $1, $3); }
| '+' seconds                 { $$ = KIDS(N_AFTER, @$, $2, NULL); }
| '+' seconds '~' '+' seconds { $$ = KIDS(N_AFTER_RANGE, @$, $2, $5); }
| '*'                         { $$ = NODE(N_AT_ANY, @1); }

seconds:
  INTEGER        { $$ = NODE(N_INTEGER, @1); }
| DECIMAL        { $$ = NODE(N_DECIMAL, @1); }

/* ---- segments ---- */

segment: tunnels ip_info packet
	{ $$ = third(KIDS(N_SEGMENT, @$, $2, $3->b), $3->a, $1); }

tunnels:
  %empty         { $$ = NODE(N_LIST, @$); }
| tunnels tunnel { $$ = node_append($1, $2); }

tunnel:
  TUNNEL         { $$ = NODE(N_TUNNEL, @1); }
| IPV4 ip_info address '>' address ':' { $$ = KIDS(N_TUNNEL, @1, $3, $5); }
| IPV6 ip_info address '>' address ':' { $$ = KIDS(N_TUNNEL, @1, $3, $5); }

address: ADDRESS { $$ = NODE(N_WORD, @1); }

ip_info:
  %empty          { $$ = NULL; }
| '[' ip_list ']' { $$ = $2; }
| '(' ip_list ')' { $$ = $2; }

ip_list:
  ip_word        { $$ = LIST(N_LIST, @1, $1); }
| ip_list ',' ip_word { $$ = node_append($1, $3); }

ip_word:
  name           { $$ = KIDS(N_IP_WORD, @$, $1, NULL); }
| name number    { $$ = KIDS(N_IP_WORD, @$, $1, $2); }

/* A list of two: what the ports are, and the rest. */
packet:
  ports tcp      { $$ = KIDS(N_LIST, @$, $2, $1); }
| UDP ports '(' number ')'
	{ $$ = KIDS(N_LIST, @$, NODE(N_FOREIGN, @1), $2); }
| ICMP name icmp_code icmp_mtu icmp_id icmp_quoted
	{ $$ = KIDS(N_LIST, @$, NODE(N_FOREIGN, @1), NULL); }

icmp_code:   %empty { $$ = NULL; } | name
icmp_mtu:    %empty { $$ = NULL; } | MTU number { $$ = $2; }
icmp_id:     %empty { $$ = NULL; } | ID number { $$ = $2; }
icmp_quoted:
  %empty                     { $$ = NULL; }
| '[' sequence ']'           { $$ = $2; }
| '[' UDP '(' number ')' ']' { $$ = $4; }
| '[' RAW '(' number ')' ']' { $$ = $4; }

ports:
  %empty         { $$ = NULL; }
| number '>' number { $$ = KIDS(N_PORTS, @$, $1, $3); }

tcp: flags optional_sequence tail
	{ $$ = rename_list($3, KIDS(N_TCP, @$, $1, $2)); }

flags: FLAGS     { $$ = NODE(N_FLAGS, @1); }

optional_sequence:
  %empty         { $$ = NULL; }
| sequence

sequence:
  field          { $$ = KIDS(N_SEQUENCE, @$, $1, NULL); }
| field ':' field { $$ = KIDS(N_SEQUENCE, @$, $1, $3); }
| field '(' field ')'
	{ $$ = third(KIDS(N_SEQUENCE, @$, $1, NULL), $3, NULL); }
| field ':' field '(' field ')'
	{ $$ = third(KIDS(N_SEQUENCE, @$, $1, $3), $5, NULL); }
| field string
	{ $$ = third(KIDS(N_SEQUENCE, @$, $1, NULL), $2, NULL); }

tail:
  %empty         { $$ = NODE(N_LIST, @$); }
| tail tail_item { $$ = node_append($1, $2); }

tail_item:
  ACK field      { $$ = KIDS(N_ACK, @1, $2, NULL); }
| WIN field      { $$ = KIDS(N_WIN, @1, $2, NULL); }
| URG field      { $$ = KIDS(N_URG, @1, $2, NULL); }
| OPEN_OPTIONS options CLOSE_OPTIONS
	{ $$ = rename_list($2, NODE(N_OPTIONS, @$)); }
| WITH settings  { $$ = rename_list($2, NODE(N_WITH, @1)); }
| FUZZ           { $$ = NODE(N_FUZZ, @1); }

settings:
  setting        { $$ = LIST(N_LIST, @1, $1); }
| settings setting { $$ = node_append($1, $2); }

setting: name '=' field { $$ = KIDS(N_SETTING, @$, $1, $3); }

/* ---- options ---- */

options:
  %empty         { $$ = NODE(N_LIST, @$); }
| option_list

option_list:
  option         { $$ = LIST(N_LIST, @1, $1); }
| option_list ',' option { $$ = node_append($1, $3); }

option:
  MSS field      { $$ = KIDS(N_OPT_MSS, @$, $2, NULL); }
| WSCALE field   { $$ = KIDS(N_OPT_WSCALE, @$, $2, NULL); }
| SACKOK         { $$ = NODE(N_OPT_SACKOK, @$); }
| NOP            { $$ = NODE(N_OPT_NOP, @$); }
| EOL_OPTION     { $$ = NODE(N_OPT_EOL, @$); }
| SACK sack_list { $$ = rename_list($2, NODE(N_OPT_SACK, @$)); }
| TS VAL field ECR field { $$ = KIDS(N_OPT_TS, @$, $3, $5); }
| FO blob        { $$ = KIDS(N_OPT_FO, @$, $2, NULL); }
| FO             { $$ = NODE(N_OPT_FO, @$); }
| FOEXP blob     { $$ = KIDS(N_OPT_FOEXP, @$, $2, NULL); }
| FOEXP          { $$ = NODE(N_OPT_FOEXP, @$); }
| MD5 blob       { $$ = KIDS(N_OPT_MD5, @$, $2, NULL); }
| KIND number blob { $$ = KIDS(N_OPT_KIND, @$, $2, $3); }
| KIND number    { $$ = KIDS(N_OPT_KIND, @$, $2, NULL); }
| NO bare_option { $$ = KIDS(N_OPT_NO, @$, $2, NULL); }
| MORE           { $$ = NODE(N_OPT_MORE, @1); }

bare_option:
  MSS            { $$ = NODE(N_OPT_MSS, @1); }
| WSCALE         { $$ = NODE(N_OPT_WSCALE, @1); }
| SACKOK         { $$ = NODE(N_OPT_SACKOK, @1); }
| NOP            { $$ = NODE(N_OPT_NOP, @1); }
| EOL_OPTION     { $$ = NODE(N_OPT_EOL, @1); }
| SACK           { $$ = NODE(N_OPT_SACK, @1); }
| TS             { $$ = NODE(N_OPT_TS, @1); }
| FO             { $$ = NODE(N_OPT_FO, @1); }
| FOEXP          { $$ = NODE(N_OPT_FOEXP, @1); }
| MD5            { $$ = NODE(N_OPT_MD5, @1); }
| KIND number    { $$ = KIDS(N_OPT_KIND, @$, $2, NULL); }

sack_list:
  sack_block     { $$ = LIST(N_LIST, @1, $1); }
| sack_list sack_block { $$ = node_append($1, $2); }

sack_block: field ':' field { $$ = KIDS(N_RANGE, @$, $1, $3); }

blob:
  BLOB           { $$ = NODE(N_BLOB, @1); }
| WORD           { $$ = NODE(N_BLOB, @1); }
| INTEGER        { $$ = NODE(N_BLOB, @1); }

/* ---- fields and expressions ---- */

/* Where an operator could follow, it does: `sack 1:2 -3:4` is 1:(2-3), error. */
field:
  '*'            { $$ = NODE(N_ANY, @1); }
| expr           %prec LOWEST
| expr DOTDOT expr %prec LOWEST { $$ = KIDS(N_RANGE, @$, $1, $3); }

expr:
  number
| name
| '(' expr ')'   { $$ = $2; }
| expr '+' expr  { $$ = KIDS(N_ADD, @$, $1, $3); }
| expr '-' expr  { $$ = KIDS(N_SUB, @$, $1, $3); }
| expr '*' expr  { $$ = KIDS(N_MUL, @$, $1, $3); }
| '-' expr %prec NEGATE { $$ = KIDS(N_NEGATE, @$, $2, NULL); }

name:   WORD     { $$ = NODE(N_WORD, @1); }
number: INTEGER  { $$ = NODE(N_INTEGER, @1); }
string: STRING   { $$ = NODE(N_STRING, @1); }

%%

static int script_yylex(struct node **value, struct text_span *span,
			struct parse_ctx *ctx)
{
	(void)value;
	return tokens_next(&ctx->tokens, span);
}

/* Only for what is no syntax error: the stack is full. */
static void script_yyerror(struct text_span *span, struct parse_ctx *ctx,
			   const char *message)
{
	(void)message;
	report_error(ctx->report, view_place(ctx->view, *span),
		     "too deeply nested; split the script into probes");
}

static int yyreport_syntax_error(const yypcontext_t *yyctx,
				 struct parse_ctx *ctx)
{
	enum { EXPECTED_MAX = 64 };
	yysymbol_kind_t kinds[EXPECTED_MAX];
	const char *names[EXPECTED_MAX];
	int count = yypcontext_expected_tokens(yyctx, kinds, EXPECTED_MAX);

	if (count < 0)
		return count;
	for (int i = 0; i < count; i++)
		names[i] = yysymbol_name(kinds[i]);
	script_syntax_error(&ctx->tokens, ctx->arena, names, count);
	tokens_drop_statement(&ctx->tokens);
	return 0;
}

struct node *script_parse(struct script_report *report, struct arena *arena,
			  const struct view *view)
{
	struct parse_ctx ctx = { .report = report, .arena = arena,
				 .view = view };

	ctx.items = node_new(arena, view, N_LIST, (struct text_span){ 0, 0 });
	ctx.raised = report->raised;
	tokens_begin(&ctx.tokens, report, view);
	script_yyparse(&ctx);
	tokens_end(&ctx.tokens);
	return ctx.items;
}

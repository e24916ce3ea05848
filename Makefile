# SPDX-License-Identifier: BSD-2-Clause
# Two commands do all set-up: `make lab` and `make check`. `make help` lists the rest.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
FLEX    ?= flex
BISON   ?= bison
PKG_CONFIG ?= pkg-config

# SAN=1 builds with ASan and UBSan into a directory of its own.
ifdef SAN
BUILD   ?= build/san
OPT     ?= -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
# The checks that gcc inserts look like conversions of ours to -Wconversion.
ifeq ($(findstring clang,$(CC)),)
OPT     += -Wno-conversion -Wno-sign-conversion
endif
else
BUILD   ?= build
OPT     ?= -O2 -g
endif
WERROR  ?= -Werror

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo 0)
# For the parts that build all: parallel, unless the caller's make already is.
JOBS    := $(shell nproc 2>/dev/null || echo 1)
SUBJOBS  = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j $(JOBS))
FUZZ_SECONDS ?= 10
WARN    := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla $(WERROR)
CPPFLAGS += -D_GNU_SOURCE -Ilib -I$(BUILD)/gen
CFLAGS  += -std=c11 $(OPT) $(WARN)
# What flex and bison write is not ours to mend.
GENWARN := -Wno-conversion -Wno-sign-conversion -Wno-shadow -Wno-unused-function
LIBS    := -lpcap -lnet -lmnl -lm

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

LIB_SRC  := $(sort $(wildcard lib/*/*.c lib/*/*/*.c))
CMD_SRC  := $(sort $(wildcard cmd/tcpvet/*.c))
GEN_SRC  := $(BUILD)/gen/script/syntax/lexer.c $(BUILD)/gen/script/syntax/parser.c
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
DIFF_SRC := $(sort $(wildcard tests/diff/*.c))
MUTATE_SRC := $(sort $(wildcard tests/mutants/*.c))
BENCH    := exchange many parts timed
BENCH_SRC := $(sort $(wildcard bench/*.c))
GOLDEN   := $(sort $(wildcard tests/golden/*.sh))
E2E      := $(sort $(wildcard tests/e2e/*.sh))
STACKS   := $(sort $(wildcard tests/stacks/*.sh))
MAN      := $(sort $(wildcard man/*.[1-9]))

LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(GEN_SRC:$(BUILD)/gen/%.c=$(BUILD)/obj/gen/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$(BUILD)/obj/%.o)
FUZZ_OBJ := $(FUZZ_SRC:%.c=$(BUILD)/obj/%.o)
DIFF_OBJ := $(DIFF_SRC:%.c=$(BUILD)/obj/%.o)
MUTATE_OBJ := $(MUTATE_SRC:%.c=$(BUILD)/obj/%.o)
BENCH_OBJ := $(BENCH_SRC:%.c=$(BUILD)/obj/%.o)
BENCH_BIN := $(BENCH:%=$(BUILD)/bench/%)
FUZZ_BIN := $(FUZZ_SRC:tests/fuzz/%.c=$(BUILD)/%)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all help deps check-deps lab check fuzz fuzz-build bench bench-build install uninstall clean \
	stacks rooms rooms-check unit unit-build golden e2e man-lint difftest difftest-build \
	mutants force

all: $(BUILD)/tcpvet

help:
	@echo 'make            build build/tcpvet and build/libtcpvet.a'
	@echo 'make lab        install what is missing, build, test this kernel in a private namespace'
	@echo 'make check      install what is missing, then all tests'
	@echo 'make deps       install the packages a build needs (check-deps: and the tests)'
	@echo 'make install    to PREFIX=$(PREFIX), below DESTDIR; make uninstall'
	@echo 'make fuzz       run the fuzzers (FUZZ_SECONDS=10 each)'
	@echo 'make unit golden man-lint e2e    the parts of make check'
	@echo 'make rooms      the rooms of lib/, what crosses their walls, and whether the order holds'
	@echo 'make stacks      try other TCP stacks (no part of make check: large packages)'
	@echo 'make difftest   compare the reference endpoint with this kernel (2,000 sequences)'
	@echo 'make mutants    make mutants of a room, ROOM=verdict, and list those no unit test notices'
	@echo 'make bench      measure speed and memory (bench/README.md)'
	@echo 'make clean      remove build/'
	@echo 'SAN=1 builds with ASan and UBSan, V=1 shows commands'

# ---- build ---------------------------------------------------------------

$(BUILD)/tcpvet: $(CMD_OBJ) $(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(CMD_OBJ) $(BUILD)/libtcpvet.a $(LIBS)

$(BUILD)/libtcpvet.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar qcs $@ $(LIB_OBJ)

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -Ilib/script/syntax $(CFLAGS) $(GENWARN) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(DEFS) $(CFLAGS) -MMD -MP -c -o $@ $<

CMD_DEFS := -DTCPVET_VERSION='"$(VERSION)"' -DTCPVET_DATADIR='"$(PREFIX)/share/tcpvet"'
$(BUILD)/obj/cmd/%.o: DEFS = $(CMD_DEFS)
$(CMD_OBJ): $(BUILD)/obj/cmd-defs

# Changes only when the version or the prefix does.
$(BUILD)/obj/cmd-defs: force
	@mkdir -p $(@D)
	@printf '%s\n' "$(VERSION) $(PREFIX)" | cmp -s - $@ || \
		printf '%s\n' "$(VERSION) $(PREFIX)" >$@

$(BUILD)/gen/script/syntax/parser.c: lib/script/syntax/parser.y
	$(call say,BISON,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(BISON) -Wall -Werror -o $@ --defines=$(BUILD)/gen/script/syntax/parser.h $<

$(BUILD)/gen/script/syntax/parser.h: $(BUILD)/gen/script/syntax/parser.c ;

$(BUILD)/gen/script/syntax/lexer.c: lib/script/syntax/lexer.l $(BUILD)/gen/script/syntax/parser.h
	$(call say,FLEX,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(FLEX) -o $@ $<

$(LIB_OBJ): | $(BUILD)/gen/script/syntax/parser.h $(BUILD)/gen/script/syntax/lexer.c

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(UNIT_OBJ:.o=.d) $(FUZZ_OBJ:.o=.d) \
	$(DIFF_OBJ:.o=.d) $(BENCH_OBJ:.o=.d) \
	$(MUTATE_OBJ:.o=.d)

# ---- what is missing -----------------------------------------------------

deps:
	@sh tools/deps.sh build

check-deps:
	@sh tools/deps.sh check

# ---- tests ---------------------------------------------------------------

# LABFLAGS='--sysctl net.ipv4.tcp_sack=0 closing' and the like.
lab: deps
	@$(MAKE) --no-print-directory $(SUBJOBS) all
	$(BUILD)/tcpvet lab $(LABFLAGS)

check: check-deps
	@MAKE='$(MAKE)' MAKEFLAGS= sh tests/check.sh

unit-build: $(BUILD)/tests/unit

$(BUILD)/tests/unit: $(UNIT_OBJ) $(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(UNIT_OBJ) $(BUILD)/libtcpvet.a $(LIBS) -lcriterion

unit: $(BUILD)/tests/unit
	@sh tests/run-unit.sh $(BUILD)/tests/unit

golden: $(BUILD)/tcpvet $(BUILD)/tests/mutate
	@MUTATE=$(abspath $(BUILD)/tests/mutate) CC='$(CC)' TCPVET=$(abspath $(BUILD)/tcpvet) sh tests/run-scripts.sh $(or $(GOLDEN),tests/golden/*.sh)

e2e: $(BUILD)/tcpvet
	@TCPVET=$(abspath $(BUILD)/tcpvet) sh tests/run-scripts.sh $(or $(E2E),tests/e2e/*.sh)

# Stacks that Debian packs; what they need is large, so not a part of `make check`.
stacks: $(BUILD)/tcpvet
	@sh tools/deps.sh stacks
	@BUILD=$(BUILD) TCPVET=$(abspath $(BUILD)/tcpvet) sh tests/run-scripts.sh $(STACKS)

# The reference endpoint against this kernel, DIFFTEST_FLAGS='-n 10000 -s 7'.
difftest-build: $(BUILD)/tests/difftest

$(BUILD)/tests/difftest: $(DIFF_OBJ) $(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(DIFF_OBJ) $(BUILD)/libtcpvet.a $(LIBS)

difftest: $(BUILD)/tests/difftest
	$(BUILD)/tests/difftest $(DIFFTEST_FLAGS)

# Mutants of a room against the unit tests that guard it (FILES=..., ONLY=boundary ...).
ROOM ?= verdict

mutants: $(UNIT_OBJ) $(BUILD)/libtcpvet.a $(BUILD)/tests/mutate
	@BUILD=$(BUILD) CC='$(CC)' LIBS='$(LIBS)' FILES='$(FILES)' sh tests/mutants/room.sh '$(ROOM)'

$(BUILD)/tests/mutate: $(MUTATE_OBJ)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(MUTATE_OBJ)

man-lint:
	@sh tests/man-lint.sh

# Fuzzing has a build of its own: all of the library is instrumented.
FUZZ_OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all

fuzz:
	@$(MAKE) --no-print-directory $(SUBJOBS) CC=clang BUILD=build/fuzz \
		OPT='$(FUZZ_OPT) -fsanitize=fuzzer-no-link' fuzz-build
	@sh tests/run-fuzz.sh $(FUZZ_SECONDS) $(FUZZ_SRC:tests/fuzz/%.c=build/fuzz/%)

fuzz-build: $(FUZZ_BIN)

$(FUZZ_BIN): $(BUILD)/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(FUZZ_OPT) -fsanitize=fuzzer -o $@ $< $(BUILD)/libtcpvet.a $(LIBS)

# ---- bench ---------------------------------------------------------------

bench: $(BUILD)/tcpvet $(BENCH_BIN)
	@TCPVET=$(abspath $(BUILD)/tcpvet) sh bench/run.sh $(BENCHFLAGS)

bench-build: $(BENCH_BIN)

# Each is its own file and what all share.
BENCH_SHARED := $(filter-out $(BENCH:%=$(BUILD)/obj/bench/%.o),$(BENCH_OBJ))

$(BENCH_BIN): $(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(BENCH_SHARED) \
		$(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BENCH_SHARED) $(BUILD)/libtcpvet.a $(LIBS)

# ---- install -------------------------------------------------------------

DATA := $(DESTDIR)$(PREFIX)/share/tcpvet
DATA_FILES = $(shell find testcases probes -type f)
MANDIR := $(DESTDIR)$(PREFIX)/share/man

install: $(BUILD)/tcpvet
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA)/testcases $(DATA)/probes
	install -m 755 $(BUILD)/tcpvet $(DESTDIR)$(PREFIX)/bin/tcpvet
	@for f in $(DATA_FILES); do install -D -m 644 $$f $(DATA)/$$f || exit 1; done
	@for f in $(MAN); do \
		install -D -m 644 $$f $(MANDIR)/man$${f##*.}/$$(basename $$f) || exit 1; \
	done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/tcpvet
	rm -rf $(DATA)
	@for f in $(MAN); do rm -f $(MANDIR)/man$${f##*.}/$$(basename $$f); done

# The order of the rooms of lib/, what crosses their walls, circles.
rooms: $(BUILD)/libtcpvet.a
	@sh tools/rooms.sh $(BUILD)/obj

rooms-check: $(BUILD)/libtcpvet.a
	@sh tools/rooms.sh -q $(BUILD)/obj

clean:
	rm -rf build

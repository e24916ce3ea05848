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
else
BUILD   ?= build
OPT     ?= -O2 -g
endif
WERROR  ?= -Werror

VERSION := $(shell git describe --always --dirty 2>/dev/null || echo 0)
WARN    := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla $(WERROR)
CPPFLAGS += -D_GNU_SOURCE -Ilib -I$(BUILD)/gen
CFLAGS  += -std=c11 $(OPT) $(WARN)
# What flex and bison write is not ours to mend.
GENWARN := -Wno-conversion -Wno-sign-conversion -Wno-shadow -Wno-unused-function
LIBS    := -lpcap -lnet -lmnl

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2))

LIB_SRC  := $(sort $(wildcard lib/*.c lib/*/*.c))
CMD_SRC  := $(sort $(wildcard cmd/tcpvet/*.c))
GEN_SRC  := $(BUILD)/gen/script/lexer.c $(BUILD)/gen/script/parser.c
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))

LIB_OBJ  := $(LIB_SRC:%.c=$(BUILD)/obj/%.o) $(GEN_SRC:$(BUILD)/gen/%.c=$(BUILD)/obj/gen/%.o)
CMD_OBJ  := $(CMD_SRC:%.c=$(BUILD)/obj/%.o)
UNIT_OBJ := $(UNIT_SRC:%.c=$(BUILD)/obj/%.o)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.PHONY: all help deps check-deps lab check quick-check fuzz bench install uninstall clean unit e2e man-lint

all: $(BUILD)/tcpvet

help:
	@echo 'make            build build/tcpvet and build/libtcpvet.a'
	@echo 'make lab        install what is missing, build, test this kernel in a private namespace'
	@echo 'make check      install what is missing, then all tests'
	@echo 'make deps       install the packages a build needs'
	@echo 'make install    PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)'
	@echo 'make fuzz       run the fuzzers (FUZZ_SECONDS=10 each)'
	@echo 'make bench      measure speed and memory'
	@echo 'make clean      remove build/'
	@echo 'SAN=1 builds with ASan and UBSan, V=1 shows commands'

# ---- build ---------------------------------------------------------------

$(BUILD)/tcpvet: $(CMD_OBJ) $(BUILD)/libtcpvet.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(CMD_OBJ) $(BUILD)/libtcpvet.a $(LIBS)

$(BUILD)/libtcpvet.a: $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $(LIB_OBJ)

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -Ilib/script $(CFLAGS) $(GENWARN) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(DEFS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/cmd/%.o: DEFS = -DTCPVET_VERSION='"$(VERSION)"' -DTCPVET_DATADIR='"$(PREFIX)/share/tcpvet"'

$(BUILD)/gen/script/parser.c: lib/script/parser.y
	$(call say,BISON,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(BISON) -Wall -Werror -o $@ --defines=$(BUILD)/gen/script/parser.h $<

$(BUILD)/gen/script/parser.h: $(BUILD)/gen/script/parser.c ;

$(BUILD)/gen/script/lexer.c: lib/script/lexer.l $(BUILD)/gen/script/parser.h
	$(call say,FLEX,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(FLEX) -o $@ --header-file=$(BUILD)/gen/script/lexer.h $<

$(LIB_OBJ): | $(BUILD)/gen/script/parser.h $(BUILD)/gen/script/lexer.c

-include $(LIB_OBJ:.o=.d) $(CMD_OBJ:.o=.d) $(UNIT_OBJ:.o=.d)

clean:
	rm -rf build

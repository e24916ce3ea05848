/* SPDX-License-Identifier: BSD-2-Clause */
/* cmd.h - the subcommands. Each gets its own argv (argv[0] is its name) and returns
 * the program's exit status. */
#ifndef TCPVET_CMD_H
#define TCPVET_CMD_H

#include "run/exit_status.h"

int cmd_run(int argc, char **argv);
int cmd_lab(int argc, char **argv);
int cmd_sim(int argc, char **argv);
int cmd_target(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_show(int argc, char **argv);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* matrix_print.h - the matrix of faults in words. */
#ifndef TCPVET_REPORT_MATRIX_PRINT_H
#define TCPVET_REPORT_MATRIX_PRINT_H

#include <stdio.h>

#include "prove/matrix.h"

/* As JSON lines, and for people at 80 columns (`verbose`: every name). */
void matrix_json(const struct matrix *matrix, FILE *out);
void matrix_text(const struct matrix *matrix, FILE *out, bool verbose);

#endif

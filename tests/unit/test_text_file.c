/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/text_file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verdict/known.h"

static void write_file(char *path, const char *text, size_t len)
{
	const int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

Test(text_file, gives_lines_with_and_without_an_end)
{
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	struct text_file file;
	size_t len;

	write_file(path, "one\n\nth\0ee", 10);
	cr_assert_null(text_file_read(path, 10, &file));
	unlink(path);
	cr_assert_str_eq(text_file_line(&file, &len), "one");
	cr_assert_eq(len, 3);
	cr_assert_str_eq(text_file_line(&file, &len), "");
	cr_assert_eq(len, 0);
	cr_assert_str_eq(text_file_line(&file, &len), "th");
	cr_assert(len == 5 && file.number == 3);
	cr_assert_null(text_file_line(&file, &len));
	text_file_free(&file);
}

Test(text_file, one_octet_too_many_is_too_many)
{
	char path[] = "/tmp/tcpvet-test-XXXXXX";
	struct text_file file;

	write_file(path, "12345", 5);
	cr_assert_eq(text_file_read(path, 4, &file), text_file_too_large);
	cr_assert_null(text_file_read(path, 5, &file));
	cr_assert_eq(file.len, 5);
	text_file_free(&file);
	unlink(path);
}

/* It tells no size and has no end worth waiting for. */
Test(text_file, a_file_of_the_kernel_is_read_to_its_end)
{
	struct text_file file;

	cr_assert_null(text_file_read("/proc/self/status", 1 << 16, &file));
	cr_assert_gt(file.len, 100);
	text_file_free(&file);
	cr_assert_eq(text_file_read("/proc/self/status", 100, &file), text_file_too_large);
}

static void assert_refused(const char *path, const char *why)
{
	struct text_file file;
	struct error err = { "" };
	const char *wrong = text_file_read(path, 1000, &file);

	cr_assert_not_null(wrong);
	cr_assert_str_eq(wrong, why);
	cr_assert_null(file.text);
	cr_assert_null(known_load(path, &err));
	cr_assert(strstr(err.text, path) && strstr(err.text, why), "%s", err.text);
}

Test(text_file, nothing_is_waited_for_and_nothing_endless_is_read, .timeout = 10)
{
	char path[64];

	snprintf(path, sizeof(path), "/tmp/tcpvet-test-fifo-%d", getpid());
	cr_assert_eq(mkfifo(path, 0600), 0);
	assert_refused(path, "not a regular file");
	unlink(path);
	assert_refused("/dev/zero", "not a regular file");
	assert_refused("/tmp", "Is a directory");
	assert_refused("/tmp/tcpvet-test-none", "No such file or directory");
}

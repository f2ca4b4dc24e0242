// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit tests of skeleton.c. They run when this module is loaded, on a kernel
 * with CONFIG_KUNIT, and say in its log what came of each:
 *
 *	insmod skeleton.ko
 *	insmod skeleton_test.ko
 *	dmesg
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/string.h>

#include "skeleton.h"

struct parse_case {
	const char *text;
	int err;
	struct skeleton_range range;
};

/* Each of these becomes a test of its own. */
static const struct parse_case parse_cases[] = {
	{ .text = "3-7", .range = { 3, 7 } },
	{ .text = "3-7\n", .range = { 3, 7 } },
	{ .text = "5", .range = { 5, 5 } },
	{ .text = "0-4294967295", .range = { 0, UINT_MAX } },
	{ .text = "4294967295-4294967295\n", .range = { UINT_MAX, UINT_MAX } },
	{ .text = "", .err = -EINVAL },
	{ .text = "-", .err = -EINVAL },
	{ .text = "3-", .err = -EINVAL },
	{ .text = "-7", .err = -EINVAL },
	{ .text = "7-3", .err = -EINVAL },
	{ .text = "3-7-9", .err = -EINVAL },
	{ .text = "three", .err = -EINVAL },
	{ .text = "0-4294967296", .err = -ERANGE },
	{ .text = "0000000000000000000003-7", .err = -EINVAL },
};

static void parse_case_name(const struct parse_case *parse, char *name)
{
	/* What ends a line would end the test's name, too. */
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "'%.*s'", (int)strcspn(parse->text, "\n"),
		 parse->text);
}

KUNIT_ARRAY_PARAM(parse, parse_cases, parse_case_name);

static void skeleton_test_parse(struct kunit *test)
{
	const struct parse_case *parse = test->param_value;
	struct skeleton_range range = {};

	KUNIT_ASSERT_EQ(test, skeleton_parse_range(parse->text, &range), parse->err);
	KUNIT_EXPECT_EQ(test, range.first, parse->range.first);
	KUNIT_EXPECT_EQ(test, range.last, parse->range.last);
}

static void skeleton_test_parse_keeps_range_on_error(struct kunit *test)
{
	struct skeleton_range range = { 1, 2 };

	KUNIT_ASSERT_EQ(test, skeleton_parse_range("3-x", &range), -EINVAL);
	KUNIT_EXPECT_EQ(test, range.first, 1U);
	KUNIT_EXPECT_EQ(test, range.last, 2U);
}

static void skeleton_test_length(struct kunit *test)
{
	const struct skeleton_range one = { 5, 5 };
	const struct skeleton_range some = { 3, 7 };
	const struct skeleton_range all = { 0, UINT_MAX };

	KUNIT_EXPECT_EQ(test, skeleton_range_length(&one), 1ULL);
	KUNIT_EXPECT_EQ(test, skeleton_range_length(&some), 5ULL);
	KUNIT_EXPECT_EQ(test, skeleton_range_length(&all), 1ULL << 32);
}

static void skeleton_test_overlap(struct kunit *test)
{
	const struct skeleton_range low = { 1, 4 };
	const struct skeleton_range middle = { 4, 6 };
	const struct skeleton_range high = { 7, 9 };
	const struct skeleton_range all = { 0, UINT_MAX };

	KUNIT_EXPECT_TRUE(test, skeleton_ranges_overlap(&low, &low));
	KUNIT_EXPECT_TRUE(test, skeleton_ranges_overlap(&low, &middle));
	KUNIT_EXPECT_TRUE(test, skeleton_ranges_overlap(&middle, &low));
	KUNIT_EXPECT_FALSE(test, skeleton_ranges_overlap(&middle, &high));
	KUNIT_EXPECT_FALSE(test, skeleton_ranges_overlap(&high, &middle));
	KUNIT_EXPECT_TRUE(test, skeleton_ranges_overlap(&all, &middle));
}

static struct kunit_case skeleton_cases[] = {
	KUNIT_CASE_PARAM(skeleton_test_parse, parse_gen_params),
	KUNIT_CASE(skeleton_test_parse_keeps_range_on_error),
	KUNIT_CASE(skeleton_test_length),
	KUNIT_CASE(skeleton_test_overlap),
	{}
};

static struct kunit_suite skeleton_suite = {
	.name = KBUILD_MODNAME,
	.test_cases = skeleton_cases,
};

kunit_test_suite(skeleton_suite);

MODULE_DESCRIPTION("KUnit tests of ranges of numbers");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

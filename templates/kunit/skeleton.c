// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions for other modules: ranges of numbers, as they are written to files
 * in /sys ("3-7"). Their tests are in skeleton_test.c.
 */

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/string.h>

#include "skeleton.h"

/* Two numbers of ten digits, a dash, a newline and the end. */
#define SKELETON_MAX_TEXT 24

/**
 * skeleton_parse_range - read a range
 * @text: "3-7", or "3" for a range of one; a newline may follow
 * @range: takes the range; stays as it is where @text is none
 *
 * Return: 0, -EINVAL where @text is no range, -ERANGE where a number is too large.
 */
int skeleton_parse_range(const char *text, struct skeleton_range *range)
{
	char copy[SKELETON_MAX_TEXT];
	unsigned int first, last;
	char *dash;
	int ret;

	if (strscpy(copy, text, sizeof(copy)) < 0)
		return -EINVAL;

	dash = strchr(copy, '-');
	if (dash)
		*dash = '\0';

	ret = kstrtouint(copy, 10, &first);
	if (ret)
		return ret;

	last = first;
	if (dash) {
		ret = kstrtouint(dash + 1, 10, &last);
		if (ret)
			return ret;
	}
	if (first > last)
		return -EINVAL;

	range->first = first;
	range->last = last;
	return 0;
}
EXPORT_SYMBOL_GPL(skeleton_parse_range);

/**
 * skeleton_range_length - count the numbers of a range
 * @range: the range
 *
 * Return: how many there are. All numbers are one more than an unsigned int holds.
 */
u64 skeleton_range_length(const struct skeleton_range *range)
{
	return (u64)range->last - range->first + 1;
}
EXPORT_SYMBOL_GPL(skeleton_range_length);

/**
 * skeleton_ranges_overlap - compare two ranges
 * @a: one range
 * @b: the other
 *
 * Return: whether a number is in both.
 */
bool skeleton_ranges_overlap(const struct skeleton_range *a, const struct skeleton_range *b)
{
	return a->first <= b->last && b->first <= a->last;
}
EXPORT_SYMBOL_GPL(skeleton_ranges_overlap);

MODULE_DESCRIPTION("Ranges of numbers, with KUnit tests");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

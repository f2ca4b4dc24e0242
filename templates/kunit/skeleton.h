/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SKELETON_H
#define _SKELETON_H

#include <linux/types.h>

/**
 * struct skeleton_range - numbers that follow each other
 * @first: the smallest
 * @last: the largest, not smaller than @first
 */
struct skeleton_range {
	unsigned int first;
	unsigned int last;
};

int skeleton_parse_range(const char *text, struct skeleton_range *range);
u64 skeleton_range_length(const struct skeleton_range *range);
bool skeleton_ranges_overlap(const struct skeleton_range *a, const struct skeleton_range *b);

#endif /* _SKELETON_H */

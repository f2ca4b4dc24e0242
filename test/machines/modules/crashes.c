// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

static int *nothing;

static int __init crashes_init(void)
{
	WRITE_ONCE(*nothing, 1);
	return 0;
}

static void __exit crashes_exit(void)
{
}

module_init(crashes_init);
module_exit(crashes_exit);
MODULE_DESCRIPTION("Follows a null pointer when it is loaded");
MODULE_LICENSE("GPL");

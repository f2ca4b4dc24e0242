// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

static int count = 1;
module_param(count, int, 0644);
MODULE_PARM_DESC(count, "How often to say it");

static int __init demo_init(void)
{
	pr_info("first words, %d times\n", count);
	return 0;
}

static void __exit demo_exit(void)
{
	pr_info("last words\n");
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_DESCRIPTION("Says what the test has written");
MODULE_LICENSE("GPL");

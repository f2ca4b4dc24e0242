// SPDX-License-Identifier: GPL-2.0-only
/*
 * The least that a module needs. The names given to module_init() and
 * module_exit() are what the kernel calls when it is loaded and unloaded.
 *
 *	dmesg | tail
 */

/* Every line that this module prints begins with its name. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

static int __init skeleton_init(void)
{
	/* Anything but 0, such as -ENODEV, and the module is not loaded. */
	pr_info("loaded\n");
	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	pr_info("unloaded\n");
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Says when it is loaded and unloaded");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module with parameters: insmod takes them as name=value, a kernel that
 * has the module built in as module.name=value on its command line.
 *
 *	insmod skeleton.ko level=3 greeting=Servus numbers=1,2,3
 *	grep . /sys/module/skeleton/parameters/{level,greeting,numbers}
 *	echo 7 > /sys/module/skeleton/parameters/level
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/types.h>

#define SKELETON_MAX_LEVEL	10

/*
 * Called when the module is loaded with level=... and at each write to
 * /sys/module/skeleton/parameters/level. The kernel holds the lock of this
 * module's parameters meanwhile.
 */
static int skeleton_set_level(const char *text, const struct kernel_param *kp)
{
	int ret;

	ret = param_set_uint_minmax(text, kp, 0, SKELETON_MAX_LEVEL);
	if (ret)
		return ret;

	pr_info("level is %u\n", *(unsigned int *)kp->arg);
	return 0;
}

static const struct kernel_param_ops skeleton_level_ops = {
	.set = skeleton_set_level,
	.get = param_get_uint,
};

static unsigned int level = 1;
module_param_cb(level, &skeleton_level_ops, &level, 0644);
MODULE_PARM_DESC(level, "How much is done, 0 to 10 (default 1)");

/* 0444: everybody can read it in /sys, nobody can change it there. */
static char *greeting = "Hello";
module_param(greeting, charp, 0444);
MODULE_PARM_DESC(greeting, "What is said when the module is loaded");

static int numbers[8];
static unsigned int numbers_count;
module_param_array(numbers, int, &numbers_count, 0444);
MODULE_PARM_DESC(numbers, "Up to 8 numbers that are added up: 1,2,3");

static int __init skeleton_init(void)
{
	unsigned int i;
	s64 sum = 0;

	for (i = 0; i < numbers_count; i++)
		sum += numbers[i];

	pr_info("%s, %u numbers make %lld, level %u\n",
		greeting, numbers_count, sum, level);
	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	pr_info("unloaded at level %u\n", level);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Module with parameters");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

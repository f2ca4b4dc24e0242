// SPDX-License-Identifier: GPL-2.0
#include <linux/delay.h>
#include <linux/module.h>

static int __init stuck_init(void)
{
	return 0;
}

static void __exit stuck_exit(void)
{
	while (true)
		msleep(1000);
}

module_init(stuck_init);
module_exit(stuck_exit);
MODULE_DESCRIPTION("Never comes back from its exit function");
MODULE_LICENSE("GPL");

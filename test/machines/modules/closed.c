// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

int greet_answer(void);

static int __init closed_init(void)
{
	return greet_answer() < 0;
}

static void __exit closed_exit(void)
{
}

module_init(closed_init);
module_exit(closed_exit);
MODULE_DESCRIPTION("Is given another licence after modpost has seen it");
MODULE_LICENSE("GPL v2");

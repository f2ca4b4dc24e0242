// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

int greet_answer(void);

static int __init greet_again_init(void)
{
	pr_info("greet_again: the answer is %d\n", greet_answer());
	return 0;
}

static void __exit greet_again_exit(void)
{
}

module_init(greet_again_init);
module_exit(greet_again_exit);
MODULE_DESCRIPTION("Uses what greet exports");
MODULE_LICENSE("GPL");

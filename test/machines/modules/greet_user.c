// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

int greet_answer(void);

static int __init greet_user_init(void)
{
	pr_info("greet_user: the answer is %d\n", greet_answer());
	return 0;
}

static void __exit greet_user_exit(void)
{
}

module_init(greet_user_init);
module_exit(greet_user_exit);
MODULE_DESCRIPTION("Uses what greet exports");
MODULE_LICENSE("GPL");

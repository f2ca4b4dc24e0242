// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

int greet_answer(void);

static int count = 1;
module_param(count, int, 0644);
MODULE_PARM_DESC(count, "How often to greet");

static char *who = "world";
module_param(who, charp, 0444);
MODULE_PARM_DESC(who, "Whom to greet");

static unsigned int levels[4];
static int level_count;
module_param_array(levels, uint, &level_count, 0400);
MODULE_PARM_DESC(levels, "Levels to greet at");

static bool is_loud;
module_param(is_loud, bool, 0600);

int greet_answer(void)
{
	return count;
}
EXPORT_SYMBOL_GPL(greet_answer);

static int __init greet_init(void)
{
	pr_info("greet: hello %s, %d times\n", who, count);
	return 0;
}

static void __exit greet_exit(void)
{
	pr_info("greet: bye\n");
}

module_init(greet_init);
module_exit(greet_exit);
MODULE_DESCRIPTION("Greets when it is loaded");
MODULE_AUTHOR("Kmod's tests");
MODULE_VERSION("1.2");
MODULE_LICENSE("GPL");

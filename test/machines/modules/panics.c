// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/panic.h>

static int __init panics_init(void)
{
	panic("panics: as it was told to");
	return 0;
}

static void __exit panics_exit(void)
{
}

module_init(panics_init);
module_exit(panics_exit);
MODULE_DESCRIPTION("Takes the kernel down when it is loaded");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

static bool is_patient;
module_param(is_patient, bool, 0444);
MODULE_PARM_DESC(is_patient, "Fail with another error");

static int __init refuses_init(void)
{
	if (is_patient)
		return -ETIMEDOUT;
	pr_err("refuses: there is no such device\n");
	return -ENODEV;
}

static void __exit refuses_exit(void)
{
}

module_init(refuses_init);
module_exit(refuses_exit);
MODULE_DESCRIPTION("Has an init function that fails");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static const struct file_operations device_operations = {
	.owner = THIS_MODULE,
};

static struct miscdevice device_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "device",
	.fops = &device_operations,
};

module_misc_device(device_misc);
MODULE_DESCRIPTION("Is in use while somebody has its device open");
MODULE_LICENSE("GPL");

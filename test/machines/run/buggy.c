// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

struct settings {
	int speed;
};

static struct settings *current_settings;

static inline int speed_of(const struct settings *settings)
{
	return READ_ONCE(settings->speed);
}

static long buggy_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	pr_info("command %#x\n", command);
	return speed_of(current_settings);
}

static ssize_t buggy_write(struct file *file, const char __user *text, size_t length, loff_t *offset)
{
	WARN_ON(length > 3);
	return length;
}

static const struct file_operations buggy_operations = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = buggy_ioctl,
	.write = buggy_write,
};

static struct miscdevice buggy_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "buggy",
	.fops = &buggy_operations,
};

module_misc_device(buggy_misc);
MODULE_DESCRIPTION("Follows a null pointer when its device is asked something, complains when it is written to");
MODULE_LICENSE("GPL");

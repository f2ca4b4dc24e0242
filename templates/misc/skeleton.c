// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/skeleton: a device that keeps the text that was written to it last.
 *
 * A misc device has one node and shares the major number 10 with others of
 * its kind, so that there is hardly anything to register.
 *
 *	echo hello > /dev/skeleton
 *	cat /dev/skeleton
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/uaccess.h>

/*
 * What programs may ask of it. They need these lines too: once there is such
 * a program, move them to a header that both include. Choose numbers that are
 * free in Documentation/userspace-api/ioctl/ioctl-number.rst.
 */
#define SKELETON_IOC_MAGIC	0xF7
#define SKELETON_IOC_GET_LENGTH	_IOR(SKELETON_IOC_MAGIC, 0, __u32)
#define SKELETON_IOC_CLEAR	_IO(SKELETON_IOC_MAGIC, 1)

#define SKELETON_SIZE		4096

/**
 * struct skeleton - the device
 * @misc: what /dev and /sys know of it
 * @lock: held while @length or @text is looked at or changed
 * @length: bytes of @text that were written
 * @text: what was written last
 */
struct skeleton {
	struct miscdevice misc;
	struct mutex lock;
	size_t length;
	char text[SKELETON_SIZE];
};

/* misc_open() leaves the miscdevice in private_data. */
static struct skeleton *to_skeleton(struct file *file)
{
	return container_of(file->private_data, struct skeleton, misc);
}

static ssize_t skeleton_read(struct file *file, char __user *to, size_t count,
			     loff_t *pos)
{
	struct skeleton *skeleton = to_skeleton(file);
	ssize_t ret;

	/* Copying from or to a program may sleep: a mutex, not a spinlock. */
	if (mutex_lock_interruptible(&skeleton->lock))
		return -ERESTARTSYS;
	ret = simple_read_from_buffer(to, count, pos, skeleton->text,
				      skeleton->length);
	mutex_unlock(&skeleton->lock);

	return ret;
}

static ssize_t skeleton_write(struct file *file, const char __user *from,
			      size_t count, loff_t *pos)
{
	struct skeleton *skeleton = to_skeleton(file);
	ssize_t ret = -ENOSPC;

	if (mutex_lock_interruptible(&skeleton->lock))
		return -ERESTARTSYS;
	/* No holes: they would show what was there before. */
	if (*pos <= skeleton->length && *pos < SKELETON_SIZE)
		ret = simple_write_to_buffer(skeleton->text, SKELETON_SIZE,
					     pos, from, count);
	if (ret > 0)
		skeleton->length = *pos;
	mutex_unlock(&skeleton->lock);

	return ret;
}

static long skeleton_clear(struct skeleton *skeleton)
{
	mutex_lock(&skeleton->lock);
	memset(skeleton->text, 0, sizeof(skeleton->text));
	skeleton->length = 0;
	mutex_unlock(&skeleton->lock);

	return 0;
}

static long skeleton_get_length(struct skeleton *skeleton, __u32 __user *to)
{
	__u32 length;

	mutex_lock(&skeleton->lock);
	length = skeleton->length;
	mutex_unlock(&skeleton->lock);

	return put_user(length, to);
}

static long skeleton_ioctl(struct file *file, unsigned int cmd,
			   unsigned long arg)
{
	struct skeleton *skeleton = to_skeleton(file);

	switch (cmd) {
	case SKELETON_IOC_GET_LENGTH:
		return skeleton_get_length(skeleton, (__u32 __user *)arg);
	case SKELETON_IOC_CLEAR:
		return skeleton_clear(skeleton);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations skeleton_fops = {
	/* The module cannot be unloaded while a program has the node open. */
	.owner = THIS_MODULE,
	.read = skeleton_read,
	.write = skeleton_write,
	.llseek = default_llseek,
	.unlocked_ioctl = skeleton_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct skeleton skeleton_device = {
	.misc = {
		.minor = MISC_DYNAMIC_MINOR,
		.name = "skeleton",
		.fops = &skeleton_fops,
	},
	.lock = __MUTEX_INITIALIZER(skeleton_device.lock),
};

static int __init skeleton_init(void)
{
	int ret;

	/* Programs can open the node before this returns. */
	ret = misc_register(&skeleton_device.misc);
	if (ret)
		return ret;

	pr_info("/dev/%s is there, minor %d\n", skeleton_device.misc.name,
		skeleton_device.misc.minor);
	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	misc_deregister(&skeleton_device.misc);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Misc device that keeps what is written to it");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

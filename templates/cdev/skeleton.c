// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/skeleton0, /dev/skeleton1, ...: devices with a major number and a
 * class of their own. What is written to one can be read from it once, in the
 * same order; a reader waits until there is something.
 *
 *	cat /dev/skeleton0 &
 *	echo hello > /dev/skeleton0
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/kfifo.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/wait.h>

#define SKELETON_DEVICES	4
#define SKELETON_FIFO_SIZE	4096	/* a power of two */

/**
 * struct skeleton - one of the devices
 * @dev: what /sys shows of it; its last reference frees the structure
 * @cdev: connects the device number with skeleton_fops
 * @lock: held while @fifo is read or written
 * @changed: who waits for bytes, or for room
 * @fifo: what was written and not read yet
 */
struct skeleton {
	struct device dev;
	struct cdev cdev;
	struct mutex lock;
	wait_queue_head_t changed;
	DECLARE_KFIFO(fifo, u8, SKELETON_FIFO_SIZE);
};

static dev_t skeleton_first;
static struct skeleton *skeletons[SKELETON_DEVICES];

static struct class skeleton_class = {
	.name = "skeleton",
};

static int skeleton_open(struct inode *inode, struct file *file)
{
	file->private_data = container_of(inode->i_cdev, struct skeleton, cdev);
	return stream_open(inode, file);
}

static ssize_t skeleton_read(struct file *file, char __user *to, size_t count,
			     loff_t *pos)
{
	struct skeleton *skeleton = file->private_data;
	unsigned int copied = 0;
	int ret;

	/* Another reader may have been faster: look again under the lock. */
	do {
		if (kfifo_is_empty(&skeleton->fifo)) {
			if (file->f_flags & O_NONBLOCK)
				return -EAGAIN;
			ret = wait_event_interruptible(skeleton->changed,
						       !kfifo_is_empty(&skeleton->fifo));
			if (ret)
				return ret;
		}
		if (mutex_lock_interruptible(&skeleton->lock))
			return -ERESTARTSYS;
		ret = kfifo_to_user(&skeleton->fifo, to, count, &copied);
		mutex_unlock(&skeleton->lock);
	} while (!ret && !copied && count);

	wake_up_interruptible(&skeleton->changed);
	return ret ? ret : copied;
}

static ssize_t skeleton_write(struct file *file, const char __user *from,
			      size_t count, loff_t *pos)
{
	struct skeleton *skeleton = file->private_data;
	unsigned int copied = 0;
	int ret;

	do {
		if (kfifo_is_full(&skeleton->fifo)) {
			if (file->f_flags & O_NONBLOCK)
				return -EAGAIN;
			ret = wait_event_interruptible(skeleton->changed,
						       !kfifo_is_full(&skeleton->fifo));
			if (ret)
				return ret;
		}
		if (mutex_lock_interruptible(&skeleton->lock))
			return -ERESTARTSYS;
		ret = kfifo_from_user(&skeleton->fifo, from, count, &copied);
		mutex_unlock(&skeleton->lock);
	} while (!ret && !copied && count);

	wake_up_interruptible(&skeleton->changed);
	return ret ? ret : copied;
}

static __poll_t skeleton_poll(struct file *file, poll_table *wait)
{
	struct skeleton *skeleton = file->private_data;
	__poll_t mask = 0;

	poll_wait(file, &skeleton->changed, wait);
	if (!kfifo_is_empty(&skeleton->fifo))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (!kfifo_is_full(&skeleton->fifo))
		mask |= EPOLLOUT | EPOLLWRNORM;

	return mask;
}

static const struct file_operations skeleton_fops = {
	/* The module cannot be unloaded while a program has a node open. */
	.owner = THIS_MODULE,
	.open = skeleton_open,
	.read = skeleton_read,
	.write = skeleton_write,
	.poll = skeleton_poll,
};

static void skeleton_release(struct device *dev)
{
	kfree(container_of(dev, struct skeleton, dev));
}

static struct skeleton *skeleton_create(unsigned int index)
{
	struct skeleton *skeleton;
	int ret;

	skeleton = kzalloc(sizeof(*skeleton), GFP_KERNEL);
	if (!skeleton)
		return ERR_PTR(-ENOMEM);

	mutex_init(&skeleton->lock);
	init_waitqueue_head(&skeleton->changed);
	INIT_KFIFO(skeleton->fifo);

	/* From here on put_device() frees it, never kfree(). */
	device_initialize(&skeleton->dev);
	skeleton->dev.class = &skeleton_class;
	skeleton->dev.devt = MKDEV(MAJOR(skeleton_first),
				   MINOR(skeleton_first) + index);
	skeleton->dev.release = skeleton_release;
	ret = dev_set_name(&skeleton->dev, "skeleton%u", index);
	if (ret)
		goto err_put;

	cdev_init(&skeleton->cdev, &skeleton_fops);
	skeleton->cdev.owner = THIS_MODULE;
	/* Adds both; the node in /dev can be opened before this returns. */
	ret = cdev_device_add(&skeleton->cdev, &skeleton->dev);
	if (ret)
		goto err_put;

	return skeleton;

err_put:
	put_device(&skeleton->dev);
	return ERR_PTR(ret);
}

static void skeleton_destroy(struct skeleton *skeleton)
{
	cdev_device_del(&skeleton->cdev, &skeleton->dev);
	put_device(&skeleton->dev);
}

static int __init skeleton_init(void)
{
	unsigned int i;
	int ret;

	ret = alloc_chrdev_region(&skeleton_first, 0, SKELETON_DEVICES,
				  "skeleton");
	if (ret)
		return ret;

	ret = class_register(&skeleton_class);
	if (ret)
		goto err_region;

	for (i = 0; i < SKELETON_DEVICES; i++) {
		skeletons[i] = skeleton_create(i);
		if (IS_ERR(skeletons[i])) {
			ret = PTR_ERR(skeletons[i]);
			goto err_devices;
		}
	}

	pr_info("%u devices, major number %u\n", SKELETON_DEVICES,
		MAJOR(skeleton_first));
	return 0;

err_devices:
	while (i--)
		skeleton_destroy(skeletons[i]);
	class_unregister(&skeleton_class);
err_region:
	unregister_chrdev_region(skeleton_first, SKELETON_DEVICES);
	return ret;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	unsigned int i;

	for (i = 0; i < SKELETON_DEVICES; i++)
		skeleton_destroy(skeletons[i]);
	class_unregister(&skeleton_class);
	unregister_chrdev_region(skeleton_first, SKELETON_DEVICES);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Character devices that pass on what is written to them");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of a USB interface with a bulk endpoint in each direction: what is
 * written to /dev/skeleton<number> is sent to the device, and what the device
 * sends is read from there.
 *
 * The ids are ones that are free for tests. One more can be given while the
 * driver is loaded:
 *
 *	echo 0403 6001 > /sys/bus/usb/drivers/skeleton/new_id
 */

#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/usb.h>

/* Put those of your device here. */
#define SKELETON_VENDOR_ID	0x1209
#define SKELETON_PRODUCT_ID	0x0001

/* Asks for a range of minor numbers; ignored with CONFIG_USB_DYNAMIC_MINORS. */
#define SKELETON_MINOR_BASE	192
/* The most bytes of one transfer. */
#define SKELETON_TRANSFER_SIZE	4096

/**
 * struct skeleton - one interface
 * @users: the interface while it is bound, and every file that is open
 * @presence: held for reading by whoever talks to the device, for writing by
 *	what marks it as gone
 * @is_gone: it was unplugged, or is no longer this driver's
 * @udev: the device that the interface belongs to
 * @in: endpoint from which the device sends
 * @out: endpoint to which the device listens
 */
struct skeleton {
	struct kref users;
	struct rw_semaphore presence;
	bool is_gone;
	struct usb_device *udev;
	struct usb_endpoint_descriptor *in;
	struct usb_endpoint_descriptor *out;
};

static struct usb_driver skeleton_driver;

static void skeleton_release_last(struct kref *users)
{
	struct skeleton *priv = container_of(users, struct skeleton, users);

	usb_put_dev(priv->udev);
	kfree(priv);
}

static void skeleton_complete(struct urb *urb)
{
	complete(urb->context);
}

/*
 * Moves up to @length bytes of @data, and returns how many. It waits for as
 * long as the device needs, until a signal comes or the device has gone.
 */
static int skeleton_transfer(struct skeleton *priv, unsigned int pipe, void *data, int length)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct urb *urb;
	int ret;

	urb = usb_alloc_urb(0, GFP_KERNEL);
	if (!urb)
		return -ENOMEM;

	usb_fill_bulk_urb(urb, priv->udev, pipe, data, length, skeleton_complete, &done);
	ret = usb_submit_urb(urb, GFP_KERNEL);
	if (ret)
		goto free_urb;

	/* Killing waits until the completion has run. */
	if (wait_for_completion_interruptible(&done))
		usb_kill_urb(urb);

	/* What has arrived until then is not lost. */
	if (urb->actual_length)
		ret = urb->actual_length;
	else if (urb->status == -ENOENT)
		ret = -ERESTARTSYS;
	else
		ret = urb->status;

free_urb:
	usb_free_urb(urb);
	return ret;
}

static ssize_t skeleton_receive(struct skeleton *priv, char __user *to, size_t length)
{
	unsigned int pipe = usb_rcvbulkpipe(priv->udev, usb_endpoint_num(priv->in));
	u8 *data;
	int ret;

	/* Memory for DMA: never the stack, nor a part of another struct. */
	data = kmalloc(length, GFP_KERNEL);
	if (!data)
		return -ENOMEM;

	ret = skeleton_transfer(priv, pipe, data, length);
	if (ret > 0 && copy_to_user(to, data, ret))
		ret = -EFAULT;

	kfree(data);
	return ret;
}

static ssize_t skeleton_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct skeleton *priv = file->private_data;
	ssize_t ret;

	/* The device sends whole packets: there must be room for them. */
	count = min_t(size_t, count, SKELETON_TRANSFER_SIZE);
	count = rounddown(count, usb_endpoint_maxp(priv->in));
	if (!count)
		return -EINVAL;

	ret = down_read_interruptible(&priv->presence);
	if (ret)
		return ret;
	ret = priv->is_gone ? -ENODEV : skeleton_receive(priv, to, count);
	up_read(&priv->presence);

	return ret;
}

static ssize_t skeleton_write(struct file *file, const char __user *from, size_t count,
			      loff_t *pos)
{
	struct skeleton *priv = file->private_data;
	unsigned int pipe = usb_sndbulkpipe(priv->udev, usb_endpoint_num(priv->out));
	ssize_t ret;
	u8 *data;

	if (!count)
		return 0;

	count = min_t(size_t, count, SKELETON_TRANSFER_SIZE);
	data = memdup_user(from, count);
	if (IS_ERR(data))
		return PTR_ERR(data);

	ret = down_read_interruptible(&priv->presence);
	if (!ret) {
		ret = priv->is_gone ? -ENODEV : skeleton_transfer(priv, pipe, data, count);
		up_read(&priv->presence);
	}

	kfree(data);
	return ret;
}

/* Never at the same time as usb_deregister_dev(): there is an interface. */
static int skeleton_open(struct inode *inode, struct file *file)
{
	struct usb_interface *interface;
	struct skeleton *priv;

	interface = usb_find_interface(&skeleton_driver, iminor(inode));
	if (!interface)
		return -ENODEV;

	priv = usb_get_intfdata(interface);
	kref_get(&priv->users);
	file->private_data = priv;

	return stream_open(inode, file);
}

static int skeleton_release(struct inode *inode, struct file *file)
{
	struct skeleton *priv = file->private_data;

	kref_put(&priv->users, skeleton_release_last);
	return 0;
}

static const struct file_operations skeleton_fops = {
	.owner = THIS_MODULE,
	.open = skeleton_open,
	.release = skeleton_release,
	.read = skeleton_read,
	.write = skeleton_write,
};

static struct usb_class_driver skeleton_class = {
	.name = "skeleton%d",
	.fops = &skeleton_fops,
	.minor_base = SKELETON_MINOR_BASE,
};

static int skeleton_probe(struct usb_interface *interface, const struct usb_device_id *id)
{
	struct device *dev = &interface->dev;
	struct skeleton *priv;
	int ret;

	/* Not devm_: files that are open still need it when the device has gone. */
	priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	kref_init(&priv->users);
	init_rwsem(&priv->presence);
	priv->udev = usb_get_dev(interface_to_usbdev(interface));

	ret = usb_find_common_endpoints(interface->cur_altsetting, &priv->in, &priv->out,
					NULL, NULL);
	if (ret) {
		dev_err(dev, "no bulk endpoint for each direction\n");
		goto put;
	}

	/* From here on programs can open it. */
	usb_set_intfdata(interface, priv);
	ret = usb_register_dev(interface, &skeleton_class);
	if (ret) {
		dev_err(dev, "no free minor number\n");
		usb_set_intfdata(interface, NULL);
		goto put;
	}

	dev_info(dev, "minor %d\n", interface->minor);
	return 0;

put:
	kref_put(&priv->users, skeleton_release_last);
	return ret;
}

/* Transfers that were under way have been ended, and none can be started. */
static void skeleton_disconnect(struct usb_interface *interface)
{
	struct skeleton *priv = usb_get_intfdata(interface);

	/* Waits for those who are opening it: then nobody finds it any more. */
	usb_deregister_dev(interface, &skeleton_class);
	usb_set_intfdata(interface, NULL);

	down_write(&priv->presence);
	priv->is_gone = true;
	up_write(&priv->presence);

	kref_put(&priv->users, skeleton_release_last);
}

static const struct usb_device_id skeleton_ids[] = {
	{ USB_DEVICE(SKELETON_VENDOR_ID, SKELETON_PRODUCT_ID) },
	{ }
};
MODULE_DEVICE_TABLE(usb, skeleton_ids);

static struct usb_driver skeleton_driver = {
	.name = "skeleton",
	.probe = skeleton_probe,
	.disconnect = skeleton_disconnect,
	.id_table = skeleton_ids,
};
module_usb_driver(skeleton_driver);

MODULE_DESCRIPTION("USB driver with bulk transfers and a device node");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of a device that cannot be asked what it is: a device tree says where
 * its registers are and which interrupt it has.
 *
 *	skeleton@40000000 {
 *		compatible = "example,skeleton";
 *		reg = <0x40000000 0x1000>;
 *		interrupts = <42>;
 *	};
 *
 * The registers are made up: put those of your device here. Every device that
 * is found has the attributes "id" and "events" in
 * /sys/bus/platform/drivers/skeleton/<device>/.
 */

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sysfs.h>

#define SKELETON_ID		0x00
#define SKELETON_CONTROL	0x04
#define SKELETON_CONTROL_EVENTS	BIT(0)
/* A bit that is written as 1 is cleared. */
#define SKELETON_STATUS		0x08

/**
 * struct skeleton - one device
 * @regs: its registers
 * @events: interrupts that it has raised
 */
struct skeleton {
	void __iomem *regs;
	atomic_t events;
};

static irqreturn_t skeleton_interrupt(int irq, void *data)
{
	struct skeleton *priv = data;
	u32 status;

	status = readl(priv->regs + SKELETON_STATUS);
	if (!status)
		return IRQ_NONE;

	writel(status, priv->regs + SKELETON_STATUS);
	atomic_inc(&priv->events);

	return IRQ_HANDLED;
}

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct skeleton *priv = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%#x\n", readl(priv->regs + SKELETON_ID));
}
static DEVICE_ATTR_RO(id);

static ssize_t events_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct skeleton *priv = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", atomic_read(&priv->events));
}
static DEVICE_ATTR_RO(events);

static struct attribute *skeleton_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_events.attr,
	NULL
};
ATTRIBUTE_GROUPS(skeleton);

static void skeleton_disable(void *data)
{
	struct skeleton *priv = data;

	writel(0, priv->regs + SKELETON_CONTROL);
}

static int skeleton_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct skeleton *priv;
	int irq;
	int ret;

	/*
	 * What devm_ functions give is taken back in the opposite order when
	 * this fails or the device goes: there is nothing to do in a remove().
	 */
	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;

	/* This function has logged what went wrong. */
	priv->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(priv->regs))
		return PTR_ERR(priv->regs);

	platform_set_drvdata(pdev, priv);

	/* Whatever the firmware has left on: no events before there is a handler. */
	skeleton_disable(priv);

	irq = platform_get_irq_optional(pdev, 0);
	if (irq < 0 && irq != -ENXIO)
		return dev_err_probe(dev, irq, "no interrupt\n");

	if (irq > 0) {
		ret = devm_request_irq(dev, irq, skeleton_interrupt, 0, dev_name(dev), priv);
		if (ret)
			return dev_err_probe(dev, ret, "cannot have interrupt %d\n", irq);

		/* After the interrupt was requested, so that it runs before that is freed. */
		ret = devm_add_action_or_reset(dev, skeleton_disable, priv);
		if (ret)
			return ret;

		writel(SKELETON_CONTROL_EVENTS, priv->regs + SKELETON_CONTROL);
	}

	dev_info(dev, "id %#x, %s\n", readl(priv->regs + SKELETON_ID),
		 irq > 0 ? "with an interrupt" : "without an interrupt");

	return 0;
}

static const struct of_device_id skeleton_of_match[] = {
	{ .compatible = "example,skeleton" },
	{ }
};
MODULE_DEVICE_TABLE(of, skeleton_of_match);

static struct platform_driver skeleton_driver = {
	.probe = skeleton_probe,
	.driver = {
		.name = "skeleton",
		.of_match_table = skeleton_of_match,
		.dev_groups = skeleton_groups,
	},
};
module_platform_driver(skeleton_driver);

MODULE_DESCRIPTION("Platform driver with registers and an interrupt");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

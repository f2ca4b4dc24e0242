// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of a PCI device with registers in memory and an MSI interrupt.
 *
 * As it is, it drives "edu", a device that QEMU has for learning: started with
 * "-device edu", the machine has one that computes factorials and raises an
 * interrupt when it is done.
 *
 *	cd /sys/bus/pci/drivers/skeleton/0000:*
 *	echo 5 > factorial
 *	cat factorial
 */

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/sysfs.h>
#include <linux/version.h>

/* Put those of your device here. */
#define SKELETON_VENDOR_ID	0x1234
#define SKELETON_DEVICE_ID	0x11e8

#define SKELETON_BAR		0

#define SKELETON_ID		0x00
/* Reads as the complement of what was written. */
#define SKELETON_LIVENESS	0x04
/* Written: the number. Read: its factorial, once that is computed. */
#define SKELETON_FACTORIAL	0x08
#define SKELETON_STATUS		0x20
#define SKELETON_STATUS_RAISE	BIT(7)
#define SKELETON_IRQ_STATUS	0x24
#define SKELETON_IRQ_FACTORIAL	BIT(0)
#define SKELETON_IRQ_ACK	0x64

/* The factorial of 13 has more than the 32 bits of the register. */
#define SKELETON_LARGEST	12

/**
 * struct skeleton - one device
 * @regs: its registers
 * @lock: one computation at a time
 * @done: the device has raised its interrupt
 * @result: of the last computation
 */
struct skeleton {
	void __iomem *regs;
	struct mutex lock; /* protects @result */
	struct completion done;
	u32 result;
};

static irqreturn_t skeleton_interrupt(int irq, void *data)
{
	struct skeleton *priv = data;
	u32 status;

	status = readl(priv->regs + SKELETON_IRQ_STATUS);
	if (!status)
		return IRQ_NONE;

	writel(status, priv->regs + SKELETON_IRQ_ACK);
	if (status & SKELETON_IRQ_FACTORIAL)
		complete(&priv->done);

	return IRQ_HANDLED;
}

static int skeleton_compute(struct skeleton *priv, u32 number)
{
	reinit_completion(&priv->done);
	writel(number, priv->regs + SKELETON_FACTORIAL);
	/* A device that does not answer must not block its user for ever. */
	if (!wait_for_completion_timeout(&priv->done, HZ))
		return -ETIMEDOUT;

	priv->result = readl(priv->regs + SKELETON_FACTORIAL);
	return 0;
}

static ssize_t factorial_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct skeleton *priv = dev_get_drvdata(dev);
	u32 result;

	mutex_lock(&priv->lock);
	result = priv->result;
	mutex_unlock(&priv->lock);

	return sysfs_emit(buf, "%u\n", result);
}

static ssize_t factorial_store(struct device *dev, struct device_attribute *attr,
			       const char *buf, size_t count)
{
	struct skeleton *priv = dev_get_drvdata(dev);
	u32 number;
	int ret;

	ret = kstrtou32(buf, 0, &number);
	if (ret)
		return ret;
	if (number > SKELETON_LARGEST)
		return -ERANGE;

	mutex_lock(&priv->lock);
	ret = skeleton_compute(priv, number);
	mutex_unlock(&priv->lock);

	return ret ?: count;
}
static DEVICE_ATTR_RW(factorial);

static struct attribute *skeleton_attrs[] = {
	&dev_attr_factorial.attr,
	NULL
};
ATTRIBUTE_GROUPS(skeleton);

static void __iomem *skeleton_map(struct pci_dev *pdev)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	int ret;

	ret = pcim_iomap_regions(pdev, BIT(SKELETON_BAR), KBUILD_MODNAME);
	if (ret)
		return IOMEM_ERR_PTR(ret);

	return pcim_iomap_table(pdev)[SKELETON_BAR];
#else
	return pcim_iomap_region(pdev, SKELETON_BAR, KBUILD_MODNAME);
#endif
}

static bool skeleton_is_alive(struct skeleton *priv)
{
	const u32 sent = 0x12345678;

	writel(sent, priv->regs + SKELETON_LIVENESS);
	return readl(priv->regs + SKELETON_LIVENESS) == ~sent;
}

static void skeleton_quiet(void *data)
{
	struct skeleton *priv = data;

	writel(0, priv->regs + SKELETON_STATUS);
}

static int skeleton_request_interrupt(struct pci_dev *pdev, struct skeleton *priv)
{
	struct device *dev = &pdev->dev;
	int ret;

	/* MSI: the device writes to memory to raise an interrupt, as a bus master. */
	pci_set_master(pdev);

	/* Freed with the device, since that was enabled by pcim_enable_device(). */
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		return dev_err_probe(dev, ret, "no MSI interrupt\n");

	ret = devm_request_irq(dev, pci_irq_vector(pdev, 0), skeleton_interrupt, 0,
			       KBUILD_MODNAME, priv);
	if (ret)
		return dev_err_probe(dev, ret, "cannot have the interrupt\n");

	/* Last, so that the device is quiet before its handler goes. */
	return devm_add_action_or_reset(dev, skeleton_quiet, priv);
}

static int skeleton_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct device *dev = &pdev->dev;
	struct skeleton *priv;
	u32 version;
	int ret;

	/*
	 * What pcim_ and devm_ functions give is taken back in the opposite order
	 * when this fails or the device goes: there is nothing to do in a remove().
	 */
	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	mutex_init(&priv->lock);
	init_completion(&priv->done);

	ret = pcim_enable_device(pdev);
	if (ret)
		return dev_err_probe(dev, ret, "cannot be enabled\n");

	priv->regs = skeleton_map(pdev);
	if (IS_ERR(priv->regs))
		return dev_err_probe(dev, PTR_ERR(priv->regs), "no registers\n");

	if (!skeleton_is_alive(priv))
		return dev_err_probe(dev, -EIO, "does not answer\n");

	skeleton_quiet(priv);
	ret = skeleton_request_interrupt(pdev, priv);
	if (ret)
		return ret;

	pci_set_drvdata(pdev, priv);
	writel(SKELETON_STATUS_RAISE, priv->regs + SKELETON_STATUS);

	version = readl(priv->regs + SKELETON_ID);
	dev_info(dev, "version %u.%u\n", version >> 24, (version >> 16) & 0xff);

	return 0;
}

static const struct pci_device_id skeleton_ids[] = {
	{ PCI_DEVICE(SKELETON_VENDOR_ID, SKELETON_DEVICE_ID) },
	{ }
};
MODULE_DEVICE_TABLE(pci, skeleton_ids);

static struct pci_driver skeleton_driver = {
	.name = KBUILD_MODNAME,
	.id_table = skeleton_ids,
	.probe = skeleton_probe,
	.dev_groups = skeleton_groups,
};
module_pci_driver(skeleton_driver);

MODULE_DESCRIPTION("PCI driver with registers and an MSI interrupt");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

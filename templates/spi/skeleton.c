// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of a chip on an SPI bus. A device tree has it below its controller:
 *
 *	skeleton@0 {
 *		compatible = "example,skeleton";
 *		reg = <0>;
 *		spi-max-frequency = <1000000>;
 *	};
 *
 * The chip is made up: it takes two bytes, the number of a register and a
 * value, and answers with two, of which the second is what the register held.
 * Put the transfers of yours here. Each chip has the attributes "id" and
 * "value" in /sys/bus/spi/drivers/skeleton/<device>/.
 */

#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spi/spi.h>
#include <linux/sysfs.h>

#define SKELETON_ID		0x00
#define SKELETON_VALUE		0x01
/* Added to the number of a register that is to be read. */
#define SKELETON_READ		BIT(7)

/**
 * struct skeleton - one chip
 * @spi: where it is
 * @lock: one transfer at a time
 * @tx: what is sent
 * @rx: what is received
 *
 * The controller may read and write the buffers by DMA. They share no line of
 * the cache with what the processor uses meanwhile, and are never on the stack.
 */
struct skeleton {
	struct spi_device *spi;
	struct mutex lock; /* protects @tx and @rx */
	u8 tx[2] ____cacheline_aligned;
	u8 rx[2] ____cacheline_aligned;
};

static int skeleton_transfer(struct skeleton *priv, u8 first, u8 second, u8 *answer)
{
	struct spi_transfer transfer = {
		.tx_buf = priv->tx,
		.rx_buf = priv->rx,
		.len = sizeof(priv->tx),
	};
	int ret;

	mutex_lock(&priv->lock);
	priv->tx[0] = first;
	priv->tx[1] = second;
	ret = spi_sync_transfer(priv->spi, &transfer, 1);
	if (!ret)
		*answer = priv->rx[1];
	mutex_unlock(&priv->lock);

	return ret;
}

static int skeleton_read(struct skeleton *priv, u8 reg, u8 *value)
{
	return skeleton_transfer(priv, reg | SKELETON_READ, 0, value);
}

static int skeleton_write(struct skeleton *priv, u8 reg, u8 value)
{
	u8 before;

	return skeleton_transfer(priv, reg, value, &before);
}

static ssize_t id_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct skeleton *priv = dev_get_drvdata(dev);
	u8 id;
	int ret;

	ret = skeleton_read(priv, SKELETON_ID, &id);
	if (ret)
		return ret;

	return sysfs_emit(buf, "%#x\n", id);
}
static DEVICE_ATTR_RO(id);

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct skeleton *priv = dev_get_drvdata(dev);
	u8 value;
	int ret;

	ret = skeleton_read(priv, SKELETON_VALUE, &value);
	if (ret)
		return ret;

	return sysfs_emit(buf, "%u\n", value);
}

static ssize_t value_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	struct skeleton *priv = dev_get_drvdata(dev);
	u8 value;
	int ret;

	ret = kstrtou8(buf, 0, &value);
	if (ret)
		return ret;

	ret = skeleton_write(priv, SKELETON_VALUE, value);
	return ret ?: count;
}
static DEVICE_ATTR_RW(value);

static struct attribute *skeleton_attrs[] = {
	&dev_attr_id.attr,
	&dev_attr_value.attr,
	NULL
};
ATTRIBUTE_GROUPS(skeleton);

static int skeleton_probe(struct spi_device *spi)
{
	struct device *dev = &spi->dev;
	struct skeleton *priv;
	u8 id;
	int ret;

	priv = devm_kzalloc(dev, sizeof(*priv), GFP_KERNEL);
	if (!priv)
		return -ENOMEM;
	priv->spi = spi;
	mutex_init(&priv->lock);

	/* SPI has no acknowledge: nobody notices a chip that is not there. */
	ret = skeleton_read(priv, SKELETON_ID, &id);
	if (ret)
		return dev_err_probe(dev, ret, "cannot be read\n");

	spi_set_drvdata(spi, priv);
	dev_info(dev, "id %#x\n", id);

	return 0;
}

static const struct spi_device_id skeleton_ids[] = {
	{ "skeleton" },
	{ }
};
MODULE_DEVICE_TABLE(spi, skeleton_ids);

static const struct of_device_id skeleton_of_match[] = {
	{ .compatible = "example,skeleton" },
	{ }
};
MODULE_DEVICE_TABLE(of, skeleton_of_match);

static struct spi_driver skeleton_driver = {
	.driver = {
		.name = "skeleton",
		.of_match_table = skeleton_of_match,
		.dev_groups = skeleton_groups,
	},
	.probe = skeleton_probe,
	.id_table = skeleton_ids,
};
module_spi_driver(skeleton_driver);

MODULE_DESCRIPTION("SPI driver of a chip with registers");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Driver of a chip on an I2C bus whose registers are read and written by
 * regmap.
 *
 * The chip is made up: put the registers of yours here. Without one, i2c-stub
 * is a bus with a chip at an address of choice. It is the last of "ls
 * /sys/bus/i2c/devices", say i2c-1:
 *
 *	modprobe i2c-stub chip_addr=0x48
 *	cd /sys/bus/i2c/devices/i2c-1
 *	echo skeleton 0x48 > new_device
 *	echo 7 > 1-0048/value
 *	echo 0x48 > delete_device
 */

#include <linux/bits.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/i2c.h>
#include <linux/kstrtox.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/regmap.h>
#include <linux/sysfs.h>
#include <linux/version.h>

#define SKELETON_ID		0x00
#define SKELETON_CONTROL	0x01
#define SKELETON_CONTROL_ON	BIT(0)
#define SKELETON_VALUE		0x02
#define SKELETON_LAST		SKELETON_VALUE

static const struct regmap_config skeleton_regmap_config = {
	.reg_bits = 8,
	.val_bits = 8,
	/* With it, all registers are shown in /sys/kernel/debug/regmap. */
	.max_register = SKELETON_LAST,
};

static ssize_t value_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct regmap *regmap = dev_get_drvdata(dev);
	unsigned int value;
	int ret;

	/* A bus may fail at any time: a chip that was pulled off, noise. */
	ret = regmap_read(regmap, SKELETON_VALUE, &value);
	if (ret)
		return ret;

	return sysfs_emit(buf, "%u\n", value);
}

static ssize_t value_store(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count)
{
	struct regmap *regmap = dev_get_drvdata(dev);
	u8 value;
	int ret;

	ret = kstrtou8(buf, 0, &value);
	if (ret)
		return ret;

	ret = regmap_write(regmap, SKELETON_VALUE, value);
	return ret ?: count;
}
static DEVICE_ATTR_RW(value);

static struct attribute *skeleton_attrs[] = {
	&dev_attr_value.attr,
	NULL
};
ATTRIBUTE_GROUPS(skeleton);

static void skeleton_off(void *data)
{
	struct regmap *regmap = data;

	/* The chip may be gone already, and then it is off. */
	regmap_clear_bits(regmap, SKELETON_CONTROL, SKELETON_CONTROL_ON);
}

static int skeleton_probe(struct i2c_client *client)
{
	struct device *dev = &client->dev;
	struct regmap *regmap;
	unsigned int id;
	int ret;

	/*
	 * What devm_ functions give is taken back in the opposite order when
	 * this fails or the chip goes: there is nothing to do in a remove().
	 */
	regmap = devm_regmap_init_i2c(client, &skeleton_regmap_config);
	if (IS_ERR(regmap))
		return dev_err_probe(dev, PTR_ERR(regmap), "no regmap\n");

	ret = regmap_read(regmap, SKELETON_ID, &id);
	if (ret)
		return dev_err_probe(dev, ret, "does not answer\n");

	ret = devm_add_action_or_reset(dev, skeleton_off, regmap);
	if (ret)
		return ret;

	ret = regmap_set_bits(regmap, SKELETON_CONTROL, SKELETON_CONTROL_ON);
	if (ret)
		return dev_err_probe(dev, ret, "cannot be switched on\n");

	i2c_set_clientdata(client, regmap);
	dev_info(dev, "id %#x\n", id);

	return 0;
}

static const struct i2c_device_id skeleton_ids[] = {
	{ "skeleton" },
	{ }
};
MODULE_DEVICE_TABLE(i2c, skeleton_ids);

static const struct of_device_id skeleton_of_match[] = {
	{ .compatible = "example,skeleton" },
	{ }
};
MODULE_DEVICE_TABLE(of, skeleton_of_match);

static struct i2c_driver skeleton_driver = {
	.driver = {
		.name = "skeleton",
		.of_match_table = skeleton_of_match,
		.dev_groups = skeleton_groups,
	},
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	.probe_new = skeleton_probe,
#else
	.probe = skeleton_probe,
#endif
	.id_table = skeleton_ids,
};
module_i2c_driver(skeleton_driver);

MODULE_DESCRIPTION("I2C driver of a chip with registers");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

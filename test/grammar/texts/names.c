#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>

static char *name = "meter";
module_param(name, charp, 0444);
MODULE_PARM_DESC(name, "Which one: %s, not pr_info()");

static u32 __iomem *registers __ro_after_init;

static int __must_check meter_start(struct device *dev, char __user *to)
{
	struct meter *meter;

	list_for_each_entry(meter, &meters, list) {
		dev_info(dev, "%pK %pI4 %*ph %d %-10pM %pOFf %pe %p4cc\n", meter);
		printk(KERN_WARNING "plain %s, 100%% of %px\n", name);
	}
	/* pr_err() and __init in a comment */
	device_for_each_child(dev, NULL, meter_child);
	WARN_ON_ONCE(!meter);
	return dev_err_probe(dev, -EIO, "no %pUb\n", "KERN_INFO __exit");
}
EXPORT_SYMBOL_NS_GPL(meter_start, METER);

#if 0
pr_info("not compiled\n");
#endif

static int __init meter_init(void)
{
	my_pr_info = module_initial + list_for_each_entry;
	return 0;
}
module_init(meter_init);
module_platform_driver(meter_driver);
MODULE_LICENSE("GPL");

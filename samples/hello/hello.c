// A module with several mistakes: see the Problems panel.
#include <linux/init.h>
#include <linux/module.h>
#include <linux/mod_devicetable.h>
#include <linux/moduleparam.h>
#include <linux/platform_device.h>

static int count = 1;
module_param(count, int, 0666);
MODULE_PARM_DESC(count, "How often to say hello");

static char *whom = "world";
module_param(whom, charp, 0444);

static const struct of_device_id hello_of_match[] = {
	{ .compatible = "kmod,hello" },
};
MODULE_DEVICE_TABLE(of, hello_of_match);

static void __init hello_init(void)
{
	int i;

	for (i = 0; i < count; i++)
		pr_info("hello, %s\n", whom);
}

static void __exit hello_exit(void)
{
	pr_info("goodbye, %s\n", whom);
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("Says hello");

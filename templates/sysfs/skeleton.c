// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attributes in /sys/kernel/skeleton: a number with limits, a text, a counter
 * that can only be read, and one that can only be written.
 *
 *	echo 7 > /sys/kernel/skeleton/level
 *	grep . /sys/kernel/skeleton/{level,label,changes}
 *	echo 1 > /sys/kernel/skeleton/reset
 *
 * A driver has a device, and its attributes belong into that one's folder:
 * give them to the driver as .dev_groups instead of making a folder here.
 */

#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#define SKELETON_MAX_LEVEL	10
#define SKELETON_DEFAULT_LABEL	"nothing yet"

static unsigned int skeleton_level;
static unsigned int skeleton_changes;
static char skeleton_label[32] = SKELETON_DEFAULT_LABEL;
/* Protects all of the above. */
static DEFINE_MUTEX(skeleton_lock);

static ssize_t level_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int level;

	mutex_lock(&skeleton_lock);
	level = skeleton_level;
	mutex_unlock(&skeleton_lock);

	return sysfs_emit(buf, "%u\n", level);
}

static ssize_t level_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	unsigned int level;
	int ret;

	ret = kstrtouint(buf, 0, &level);
	if (ret)
		return ret;
	if (level > SKELETON_MAX_LEVEL)
		return -ERANGE;

	mutex_lock(&skeleton_lock);
	skeleton_level = level;
	skeleton_changes++;
	mutex_unlock(&skeleton_lock);

	/* Wakes whoever waits for a change by poll(). */
	sysfs_notify(kobj, NULL, attr->attr.name);
	return count;
}

static ssize_t label_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	ssize_t length;

	mutex_lock(&skeleton_lock);
	length = sysfs_emit(buf, "%s\n", skeleton_label);
	mutex_unlock(&skeleton_lock);

	return length;
}

static ssize_t label_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	/* The newline with which echo ends it is no part of the label. */
	size_t length = strcspn(buf, "\n");

	if (length >= sizeof(skeleton_label))
		return -EINVAL;

	mutex_lock(&skeleton_lock);
	memcpy(skeleton_label, buf, length);
	skeleton_label[length] = '\0';
	skeleton_changes++;
	mutex_unlock(&skeleton_lock);

	return count;
}

static ssize_t changes_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned int changes;

	mutex_lock(&skeleton_lock);
	changes = skeleton_changes;
	mutex_unlock(&skeleton_lock);

	return sysfs_emit(buf, "%u\n", changes);
}

static ssize_t reset_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	bool is_asked;
	int ret;

	ret = kstrtobool(buf, &is_asked);
	if (ret)
		return ret;
	if (!is_asked)
		return -EINVAL;

	mutex_lock(&skeleton_lock);
	skeleton_level = 0;
	skeleton_changes = 0;
	strscpy(skeleton_label, SKELETON_DEFAULT_LABEL, sizeof(skeleton_label));
	mutex_unlock(&skeleton_lock);

	return count;
}

static struct kobj_attribute level_attribute = __ATTR_RW(level);
static struct kobj_attribute label_attribute = __ATTR_RW(label);
static struct kobj_attribute changes_attribute = __ATTR_RO(changes);
static struct kobj_attribute reset_attribute = __ATTR_WO(reset);

static struct attribute *skeleton_attributes[] = {
	&level_attribute.attr,
	&label_attribute.attr,
	&changes_attribute.attr,
	&reset_attribute.attr,
	NULL
};

static const struct attribute_group skeleton_group = {
	.attrs = skeleton_attributes,
};

static struct kobject *skeleton_kobj;

static int __init skeleton_init(void)
{
	int ret;

	skeleton_kobj = kobject_create_and_add(KBUILD_MODNAME, kernel_kobj);
	if (!skeleton_kobj)
		return -ENOMEM;

	ret = sysfs_create_group(skeleton_kobj, &skeleton_group);
	if (ret)
		kobject_put(skeleton_kobj);

	return ret;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	/* Takes the attributes with the folder, and waits for those who read or write one. */
	kobject_put(skeleton_kobj);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Attributes in /sys/kernel");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

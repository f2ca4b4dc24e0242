// SPDX-License-Identifier: GPL-2.0-only
/*
 * A folder in debugfs: settings, a counter, a table of the last readings, and a
 * file that takes readings as if they came from hardware.
 *
 *	cd /sys/kernel/debug/skeleton
 *	echo 10 > threshold
 *	echo 42 > inject
 *	cat readings ignored
 *
 * Nothing in debugfs is an interface that may be relied on, and a kernel may be
 * without it: a module must work as well where none of these files is there.
 */

#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/time64.h>

#define SKELETON_MAX_READINGS	16

struct skeleton_reading {
	ktime_t time;
	u64 value;
};

/* A ring: number n lies at n % SKELETON_MAX_READINGS. */
static struct skeleton_reading skeleton_readings[SKELETON_MAX_READINGS];
static unsigned int skeleton_count;
/* Protects the ring. No mutex: readings may come from an interrupt. */
static DEFINE_SPINLOCK(skeleton_lock);

static struct dentry *skeleton_folder;
static bool skeleton_is_enabled = true;
static u32 skeleton_threshold;
static atomic_t skeleton_ignored = ATOMIC_INIT(0);

/* What a driver's interrupt handler would call. */
static void skeleton_record(u64 value)
{
	struct skeleton_reading *reading;
	unsigned long flags;

	if (!READ_ONCE(skeleton_is_enabled) || value < READ_ONCE(skeleton_threshold)) {
		atomic_inc(&skeleton_ignored);
		return;
	}

	spin_lock_irqsave(&skeleton_lock, flags);
	reading = &skeleton_readings[skeleton_count++ % SKELETON_MAX_READINGS];
	reading->time = ktime_get();
	reading->value = value;
	spin_unlock_irqrestore(&skeleton_lock, flags);
}

/* The table: the last readings, the oldest first. */
static int readings_show(struct seq_file *seq, void *unused)
{
	unsigned int number, first;

	spin_lock_irq(&skeleton_lock);
	first = skeleton_count - min_t(unsigned int, skeleton_count, SKELETON_MAX_READINGS);
	for (number = first; number != skeleton_count; number++) {
		const struct skeleton_reading *reading;
		struct timespec64 time;

		reading = &skeleton_readings[number % SKELETON_MAX_READINGS];
		time = ktime_to_timespec64(reading->time);
		seq_printf(seq, "%5u %8lld.%06ld %llu\n", number + 1, time.tv_sec,
			   time.tv_nsec / NSEC_PER_USEC, reading->value);
	}
	spin_unlock_irq(&skeleton_lock);

	return 0;
}
DEFINE_SHOW_ATTRIBUTE(readings);

/* Called with the number that was written to the file. */
static int skeleton_inject(void *data, u64 value)
{
	skeleton_record(value);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(inject_fops, NULL, skeleton_inject, "%llu\n");

static int __init skeleton_init(void)
{
	/* No result is looked at: debugfs takes an error for a folder and does nothing then. */
	skeleton_folder = debugfs_create_dir(KBUILD_MODNAME, NULL);
	debugfs_create_bool("enabled", 0644, skeleton_folder, &skeleton_is_enabled);
	debugfs_create_u32("threshold", 0644, skeleton_folder, &skeleton_threshold);
	debugfs_create_atomic_t("ignored", 0444, skeleton_folder, &skeleton_ignored);
	debugfs_create_file("readings", 0444, skeleton_folder, NULL, &readings_fops);
	/* Unsafe only for operations that were not made by DEFINE_DEBUGFS_ATTRIBUTE(). */
	debugfs_create_file_unsafe("inject", 0200, skeleton_folder, NULL, &inject_fops);

	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	debugfs_remove(skeleton_folder);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Folder in debugfs with settings and a table");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

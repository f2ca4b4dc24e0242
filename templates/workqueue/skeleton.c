// SPDX-License-Identifier: GPL-2.0-only
/*
 * A timer, work, and delayed work. A timer's function runs in an interrupt and
 * may not sleep, so it leaves what takes longer to a work, which may. A delayed
 * work reports from time to time how long the works had to wait.
 *
 *	dmesg --follow
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static unsigned int interval_ms = 100;
module_param(interval_ms, uint, 0444);
MODULE_PARM_DESC(interval_ms, "Milliseconds from one tick of the timer to the next (default 100)");

static unsigned int report_ms = 10000;
module_param(report_ms, uint, 0444);
MODULE_PARM_DESC(report_ms, "Milliseconds from one report to the next (default 10000)");

/**
 * struct skeleton - what works, and what it counts
 * @timer: its function runs in a softirq
 * @work: what the timer leaves to a thread of @queue
 * @report: work that waits for a while before it is done
 * @queue: its threads run both
 * @lock: protects what follows. Works take it with spin_lock_bh(): the timer's
 *	function may interrupt them, and would wait for them for ever.
 * @ticks: how often the timer ran
 * @works: how often the work did
 * @last_tick: when the timer ran last
 * @waited_ns: how long works had to wait, all together
 */
struct skeleton {
	struct timer_list timer;
	struct work_struct work;
	struct delayed_work report;
	struct workqueue_struct *queue;
	spinlock_t lock;
	unsigned long ticks;
	unsigned long works;
	ktime_t last_tick;
	s64 waited_ns;
};

static struct skeleton skeleton;

static unsigned long skeleton_jiffies(unsigned int ms)
{
	return max(msecs_to_jiffies(ms), 1UL);
}

static void skeleton_tick(struct timer_list *timer)
{
	struct skeleton *s = container_of(timer, struct skeleton, timer);

	spin_lock(&s->lock);
	s->ticks++;
	s->last_tick = ktime_get();
	spin_unlock(&s->lock);

	/* Does nothing where the last one still waits for its turn. */
	queue_work(s->queue, &s->work);
	mod_timer(&s->timer, jiffies + skeleton_jiffies(interval_ms));
}

/* Here it may sleep: take a mutex, allocate with GFP_KERNEL, ask a slow bus. */
static void skeleton_work(struct work_struct *work)
{
	struct skeleton *s = container_of(work, struct skeleton, work);

	spin_lock_bh(&s->lock);
	s->works++;
	s->waited_ns += ktime_to_ns(ktime_sub(ktime_get(), s->last_tick));
	spin_unlock_bh(&s->lock);
}

static void skeleton_report(struct work_struct *work)
{
	struct skeleton *s = container_of(to_delayed_work(work), struct skeleton, report);
	unsigned long ticks, works;
	s64 waited_ns;

	spin_lock_bh(&s->lock);
	ticks = s->ticks;
	works = s->works;
	waited_ns = s->waited_ns;
	spin_unlock_bh(&s->lock);

	pr_info("%lu ticks, %lu works, each waited for %lld us\n", ticks, works,
		works ? div64_s64(waited_ns, (s64)works * NSEC_PER_USEC) : 0);
	queue_delayed_work(s->queue, &s->report, skeleton_jiffies(report_ms));
}

static int __init skeleton_init(void)
{
	struct skeleton *s = &skeleton;

	s->queue = alloc_workqueue("%s", WQ_UNBOUND, 0, KBUILD_MODNAME);
	if (!s->queue)
		return -ENOMEM;

	spin_lock_init(&s->lock);
	INIT_WORK(&s->work, skeleton_work);
	INIT_DELAYED_WORK(&s->report, skeleton_report);
	timer_setup(&s->timer, skeleton_tick, 0);

	mod_timer(&s->timer, jiffies + skeleton_jiffies(interval_ms));
	queue_delayed_work(s->queue, &s->report, skeleton_jiffies(report_ms));
	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	struct skeleton *s = &skeleton;

	/* Who starts others ends first: the timer starts the work. */
	timer_delete_sync(&s->timer);
	cancel_work_sync(&s->work);
	/* Ends it also where it is just about to queue itself again. */
	cancel_delayed_work_sync(&s->report);
	destroy_workqueue(s->queue);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Timer, work and delayed work");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

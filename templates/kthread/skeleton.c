// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread of the kernel that works until the module is unloaded: it sleeps for
 * a while, and finds out how much too late it is woken. Each new worst time
 * stands in the kernel's log, and a summary of all when the module goes.
 *
 *	echo 50 > /sys/module/skeleton/parameters/interval_ms
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/wait.h>

static unsigned int interval_ms = 1000;
module_param(interval_ms, uint, 0644);
MODULE_PARM_DESC(interval_ms, "Milliseconds of sleep (default 1000)");

/**
 * struct skeleton - the thread and its work
 * @thread: the thread
 * @wait: where it sleeps
 * @rounds: how often it was woken; only the thread touches this and what
 *	follows while it runs, so there is no lock
 * @worst_us: how much too late it was at most
 */
struct skeleton {
	struct task_struct *thread;
	wait_queue_head_t wait;
	unsigned long rounds;
	s64 worst_us;
};

static struct skeleton skeleton;

/* One round of work. */
static void skeleton_work(struct skeleton *s, ktime_t slept, unsigned int asked_ms)
{
	s64 late_us = ktime_to_us(slept) - (s64)asked_ms * USEC_PER_MSEC;

	s->rounds++;
	if (s->rounds > 1 && late_us <= s->worst_us)
		return;

	s->worst_us = late_us;
	pr_info("round %lu: woken %lld us late, the most so far\n", s->rounds, late_us);
}

static int skeleton_thread(void *data)
{
	struct skeleton *s = data;

	while (!kthread_should_stop()) {
		/* Without any sleep the thread would keep a CPU for itself. */
		unsigned int sleep_ms = max(READ_ONCE(interval_ms), 1U);
		ktime_t start = ktime_get();

		/*
		 * kthread_stop() wakes the thread in the middle of its sleep,
		 * which then looks at the condition again. "idle": it does not
		 * count as load of the machine.
		 */
		wait_event_idle_timeout(s->wait, kthread_should_stop(),
					msecs_to_jiffies(sleep_ms));
		if (!kthread_should_stop())
			skeleton_work(s, ktime_sub(ktime_get(), start), sleep_ms);
	}

	return 0;
}

static int __init skeleton_init(void)
{
	init_waitqueue_head(&skeleton.wait);

	/* All that the thread uses must be there before it runs. */
	skeleton.thread = kthread_run(skeleton_thread, &skeleton, KBUILD_MODNAME);
	return PTR_ERR_OR_ZERO(skeleton.thread);
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	/* Returns when the thread has ended. */
	kthread_stop(skeleton.thread);
	pr_info("%lu rounds, woken %lld us late at most\n", skeleton.rounds, skeleton.worst_us);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Kernel thread that measures how late it is woken");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

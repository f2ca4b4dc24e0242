// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file in /proc that keeps notes: each line written to it is read from it
 * later, the oldest first.
 *
 *	echo 'feed the penguins' > /proc/skeleton
 *	cat /proc/skeleton
 */

#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#define SKELETON_NAME		"skeleton"
#define SKELETON_MAX_NOTES	64
#define SKELETON_MAX_LENGTH	256

struct skeleton_note {
	struct list_head node;
	/* Counts on from 1, also over notes that are gone. */
	unsigned long number;
	char text[];
};

static LIST_HEAD(skeleton_notes);
static unsigned long skeleton_written;
static unsigned int skeleton_kept;
/* Protects all of the above. */
static DEFINE_MUTEX(skeleton_lock);

/*
 * Reading: seq_file calls start, then show and next for as many notes as fit
 * into the reader's buffer, then stop; and again from there for the next part.
 * The lock is held from start to stop, so no note goes away in between.
 */
static void *skeleton_seq_start(struct seq_file *seq, loff_t *pos)
{
	mutex_lock(&skeleton_lock);
	return seq_list_start(&skeleton_notes, *pos);
}

static void *skeleton_seq_next(struct seq_file *seq, void *v, loff_t *pos)
{
	return seq_list_next(v, &skeleton_notes, pos);
}

static void skeleton_seq_stop(struct seq_file *seq, void *v)
{
	mutex_unlock(&skeleton_lock);
}

static int skeleton_seq_show(struct seq_file *seq, void *v)
{
	const struct skeleton_note *note = list_entry(v, struct skeleton_note, node);

	seq_printf(seq, "%lu %s\n", note->number, note->text);
	return 0;
}

static const struct seq_operations skeleton_seq_ops = {
	.start	= skeleton_seq_start,
	.next	= skeleton_seq_next,
	.stop	= skeleton_seq_stop,
	.show	= skeleton_seq_show,
};

static int skeleton_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &skeleton_seq_ops);
}

static void skeleton_drop_oldest(void)
{
	struct skeleton_note *note;

	note = list_first_entry(&skeleton_notes, struct skeleton_note, node);
	list_del(&note->node);
	kfree(note);
	skeleton_kept--;
}

static void skeleton_keep(struct skeleton_note *note)
{
	mutex_lock(&skeleton_lock);
	if (skeleton_kept == SKELETON_MAX_NOTES)
		skeleton_drop_oldest();
	note->number = ++skeleton_written;
	list_add_tail(&note->node, &skeleton_notes);
	skeleton_kept++;
	mutex_unlock(&skeleton_lock);
}

static ssize_t skeleton_write(struct file *file, const char __user *buffer, size_t count,
			      loff_t *pos)
{
	struct skeleton_note *note;
	char *written, *text;
	size_t size;

	if (count > SKELETON_MAX_LENGTH)
		return -E2BIG;

	written = memdup_user_nul(buffer, count);
	if (IS_ERR(written))
		return PTR_ERR(written);

	/* echo ends what it writes with a newline. */
	text = strim(written);
	size = strlen(text) + 1;
	note = kmalloc(struct_size(note, text, size), GFP_KERNEL);
	if (!note) {
		kfree(written);
		return -ENOMEM;
	}
	memcpy(note->text, text, size);
	kfree(written);

	skeleton_keep(note);
	return count;
}

static const struct proc_ops skeleton_proc_ops = {
	.proc_open	= skeleton_open,
	.proc_read	= seq_read,
	.proc_write	= skeleton_write,
	.proc_lseek	= seq_lseek,
	.proc_release	= seq_release,
};

static int __init skeleton_init(void)
{
	if (!proc_create(SKELETON_NAME, 0644, NULL, &skeleton_proc_ops))
		return -ENOMEM;

	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	/* Waits until nobody is in one of the functions above any more. */
	remove_proc_entry(SKELETON_NAME, NULL);

	while (!list_empty(&skeleton_notes))
		skeleton_drop_oldest();
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("File in /proc that keeps notes");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

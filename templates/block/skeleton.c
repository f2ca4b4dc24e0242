// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk in memory, /dev/skeleton0. What is on it is gone when the module is
 * unloaded.
 *
 *	insmod skeleton.ko size_mb=64
 *	mkfs.ext4 /dev/skeleton0
 *	mount /dev/skeleton0 /mnt
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/bvec.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/numa.h>
#include <linux/overflow.h>
#include <linux/sizes.h>
#include <linux/string.h>
#include <linux/version.h>
#include <linux/vmalloc.h>

#define SKELETON_QUEUE_DEPTH	64

static unsigned int size_mb = 16;
module_param(size_mb, uint, 0444);
MODULE_PARM_DESC(size_mb, "Size of the disk in MiB (default 16)");

/**
 * struct skeleton - the disk
 * @data: what is on it
 * @tags: a tag for each request that is under way
 * @disk: what /dev and /sys know of it
 */
struct skeleton {
	u8 *data;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
};

static struct skeleton skeleton;

/* The block layer has checked that the request lies within the disk. */
static blk_status_t skeleton_copy(struct skeleton *priv, struct request *rq)
{
	u8 *at = priv->data + (blk_rq_pos(rq) << SECTOR_SHIFT);
	struct req_iterator iter;
	struct bio_vec bvec;

	switch (req_op(rq)) {
	case REQ_OP_READ:
		rq_for_each_segment(bvec, rq, iter) {
			memcpy_to_bvec(&bvec, at);
			at += bvec.bv_len;
		}
		return BLK_STS_OK;
	case REQ_OP_WRITE:
		rq_for_each_segment(bvec, rq, iter) {
			memcpy_from_bvec(at, &bvec);
			at += bvec.bv_len;
		}
		return BLK_STS_OK;
	default:
		return BLK_STS_NOTSUPP;
	}
}

/*
 * Must not sleep. A driver of hardware only starts the request here, and ends
 * it when the interrupt says that it is done.
 */
static blk_status_t skeleton_queue_rq(struct blk_mq_hw_ctx *hctx,
				      const struct blk_mq_queue_data *bd)
{
	struct skeleton *priv = hctx->queue->queuedata;
	struct request *rq = bd->rq;

	blk_mq_start_request(rq);
	blk_mq_end_request(rq, skeleton_copy(priv, rq));

	return BLK_STS_OK;
}

static const struct blk_mq_ops skeleton_mq_ops = {
	.queue_rq = skeleton_queue_rq,
};

static const struct block_device_operations skeleton_fops = {
	/* The module cannot be unloaded while the disk is in use. */
	.owner = THIS_MODULE,
};

static struct gendisk *skeleton_alloc_disk(struct skeleton *priv)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 9, 0)
	struct gendisk *disk;

	disk = blk_mq_alloc_disk(&priv->tags, priv);
	if (IS_ERR(disk))
		return disk;

	blk_queue_logical_block_size(disk->queue, SECTOR_SIZE);
	blk_queue_physical_block_size(disk->queue, PAGE_SIZE);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, disk->queue);

	return disk;
#else
	struct queue_limits limits = {
		.logical_block_size = SECTOR_SIZE,
		.physical_block_size = PAGE_SIZE,
	};

	return blk_mq_alloc_disk(&priv->tags, &limits, priv);
#endif
}

static int __init skeleton_add_disk(struct skeleton *priv, size_t bytes)
{
	struct gendisk *disk;
	int ret;

	disk = skeleton_alloc_disk(priv);
	if (IS_ERR(disk))
		return PTR_ERR(disk);

	/* Without a major number of its own, it gets a free number at add_disk(). */
	disk->fops = &skeleton_fops;
	disk->private_data = priv;
	strscpy(disk->disk_name, "skeleton0", sizeof(disk->disk_name));
	set_capacity(disk, bytes >> SECTOR_SHIFT);

	/* Requests come before this returns: it looks for partitions. */
	ret = add_disk(disk);
	if (ret) {
		put_disk(disk);
		return ret;
	}

	priv->disk = disk;
	return 0;
}

static int __init skeleton_alloc(struct skeleton *priv, size_t bytes)
{
	int ret;

	priv->data = vzalloc(bytes);
	if (!priv->data)
		return -ENOMEM;

	priv->tags.ops = &skeleton_mq_ops;
	priv->tags.nr_hw_queues = 1;
	priv->tags.queue_depth = SKELETON_QUEUE_DEPTH;
	priv->tags.numa_node = NUMA_NO_NODE;

	ret = blk_mq_alloc_tag_set(&priv->tags);
	if (ret)
		vfree(priv->data);

	return ret;
}

static void skeleton_free(struct skeleton *priv)
{
	blk_mq_free_tag_set(&priv->tags);
	vfree(priv->data);
}

static int __init skeleton_init(void)
{
	size_t bytes;
	int ret;

	if (!size_mb || check_mul_overflow((size_t)size_mb, (size_t)SZ_1M, &bytes)) {
		pr_err("size_mb=%u: no such disk\n", size_mb);
		return -EINVAL;
	}

	ret = skeleton_alloc(&skeleton, bytes);
	if (ret)
		return ret;

	ret = skeleton_add_disk(&skeleton, bytes);
	if (ret) {
		skeleton_free(&skeleton);
		return ret;
	}

	pr_info("/dev/%s of %u MiB is there\n", skeleton.disk->disk_name, size_mb);
	return 0;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	del_gendisk(skeleton.disk);
	put_disk(skeleton.disk);
	skeleton_free(&skeleton);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Disk in memory");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file system that is only in memory: it keeps its files in the page cache
 * and its names in the dentry cache, and all is gone when it is unmounted.
 *
 *	mount -t skeleton -o mode=0700 none /mnt
 */

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/pagemap.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/version.h>

/* Shown by "stat -f", so that programs know the file system. */
#define SKELETON_MAGIC		0x536b656c
#define SKELETON_DEFAULT_MODE	0755

/* What inode operations are given first was called otherwise before 6.3. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define mnt_idmap		user_namespace
#define nop_mnt_idmap		init_user_ns
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define filemap_splice_read	generic_file_splice_read
#endif

/**
 * struct skeleton_options - what one mount was asked for
 * @mode: permissions of the topmost folder
 */
struct skeleton_options {
	umode_t mode;
};

static const struct inode_operations skeleton_dir_inode_operations;

/* Says that the content of @inode has changed, now. */
static void skeleton_touch(struct inode *inode)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
	inode->i_ctime = current_time(inode);
	inode->i_mtime = inode->i_ctime;
#elif LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
	inode->i_mtime = inode_set_ctime_current(inode);
#else
	inode_set_mtime_to_ts(inode, inode_set_ctime_current(inode));
#endif
}

static void skeleton_init_times(struct inode *inode)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 7, 0)
	skeleton_touch(inode);
	inode->i_atime = inode->i_mtime;
#else
	simple_inode_init_ts(inode);
#endif
}

static const struct file_operations skeleton_file_operations = {
	.read_iter = generic_file_read_iter,
	.write_iter = generic_file_write_iter,
	.mmap = generic_file_mmap,
	.fsync = noop_fsync,
	.splice_read = filemap_splice_read,
	.splice_write = iter_file_splice_write,
	.llseek = generic_file_llseek,
};

static const struct inode_operations skeleton_file_inode_operations = {
	.setattr = simple_setattr,
	.getattr = simple_getattr,
};

/* @dir is NULL for the topmost folder. */
static struct inode *skeleton_new_inode(struct super_block *sb, const struct inode *dir,
					umode_t mode, dev_t dev)
{
	struct inode *inode;

	inode = new_inode(sb);
	if (!inode)
		return NULL;

	inode->i_ino = get_next_ino();
	inode_init_owner(&nop_mnt_idmap, inode, dir, mode);
	skeleton_init_times(inode);

	/* The page cache is where the files are: nothing of it may be dropped. */
	inode->i_mapping->a_ops = &ram_aops;
	mapping_set_gfp_mask(inode->i_mapping, GFP_HIGHUSER);
	mapping_set_unevictable(inode->i_mapping);

	switch (mode & S_IFMT) {
	case S_IFREG:
		inode->i_op = &skeleton_file_inode_operations;
		inode->i_fop = &skeleton_file_operations;
		break;
	case S_IFDIR:
		inode->i_op = &skeleton_dir_inode_operations;
		inode->i_fop = &simple_dir_operations;
		/* Its name, and "." within it. */
		inc_nlink(inode);
		break;
	case S_IFLNK:
		inode->i_op = &page_symlink_inode_operations;
		inode_nohighmem(inode);
		break;
	default:
		init_special_inode(inode, mode, dev);
		break;
	}

	return inode;
}

/* Gives @dentry its @inode, and keeps the name until it is removed. */
static void skeleton_add(struct inode *dir, struct dentry *dentry, struct inode *inode)
{
	d_instantiate(dentry, inode);
	dget(dentry);
	skeleton_touch(dir);
}

static int skeleton_mknod(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			  umode_t mode, dev_t dev)
{
	struct inode *inode;

	inode = skeleton_new_inode(dir->i_sb, dir, mode, dev);
	if (!inode)
		return -ENOSPC;

	skeleton_add(dir, dentry, inode);
	return 0;
}

static int skeleton_create(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			   umode_t mode, bool excl)
{
	return skeleton_mknod(idmap, dir, dentry, mode | S_IFREG, 0);
}

static int skeleton_mkdir(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			  umode_t mode)
{
	int ret;

	ret = skeleton_mknod(idmap, dir, dentry, mode | S_IFDIR, 0);
	if (ret)
		return ret;

	/* ".." within the new folder. */
	inc_nlink(dir);
	return 0;
}

static int skeleton_symlink(struct mnt_idmap *idmap, struct inode *dir, struct dentry *dentry,
			    const char *target)
{
	struct inode *inode;
	int ret;

	inode = skeleton_new_inode(dir->i_sb, dir, S_IFLNK | 0777, 0);
	if (!inode)
		return -ENOSPC;

	ret = page_symlink(inode, target, strlen(target) + 1);
	if (ret) {
		iput(inode);
		return ret;
	}

	skeleton_add(dir, dentry, inode);
	return 0;
}

static const struct inode_operations skeleton_dir_inode_operations = {
	.lookup = simple_lookup,
	.create = skeleton_create,
	.mknod = skeleton_mknod,
	.mkdir = skeleton_mkdir,
	.rmdir = simple_rmdir,
	.symlink = skeleton_symlink,
	.link = simple_link,
	.unlink = simple_unlink,
	.rename = simple_rename,
};

static int skeleton_show_options(struct seq_file *m, struct dentry *root)
{
	struct skeleton_options *options = root->d_sb->s_fs_info;

	if (options->mode != SKELETON_DEFAULT_MODE)
		seq_printf(m, ",mode=%o", options->mode);

	return 0;
}

static const struct super_operations skeleton_super_operations = {
	.statfs = simple_statfs,
	/* An inode that has lost its last name is of no use to anybody. */
	.drop_inode = generic_delete_inode,
	.show_options = skeleton_show_options,
};

static int skeleton_fill_super(struct super_block *sb, struct fs_context *fc)
{
	struct skeleton_options *options = sb->s_fs_info;
	struct inode *root;

	sb->s_magic = SKELETON_MAGIC;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	sb->s_time_gran = 1;
	sb->s_op = &skeleton_super_operations;

	root = skeleton_new_inode(sb, NULL, S_IFDIR | options->mode, 0);
	/* It takes NULL too, and drops the inode where it fails. */
	sb->s_root = d_make_root(root);
	if (!sb->s_root)
		return -ENOMEM;

	return 0;
}

enum skeleton_param {
	SKELETON_PARAM_MODE,
};

static const struct fs_parameter_spec skeleton_parameters[] = {
	fsparam_u32oct("mode", SKELETON_PARAM_MODE),
	{ }
};

static int skeleton_parse_param(struct fs_context *fc, struct fs_parameter *param)
{
	struct skeleton_options *options = fc->s_fs_info;
	struct fs_parse_result result;
	int opt;

	opt = fs_parse(fc, skeleton_parameters, param, &result);
	if (opt < 0)
		return opt;

	switch (opt) {
	case SKELETON_PARAM_MODE:
		if (result.uint_32 & ~S_IALLUGO)
			return invalfc(fc, "mode=%o is no file mode", result.uint_32);
		options->mode = result.uint_32;
		break;
	}

	return 0;
}

static int skeleton_get_tree(struct fs_context *fc)
{
	return get_tree_nodev(fc, skeleton_fill_super);
}

/* The options belong to the superblock once there is one. */
static void skeleton_free_context(struct fs_context *fc)
{
	kfree(fc->s_fs_info);
}

static const struct fs_context_operations skeleton_context_operations = {
	.parse_param = skeleton_parse_param,
	.get_tree = skeleton_get_tree,
	.free = skeleton_free_context,
};

static int skeleton_init_fs_context(struct fs_context *fc)
{
	struct skeleton_options *options;

	options = kzalloc(sizeof(*options), GFP_KERNEL);
	if (!options)
		return -ENOMEM;

	options->mode = SKELETON_DEFAULT_MODE;
	fc->s_fs_info = options;
	fc->ops = &skeleton_context_operations;

	return 0;
}

static void skeleton_kill_super(struct super_block *sb)
{
	struct skeleton_options *options = sb->s_fs_info;

	/* Lets go of the names that skeleton_add() keeps. */
	kill_litter_super(sb);
	kfree(options);
}

static struct file_system_type skeleton_type = {
	/* The module cannot be unloaded while it is mounted. */
	.owner = THIS_MODULE,
	.name = "skeleton",
	.init_fs_context = skeleton_init_fs_context,
	.parameters = skeleton_parameters,
	.kill_sb = skeleton_kill_super,
};

static int __init skeleton_init(void)
{
	return register_filesystem(&skeleton_type);
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	unregister_filesystem(&skeleton_type);
}
module_exit(skeleton_exit);

MODULE_ALIAS_FS("skeleton");
MODULE_DESCRIPTION("File system in memory");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looks at each IPv4 packet that comes in, counts it, and drops it where its
 * protocol is the one that was asked for.
 *
 *	cat /proc/net/skeleton
 *	echo 1 > /sys/module/skeleton/parameters/drop	# ICMP: ping gets no answer
 *	echo -1 > /sys/module/skeleton/parameters/drop
 *
 * Protocol 6 is TCP: who drops that over ssh has locked himself out.
 */

#include <linux/atomic.h>
#include <linux/ip.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/skbuff.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

static int drop = -1;
module_param(drop, int, 0644);
MODULE_PARM_DESC(drop, "Number of the IP protocol to drop, -1 for none (default -1)");

/* One for each network namespace: containers have their own. */
struct skeleton_net {
	atomic64_t packets;
	atomic64_t bytes;
	atomic64_t dropped;
};

static unsigned int skeleton_net_id __read_mostly;

/* Runs for every packet, on any CPU, in a softirq: it must be quick and may not sleep. */
static unsigned int skeleton_hook(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	struct skeleton_net *counters = net_generic(state->net, skeleton_net_id);

	atomic64_inc(&counters->packets);
	atomic64_add(skb->len, &counters->bytes);

	/* IPv4 has checked the header before it calls hooks. */
	if (ip_hdr(skb)->protocol != READ_ONCE(drop))
		return NF_ACCEPT;

	atomic64_inc(&counters->dropped);
	return NF_DROP;
}

static const struct nf_hook_ops skeleton_hook_ops = {
	.hook		= skeleton_hook,
	.pf		= NFPROTO_IPV4,
	/* As it comes in, before it is known whether it is for this machine. */
	.hooknum	= NF_INET_PRE_ROUTING,
	.priority	= NF_IP_PRI_FIRST,
};

static int skeleton_show(struct seq_file *seq, void *unused)
{
	struct skeleton_net *counters = net_generic(seq_file_single_net(seq), skeleton_net_id);

	seq_printf(seq, "packets %lld\n", atomic64_read(&counters->packets));
	seq_printf(seq, "bytes %lld\n", atomic64_read(&counters->bytes));
	seq_printf(seq, "dropped %lld\n", atomic64_read(&counters->dropped));
	return 0;
}

/* Called for each namespace that is there, and for each new one. Its counters are zero. */
static int __net_init skeleton_net_init(struct net *net)
{
	int ret;

	if (!proc_create_net_single(KBUILD_MODNAME, 0444, net->proc_net, skeleton_show, NULL))
		return -ENOMEM;

	ret = nf_register_net_hook(net, &skeleton_hook_ops);
	if (ret)
		remove_proc_entry(KBUILD_MODNAME, net->proc_net);

	return ret;
}

/* Some time lies between this and exit, so that hooks that still run find their counters. */
static void __net_exit skeleton_net_pre_exit(struct net *net)
{
	nf_unregister_net_hook(net, &skeleton_hook_ops);
}

static void __net_exit skeleton_net_exit(struct net *net)
{
	remove_proc_entry(KBUILD_MODNAME, net->proc_net);
}

static struct pernet_operations skeleton_net_ops = {
	.init		= skeleton_net_init,
	.pre_exit	= skeleton_net_pre_exit,
	.exit		= skeleton_net_exit,
	.id		= &skeleton_net_id,
	.size		= sizeof(struct skeleton_net),
};

static int __init skeleton_init(void)
{
	return register_pernet_subsys(&skeleton_net_ops);
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	unregister_pernet_subsys(&skeleton_net_ops);
}
module_exit(skeleton_exit);

MODULE_DESCRIPTION("Netfilter hook that counts and drops IPv4 packets");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A network interface that sends nothing: it counts what it is given, and
 * throws it away. One is made when the module is loaded, and more of them by
 *
 *	ip link add name mine type skeleton
 *	ip link set mine up
 *	ip -s link show mine
 */

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

/* Before anybody can see the interface. */
static int skeleton_dev_init(struct net_device *dev)
{
	/* Counters for each processor: no processor waits for another one's. */
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return -ENOMEM;

	return 0;
}

static void skeleton_dev_uninit(struct net_device *dev)
{
	free_percpu(dev->tstats);
}

/* ip link set ... up: the place to start the hardware. */
static int skeleton_open(struct net_device *dev)
{
	netif_start_queue(dev);
	return 0;
}

static int skeleton_stop(struct net_device *dev)
{
	netif_stop_queue(dev);
	return 0;
}

/* Runs in atomic context: it must not sleep. */
static netdev_tx_t skeleton_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb_tx_timestamp(skb);
	dev_sw_netstats_tx_add(dev, 1, skb->len);
	/* A driver of hardware frees it when the packet has left. */
	dev_consume_skb_any(skb);

	return NETDEV_TX_OK;
}

static const struct net_device_ops skeleton_netdev_ops = {
	.ndo_init = skeleton_dev_init,
	.ndo_uninit = skeleton_dev_uninit,
	.ndo_open = skeleton_open,
	.ndo_stop = skeleton_stop,
	.ndo_start_xmit = skeleton_start_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = eth_mac_addr,
};

/* The driver's name, which ethtool -i shows, comes from skeleton_link_ops. */
static const struct ethtool_ops skeleton_ethtool_ops = {
	.get_link = ethtool_op_get_link,
	.get_ts_info = ethtool_op_get_ts_info,
};

static void skeleton_setup(struct net_device *dev)
{
	ether_setup(dev);

	dev->netdev_ops = &skeleton_netdev_ops;
	dev->ethtool_ops = &skeleton_ethtool_ops;
	/* Whoever unregisters the interface need not free it. */
	dev->needs_free_netdev = true;

	/* Nobody answers to ARP there. */
	dev->flags |= IFF_NOARP;
	dev->flags &= ~IFF_MULTICAST;

	eth_hw_addr_random(dev);
}

static int skeleton_validate(struct nlattr *tb[], struct nlattr *data[],
			     struct netlink_ext_ack *extack)
{
	struct nlattr *address = tb[IFLA_ADDRESS];

	if (!address)
		return 0;

	if (nla_len(address) != ETH_ALEN) {
		NL_SET_ERR_MSG_ATTR(extack, address, "Not as long as an Ethernet address");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(address))) {
		NL_SET_ERR_MSG_ATTR(extack, address, "Not the address of one interface");
		return -EADDRNOTAVAIL;
	}

	return 0;
}

static struct rtnl_link_ops skeleton_link_ops __read_mostly = {
	.kind = "skeleton",
	.setup = skeleton_setup,
	.validate = skeleton_validate,
};

static int __init skeleton_add_interface(void)
{
	struct net_device *dev;
	char name[IFNAMSIZ];
	int ret;

	/* As many characters of the module's name as leave room for a number. */
	snprintf(name, sizeof(name), "%.12s%%d", KBUILD_MODNAME);

	dev = alloc_netdev(0, name, NET_NAME_ENUM, skeleton_setup);
	if (!dev)
		return -ENOMEM;

	/* It goes with the others of its kind. */
	dev->rtnl_link_ops = &skeleton_link_ops;

	ret = register_netdev(dev);
	if (ret) {
		free_netdev(dev);
		return ret;
	}

	netdev_info(dev, "counts what it is given to send\n");
	return 0;
}

static int __init skeleton_init(void)
{
	int ret;

	ret = rtnl_link_register(&skeleton_link_ops);
	if (ret)
		return ret;

	ret = skeleton_add_interface();
	if (ret)
		rtnl_link_unregister(&skeleton_link_ops);

	return ret;
}
module_init(skeleton_init);

static void __exit skeleton_exit(void)
{
	/* Removes all interfaces of this kind. */
	rtnl_link_unregister(&skeleton_link_ops);
}
module_exit(skeleton_exit);

MODULE_ALIAS_RTNL_LINK("skeleton");
MODULE_DESCRIPTION("Network interface that counts what it is given to send");
MODULE_AUTHOR("Your Name <you@example.org>");
MODULE_LICENSE("GPL");

static inline void meter_say(struct meter __iomem *meter)
{
	pr_info("%pOF at %p\n", meter->node, meter);
	hlist_for_each_entry(meter, &meters, list)
		meter_off(meter);
}
int __must_check meter_on(struct meter *meter);

/** Names of the levels of messages. Pure; also runs in the page. */

/** As the kernel's documentation calls them, by number (Documentation/core-api/printk-basics.rst). */
export const levelNames = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"];

/** Where a rule's page can be read. */

const pages = "https://github.com/kmod-dev/kmod/blob/main/docs/rules";

/** @param rule a rule's id */
export const pageUrl = (rule: string): string => `${pages}/${rule}.md`;

/** Documentation comments as markdown. */
import { expect, test } from "vitest";
import { kernelDocMarkdown, kernelDocOf } from "../../../server/src/core/symbols/kernel-doc.ts";

const text = `/* meter_read() - no documentation comment */

/**
 * meter_read() - read one channel
 *                of the meter
 * @dev: the meter, never %NULL
 * @channel: which of its channels,
 *	from 0
 * @...: more, see &struct meter
 *
 * Takes a while. Call meter_open() first.
 *
 *     meter_read(dev, 0);
 *
 * Context: may sleep
 * Return: the value | an error
 */
int meter_read(void);

/**
 * meter_other - something else
 */
`;

test("summary, parameters and sections are told apart", () => {
  const doc = kernelDocOf(text, "meter_read");
  expect(doc?.summary).toBe("read one channel                of the meter");
  expect(doc?.parameters.map(({ name }) => name)).toEqual(["dev", "channel", "..."]);
  expect(doc?.sections.map(({ title }) => title)).toEqual(["", "Context", "Return"]);
});

test("markdown has a table of parameters, code for names, and no bars that break the table", () => {
  const doc = kernelDocOf(text, "meter_read");
  expect(doc && kernelDocMarkdown(doc)).toBe(`read one channel of the meter

| Parameter | |
| --- | --- |
| \`dev\` | the meter, never \`NULL\` |
| \`channel\` | which of its channels, from 0 |
| \`...\` | more, see \`struct meter\` |

Takes a while. Call \`meter_open()\` first.

\`\`\`
    meter_read(dev, 0);
\`\`\`

**Context:** may sleep

**Return:** the value | an error`);
});

test("the form without parentheses is read; another name's comment is not taken", () => {
  expect(kernelDocOf(text, "meter_other")?.summary).toBe("something else");
  expect(kernelDocOf(text, "meter")).toBeUndefined();
});

/** Pages: Markdown that reads well as it is, and links that stand where their words are. */
import { describe, expect, it } from "vitest";
import { joined, renderPage } from "../../../client/src/operations/page.ts";

const link = { kind: "command", command: "kmod.x", argument: { file: "/a.ko" } } as const;

describe("a page", () => {
  it("has tables whose columns stand under each other", () => {
    const { text } = renderPage({
      blocks: [
        { kind: "heading", level: 1, text: "hello" },
        {
          kind: "table",
          head: ["Name", "Type"],
          rows: [
            ["count", "int"],
            ["a_longer_name", "array of int"],
          ],
        },
      ],
    });
    expect(text).toBe(
      [
        "# hello",
        "",
        "| Name          | Type         |",
        "|---------------|--------------|",
        "| count         | int          |",
        "| a_longer_name | array of int |",
        "",
      ].join("\n"),
    );
  });

  it("knows where its links stand", () => {
    const { text, links } = renderPage({
      blocks: [
        { kind: "paragraph", text: "x" },
        {
          kind: "table",
          head: ["Field", "Value"],
          rows: [["Depends on", joined(["a", { text: "dep", link }])]],
        },
      ],
    });
    const [placed] = links;
    expect(links).toHaveLength(1);
    expect(placed?.link).toEqual(link);
    expect(text.split("\n")[placed?.line ?? 0]?.slice(placed?.start, placed?.end)).toBe("dep");
  });

  it.each([
    ["a|b", String.raw`a\|b`],
    ["two\nlines", "two lines"],
    ["pci:v*d*", "`pci:v*d*`"],
    ["snd_pcm", "snd_pcm"],
    ["__init", "`__init`"],
    ["Jane <j@x.org>", "`Jane <j@x.org>`"],
  ])("shows %j as it is written", (value, shown) => {
    expect(renderPage({ blocks: [{ kind: "list", items: [value] }] }).text).toBe(`- ${shown}\n`);
  });

  it("keeps kernel lines as they are, also one that would end the block", () => {
    const { text } = renderPage({ blocks: [{ kind: "verbatim", lines: ["[ 1.0] *a* | b", "``` x"] }] });
    expect(text).toBe("```\n[ 1.0] *a* | b\n''' x\n```\n");
  });
});

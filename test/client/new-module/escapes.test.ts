/** What was typed, read back by the programs that read the files: gcc, and the kernel's own conf. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import {
  cString,
  kconfigString,
  markdownText,
  oneLine,
  wrapped,
} from "../../../client/src/new-module/escapes.ts";
import { moduleKinds } from "../../../client/src/new-module/kinds.ts";
import { installedKernels } from "../../kernel/kbuild/projects.ts";
import { filesOf, textOf } from "./answers.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "kmod-escapes-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What ends strings, comments, recipes and lines, between any other characters. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "\\",
        "?",
        "/",
        "*",
        "$",
        "%",
        "'",
        "`",
        "\n",
        "\r",
        "\t",
        "#",
        "\0",
        "\u202e",
        "\u2066",
        "7",
      ),
      fc.constantFrom("$(shell touch x)", "${HOME}", "*/", "??/", "\\n", '";', "Grüße", "🐧", "help", "menu"),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

test("gcc reads any text back from its literal to the byte, and warns of none", () => {
  const texts = fc.sample(nasty, 400).map((text) => text.toWellFormed().replaceAll("\0", ""));
  const source = `#include <stdio.h>
static const char *const texts[] = {\n${texts.map((text) => `\t${cString(text)},\n`).join("")}};
int main(void)
{
	for (unsigned long i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		fwrite(texts[i], 1, __builtin_strlen(texts[i]) + 1, stdout);
	return 0;
}
`;
  writeFileSync(path.join(root, "t.c"), source);
  const flags = ["-std=gnu11", "-Wall", "-Wextra", "-Wtrigraphs", "-Wbidi-chars=any", "-Werror"];
  execFileSync("gcc", [...flags, "-o", "t", "t.c"], { cwd: root });
  const printed = execFileSync(path.join(root, "t"), { encoding: "utf8" });
  expect(printed.split("\0").slice(0, -1)).toEqual(texts);
});

describe.each(installedKernels())("conf of $version", ({ kernel }) => {
  const conf = path.join(kernel.directory, "scripts/kconfig/conf");

  /** What conf asks and writes, where the user answers `m` to everything. */
  const configure = (kconfig: string): { readonly asked: string; readonly written: string } => {
    writeFileSync(path.join(root, "Kconfig"), kconfig);
    const asked = execFileSync("sh", ["-c", '"$0" --oldaskconfig Kconfig 2>&1', conf], {
      cwd: root,
      input: "m\n".repeat(1_000),
      encoding: "utf8",
      env: { ...process.env, KCONFIG_CONFIG: path.join(root, "config"), srctree: root, HOME: "/nowhere" },
    });
    return { asked, written: readFileSync(path.join(root, "config"), "utf8") };
  };

  const top = 'mainmenu "t"\n\nconfig MODULES\n\tdef_bool y\n\tmodules\n\n';

  it.runIf(existsSync(conf))("asks for what was typed, whatever it is, and takes it for nothing else", () => {
    const texts = fc.sample(nasty, 200).filter((text) => oneLine(text) !== "");
    const entries = texts.map((description, at) =>
      textOf(filesOf("bare", { name: `m${at}x`, description }), "Kconfig"),
    );
    const { asked, written } = configure(top + entries.join("\n"));
    expect(asked).not.toMatch(/warning|error/iu);
    texts.forEach((text, at) => {
      expect(asked).toContain(`${oneLine(text)} (M${at}X) [N/m/y/?] (NEW)`);
      expect(written).toContain(`CONFIG_M${at}X=m\n`);
    });
  });

  it.runIf(existsSync(conf))("reads the entry of every kind", () => {
    const entries = moduleKinds.map(({ id }) => textOf(filesOf(id, { name: `my-${id}` }), "Kconfig"));
    const symbols = moduleKinds.flatMap(({ depends, selects = [] }) =>
      [...depends, ...selects].flatMap((one) => one.match(/\w+/gu) ?? []),
    );
    const stand = [...new Set([...symbols, "KUNIT"])].map((name) => `config ${name}\n\tdef_bool y\n\n`);
    const { written } = configure(top + stand.join("") + entries.join("\n"));
    for (const { id } of moduleKinds) expect(written).toContain(`CONFIG_MY_${id.toUpperCase()}=m\n`);
    expect(written).toContain("CONFIG_MY_KUNIT_KUNIT_TEST=m\n");
  });
});

it("a line is one line, and nothing of it is invisible", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\n]/u);
      expect(kconfigString(text)).toMatch(/^"(?:[^"\\$\n]|\\["\\$])*"$/u);
      expect(wrapped(text, 20).join(" ")).toBe(oneLine(text));
    }),
  );
});

it("a paragraph of Markdown has no markup of what was typed", () => {
  expect(markdownText("# a *b* _c_ `d` [e](f) <g> &h; ~i~ | $j$\nk")).toBe(
    "\\# a \\*b\\* \\_c\\_ \\`d\\` \\[e\\](f) \\<g> \\&h; \\~i\\~ \\| \\$j\\$ k",
  );
  expect(markdownText("1. one")).toBe("1\\. one");
  expect(markdownText("- one")).toBe("\\- one");
});

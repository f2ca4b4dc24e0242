/** What each grammar says of texts of the repository, line by line, as files that a person can read: `snapshots/`. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { repository } from "../../scripts/paths.ts";
import { describeText } from "./describe.ts";
import { texts } from "./texts.ts";
import { createTokenizer } from "./tokenizer.ts";

const tokenizer = await createTokenizer();

/** A file of the repository, the language that it opens as, and of a long log how many of its lines. */
const files: readonly (readonly [file: string, scope: string, lines: number | undefined])[] = [
  ...texts.map(({ file, scope }) => [`test/grammar/texts/${file}`, scope, undefined] as const),
  ["samples/hello/hello.c", "source.c", undefined],
  ["samples/hello/Makefile", "source.makefile", undefined],
  ["test/machines/modules/Kbuild", "source.makefile", undefined],
  ["test/machines/modules/crashes.c", "source.c", undefined],
  ["test/machines/run/Kbuild", "source.makefile", undefined],
  ["test/kernel/traces/fixtures/console-panic.txt", "text.kernel-log", 26],
  ["test/kernel/traces/fixtures/kmsg-6.1.txt", "text.kernel-log", 40],
  ["test/kernel/traces/fixtures/kmsg-6.12.txt", "text.kernel-log", 40],
  ["test/kernel/traces/fixtures/kmsg-stalls.txt", "text.kernel-log", 40],
];

it.each(files)("names the parts of %s", async (file, scope, lines) => {
  const text = readFileSync(path.join(repository, file), "utf8").split("\n").slice(0, lines).join("\n");
  const name = file.replaceAll("/", "-");
  await expect(await describeText(tokenizer, scope, text)).toMatchFileSnapshot(`snapshots/${name}.txt`);
});

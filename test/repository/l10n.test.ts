/** Every text that the client shows can be translated: as a whole sentence, in one way, and the bundle has all of them. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { bundleFile, clientTexts, l10nBundle } from "../../scripts/generate/l10n.ts";
import { textsOf, type Untranslated } from "../../scripts/generate/source-texts.ts";
import { repository } from "../../scripts/paths.ts";

const texts = clientTexts();
const translated = [...texts].flatMap(([file, { translated: all }]) => all.map((one) => ({ file, ...one })));

/** Given to these it is for the log, is looked for in what others said, or is run: nobody reads it in the editor. */
const notShown =
  /^(?:shellScript|RegExp|console\.\w+|[\w.#]*\blog\.\w+|[\w.#]*channel\.\w+|[\w.#]+\.(?:startsWith|endsWith|includes|join))$/u;

/** Files whose texts are all of others (a shell, the kernel, ssh, libc), or are written into the author's files. */
const ofOthers: readonly string[] = [
  "kernel/kbuild/distribution.ts",
  "kernel/kbuild/messages/reader.ts",
  "kernel/kmod/errno.ts",
  "kernel/kmod/license.ts",
  "kernel/kmod/proc-modules.ts",
  "kernel/kmod/signature.ts",
  "kernel/log/log-script.ts",
  "kernel/targets/askpass.ts",
  "kernel/targets/quote.ts",
  "kernel/targets/ssh-command.ts",
  "kernel/targets/vm/init-script.ts",
  "kernel/targets/wrappers.ts",
  "kernel/traces/pasted.ts",
  "kernel/traces/read-trace.ts",
  "new-module/build-files.ts",
  "new-module/clang-format.ts",
  "new-module/licences.ts",
  "new-module/module-names.ts",
  "new-module/readme.ts",
  "walkthrough/mistakes.ts",
];

/** Texts that stay as they are, by what they begin with; the file in which, and why. */
const asTheyAre: readonly (readonly [file: string, text: RegExp])[] = [
  // Names: of Kmod, of files, of channels and of collections of problems.
  [
    "",
    /^(?:Kmod|Kbuild|Kconfig|Makefile|Kmod Build|kmod build|kmod traces|Linux \u25a1|\u25a1, Linux \u25a1|\u25a1 \(Linux \u25a1\)|SSH: \u25a1|Kmod: \u25a1)$/u,
  ],
  // Scripts, commands and markup.
  ["", /^(?:\n\S|\u25a1\n(?:mark|asked)=|<|(?:exec|find|make|sudo|cd) |s=; read|console=\u25a1)/u],
  ["kernel/targets/vm/machine-programs.ts", /^(?:Debian|Fedora)/u],
  ["kernel/targets/vm/kernel-package.ts", /^(?:Package|Version|Size)$/u],
  ["kernel/kmod/modinfo.ts", /^\(\?:array of/u],
  ["kernel/kmod/snapshot.ts", /^\(standard input\)$/u],
  ["kernel/kmod/change.ts", /^kmod: \u25a1/u],
  ["kernel/kmod/explain/request.ts", /^(?:needs at least|too large for)$/u],
  ["kernel/targets/local.ts", /^Windows$/u],
  // Terms of the kernel.
  ["traces/trace-words.ts", /^(?:hung task|RCU stall|sleeping in atomic context|out of memory)$/u],
  ["operations/module-table.ts", /^\u25a1, permanent$/u],
  ["modules/built-match.ts", /^build ID$/u],
  ["modules/words.ts", /^\u25a1 min$/u],
  // Values that are compared and kept, and names that launch.json and the settings hold.
  ["operations/", /^(?:Load|Unload|Reload)$/u],
  ["build/task-definition.ts", /^(?:Build|Clean|Rebuild|Build This File of|Build and Reload)$/u],
  ["build/workspace-modules.ts", /^not built$/u],
  ["build/compile-commands-words.ts", /^kmod\.compileCommands \u25a1$/u],
  ["targets/target-settings.ts", /^this machine$/u],
  // Mistakes of Kmod, which end in the log.
  ["targets/registry.ts", /^the targets were asked for before they were opened$/u],
  ["log/view/log-page.ts", /^the page said something that is not understood$/u],
  ["new-module/wizard.ts", /^(?:Your Name <|a question of New Module was passed over$)/u],
  ["modules/loaded-view.ts", /^(?:The modules of the workspace|This machine)$/u],
];

/** Names of keys, markup, and a mistake of Kmod. */
const ofScripts = /^(?:Enter|Escape|<\?xml .*|the page has no \u25a1)$/su;

function isMeant(file: string, { text, givenTo }: Untranslated): boolean {
  const name = file.replace(/^client\/src\//u, "");
  return (
    notShown.test(givenTo) ||
    ofOthers.includes(name) ||
    asTheyAre.some(([place, words]) => name.startsWith(place) && words.test(text))
  );
}

describe("the client's texts", () => {
  test("go through l10n.t, all that are shown", () => {
    const bare = [...texts].flatMap(([file, { untranslated }]) =>
      untranslated.filter((one) => !isMeant(file, one)).map(({ line, text }) => `${file}:${line} ${text}`),
    );
    expect(bare).toEqual([]);
  });

  test("of web views come from the extension: their scripts have none", () => {
    const own = globSync("client/webview/*.ts", { cwd: repository }).flatMap((file) =>
      textsOf(readFileSync(path.join(repository, file), "utf8"))
        .untranslated.filter(({ text, givenTo }) => !notShown.test(givenTo) && !ofScripts.test(text))
        .map(({ line, text }) => `${file}:${line} ${text}`),
    );
    expect(own).toEqual([]);
  });

  test("are found where they are not", () => {
    const { translated: given, untranslated } = textsOf(
      'const a = { title: "Build Modules", id: "kmod.x" }; b(`${a} is gone`); l10n.t`${a} is gone`; l10n.t("Gone {0}", a);',
    );
    expect(untranslated.map(({ text }) => text)).toEqual(["Build Modules", "\u25a1 is gone"]);
    expect(given.map(({ key }) => key)).toEqual(["{0} is gone", "Gone {0}"]);
  });

  test("are whole: none begins or ends with a blank or a comma, to be glued to another", () => {
    expect(translated.filter(({ message }) => /^[\s,;]|[\s,]$/u.test(message))).toEqual([]);
  });

  test("say where each value goes, and get each that they name", () => {
    const wrong = translated.filter(({ file, message, values }) => {
      if (values === undefined || (values.length === 0 && file.endsWith("/page-words.ts"))) return false;
      const named = new Set(message.replaceAll("${", "").match(/(?<=\{)\d+(?=\})/gu));
      return named.size !== values.length || values.some((value) => !named.has(value));
    });
    expect(wrong).toEqual([]);
  });

  test("are never told twice with other words for translators", () => {
    const comments = Map.groupBy(translated, ({ message }) => message);
    const several = [...comments].filter(([, all]) => new Set(all.map(({ key }) => key)).size > 1);
    expect(several.map(([message]) => message)).toEqual([]);
  });

  test("are in the bundle, and nothing else is (npm run generate)", () => {
    expect(readFileSync(path.join(repository, bundleFile), "utf8")).toBe(l10nBundle());
  });
});

const imports = (file: string): readonly string[] =>
  [...readFileSync(path.join(repository, file), "utf8").matchAll(/^import [^;]*;/gmu)].map(([text]) => text);

describe("the bundle", () => {
  const client = globSync("client/src/**/*.ts", { cwd: repository });

  test("is read in one way", () => {
    const other = client
      .flatMap(imports)
      .filter((text) => text.includes("@vscode/l10n") && text !== 'import * as l10n from "@vscode/l10n";');
    expect(other).toEqual([]);
  });

  test("is there before any text is made", () => {
    expect(imports("client/src/extension.ts")[0]).toBe('import "./configure-l10n.ts";');
  });

  test("is where package.json says", () => {
    const manifest: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
    expect(manifest).toHaveProperty("l10n", `./${path.dirname(bundleFile)}`);
  });
});

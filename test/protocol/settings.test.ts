/** The settings that the server reads are those that package.json declares, with the same choices and defaults. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { expect, test } from "vitest";
import { readSettings, settingsSchema, severityChoices } from "../../server/src/lsp/settings.ts";

interface Declared {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly enum: readonly string[] }>>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest: { contributes: { configuration: { properties: Record<string, Declared> } } } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
);
const declared = new Map(
  Object.entries(manifest.contributes.configuration.properties).map(([name, one]) => [
    name.replace(/^kmod\./, ""),
    one,
  ]),
);
const names = [
  "kernel",
  "kernels",
  "checkOn",
  "codeLens",
  "parser",
  "rules",
] as const satisfies (keyof typeof settingsSchema)[];

test("the server reads those settings, and each of the others is read by the client", () => {
  expect(Object.keys(settingsSchema).toSorted()).toEqual(names.toSorted());
  const client = globSync("client/src/**/*.ts", { cwd: root })
    .map((file) => readFileSync(`${root}/${file}`, "utf8"))
    .join("\n");
  const isReadByClient = (name: string): boolean => {
    const key = name.split(".").at(-1) ?? "";
    const section = ["kmod", ...name.split(".").slice(0, -1)].join(".");
    return client.includes(`"${section}`) && new RegExp(String.raw`\b${key}\b`, "u").test(client);
  };
  const others = [...declared.keys()].filter((name) => !Object.keys(settingsSchema).includes(name));
  // vscode-languageclient reads how much of the talk is to be logged.
  expect(others.filter((name) => !isReadByClient(name))).toEqual(["trace.server"]);
});

test.each(names)("kmod.%s has the declared default", (name) => {
  expect(v.parse(settingsSchema[name], undefined)).toEqual(declared.get(name)?.default);
});

test.each(names)("kmod.%s accepts the declared choices and nothing else", (name) => {
  for (const choice of declared.get(name)?.enum ?? [])
    expect(v.parse(settingsSchema[name], choice)).toBe(choice);
  if (declared.get(name)?.enum)
    expect(v.safeParse(settingsSchema[name], "something else").success).toBe(false);
});

test("each rule has the choices of severity that the server knows", () => {
  for (const { enum: choices } of Object.values(declared.get("rules")?.properties ?? {}))
    expect([...choices].toSorted()).toEqual([...severityChoices].toSorted());
});

test("nothing given gives the defaults without a complaint", () => {
  const { settings, problems } = readSettings(undefined, new Set());
  expect(settings).toEqual({
    kernel: "",
    kernels: [],
    checkOn: "type",
    codeLens: true,
    parser: "auto",
    severities: new Map(),
  });
  expect(problems).toEqual([]);
});

test("folders are taken without the spaces around them, and empty ones not at all", () => {
  const { settings } = readSettings({ kernel: " /a b ", kernels: ["", " /c", "  "] }, new Set());
  expect([settings.kernel, settings.kernels]).toEqual(["/a b", ["/c"]]);
});

test("a list that holds something else than folders is named, and none of it is used", () => {
  const { settings, problems } = readSettings({ kernels: ["/a", 7] }, new Set());
  expect(settings.kernels).toEqual([]);
  expect(problems).toEqual([`setting 'kmod.kernels': ["/a",7] is not allowed, [] holds`]);
});

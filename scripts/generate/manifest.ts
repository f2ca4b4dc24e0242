/** What package.json contributes, as far as pages are written from it, with the words that package.nls.json has for it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import * as v from "valibot";
import { repository } from "../paths.ts";

const menuItem = v.object({ command: v.optional(v.string()), when: v.optional(v.string(), "") });

const setting = v.object({
  type: v.union([v.string(), v.array(v.string())]),
  default: v.optional(v.unknown()),
  scope: v.optional(v.string(), "window"),
  order: v.optional(v.number(), Number.POSITIVE_INFINITY),
  enum: v.optional(v.array(v.string())),
  enumDescriptions: v.optional(v.array(v.string())),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  markdownDescription: v.optional(v.string()),
  description: v.optional(v.string()),
});

const manifestSchema = v.object({
  capabilities: v.object({
    untrustedWorkspaces: v.object({ restrictedConfigurations: v.array(v.string()) }),
  }),
  contributes: v.object({
    commands: v.array(
      v.object({
        command: v.string(),
        title: v.string(),
        category: v.optional(v.string(), ""),
        enablement: v.optional(v.string(), ""),
      }),
    ),
    menus: v.record(v.string(), v.array(menuItem)),
    keybindings: v.array(v.object({ command: v.string(), key: v.string(), mac: v.optional(v.string()) })),
    views: v.record(v.string(), v.array(v.object({ id: v.string(), name: v.string() }))),
    viewsWelcome: v.array(v.object({ view: v.string(), contents: v.string() })),
    walkthroughs: v.array(
      v.object({
        id: v.string(),
        title: v.string(),
        steps: v.array(
          v.object({
            id: v.string(),
            title: v.string(),
            description: v.string(),
            media: v.object({ svg: v.string(), altText: v.string() }),
            completionEvents: v.array(v.string()),
          }),
        ),
      }),
    ),
    configuration: v.object({ properties: v.record(v.string(), setting) }),
  }),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type Setting = v.InferOutput<typeof setting>;

/** Throws where package.json lacks something, or names a word that package.nls.json does not have. */
export function readManifest(): Manifest {
  const words = new Map(Object.entries(v.parse(v.record(v.string(), wordSchema), json("package.nls.json"))));
  return v.parse(manifestSchema, inWords(json("package.json"), words));
}

/** The words, or the words with a note to who translates them. */
const wordSchema = v.union([
  v.string(),
  v.pipe(
    v.object({ message: v.string() }),
    v.transform(({ message }) => message),
  ),
]);

/** Replaces every text that is only `%key%`, as VS Code does. */
function inWords(value: unknown, words: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => inWords(item, words));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inWords(item, words)]));
  const [, key] = typeof value === "string" ? (/^%([\w.-]+)%$/u.exec(value) ?? []) : [];
  if (key === undefined) return value;
  const word = words.get(key);
  if (word === undefined) throw new Error(`package.nls.json has no ${key}`);
  return word;
}

function json(name: string): unknown {
  const file = path.join(repository, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

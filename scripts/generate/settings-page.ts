/** docs/settings.md: every setting, from package.json. */
import type { Manifest, Setting } from "./manifest.ts";

/** Throws where a setting has no description. */
export function settingsPage({ capabilities, contributes }: Manifest): string {
  const restricted = new Set(capabilities.untrustedWorkspaces.restrictedConfigurations);
  const sections = Object.entries(contributes.configuration.properties)
    .toSorted(([, a], [, b]) => a.order - b.order)
    .map(([name, setting]) => section(name, setting, restricted.has(name)));
  return `${head}\n\n${sections.join("\n\n")}\n`;
}

const head = `<!-- Written by scripts/generate.ts from package.json: change it there. -->

# The settings of Kmod

What is restricted can be set by a workspace only once it is trusted: until then only your own settings count.`;

function section(name: string, setting: Setting, isRestricted: boolean): string {
  const text = setting.markdownDescription ?? setting.description;
  if (text === undefined) throw new Error(`${name} has no description`);
  const facts = [
    `Default: ${inCode(setting.default)}`,
    `type: ${typeOf(setting)}`,
    `scope: ${scopeWords(setting.scope)}`,
    ...(isRestricted ? ["restricted"] : []),
  ];
  // The checks have pages of their own.
  const more = name === "kmod.rules" ? "All checks: [rules](rules/README.md)." : values(setting);
  return [`## ${name}`, withoutMarks(text), `${facts.join("; ")}.`, ...(more === "" ? [] : [more])].join(
    "\n\n",
  );
}

/** VS Code makes a link to a setting of what stands between hashes: `#kmod.kernel#`. */
const withoutMarks = (text: string): string => text.replaceAll(/`#([\w.]+)#`/gu, "`$1`");

/** An object or a list in one line, without quotes where it is empty text. */
function inCode(value: unknown): string {
  return value === "" || value === undefined ? "empty" : `\`${JSON.stringify(value)}\``;
}

function typeOf({ type, minimum, maximum }: Setting): string {
  const name = typeof type === "string" ? type : type.join(" or ");
  return minimum === undefined && maximum === undefined
    ? name
    : `${name} from ${minimum ?? "any"} to ${maximum ?? "any"}`;
}

function scopeWords(scope: string): string {
  switch (scope) {
    case "machine":
      return "the user's settings of a machine";
    case "machine-overridable":
      return "the user's settings of a machine, or the workspace's";
    case "window":
      return "the user's or the workspace's settings";
    case "resource":
      return "the user's settings, the workspace's, or those of a folder";
    default:
      throw new Error(`docs/settings.md has no words for the scope ${scope}`);
  }
}

function values({ enum: all, enumDescriptions: words }: Setting): string {
  return (all ?? [])
    .map((value, index) => `- ${inCode(value)}${words?.[index] === undefined ? "" : `: ${words[index]}`}`)
    .join("\n");
}

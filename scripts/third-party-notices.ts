/** The licences of the packages whose code is in the bundles: each of them asks to be handed on with it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Metafile } from "esbuild";
import * as v from "valibot";
import { repository } from "./paths.ts";

const manifest = v.object({ name: v.string(), version: v.string(), license: v.optional(v.string()) });

/**
 * One text with the licence of every package that the bundles were made of.
 *
 * @throws where a package has neither a licence file nor a licence's name
 */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined));
  return [...folders]
    .toSorted()
    .map((folder) => notice(folder))
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** The folder of the innermost package that a file belongs to; undefined for our own. */
function packageFolder(file: string): string | undefined {
  return /^(.*node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+)[/\\]/u.exec(file)?.[1];
}

function notice(folder: string): string {
  const root = path.resolve(repository, folder);
  const { name, version, license } = v.parse(
    manifest,
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")),
  );
  const file = readdirSync(root).find((entry) => /^(?:licen[cs]e|copying)(?:[.-].*)?$/iu.test(entry));
  if (file === undefined && license === undefined) throw new Error(`${name} has no licence`);
  const text =
    file === undefined ? `Licence: ${license}` : readFileSync(path.join(root, file), "utf8").trim();
  return `${name} ${version}\n\n${text}\n`;
}

/**
 * `node scripts/release-notes.ts vX.Y.Z`: what CHANGELOG.md says of the version that package.json has, which is what
 * the tag must name. Nothing but Node's own modules: it runs before anything is installed.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isMain, repository } from "./paths.ts";

/** @throws where the tag is not the version's, or the changelog has nothing on it */
export function releaseNotes(tag: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8"));
  const version =
    typeof manifest === "object" && manifest !== null && "version" in manifest && manifest.version;
  if (tag !== `v${String(version)}`)
    throw new Error(`package.json has version ${String(version)}, the tag is ${tag}`);
  const changelog = readFileSync(path.join(repository, "CHANGELOG.md"), "utf8");
  const section = changelog.split(/^## /mu).find((text) => text.split("\n", 1)[0]?.trim() === version);
  const notes = section?.slice(section.indexOf("\n")).trim() ?? "";
  if (notes === "") throw new Error(`CHANGELOG.md says nothing of ${String(version)}`);
  return `${notes}\n`;
}

if (isMain(import.meta)) process.stdout.write(releaseNotes(process.argv[2] ?? ""));

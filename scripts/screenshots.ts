/**
 * `npm run screenshots [-- NAME...]`: takes the pictures of README and docs anew (all, or the named ones), each in a real
 * VS Code with the packed extension, and writes them to docs/pictures. `getting-started` is a film: its pictures are taken
 * while the walkthrough is played from start to end by mouse and keys, on a real kernel.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildAll } from "./build.ts";
import { packageExtension } from "./package.ts";
import { isMain, repository } from "./paths.ts";
import { type Picture, pictures, size } from "./pictures.ts";
import { savePicture } from "./save-picture.ts";
import { withEditor } from "./screenshot.ts";

const folder = path.join(repository, "docs", "pictures");

/** Rejects at the first that cannot be taken, with what the editor was waited for. */
async function takeAll(wanted: readonly (readonly [string, Picture])[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await buildAll();
  const vsix = await packageExtension();
  for (const [name, picture] of wanted) {
    const project = await picture.project();
    const file = project.file === undefined ? undefined : path.join(project.folder, project.file);
    await withEditor(vsix, { folder: project.folder, file, size }, async (page) => {
      const snap = async (part?: string): Promise<void> => {
        const saved = await savePicture(
          page,
          path.join(folder, part === undefined ? name : `${name}-${part}`),
        );
        console.log(`${path.relative(repository, saved.file)}: ${Math.round(saved.bytes / 1024)} KiB`);
      };
      try {
        await picture.play(page, snap);
      } catch (error) {
        await savePicture(page, path.join(repository, ".cache", `${name}-failed`));
        throw error;
      }
    });
  }
}

if (isMain(import.meta)) {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !pictures.has(name));
  if (unknown === undefined)
    await takeAll([...pictures].filter(([name]) => names.length === 0 || names.includes(name)));
  else {
    console.error(`There is no picture ${unknown}: ${[...pictures.keys()].join(", ")}`);
    process.exitCode = 2;
  }
}

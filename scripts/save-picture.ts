/** Pictures of the editor as files: WebP without loss, which is a third of a PNG with the same pixels. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { cacheFolder } from "./paths.ts";

export interface SavedPicture {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes what the page shows now, and into the cache folder the same as PNG, for programs that know no WebP.
 *
 * @param name path without an ending
 */
export async function savePicture(page: Page, name: string): Promise<SavedPicture> {
  const png = await page.screenshot({ animations: "disabled", caret: "hide", style: ownKernel });
  writeFileSync(path.join(cacheFolder, `picture-${path.basename(name)}.png`), png);
  // The editor's own page forbids what it does not know.
  const encoder = await page.context().browser()?.newPage();
  if (encoder === undefined) throw new Error("the browser has gone");
  try {
    const encoded: unknown = await encoder.evaluate(`(${toWebp})("${png.toString("base64")}")`);
    if (typeof encoded !== "string") throw new Error("the browser gave no picture");
    const bytes = Buffer.from(encoded, "base64");
    const file = `${name}.webp`;
    writeFileSync(file, bytes);
    return { file, bytes: bytes.length };
  } finally {
    await encoder.close();
  }
}

/** Which kernel the machine runs that takes the pictures is nobody's business. */
const ownKernel = '.monaco-list-row[aria-label^="This machine"] .label-description { visibility: hidden; }';

/** Runs in the browser, which has the encoder: takes a PNG in base 64, gives the WebP so. 1 means without loss. */
const toWebp = `async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", 1).slice("data:image/webp;base64,".length);
}`;

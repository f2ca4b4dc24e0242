/** `node scripts/draw-icon.ts`: media/icon.png from media/icon.svg, by the browser: a store takes no SVG. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { isMain, repository } from "./paths.ts";
import { findBrowser } from "./vscode-host/browser.ts";

/** Pixels on each side, as media/icon.svg has them. */
const size = 256;

/** Writes the picture; what the drawing leaves free stays transparent. */
async function drawIcon(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("A browser is needed: apt-get install chromium");
  const media = path.join(repository, "media");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const svg = readFileSync(path.join(media, "icon.svg"), "utf8");
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
    await page.screenshot({ path: path.join(media, "icon.png"), omitBackground: true });
  } finally {
    await browser.close();
  }
}

if (isMain(import.meta)) await drawIcon();

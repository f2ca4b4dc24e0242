/**
 * `npm run screenshot -- [file.png] [folder] [file.c]`: what a person sees. Installs the packed extension into a fresh
 * profile of the VS Code host, opens the file, waits for its findings, opens the Problems panel and saves a picture.
 * `npm run screenshot -- SCENE [file.png]` shows one of the scenes of screenshot-scenes.ts instead: `hover`, ...
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { buildAll } from "./build.ts";
import { packageExtension } from "./package.ts";
import { cacheFolder, isMain } from "./paths.ts";
import { sceneNamed } from "./screenshot-scenes.ts";
import { openedProject } from "./start.ts";
import { openWorkbench } from "./vscode-host/browser.ts";
import { installHost } from "./vscode-host/install.ts";
import { installExtension, type ServerOptions, startServer } from "./vscode-host/server.ts";

export interface ScreenshotOptions {
  readonly picture: string;
  readonly folder: string;
  readonly file: string;
  /** What to do between the findings' arrival and the picture. */
  readonly act?: (page: Page) => Promise<void>;
  /** What to do in place of waiting for findings. */
  readonly play?: (page: Page) => Promise<void>;
}

/** Saves the picture; rejects when no finding is shown within half a minute (the picture is saved all the same). */
export const takeScreenshot = (vsix: string, options: ScreenshotOptions): Promise<void> =>
  withEditor(vsix, options, async (page) => {
    try {
      if (options.play) await options.play(page);
      else await showFindings(page, options);
    } finally {
      await page.screenshot({ path: options.picture });
    }
  });

export interface EditorOptions {
  readonly folder: string;
  /** The file to show; undefined: none. */
  readonly file: string | undefined;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Runs something in an editor with a fresh profile, where the packed extension is installed; closes it after that. */
export async function withEditor(
  vsix: string,
  { folder, file, size }: EditorOptions,
  run: (page: Page) => Promise<void>,
): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), "kmod-screenshot-"));
  const host: ServerOptions = {
    vscode: await installHost(console.log),
    userDataDir: profile,
    extensionsDir: path.join(profile, "extensions"),
    port: 0,
    isTrustDisabled: true,
  };
  await installExtension(host, vsix);
  const server = await startServer(host);
  try {
    const workbench = await openWorkbench(server, {
      folder,
      file,
      size,
      extensionDevelopmentPaths: [],
      extensionTestsPath: undefined,
      onConsole: () => undefined,
    });
    try {
      await run(workbench.page);
    } finally {
      await workbench.close();
    }
  } finally {
    await server.stop();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function showFindings(page: Page, options: ScreenshotOptions): Promise<void> {
  await page.locator(".view-lines").first().waitFor({ timeout: 30_000 });
  await page
    .locator(".squiggly-error, .squiggly-warning")
    .first()
    .waitFor({ state: "attached", timeout: 30_000 });
  await page.keyboard.press("Control+Shift+M");
  await page.locator(".markers-panel .monaco-list-row").nth(1).waitFor({ timeout: 10_000 });
  await options.act?.(page);
}

if (isMain(import.meta)) {
  const [first, second, file] = process.argv.slice(2);
  const scene = sceneNamed(first);
  const picture = (scene ? second : first) ?? path.join(cacheFolder, "screenshot.png");
  const project = scene ? await scene.project() : openedProject(second);
  await buildAll();
  const shown = file ?? project.file ?? "";
  await takeScreenshot(await packageExtension(), {
    picture: path.resolve(picture),
    folder: project.folder,
    file: path.resolve(project.folder, shown),
    ...(scene && { play: scene.play }),
  });
  console.log(picture);
}

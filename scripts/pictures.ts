/** The pictures of README and docs: what is opened, and what is done before each is taken. */
import type { Page } from "playwright-core";
import { checkProject, showCheck } from "./check-scene.ts";
import { logPage, run } from "./log-scene.ts";
import { buildAndReload } from "./run-scene.ts";
import { runProject } from "./screenshot-scenes.ts";
import { showSidebar, sidebarProject } from "./sidebar-scene.ts";
import { showTrace } from "./trace-scene.ts";
import { playWalkthrough, walkthroughProject } from "./walkthrough-scene.ts";

export interface Picture {
  /** Makes the folder that is opened, and names the file that is shown in it, if any. */
  readonly project: () => PictureProject | Promise<PictureProject>;
  /** @param snap takes the picture, or one of several with a name of its own */
  readonly play: (page: Page, snap: (part?: string) => Promise<void>) => Promise<void>;
}

export interface PictureProject {
  readonly folder: string;
  readonly file: string | undefined;
}

/** Of the window, in pixels: as wide as pages show pictures, so that letters stay sharp. */
export const size = { width: 1200, height: 750 } as const;

const once =
  (play: (page: Page) => Promise<void>): Picture["play"] =>
  async (page, snap) => {
    await play(page);
    await snap();
  };

/** By their names, which are those of their files. */
export const pictures: ReadonlyMap<string, Picture> = new Map<string, Picture>([
  ["checks", { project: checkProject, play: once(showCheck) }],
  ["modules", { project: () => sidebarProject("Dark Modern"), play: once(showSidebar) }],
  [
    "build-and-reload",
    {
      project: () => runProject("Dark Modern"),
      play: once(async (page) => {
        await buildAndReload(page);
        await run(page, "View: Close Primary Side Bar");
        await logPage(page).locator(".row", { hasText: "first words" }).first().locator(".time").click();
      }),
    },
  ],
  ["trace", { project: () => runProject("Dark Modern"), play: once(showTrace) }],
  ["getting-started", { project: walkthroughProject, play: playWalkthrough }],
]);

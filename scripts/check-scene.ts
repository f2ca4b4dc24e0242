/** What is said while one types, with a quick fix, for pictures. */
import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { run } from "./log-scene.ts";
import { repository } from "./paths.ts";

/** The sample with mistakes as it is in the repository. */
export function checkProject() {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "kmod-scene-")), "hello");
  cpSync(path.join(repository, "samples", "hello"), folder, { recursive: true });
  return { folder, file: "hello.c" };
}

/** Its findings in the text and in Problems, and the fixes of one. */
export async function showCheck(page: Page): Promise<void> {
  await page.locator(".squiggly-error").first().waitFor({ state: "attached", timeout: 60_000 });
  await run(page, "View: Close Primary Side Bar");
  await run(page, "Problems: Focus on Problems View");
  await page.locator(".markers-panel .monaco-list-row").nth(3).waitFor();
  await page
    .locator(".markers-panel .monaco-list-row", { hasText: "MODULE_LICENSE" })
    .first()
    .click({ position: { x: 150, y: 10 } });
  await page.locator(".view-line", { hasText: "module_init" }).first().waitFor();
  await run(page, "View: Focus Active Editor Group");
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row", { hasText: "MODULE_LICENSE" }).first().waitFor();
}

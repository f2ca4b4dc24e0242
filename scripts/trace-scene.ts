/** A report of a crashed kernel as a page, for pictures: a module that follows a null pointer. */
import type { Page } from "playwright-core";
import { run } from "./log-scene.ts";
import { chooseModule, startMachine } from "./sidebar-scene.ts";

/** Loads a module that crashes when it is loaded, and opens the page of the report. */
export async function showTrace(page: Page): Promise<void> {
  await startMachine(page);
  await chooseModule(page, "crashes");
  await page
    .locator(".pane-body .monaco-list-row", { hasText: "tainted: oops" })
    .first()
    .waitFor({ timeout: 60_000 });
  await run(page, "Kmod: Show Kernel Trace");
  await page.locator(".tab.active", { hasText: "Kernel Trace" }).waitFor();
  await page.locator(".view-line", { hasText: "oops" }).first().waitFor();
  await run(page, "Notifications: Clear All Notifications");
  await run(page, "View: Close Primary Side Bar");
}

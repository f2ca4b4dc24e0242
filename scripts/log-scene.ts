/** The kernel's log of a virtual machine that loads a module and one that crashes, for screenshots. Takes a minute. */
import type { FrameLocator, Page } from "playwright-core";
import { loadModule, startMachine } from "./sidebar-scene.ts";

/** Starts the machine, loads the modules, and opens the log over the whole height. */
export async function showKernelLog(page: Page): Promise<void> {
  await startMachine(page);
  await run(page, "Kmod: Show Kernel Log");
  await run(page, "View: Toggle Maximized Panel");
  const log = logPage(page);
  await log.locator(".row").first().waitFor({ timeout: 30_000 });
  await loadModule(page, "greet");
  // Its call is known: the line can be followed to it.
  await log.locator(".row.placed", { hasText: "greet: hello" }).first().waitFor({ timeout: 60_000 });
  await loadModule(page, "crashes");
  await log.locator(".row.trace").first().waitFor({ timeout: 60_000 });
  await run(page, "Notifications: Clear All Notifications");
  const greeting = log.locator(".row", { hasText: "greet: hello" }).first();
  await log.locator("#log").focus();
  for (let turn = 0; turn < 8 && !(await greeting.isVisible()); turn++) await page.keyboard.press("PageUp");
  await greeting.locator(".time").click();
}

/** A page within a page. */
export const logPage = (page: Page): FrameLocator =>
  page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");

/** From the palette. */
export async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().waitFor();
  await page.keyboard.type(command);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: command }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").first().waitFor({ state: "hidden" });
}

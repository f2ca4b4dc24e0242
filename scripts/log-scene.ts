/** The kernel's log of a virtual machine that loads a module and one that crashes, for screenshots. Takes a minute. */
import type { FrameLocator, Page } from "playwright-core";
import { chooseModule, loadModule, startMachine } from "./sidebar-scene.ts";

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
  await chooseModule(page, "crashes");
  await log.locator(".row.trace").first().waitFor({ timeout: 60_000 });
  await run(page, "Notifications: Clear All Notifications");
  const greeting = log.locator(".row", { hasText: "greet: hello" }).first();
  await log.locator("#log").focus();
  for (let turn = 0; turn < 8 && !(await greeting.isVisible()); turn++) await page.keyboard.press("PageUp");
  await greeting.locator(".time").click();
}

/** A page within a page; pictures of the walkthrough are others. */
export const logPage = (page: Page): FrameLocator =>
  page.frameLocator('iframe.webview.ready[src*="purpose=webviewView"]').frameLocator("#active-frame");

/** From the palette; resolves when that has gone. */
export async function run(page: Page, command: string): Promise<void> {
  await choose(page, command);
  await page.locator(".quick-input-widget").first().waitFor({ state: "hidden" });
}

/** From the palette: a command that asks for something. */
export async function choose(page: Page, command: string): Promise<void> {
  await page.keyboard.press("F1");
  // Whatever else takes the focus meanwhile.
  await page.locator(".quick-input-box input").first().fill(`>${command}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: command }).first().waitFor();
  await page.locator(".quick-input-box input").first().press("Enter");
}

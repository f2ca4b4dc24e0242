/** Build and Reload by the lens above module_init(), for screenshots: a mistake first, then what the kernel says. */
import type { Page } from "playwright-core";
import { logPage, run } from "./log-scene.ts";

/** Presses the lens of a module that is not built yet; the virtual machine starts by itself. */
export async function buildAndReload(page: Page): Promise<void> {
  const lens = page.locator(".codelens-decoration a", { hasText: "Build and Reload" }).first();
  await lens.waitFor({ timeout: 60_000 });
  await lens.click();
  await logPage(page).locator(".row", { hasText: "demo: first words" }).first().waitFor({ timeout: 180_000 });
  await run(page, "Notifications: Clear All Notifications");
}

/** The same with a line that does not compile. */
export async function failToBuild(page: Page): Promise<void> {
  await buildAndReload(page);
  const line = page.locator(".view-line", { hasText: "first words" }).first();
  await line.click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("speed = 3;");
  await page.keyboard.press("Control+Alt+r");
  await page.locator(".squiggly-error").first().waitFor({ timeout: 60_000 });
  await run(page, "Problems: Focus on Problems View");
}

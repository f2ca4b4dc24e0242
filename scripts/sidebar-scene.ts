/** The sidebar with a virtual machine that has modules of the workspace loaded, for screenshots. Takes a minute. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { makeMachineWorkspace } from "./machine-workspace.ts";

/** The workspace of the tests on real kernels, with a colour theme of VS Code's own. */
export async function sidebarProject(theme: string) {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "kmod-scene-")), "machines");
  await makeMachineWorkspace(folder);
  const file = path.join(folder, ".vscode", "settings.json");
  const settings: object = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...settings, "workbench.colorTheme": theme }));
  return { folder, file: "greet.c" };
}

/** Starts the machine, loads a module, and opens what is known of it. */
export async function showSidebar(page: Page): Promise<void> {
  await startMachine(page);
  await loadModule(page, "greet");
  await row(page, "greet").waitFor({ timeout: 30_000 });
  await open(row(page, "greet"));
  await open(row(page, "Parameters"));
  await page.locator(".monaco-list-row", { hasText: " = " }).first().waitFor();
  await row(page, "greet").hover();
  await page.locator(".monaco-hover", { hasText: "greet" }).first().waitFor();
}

/** Opens the sidebar and connects its virtual machine. */
export async function startMachine(page: Page): Promise<void> {
  const icon = page.locator('.activitybar .action-item a[aria-label^="Kernel Modules"]');
  await icon.first().waitFor({ timeout: 60_000 });
  await icon.first().click();
  await widen(page);
  await row(page, "vm-6.1").waitFor();
  // Rows move down as soon as this machine has been read.
  await row(page, "no loadable modules").or(row(page, "KiB")).first().waitFor();
  await row(page, "vm-6.1").hover();
  await row(page, "vm-6.1").locator('.action-label[aria-label^="Connect"]').click();
  await row(page, "virtio_net").waitFor({ timeout: 120_000 });
}

/** Loads a module of the workspace that has parameters, as it is. */
export async function loadModule(page: Page, name: string): Promise<void> {
  await chooseModule(page, name);
  // Its parameters: Enter loads it as it is.
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Load" }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Loads a module of the workspace; where it has parameters, they are asked for. */
export async function chooseModule(page: Page, name: string): Promise<void> {
  await row(page, "vm-6.1").hover();
  await row(page, "vm-6.1").locator('.action-label[aria-label^="Load Module"]').click();
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
}

const row = (page: Page, text: string): Locator =>
  page.locator(".pane-body .monaco-list-row", { hasText: text }).first();

const open = (of: Locator): Promise<void> => of.locator(".monaco-tl-twistie").click();

/** So that whole rows can be read. */
async function widen(page: Page): Promise<void> {
  const edge = await page.locator(".sidebar").first().boundingBox();
  if (edge === null) return;
  await page.mouse.move(edge.x + edge.width, edge.y + 300);
  await page.mouse.down();
  await page.mouse.move(edge.x + 620, edge.y + 300, { steps: 5 });
  await page.mouse.up();
}

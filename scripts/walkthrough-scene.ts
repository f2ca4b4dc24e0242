/**
 * The walkthrough, played from start to end by mouse and keys, in an empty folder, until a module of one's own has crashed
 * in a virtual machine. A picture for each step; each step must be ticked by what was done. Takes some minutes.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { choose, logPage, run } from "./log-scene.ts";
import { newestHeaders, vmCacheFolder } from "./test-kernels.ts";

const title = "Write, load and watch a kernel module";

type Snap = (part: string) => Promise<void>;

/** An empty folder; kernels that were fetched before are not fetched again. */
export function walkthroughProject() {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "kmod-scene-")), "modules");
  mkdirSync(path.join(folder, ".vscode"), { recursive: true });
  const settings = {
    "kmod.vmCacheFolder": vmCacheFolder,
    "workbench.colorTheme": "Dark Modern",
    "files.exclude": { "**/.vscode": true },
  };
  writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  return { folder, file: undefined };
}

export async function playWalkthrough(page: Page, snap: (part?: string) => Promise<void>): Promise<void> {
  page.setDefaultTimeout(90_000);
  // What the extension contributes is there a moment after the window is.
  await modulesIcon(page).waitFor();
  await run(page, "Kmod: Get Started");
  await step(page, "Choose a kernel").waitFor();
  await drawn(page);
  await run(page, "View: Close Primary Side Bar");
  await snap("0-walkthrough");
  await chooseKernel(page, snap);
  await createModule(page, snap);
  await seeCheck(page, snap);
  await build(page, snap);
  await startMachine(page, snap);
  await load(page, snap);
  await watchLog(page, snap);
  await crash(page, snap);
  // All steps at once.
  await page.setViewportSize({ width: 1200, height: 1060 });
  await step(page, "Watch the kernel's log").click();
  await drawn(page);
  await snap("done");
}

async function chooseKernel(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Choose a kernel", "Select Kernel");
  const release = await newestHeaders("6.1");
  const kernel = page.locator(".quick-input-list .monaco-list-row", { hasText: release }).first();
  await kernel.waitFor();
  await page.keyboard.type(release);
  await snap("1-kernel");
  await page.keyboard.press("Enter");
  await ticked(page, "Choose a kernel");
}

async function createModule(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Create a module", "New Module");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Bare Module" }).first().waitFor();
  await snap("2-kinds");
  await answer(page, "What kind of module?");
  await answer(page, "Where?");
  await answer(page, "Name of the module", "hello");
  await answer(page, "What it does, in one line");
  await answer(page, "Under which licence?");
  await answer(page, "Who writes it", "Ada Author <ada@example.org>");
  await answer(page, "Which files");
  await page.locator(".tab.active", { hasText: "hello.c" }).waitFor();
  await page.locator(".codelens-decoration", { hasText: "Build and Reload" }).first().waitFor();
  await run(page, "Notifications: Clear All Notifications");
  await page.locator('.activitybar .action-item a[aria-label^="Explorer"]').first().click();
  await row(page, "Kbuild").waitFor();
  await snap("3-module");
  await ticked(page, "Create a module");
}

async function seeCheck(page: Page, snap: Snap): Promise<void> {
  await begin(page, "See a check", "Take Out MODULE_LICENSE");
  await page.locator(".squiggly-error").first().waitFor({ state: "attached" });
  await run(page, "Notifications: Clear All Notifications");
  await page.keyboard.press("Control+.");
  const fix = page.locator(".action-widget .monaco-list-row", { hasText: "Add MODULE_LICENSE" }).first();
  await fix.waitFor();
  await snap("4-check");
  await page.keyboard.press("Enter");
  await page.locator(".view-line", { hasText: "MODULE_LICENSE" }).first().waitFor();
  await page.keyboard.press("Control+S");
  await ticked(page, "See a check");
}

async function build(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Build it", "Build Modules");
  await row(page, "hello.ko").waitFor({ timeout: 120_000 });
  await choose(page, "Output: Show Output Channels...");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Kmod Build" }).first().click();
  await page.locator(".output-view .view-line", { hasText: "hello.ko" }).first().waitFor();
  await snap("5-build");
  await run(page, "View: Hide Panel");
  await ticked(page, "Build it");
}

async function startMachine(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Start a virtual machine", "Start Virtual Machine");
  await ticked(page, "Start a virtual machine", 180_000);
  await modulesIcon(page).click();
  await row(page, "virtio_net").waitFor();
  await run(page, "Notifications: Clear All Notifications");
  await snap("6-machine");
}

async function load(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Load the module", "Load Module");
  const choice = page.locator(".quick-input-list .monaco-list-row", { hasText: "hello" }).first();
  await choice.waitFor();
  await page.keyboard.press("Enter");
  await row(page, "hello").waitFor();
  await snap("7-load");
  await ticked(page, "Load the module");
}

async function watchLog(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Watch the kernel's log", "Show Kernel Log");
  const line = logPage(page).locator(".row.placed", { hasText: "hello: loaded" }).first();
  await line.waitFor();
  await line.locator(".text").click({ position: { x: 20, y: 5 } });
  await page.locator(".tab.active", { hasText: "hello.c" }).waitFor();
  await snap("8-log");
  await ticked(page, "Watch the kernel's log");
}

async function crash(page: Page, snap: Snap): Promise<void> {
  await begin(page, "Decode an oops", "Crash the Module");
  await page.locator(".tab.active", { hasText: "Kernel Trace" }).waitFor({ timeout: 120_000 });
  await page.locator(".view-line", { hasText: "hello_init" }).first().waitFor();
  await run(page, "View: Hide Panel");
  await run(page, "View: Close Primary Side Bar");
  await snap("9-oops");
  // Messages leave the window after some seconds, and stay in the list.
  await run(page, "Notifications: Show Notifications");
  const remove = page.locator(".notification-list-item", { hasText: "The line that crashes" });
  await remove.locator(".monaco-button", { hasText: "Take It Out" }).click();
  await remove.waitFor({ state: "hidden" });
  await run(page, "Notifications: Clear All Notifications");
  await ticked(page, "Decode an oops");
}

/** Goes to the walkthrough, opens the step and presses its button. */
async function begin(page: Page, name: string, button: string): Promise<void> {
  await showWalkthrough(page);
  const open = page.locator(".getting-started-step.expanded", { hasText: name }).first();
  // A click on one that is open draws its picture once more, which takes the focus from what the button opens.
  if (!(await open.isVisible())) await step(page, name).click();
  await drawn(page);
  await open.locator(".monaco-button", { hasText: button }).first().click();
}

/** Resolves when the step's picture has come: it takes the focus from what is opened before. */
const drawn = (page: Page): Promise<void> =>
  page
    .frameLocator(".getting-started-media iframe.webview.ready")
    .locator("iframe")
    .first()
    .waitFor({ state: "attached" });

/** Resolves when the walkthrough has a tick at the step. */
async function ticked(page: Page, name: string, timeout = 90_000): Promise<void> {
  await showWalkthrough(page);
  await step(page, name).locator(".codicon-getting-started-step-checked").waitFor({ timeout });
}

/** By its tab; where that shows the list of all walkthroughs, by its entry there. */
async function showWalkthrough(page: Page): Promise<void> {
  const tab = page.locator(".tab", { hasText: /Walkthrough|Welcome/u }).first();
  // A click on the tab that is shown would lead to the list.
  if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
  const first = page.locator(".getting-started-step").first();
  await first.waitFor({ state: "attached" });
  if (await first.isDisabled())
    await page.locator(".getting-started-category", { hasText: title }).first().click();
  await page.locator(".getting-started-step:enabled").first().waitFor();
}

const step = (page: Page, name: string): Locator =>
  page.locator(".getting-started-step", { has: page.locator(".step-title", { hasText: name }) }).first();

const row = (page: Page, text: string): Locator =>
  page.locator(".pane-body .monaco-list-row", { hasText: text }).first();

/** Answers the question that begins so: with what is suggested where no text is given. */
async function answer(page: Page, question: string, text?: string): Promise<void> {
  const widget = `.quick-input-widget:has-text("${question}"), .quick-input-widget:has(input[placeholder^="${question}"])`;
  await page.locator(widget).first().waitFor();
  const input = page.locator(".quick-input-box input").first();
  if (text !== undefined) await input.fill(text);
  await input.press("Enter");
}

const modulesIcon = (page: Page): Locator =>
  page.locator('.activitybar .action-item a[aria-label^="Kernel Modules"]').first();

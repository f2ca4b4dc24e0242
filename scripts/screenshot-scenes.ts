/**
 * Scenes for screenshots: a project, and what is done in the editor before the picture is taken. Two modules, one of
 * which uses what the other and the kernel export, against the newest installed 6.1 headers. The scenes of the sidebar are
 * in sidebar-scene.ts, those of the kernel's log in log-scene.ts,
 * those of Build and Reload in run-scene.ts.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { showKernelLog } from "./log-scene.ts";
import { buildAndReload, failToBuild } from "./run-scene.ts";
import { showSidebar, sidebarProject } from "./sidebar-scene.ts";

export interface Scene {
  /** Writes the project anew; gives its folder and the file to open. */
  readonly project: () => SceneProject | Promise<SceneProject>;
  readonly play: (page: Page) => Promise<void>;
}

export interface SceneProject {
  readonly folder: string;
  readonly file: string;
}

/** undefined where the word is no scene's name. */
export const sceneNamed = (name: string | undefined): Scene | undefined => scenes.get(name ?? "");

const meter = `// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "meter.h"

/**
 * meter_read() - read one channel of the meter
 * @dev: the meter, never %NULL
 * @channel: which of its channels, from 0
 *
 * May sleep.
 *
 * Return: the value in millivolts, or a negative error number.
 */
int meter_read(struct device *dev, int channel)
{
	return dev ? channel : -EINVAL;
}
EXPORT_SYMBOL_GPL(meter_read);

void meter_reset(struct device *dev)
{
	dev_info(dev, "reset\\n");
}
EXPORT_SYMBOL(meter_reset);

MODULE_DESCRIPTION("Meter");
MODULE_LICENSE("GPL");
`;

const display = (name: string): string => `// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/platform_device.h>
#include "meter.h"

static int ${name}_probe(struct platform_device *pdev)
{
	int irq = platform_get_irq(pdev, 0);

	if (irq < 0)
		return irq;
	return meter_read(&pdev->dev, 0);
}

static struct platform_driver ${name}_driver = {
	.probe = ${name}_probe,
	.driver = {
		.name = "${name}",
	},
};
module_platform_driver(${name}_driver);

MODULE_DESCRIPTION("${name}");
MODULE_LICENSE("GPL");
`;

function twoModules(file: string) {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "kmod-scene-")), "meters");
  const modules = existsSync("/lib/modules") ? readdirSync("/lib/modules").toSorted() : [];
  const release = modules.findLast(
    (name) => name.startsWith("6.1.") && existsSync(`/lib/modules/${name}/build`),
  );
  const settings = { ...(release !== undefined && { "kmod.kernel": `/lib/modules/${release}/build` }) };
  const files = {
    Kbuild: "obj-m := meter.o display.o panel.o\n",
    "meter.h":
      "#include <linux/device.h>\n\nint meter_read(struct device *dev, int channel);\nvoid meter_reset(struct device *dev);\n",
    "meter.c": meter,
    "display.c": display("display"),
    "panel.c": display("panel"),
    ".vscode/settings.json": JSON.stringify(settings),
  };
  mkdirSync(path.join(folder, ".vscode"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return { folder, file };
}

/** The kernel is read: its headers are known. */
async function ready(page: Page): Promise<void> {
  await page.locator(".view-lines").first().waitFor({ timeout: 30_000 });
  // A lens stands above meter_read() as soon as the workspace is indexed.
  await page.locator(".codelens-decoration").first().waitFor({ timeout: 60_000 });
}

const word = (page: Page, text: string) => page.locator(".view-line span span", { hasText: text }).first();

async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+P");
  await page.keyboard.type(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".tab.active", { hasText: name }).waitFor();
}

/** The same workspace, with a module open that is not built yet. */
export const runProject = async (theme: string): Promise<SceneProject> => ({
  ...(await sidebarProject(theme)),
  file: "run/demo.c",
});

const scenes: ReadonlyMap<string, Scene> = new Map<string, Scene>([
  ["modules", { project: () => sidebarProject("Dark Modern"), play: showSidebar }],
  ["log", { project: () => sidebarProject("Dark Modern"), play: showKernelLog }],
  ["log-light", { project: () => sidebarProject("Light Modern"), play: showKernelLog }],
  ["run", { project: () => runProject("Dark Modern"), play: buildAndReload }],
  ["run-error", { project: () => runProject("Light Modern"), play: failToBuild }],
  ["modules-light", { project: () => sidebarProject("Light Modern"), play: showSidebar }],
  [
    "hover",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await openFile(page, "display.c");
        await goTo(page, 8, 20);
        await untilShown(page, ".monaco-hover .hover-contents", "Exported by", async () => {
          await page.keyboard.press("Control+K");
          await page.keyboard.press("Control+I");
        });
      },
    },
  ],
  [
    "hover-module",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await openFile(page, "display.c");
        await goTo(page, 12, 16);
        await untilShown(page, ".monaco-hover .hover-contents", "Exported by", async () => {
          await page.keyboard.press("Control+K");
          await page.keyboard.press("Control+I");
        });
      },
    },
  ],
  [
    "completion",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await openFile(page, "display.c");
        await goTo(page, 9, 1);
        await page.keyboard.type("\tclk_");
        await page.locator(".suggest-widget .monaco-list-row", { hasText: "clk_" }).first().waitFor();
        await page.keyboard.press("Control+Space");
        await page.locator(".suggest-details", { hasText: "Exported by" }).first().waitFor();
      },
    },
  ],
  [
    "code-lens",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await page.locator(".codelens-decoration", { hasText: "used by" }).first().waitFor();
      },
    },
  ],
  [
    "references",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await page.locator(".codelens-decoration a", { hasText: "used by 2 modules" }).first().click();
        await page.locator(".reference-zone-widget .monaco-list-row").first().waitFor();
        await word(page, "meter_read").waitFor();
      },
    },
  ],
  [
    "definition",
    {
      project: () => twoModules("meter.c"),
      async play(page: Page) {
        await ready(page);
        await openFile(page, "panel.c");
        await goTo(page, 12, 16);
        await page.keyboard.press("Control+Shift+F10");
        await page.locator(".peekview-widget .view-line", { hasText: "meter_read" }).first().waitFor();
      },
    },
  ],
]);

async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press("Control+G");
  await page.locator(".quick-input-widget input").first().waitFor();
  // The colon that means a line is there already.
  await page.keyboard.type(`${line}:${column}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: `line ${line} ` }).waitFor();
  await page.keyboard.press("Enter");
  await page
    .locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column}` })
    .first()
    .waitFor();
}

/** Does something again until its result shows these words: the server may still be reading. */
async function untilShown(page: Page, place: string, words: string, act: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    await act();
    const shown = page.locator(place, { hasText: words }).first();
    if (
      await shown.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      )
    )
      return;
    await page.keyboard.press("Escape");
  }
  throw new Error(`'${words}' was not shown`);
}

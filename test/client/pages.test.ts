/** The pages of the web views in a real browser: who hears them, and who has no mouse. axe-core judges. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layoutGraph } from "../../client/src/dependencies/layout.ts";
import { dependencyPage } from "../../client/src/dependencies/page.ts";
import type { ToView } from "../../client/src/dependencies/view-messages.ts";
import { logPage } from "../../client/src/log/view/page.ts";
import type { PageRow, PageState, ToPage } from "../../client/src/log/view/view-messages.ts";
import { repository } from "../../scripts/paths.ts";
import { findBrowser } from "../../scripts/vscode-host/browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: Browser;

beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("apt-get install chromium");
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}, 60_000);
afterAll(() => browser.close());

const line = (number: number, text: string, more: Partial<PageRow> = {}): PageRow => ({
  number,
  kind: "line",
  text,
  level: 6,
  microseconds: 1_500_000 + number,
  prefix: 0,
  matches: [],
  isPlaced: false,
  ...more,
});

const rows: readonly PageRow[] = [
  line(1, "hello: loaded", { prefix: 6, isPlaced: true }),
  line(2, "hello: no memory", { level: 3, matches: [[7, 9]] }),
  { ...line(3, "Build and Reload"), kind: "marker", level: undefined, microseconds: undefined },
  line(4, "---[ end trace 0000000000000000 ]---", { level: 4, trace: "end" }),
];

const state: PageState = {
  kind: "state",
  targets: [{ id: "vm:x", label: "vm-6.1", detail: "a virtual machine" }],
  target: "vm:x",
  times: "relative",
  filter: { text: "[", level: 7, module: "", isOnlyOwn: false },
  filterProblem: "Unterminated character class.",
  modules: ["hello"],
  notice: { text: "The machine is not connected.", actions: ["connect"] },
};

const log: readonly ToPage[] = [
  state,
  { kind: "rows", generation: 1, first: 0, end: 4, total: 9, from: 0, rows: [...rows] },
];

const picture: ToView = {
  kind: "picture",
  caption: "3 modules",
  warnings: ["core and driver need each other."],
  picture: layoutGraph({
    nodes: [
      { id: "/m/driver", name: "driver", kind: "source", place: undefined },
      { id: "/m/core", name: "core", kind: "source", place: undefined },
      { id: "usbcore", name: "usbcore", kind: "kernel", place: undefined },
    ],
    edges: [
      { from: "/m/driver", to: "/m/core", kind: "symbols", symbols: ["core_register"], place: undefined },
      { from: "/m/core", to: "usbcore", kind: "pre", symbols: [], place: undefined },
    ],
    cycles: [],
  }),
};

describe("the page of the kernel's log", () => {
  it("has nothing that axe-core finds wrong", async () => {
    const page = await openLog();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it("says in words what colours and lines at the side say", async () => {
    const page = await openLog();
    const heard = await page.locator("#rows").getByRole("option").allInnerTexts();
    expect(heard[0]).toMatch(/hello: loaded$/u);
    expect(heard[1]).toMatch(/error\s+hello: no memory$/u);
    expect(heard[3]).toMatch(/warning\s+---\[ end trace .*\s+Show Decoded$/u);
    await page.close();
  });

  it("lets the keyboard do what a click does: lines are opened, and reports decoded", async () => {
    const page = await openLog();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await said(page, "open", "showTrace")).toEqual([
      { kind: "open", number: 1 },
      { kind: "showTrace", number: 4 },
    ]);
    await page.close();
  });

  it("goes from the machine over the filter to the lines by Tab, in the order in which they are read", async () => {
    const page = await openLog();
    const names: (string | null)[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press("Tab");
      names.push(await page.locator(":focus").evaluate((at) => at.ariaLabel ?? at.textContent));
    }
    expect(names).toEqual(["Machine", "Filter", "Level", "Module", "Connect", "Kernel log"]);
    await page.close();
  });
});

describe("the picture of dependencies", () => {
  it("has nothing that axe-core finds wrong", async () => {
    const page = await openPicture();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it("tells the keyboard of every module and arrow, of those too that only a pointer could ask before", async () => {
    const page = await openPicture();
    const heard = await page
      .locator("svg [tabindex='0']")
      .evaluateAll((all) => all.map((one) => `${one.role}: ${one.ariaLabel}`));
    expect(heard).toHaveLength(5);
    expect(heard).toContainEqual(expect.stringMatching(/^button: driver: module of this project/u));
    expect(heard).toContainEqual(expect.stringMatching(/^img: usbcore: module of the kernel/u));
    await page.getByLabel(/^driver: /u).press("Enter");
    await page.getByLabel(/^driver needs core/u).press("Enter");
    expect(await said(page, "openModule", "openUse")).toEqual([
      { kind: "openModule", id: "/m/driver" },
      { kind: "openUse", edge: 0 },
    ]);
    await page.close();
  });
});

describe.each([
  ["the kernel's log", logPage("", "n")],
  ["dependencies", dependencyPage("", "n")],
])("the style of the page of %s", (_, html) => {
  const styles = /<style[^>]*>(.*)<\/style>/su.exec(html)?.[1] ?? "";

  it("has no colour of its own: contrast is the theme's, high contrast too", () => {
    expect(styles.length).toBeGreaterThan(500);
    const colours =
      /#[0-9a-f]{3,8}\b(?!\s*[{,.:[])|\b(?:rgb|hsl)a?\(|: (?:black|white|red|green|gray|grey)\b/giu;
    expect([...styles.matchAll(colours)].map(([text]) => text)).toEqual([]);
  });

  it("moves nothing, so that nobody must ask it to keep still", () => {
    expect(styles).not.toMatch(/\b(?:animation|transition|scroll-behavior)\b/u);
  });
});

const openLog = () => openPage("client/webview/kernel-log.ts", logPage, log);
const openPicture = () => openPage("client/webview/dependencies.ts", dependencyPage, [picture]);

/** Opens the page with its script, as the editor does, and gives it these messages. */
async function openPage(
  source: string,
  page: (script: string, nonce: string) => string,
  messages: readonly (ToPage | ToView)[],
): Promise<Page> {
  const built = await build({
    entryPoints: [path.join(repository, source)],
    bundle: true,
    platform: "browser",
    format: "iife",
    write: false,
  });
  const opened = await browser.newPage({ viewport: { width: 900, height: 500 } });
  await opened.addInitScript(
    "window.said = []; window.acquireVsCodeApi = () => ({ postMessage: (one) => window.said.push(one), getState() {}, setState() {} });",
  );
  // In a frame of its own origin the editor's page has no address either.
  await opened.route("http://page.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: page(built.outputFiles[0]?.text ?? "", "nonce") }),
  );
  await opened.goto("http://page.test/");
  for (const message of messages)
    await opened.evaluate(
      `window.dispatchEvent(new MessageEvent("message", { data: ${JSON.stringify(message)} }))`,
    );
  await opened.waitForFunction("window.said.some(({ kind }) => kind === 'drawn')");
  return opened;
}

/** What the page told the extension, of these kinds. */
async function said(page: Page, ...kinds: readonly string[]): Promise<readonly unknown[]> {
  const all: readonly { readonly kind: string }[] = await page.evaluate("window.said");
  return all.filter(({ kind }) => kinds.includes(kind));
}

async function violations(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe);
  return page.evaluate(`axe.run({
    rules: {
      // Colours are the theme's, which is not here.
      "color-contrast": { enabled: false },
      // A page in a frame of the editor, which has the headings.
      "page-has-heading-one": { enabled: false },
    },
  }).then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 120))]))`);
}

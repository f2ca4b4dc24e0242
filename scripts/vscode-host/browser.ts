/** Opens the workbench of a host server in Debian's chromium, and hears what the extension tests say there. */
import { existsSync } from "node:fs";
import { format } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import type { HostServer } from "./server.ts";

export interface OpenOptions {
  readonly folder: string | undefined;
  /** The file to show, besides those of the last session. */
  readonly file?: string | undefined;
  readonly extensionDevelopmentPaths: readonly string[];
  readonly extensionTestsPath: string | undefined;
  /** Of the window; 1440 x 900 when missing. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** One line of the extension host's console. */
  readonly onConsole: (type: string, text: string) => void;
}

export interface Workbench {
  readonly page: Page;
  /** The exit code of the extension host: of the tests, where there are any. */
  readonly exitCode: Promise<number>;
  close(): Promise<void>;
}

const executables = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser that the host can use; undefined where the package `chromium` is not installed. */
export function findBrowser(): string | undefined {
  return [process.env["KMOD_CHROMIUM"] ?? "", ...executables].find((name) => name !== "" && existsSync(name));
}

/** Opens the folder in a headless browser. The caller closes it. */
export async function openWorkbench(server: HostServer, options: OpenOptions): Promise<Workbench> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error("The VS Code host needs a browser: apt-get install chromium");
  const browser = await chromium.launch({ executablePath, args: switches, headless: true });
  try {
    const page = await browser.newPage({ viewport: options.size ?? { width: 1440, height: 900 } });
    const exitCode = await listen(page, browser, options);
    await page.goto(workbenchAddress(server, options));
    return { page, exitCode: exitCode.promise, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** The address that opens the folder, also for a person's own browser. */
export function workbenchAddress(
  server: HostServer,
  options: Pick<OpenOptions, "folder" | "file" | "extensionDevelopmentPaths" | "extensionTestsPath">,
): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = options.extensionDevelopmentPaths.map((path) => ["extensionDevelopmentPath", remote(path)]);
  if (options.extensionTestsPath !== undefined) {
    payload.push(["extensionTestsPath", remote(options.extensionTestsPath)]);
  }
  if (options.file !== undefined) payload.push(["openFile", remote(options.file)]);
  const query = new URLSearchParams();
  if (options.folder !== undefined) query.set("folder", options.folder);
  if (payload.length > 0) query.set("payload", JSON.stringify(payload));
  return `${server.origin}/?${query.toString()}`;
}

/** Must stand before the page loads: the workbench looks for these two names when the extension host speaks. */
async function listen(
  page: Page,
  browser: Browser,
  options: OpenOptions,
): Promise<{ promise: Promise<number> }> {
  const { promise, resolve } = Promise.withResolvers<number>();
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) =>
    options.onConsole(type, format(...args)),
  );
  await page.exposeFunction("codeAutomationExit", (code: number) => resolve(code));
  page.once("crash", () => resolve(70));
  browser.once("disconnected", () => resolve(70));
  return { promise };
}

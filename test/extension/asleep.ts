/** What the suites of ordinary projects see of an extension that sleeps: nothing but that it is there. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { entry, until } from "./host.ts";

/** Resolves when Kmod has looked at everything that is open, and has found no reason to wake. */
export async function sleeping(): Promise<void> {
  const kmod = await entry();
  await kmod.looked();
  assert.equal(kmod.api, undefined, "Kmod sleeps");
}

/** Process ids of the language servers that this extension host has started. */
export function languageServers(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .filter((id) => {
      const parent = / (\d+) /u.exec(read(`/proc/${id}/stat`).replace(/^.*\) \w/su, ""))?.[1];
      return Number(parent) === process.pid && read(`/proc/${id}/cmdline`).includes("server.cjs");
    })
    .map(Number);
}

/**
 * Milliseconds. The aim is 100 for either on a machine that does nothing else, which `npm run bench -- activation` holds;
 * this machine may do much at once.
 */
export const limits = {
  activateMs: Number(process.env["KMOD_ACTIVATION_LIMIT"] ?? 1_000),
  openMs: Number(process.env["KMOD_ACTIVATION_LIMIT"] ?? 1_000),
} as const;

export interface ActivationTimes {
  readonly loadMs: number;
  readonly callMs: number;
  readonly finishMs: number;
}

/** What VS Code itself measured: its page "Startup Performance" has a line for each extension. */
export async function activationTimes(): Promise<ActivationTimes> {
  await vscode.commands.executeCommand("perfview.show");
  const page = await until(
    vscode.workspace.onDidOpenTextDocument,
    () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "perf"),
    () => vscode.workspace.textDocuments.map(({ uri }) => uri.toString()),
  );
  const line = await until(
    vscode.workspace.onDidChangeTextDocument,
    () =>
      page
        .getText()
        .split("\n")
        .find((text) => text.includes("kmod.kmod")),
    () => page.getText(),
  );
  const [loadMs = NaN, callMs = NaN, finishMs = NaN] = line
    .split("|")
    .map((cell) => cell.trim())
    .filter((cell) => /^\d+$/u.test(cell))
    .map(Number);
  return { loadMs, callMs, finishMs };
}

/** A process may end while its files are read. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

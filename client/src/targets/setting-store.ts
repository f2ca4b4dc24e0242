/** `kmod.targets` and `kmod.target` as VS Code keeps them: read for all places, written where an entry belongs. */
import { homedir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import {
  entryOf,
  type Folders,
  type NamedSpec,
  type ReadTargets,
  readTargets,
  type TargetList,
} from "./target-settings.ts";

export interface StoredTargets extends ReadTargets {
  /** `kmod.target` */
  readonly defaultName: string;
}

export function folders(): Folders {
  return { home: homedir(), workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath };
}

/** Entries of the workspace stand beside those of the user: a list in a project does not hide a person's machines. */
export function readStored(): StoredTargets {
  const settings = vscode.workspace.getConfiguration("kmod");
  const name: unknown = settings.get("target");
  return { ...readTargets(lists(), folders()), defaultName: typeof name === "string" ? name : "" };
}

/** Adds an entry: to the workspace where it is about a folder of the workspace, else to the user's settings. */
export async function storeTarget(spec: NamedSpec): Promise<void> {
  const place = placeOf(spec);
  const { value } = lists().find((list) => list.place === place) ?? {};
  await update(place, [...(Array.isArray(value) ? value : []), entryOf(spec)]);
}

/** Takes every entry of that name out of the settings. */
export async function forgetTarget(name: string): Promise<void> {
  for (const { place, value } of lists()) {
    if (!Array.isArray(value)) continue;
    const left = value.filter((entry: unknown) => !isNamed(entry, name));
    if (left.length < value.length) await update(place, left.length === 0 ? undefined : left);
  }
}

function lists(): readonly TargetList[] {
  const found = vscode.workspace.getConfiguration("kmod").inspect<unknown>("targets");
  const user: TargetList = { place: "user", value: found?.globalValue };
  // A folder that is not trusted names no machine.
  return vscode.workspace.isTrusted ? [user, { place: "workspace", value: found?.workspaceValue }] : [user];
}

async function update(place: TargetList["place"], value: unknown): Promise<void> {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const target = place === "user" ? Global : Workspace;
  await vscode.workspace.getConfiguration("kmod").update("targets", value, target);
}

function placeOf(spec: NamedSpec): TargetList["place"] {
  if (spec.kind !== "vm" || spec.kernel.kind !== "tree") return "user";
  const { folder } = spec.kernel;
  const isInside = (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => {
    const relative = path.relative(uri.fsPath, folder);
    return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
  });
  return isInside ? "workspace" : "user";
}

const isNamed = (entry: unknown, name: string): boolean => {
  if (typeof entry !== "object" || entry === null) return false;
  const written: unknown = Reflect.get(entry, "name");
  return typeof written === "string" && written.trim() === name;
};

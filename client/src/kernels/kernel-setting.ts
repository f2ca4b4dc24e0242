/** What is written to the settings `kmod.kernel` and `kmod.kernels`, and where. Never a folder that nobody chose. */
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";

/** What a setting holds in each place, as `WorkspaceConfiguration.inspect` tells. */
export interface Inspected<T> {
  readonly defaultValue?: T | undefined;
  readonly globalValue?: T | undefined;
  readonly workspaceValue?: T | undefined;
}

export type SettingPlace = "workspace" | "user";

/** The workspace's own settings, where they count: a workspace that is not trusted cannot choose a kernel. */
export const placeFor = (hasWorkspace: boolean, isTrusted: boolean): SettingPlace =>
  hasWorkspace && isTrusted ? "workspace" : "user";

/**
 * The value that makes the main kernel be found by itself; undefined removes what is written. An empty one must stand
 * in the workspace where the user's settings name a folder.
 */
export const automaticValue = (
  place: SettingPlace,
  { globalValue }: Inspected<string>,
): string | undefined => (place === "workspace" && (globalValue ?? "") !== "" ? "" : undefined);

/**
 * The value of `kmod.kernels` for the kernels that were ticked. Folders stay as the author wrote them, and so does what
 * the list could not show.
 *
 * @param written what the setting holds now
 * @param listed what could be ticked
 */
export function kernelsValue(
  written: readonly string[],
  listed: readonly KernelChoice[],
  ticked: ReadonlySet<KernelChoice>,
): readonly string[] {
  const shown = new Map(listed.flatMap((kernel) => (kernel.written ? [[kernel.written, kernel]] : [])));
  const kept = written.filter((folder) => {
    const kernel = shown.get(folder.trim());
    return kernel === undefined || ticked.has(kernel);
  });
  const isWritten = ({ written: word }: KernelChoice): boolean =>
    word !== undefined && kept.some((folder) => folder.trim() === word);
  const added = [...ticked].filter((kernel) => !isWritten(kernel)).map(({ directory }) => directory);
  return [...kept, ...added];
}

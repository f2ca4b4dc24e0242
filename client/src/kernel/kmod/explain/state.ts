/** What is loaded already, not loaded, or still used. */
import * as l10n from "@vscode/l10n";
import {
  bootAgain,
  type Explainer,
  type Explanation,
  type Failure,
  listed,
  titleOf,
  toBootAgain,
} from "./failure.ts";

export const explainState: Explainer = (failure) =>
  failure.action === "load" ? explainLoaded(failure) : explainUnload(failure);

/** EEXIST of the loader means that it is loaded; where it is not, init returned it. Source: add_unformed_module. */
function explainLoaded(failure: Failure): Explanation | undefined {
  const { name, machine, errno, target } = failure;
  const loaded = machine.loaded.get(name);
  if (loaded === undefined) return undefined;
  if (loaded.state !== "live") {
    return {
      cause: "already-loaded",
      title:
        loaded.state === "loading"
          ? l10n.t`${name} is stuck: an earlier load of it never ended.`
          : l10n.t`${name} is stuck: an earlier unload of it never ended.`,
      details: [l10n.t`Its state is "${loaded.state}".`],
      remedy: l10n.t`${bootAgain(target)}, then load it again.`,
      offers: [{ kind: "show-kernel-log" }, ...(target.kind === "vm" ? [{ kind: "restart" as const }] : [])],
    };
  }
  if (errno !== "EEXIST" && !failure.words.some((line) => line.endsWith(": module is already loaded")))
    return undefined;
  return {
    cause: "already-loaded",
    title: l10n.t`${name} is already loaded.`,
    details: sameness(failure),
    remedy: l10n.t("Reload it: that unloads the loaded one and loads this one."),
    offers: [{ kind: "reload" }],
  };
}

/** srcversion tells of the sources, where the module has one; the build ID of the whole build. */
function sameness(failure: Failure): readonly string[] {
  const { name, machine, ko, isSameBuild } = failure;
  const there = machine.srcversions.get(name);
  const here = ko?.srcversion;
  const file = titleOf(failure);
  if (isSameBuild === true) return [l10n.t`The loaded one is this very build of ${file}.`];
  if (there !== undefined && here !== undefined) {
    return there === here
      ? [l10n.t`The loaded one was built from the same sources (srcversion ${here}).`]
      : [
          l10n.t`The loaded one was built from other sources: its srcversion is ${there}, that of ${file} is ${here}.`,
        ];
  }
  return isSameBuild === false
    ? [l10n.t`The loaded one is another build than ${file}: their build IDs differ.`]
    : [];
}

function explainUnload(failure: Failure): Explanation | undefined {
  const { name, machine, said, errno } = failure;
  const loaded = machine.loaded.get(name);
  if (/is builtin/i.test(said)) return explainBuiltin(failure);
  if (loaded === undefined) {
    return {
      cause: "not-loaded",
      title: l10n.t`${name} is not loaded on ${failure.target.name}.`,
      details: [],
      remedy: l10n.t("Nothing is to be done; refresh the list of modules if it still shows it."),
      offers: [],
    };
  }
  if (loaded.isPermanent) {
    return {
      cause: "no-exit-function",
      title: l10n.t`${name} cannot be unloaded: it has an init function and no exit function.`,
      details: [l10n.t('/proc/modules marks it "[permanent]".')],
      remedy: l10n.t`Write one and name it in module_exit(); until then ${toBootAgain(failure.target)} to be rid of it.`,
      offers: failure.target.kind === "vm" ? [{ kind: "restart" }] : [],
    };
  }
  if (loaded.state !== "live") return explainStuck(failure, loaded.state);
  const isUsed = loaded.usedBy.length > 0 || (loaded.useCount ?? 0) > 0;
  return isUsed || errno === "EAGAIN" || errno === "EBUSY" || /is in use/.test(said)
    ? explainUse(failure, loaded.usedBy, loaded.useCount ?? 0)
    : undefined;
}

const explainBuiltin = ({ name }: Failure): Explanation => ({
  cause: "not-loaded",
  title: l10n.t`${name} is built into the kernel: there is no module to unload.`,
  details: [],
  remedy: l10n.t`To exchange it, build a kernel in which ${name} is a module (=m).`,
  offers: [],
});

const explainStuck = ({ name, target }: Failure, state: string): Explanation => ({
  cause: "in-use",
  title: l10n.t`${name} is still ${state}.`,
  details: [
    l10n.t`Its ${state === "loading" ? "init" : "exit"} function has not returned: it waits for something, or crashed.`,
  ],
  remedy: l10n.t`Wait and try again; if it stays so, ${toBootAgain(target)}.`,
  offers: [{ kind: "show-kernel-log" }, ...(target.kind === "vm" ? [{ kind: "restart" as const }] : [])],
});

function explainUse(failure: Failure, users: readonly string[], count: number): Explanation {
  const { name, holders } = failure;
  const opened = holders?.opened ?? [];
  const mounts = holders?.mounts ?? [];
  const others = count - users.length;
  const who = [
    ...(users.length === 1 ? [l10n.t`the module ${listed(users)}`] : []),
    ...(users.length > 1 ? [l10n.t`the modules ${listed(users)}`] : []),
    ...opened.map(({ program, pid, device }) => l10n.t`${program} (${pid}), which has ${device} open`),
    ...mounts.map((place) => l10n.t`the file system mounted at ${place}`),
  ];
  return {
    cause: "in-use",
    title: who.length > 0 ? l10n.t`${name} is in use by ${listed(who)}.` : l10n.t`${name} is in use.`,
    details: [
      users.length > 0
        ? l10n.t`Use count: ${count}, of it ${users.length} by modules.`
        : l10n.t`Use count: ${count}.`,
      ...(others > 0 && opened.length === 0 && mounts.length === 0
        ? [
            l10n.t(
              "Who holds it besides modules cannot be told: a program that has one of its devices open, a mounted file system, or a reference that the module took of itself (try_module_get) and did not give back.",
            ),
          ]
        : []),
    ],
    remedy: useRemedy(failure, users),
    offers: users.length > 0 ? [{ kind: "unload-first", modules: users }] : [],
  };
}

function useRemedy({ name, holders }: Failure, users: readonly string[]): string {
  if (users.length > 0) return l10n.t`Unload ${listed(users)} first, then ${name}.`;
  const programs = [...new Set((holders?.opened ?? []).map(({ program }) => program))];
  if (programs.length > 0) return l10n.t`End ${listed(programs)}, then unload ${name}.`;
  if ((holders?.mounts ?? []).length > 0)
    return l10n.t`Unmount ${listed(holders?.mounts ?? [])}, then unload ${name}.`;
  return l10n.t`Close what uses its devices, then unload ${name} again.`;
}

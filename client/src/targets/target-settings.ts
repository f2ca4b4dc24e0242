/**
 * The machines that the settings name. Every entry that cannot be meant is left out and named in one line with what is
 * wrong with it; the others hold. Pure: what the settings hold is passed in.
 */
import * as l10n from "@vscode/l10n";
import * as v from "valibot";
import type { SshSpec, VmKernel, VmSpec } from "../kernel/targets/target.ts";

export type NamedSpec = SshSpec | VmSpec;

/** `kmod.targets` as one settings file has it. */
export interface TargetList {
  readonly place: "user" | "workspace";
  readonly value: unknown;
}

/** What `~` and `${workspaceFolder}` stand for. */
export interface Folders {
  readonly home: string;
  readonly workspace: string | undefined;
}

export interface ReadTargets {
  readonly specs: readonly NamedSpec[];
  /** One line each. */
  readonly problems: readonly string[];
}

/** Names that mean this machine, in any language: no other may have them. */
export const localNames: readonly string[] = ["local", "this machine", l10n.t("this machine").toLowerCase()];

const wholeNumber = (from: number, to: number) => {
  const message = l10n.t`must be a whole number from ${from} to ${to}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(from, message), v.maxValue(to, message));
};

const nameSchema = v.pipe(
  v.string(l10n.t("must be a text")),
  v.trim(),
  v.nonEmpty(l10n.t("must not be empty")),
  v.maxLength(60, l10n.t("must have at most 60 characters")),
  v.regex(/^\P{Cc}+$/u, l10n.t("must be one line of ordinary characters")),
  v.check(
    (name) => !localNames.includes(name.toLowerCase()),
    l10n.t("is what Kmod calls the machine of the editor"),
  ),
);

// A host that begins with a dash would be an option to ssh, and shell text can run by %h in its configuration.
const hostMessage = l10n.t("must be user@host or a name of ~/.ssh/config");
const hostSchema = v.pipe(
  v.string(hostMessage),
  v.trim(),
  v.regex(/^(?!.*@-)[^-\s'"`$\\;&<>|(){}*?!#~\p{Cc}][^\s'"`$\\;&<>|(){}*?!#\p{Cc}]*$/u, hostMessage),
);

const kernelMessage = l10n.t(
  "must be a release (6.1.0-13-amd64), a folder (/path/to/tree) or a package (package:linux-image-6.1.0-13-amd64)",
);

export const vmSchema = v.strictObject({
  kernel: v.pipe(
    v.string(kernelMessage),
    v.trim(),
    v.regex(
      /^(?:package:linux-image-[a-z0-9][a-z0-9.+~-]+|[0-9][\w.+~-]*|(?:~|\$\{workspaceFolder\})?\/\P{Cc}*|\$\{workspaceFolder\})$/u,
      kernelMessage,
    ),
  ),
  memory: v.optional(wholeNumber(128, 1_048_576), 512),
  cpus: v.optional(wholeNumber(1, 64), 2),
  append: v.optional(
    v.pipe(v.string(l10n.t("must be a text")), v.regex(/^\P{Cc}*$/u, l10n.t("must be one line"))),
    "",
  ),
});

export const sshEntrySchema = v.strictObject({
  name: nameSchema,
  ssh: hostSchema,
  port: v.optional(wholeNumber(1, 65_535)),
  production: v.optional(v.boolean(l10n.t("must be true or false")), false),
});

export const vmEntrySchema = v.strictObject({ name: nameSchema, vm: vmSchema });

/**
 * @param lists those of the user first: an entry of a later list takes the place of an earlier one with its name
 */
export function readTargets(lists: readonly TargetList[], folders: Folders): ReadTargets {
  const problems: string[] = [];
  const specs = new Map<string, NamedSpec>();
  for (const list of lists) {
    const setting = settingWords(list);
    const seen = new Set<string>();
    if (!Array.isArray(list.value)) {
      if (list.value !== undefined)
        problems.push(l10n.t`${setting} must be a list of targets; it is ignored.`);
      continue;
    }
    for (const [index, entry] of list.value.entries()) {
      const read = readEntry(entry, folders);
      const problem =
        typeof read === "string"
          ? read
          : seen.has(read.name)
            ? l10n.t("another entry above it has the same name")
            : undefined;
      if (problem !== undefined) problems.push(`${setting}, ${nameOf(entry, index)}: ${problem}.`);
      else if (typeof read !== "string") {
        seen.add(read.name);
        specs.set(read.name, read);
      }
    }
  }
  return { specs: [...specs.values()], problems };
}

/** An entry of the settings that reads as this: what is a default is not written. */
export function entryOf(spec: NamedSpec): Readonly<Record<string, unknown>> {
  if (spec.kind === "ssh") {
    const { name, host, port, isProduction } = spec;
    return {
      name,
      ssh: host,
      ...(port !== undefined && { port }),
      ...(isProduction && { production: true }),
    };
  }
  const { name, kernel, memoryMb, cpus, append } = spec;
  return {
    name,
    vm: {
      kernel: kernelText(kernel),
      ...(memoryMb !== defaultMemoryMb && { memory: memoryMb }),
      ...(cpus !== defaultCpus && { cpus }),
      ...(append !== "" && { append }),
    },
  };
}

/** Why this cannot be the name of a new target; undefined: it can. @param taken names that others have */
export function nameProblem(name: string, taken: readonly string[]): string | undefined {
  const read = v.safeParse(nameSchema, name);
  if (!read.success) return l10n.t`The name ${read.issues[0].message}.`;
  return taken.includes(read.output) ? l10n.t`There is already a target ${read.output}.` : undefined;
}

/** Why ssh cannot be given this as a host; undefined: it can. */
export function hostProblem(host: string): string | undefined {
  const read = v.safeParse(hostSchema, host);
  return read.success ? undefined : l10n.t`The host ${read.issues[0].message}.`;
}

/** Why this text names no kernel of a virtual machine; undefined: it does. */
export function kernelProblem(text: string): string | undefined {
  const read = v.safeParse(vmSchema.entries.kernel, text);
  return read.success ? undefined : l10n.t`The kernel ${read.issues[0].message}.`;
}

/** What `vm.kernel` of an entry means. @param text one that `kernelProblem` finds nothing wrong with */
export function kernelOf(text: string, { home, workspace }: Folders): VmKernel {
  const written = text.trim();
  if (written.startsWith("package:")) return { kind: "package", name: written.slice("package:".length) };
  if (/^[0-9]/u.test(written)) return { kind: "installed", release: written };
  const folder = written.replace(/^~(?=\/)/u, () => home);
  return { kind: "tree", folder: folder.replace(/^\$\{workspaceFolder\}/u, () => workspace ?? "") };
}

/** How an entry names a kernel. */
export function kernelText(kernel: VmKernel): string {
  switch (kernel.kind) {
    case "installed":
      return kernel.release;
    case "tree":
      return kernel.folder;
    case "package":
      return `package:${kernel.name}`;
  }
}

export const defaultMemoryMb = v.getDefault(vmSchema.entries.memory);
export const defaultCpus = v.getDefault(vmSchema.entries.cpus);

/** What the entry means, or what is wrong with it. */
function readEntry(entry: unknown, folders: Folders): NamedSpec | string {
  if (!isRecord(entry)) return l10n.t('must be an object such as { "name": "board", "ssh": "root@board" }');
  if (entry["ssh"] !== undefined && entry["vm"] !== undefined)
    return l10n.t("has both ssh and vm, but a target is one machine");
  if (entry["ssh"] !== undefined) {
    const read = v.safeParse(sshEntrySchema, entry);
    if (!read.success) return issueText(read.issues[0]);
    const { name, ssh, port, production } = read.output;
    return { kind: "ssh", name, host: ssh, port, isProduction: production };
  }
  if (entry["vm"] === undefined)
    return l10n.t("says neither ssh (a host to connect to) nor vm (a kernel to start)");
  const read = v.safeParse(vmEntrySchema, entry);
  if (!read.success) return issueText(read.issues[0]);
  const { name, vm } = read.output;
  if (folders.workspace === undefined && vm.kernel.startsWith("${"))
    return l10n.t("vm.kernel is in ${workspaceFolder}, but no folder is open");
  return {
    kind: "vm",
    name,
    kernel: kernelOf(vm.kernel, folders),
    memoryMb: vm.memory,
    cpus: vm.cpus,
    append: vm.append.trim(),
  };
}

const settingWords = ({ place }: TargetList): string =>
  place === "user"
    ? l10n.t("Setting kmod.targets of the user")
    : l10n.t("Setting kmod.targets of the workspace");

/** `port must be a whole number from 1 to 65535, and is 70000` */
function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? l10n.t("it");
  if (issue.type === "strict_object") {
    if (issue.expected === "never") return l10n.t`${path} is not something that Kmod knows here`;
    if (issue.received === "undefined") return l10n.t`${path} is missing`;
    return l10n.t`${path} must be an object`;
  }
  return l10n.t`${path} ${issue.message}, and is ${shown(issue.input)}`;
}

function nameOf(entry: unknown, index: number): string {
  const name = isRecord(entry) ? entry["name"] : undefined;
  return l10n.t`entry ${typeof name === "string" ? shown(name) : index + 1}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

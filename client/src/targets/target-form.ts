/** The questions that make a new target: a host to connect to, or a kernel to start. Nothing is written here. */
import * as l10n from "@vscode/l10n";
import type { KmodContext } from "../context.ts";
import type { PickItem } from "../prompts.ts";
import type { KernelOffer } from "./kernel-offers.ts";
import type { Machines } from "./machines.ts";
import { freeName, nameOfHost, parseHost, suggestedName } from "./target-names.ts";
import {
  defaultCpus,
  defaultMemoryMb,
  type Folders,
  hostProblem,
  kernelOf,
  kernelProblem,
  type NamedSpec,
  nameProblem,
} from "./target-settings.ts";

export interface FormPorts {
  readonly context: KmodContext;
  readonly machines: Pick<Machines, "sshHosts" | "vmKernels">;
  readonly folders: Folders;
  /** Names that targets already have. */
  readonly taken: readonly string[];
}

export type TargetKind = "ssh" | "vm";

/** Asks for a new target; undefined: left. @param kind asked for when missing */
export async function askTarget(ports: FormPorts, kind?: TargetKind): Promise<NamedSpec | undefined> {
  const chosen = kind ?? (await askKind(ports));
  switch (chosen) {
    case "ssh":
      return askSsh(ports);
    case "vm":
      return askVm(ports);
    case undefined:
      return undefined;
  }
}

/** What a list offers to add. */
export const kindItems: readonly PickItem<TargetKind>[] = [
  {
    label: l10n.t("Add SSH Host..."),
    icon: "remote",
    detail: l10n.t("A machine that you reach by ssh: a name of ~/.ssh/config, or user@host"),
    answer: "ssh",
  },
  {
    label: l10n.t("Add Virtual Machine..."),
    icon: "vm",
    detail: l10n.t("A disposable machine that QEMU runs here: a module that crashes it harms nothing"),
    answer: "vm",
  },
];

const askKind = ({ context }: FormPorts): Promise<TargetKind | undefined> =>
  context.prompts.pick({
    title: l10n.t("Add Target"),
    placeholder: l10n.t("What kind of machine are modules to be loaded on?"),
    items: kindItems,
  });

/** What was picked of a list: one of its lines, or that something else is to be typed. */
type Picked<T> = { readonly kind: "listed"; readonly value: T } | { readonly kind: "other" };

async function askSsh(ports: FormPorts): Promise<NamedSpec | undefined> {
  const picked = await pickHost(ports);
  if (picked === undefined) return undefined;
  const answer = picked.kind === "listed" ? picked.value : await askTypedHost(ports);
  if (answer === undefined) return undefined;
  const { host, port } = parseHost(answer);
  const name = await askName(ports, nameOfHost(host));
  return name === undefined ? undefined : { kind: "ssh", name, host, port, isProduction: false };
}

/** A host of the user's configuration; not asked where there is none. */
async function pickHost({ context, machines }: FormPorts): Promise<Picked<string> | undefined> {
  const hosts = await machines.sshHosts();
  if (hosts.length === 0) return { kind: "other" };
  return context.prompts.pick<Picked<string>>({
    title: l10n.t("Add SSH Host"),
    placeholder: l10n.t("A host of ~/.ssh/config, or another one"),
    items: [
      ...hosts.map(({ name, hostName, user }) => ({
        label: name,
        icon: "remote",
        description: [user, hostName].filter((part) => part !== undefined).join("@"),
        answer: { kind: "listed", value: name } as const,
      })),
      { label: l10n.t("Another Host..."), icon: "edit", answer: { kind: "other" } },
    ],
  });
}

const askTypedHost = ({ context }: FormPorts): Promise<string | undefined> =>
  context.prompts.text({
    title: l10n.t("Add SSH Host"),
    prompt: l10n.t("As you give it to ssh. Keys, jump hosts and all else are taken from ~/.ssh/config."),
    placeholder: "root@192.168.0.7",
    validate: (text) => hostProblem(parseHost(text).host),
  });

async function askVm(ports: FormPorts): Promise<NamedSpec | undefined> {
  const picked = await pickKernel(ports);
  if (picked === undefined) return undefined;
  const chosen = picked.kind === "listed" ? picked.value : await askTypedKernel(ports);
  if (chosen === undefined) return undefined;
  const { kernel, label } = chosen;
  const name = await askName(ports, suggestedName(label, ports.taken));
  if (name === undefined) return undefined;
  return { kind: "vm", name, kernel, memoryMb: defaultMemoryMb, cpus: defaultCpus, append: "" };
}

type ChosenKernel = Pick<KernelOffer, "kernel" | "label">;

/** A kernel that was found; not asked where there is none. */
async function pickKernel({ context, machines }: FormPorts): Promise<Picked<ChosenKernel> | undefined> {
  const offers = await machines.vmKernels();
  if (offers.length === 0) return { kind: "other" };
  return context.prompts.pick<Picked<ChosenKernel>>({
    title: l10n.t("Add Virtual Machine"),
    placeholder: l10n.t("The kernel that it runs: the one that your modules are built for"),
    items: [
      ...offers.map((offer) => ({
        label: offer.label,
        icon: "package",
        detail: offer.explanation,
        answer: { kind: "listed", value: offer } as const,
      })),
      {
        label: l10n.t("Another Kernel..."),
        icon: "edit",
        detail: l10n.t("The folder of a built kernel, or a package of Debian or Ubuntu"),
        answer: { kind: "other" },
      },
    ],
  });
}

async function askTypedKernel({ context, folders }: FormPorts): Promise<ChosenKernel | undefined> {
  const text = await context.prompts.text({
    title: l10n.t("Add Virtual Machine"),
    prompt: l10n.t(
      "A folder of a built kernel, a release that is installed here, or package: and a package's name.",
    ),
    placeholder: l10n.t("/path/to/linux, or package:linux-image-6.1.0-13-amd64"),
    validate: kernelProblem,
  });
  return text === undefined ? undefined : { kernel: kernelOf(text, folders), label: text };
}

async function askName({ context, taken }: FormPorts, suggested: string): Promise<string | undefined> {
  const name = await context.prompts.text({
    title: l10n.t("Name of the Target"),
    prompt: l10n.t("How Kmod shows it, and how the settings name it."),
    value: freeName(suggested, taken),
    validate: (text) => nameProblem(text, taken),
  });
  return name?.trim();
}

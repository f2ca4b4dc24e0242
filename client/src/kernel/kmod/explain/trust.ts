/** What the machine does not let in: signatures, lockdown, blacklists, missing rights, kernels without modules. */
import * as l10n from "@vscode/l10n";
import type { Evidence, ModprobeRule } from "../evidence.ts";
import { firstMatch } from "../kernel-lines.ts";
import type { KoFile } from "../module-info.ts";
import { bootAgain, type Explainer, type Explanation, type Failure, titleOf } from "./failure.ts";

export const explainTrust: Explainer = (failure) =>
  explainLockdown(failure) ??
  explainSignature(failure) ??
  explainBlacklist(failure) ??
  explainDisabled(failure) ??
  explainPermission(failure);

/** Source: module_sig_check in kernel/module/signing.c, security/lockdown/lockdown.c. */
function explainLockdown(failure: Failure): Explanation | undefined {
  const line = firstMatch(failure.words, /^Lockdown: \S+: (.*) is restricted/);
  const isEPerm =
    failure.action === "load" && failure.errno === "EPERM" && failure.ko?.signature === undefined;
  if (line === undefined && !(isEPerm && isLockedDown(failure.machine))) return undefined;
  return {
    cause: "lockdown",
    title: isSigned(failure.ko)
      ? l10n.t`The kernel is locked down and refuses ${titleOf(failure)}: ${signatureWords(failure.ko)}, whose key it does not trust.`
      : l10n.t`The kernel is locked down and refuses ${titleOf(failure)}: ${signatureWords(failure.ko)}.`,
    details: [...(line === undefined ? [] : [line[0] ?? ""]), ...trustDetails(failure.machine)],
    remedy:
      failure.machine.secureBoot === "on"
        ? l10n.t(
            "Sign it with a key that the kernel trusts (mokutil --import enrols one), or start the machine without Secure Boot.",
          )
        : l10n.t(
            "Sign it with a key that the kernel trusts (mokutil --import enrols one), or start the machine without lockdown= on the kernel's command line.",
          ),
    offers: [],
  };
}

export const isLockedDown = ({ lockdown }: Evidence): boolean =>
  lockdown === "integrity" || lockdown === "confidentiality";

function explainSignature(failure: Failure): Explanation | undefined {
  const { words, errno, action, ko, machine } = failure;
  const line = firstMatch(words, /^(?:Loading of .* is rejected|Module hash .* is blacklisted)/);
  const isKeyError =
    errno === "EKEYREJECTED" || errno === "ENOKEY" || errno === "EKEYEXPIRED" || errno === "EKEYREVOKED";
  // Without a line these may come from the init function, unless something is there that can be rejected.
  const isBroken = errno === "EBADMSG" && ko?.signature !== undefined;
  if (action !== "load" || (line === undefined && !isBroken && !(isKeyError && canBeRejected(failure))))
    return undefined;
  return {
    cause: "signature",
    title: isBroken
      ? l10n.t`The signature of ${titleOf(failure)} cannot be read.`
      : isSigned(ko)
        ? l10n.t`The kernel takes only modules with a signature that it trusts, and ${titleOf(failure)} is signed with a key that it does not know.`
        : l10n.t`The kernel takes only modules with a signature that it trusts, and ${titleOf(failure)} is not signed.`,
    details: [
      ...(line === undefined ? [] : [line[0] ?? ""]),
      `${titleOf(failure)}: ${signatureWords(ko)}.`,
      ...trustDetails(machine),
    ],
    remedy: isBroken
      ? l10n.t("Build it again and sign it again; strip a module before it is signed, never after.")
      : l10n.t(
          "Sign it with a key that the kernel trusts (scripts/sign-file; mokutil --import enrols a key), or start the machine without module.sig_enforce=1.",
        ),
    offers: [],
  };
}

const canBeRejected = ({ ko, machine }: Failure): boolean =>
  machine.isSignatureEnforced === true || ko?.signature !== undefined;

const isSigned = (ko: KoFile | undefined): boolean => ko?.signature !== undefined;

/** `it is not signed`, `it is signed by X`. */
export function signatureWords(ko: KoFile | undefined): string {
  if (ko === undefined) return l10n.t("its signature is not trusted");
  if (ko.signature === undefined) return l10n.t("it is not signed");
  return ko.signature.signer === ""
    ? l10n.t("it is signed by somebody whom it does not name")
    : l10n.t`it is signed by "${ko.signature.signer}"`;
}

/** What the machine says of signatures, lockdown and Secure Boot, a line each. */
export function trustDetails({
  isSignatureEnforced,
  lockdown,
  secureBoot,
  commandLine,
}: Evidence): readonly string[] {
  const word = /(?:^|\s)((?:module\.sig_enforce|lockdown)(?:=\S*)?)/g;
  const words = Array.from(commandLine.matchAll(word), ([, found = ""]) => found);
  return [
    ...(isSignatureEnforced === undefined
      ? []
      : isSignatureEnforced
        ? [l10n.t("Signatures are required (module.sig_enforce).")]
        : [l10n.t("Signatures are not required (module.sig_enforce).")]),
    ...(lockdown === undefined ? [] : [l10n.t`Lockdown: ${lockdown}.`]),
    ...(words.length === 0 ? [] : [l10n.t`The kernel's command line says ${words.join(" ")}.`]),
    secureBootWords[secureBoot ?? "unknown"],
  ];
}

const secureBootWords = {
  on: l10n.t("Secure Boot is on."),
  off: l10n.t("Secure Boot is off."),
  "no-efi": l10n.t("Secure Boot: none, the machine was not started by EFI."),
  unknown: l10n.t("Secure Boot: not known."),
} as const;

function explainBlacklist(failure: Failure): Explanation | undefined {
  const { name, machine, words, said } = failure;
  const line = firstMatch(words, /^Module (\S+) is blacklisted$/);
  const rule = installRule(machine, name);
  const isInstall = /(?:install command|Error running install)/.test(said) && rule !== undefined;
  if (line === undefined && !isInstall) return undefined;
  return line === undefined
    ? {
        cause: "blacklisted",
        title: l10n.t`modprobe runs "${rule?.command ?? ""}" instead of loading ${name}.`,
        details: [`${rule?.file}: ${rule?.text}`],
        remedy: l10n.t`Take that line out of ${rule?.file ?? ""}, or load the .ko file itself, which asks no modprobe.`,
        offers: [],
      }
    : {
        cause: "blacklisted",
        title: l10n.t`The kernel was told at boot not to load ${line[1] ?? name}.`,
        details: [
          line[0] ?? "",
          l10n.t`The kernel's command line says ${blacklistWord(machine) ?? "module_blacklist="}.`,
        ],
        remedy: l10n.t`Take ${name} out of module_blacklist= on the kernel's command line, then reboot.`,
        offers: [],
      };
}

/** `module_blacklist=a,b` of the kernel's command line. */
export const blacklistWord = ({ commandLine }: Evidence): string | undefined =>
  /(?:^|\s)(module_blacklist=\S+)/.exec(commandLine)?.[1];

export const installRule = ({ rules }: Evidence, name: string): ModprobeRule | undefined =>
  rules.find(
    (rule) =>
      rule.kind === "install" && rule.module === name && /(?:^|\/)(?:false|true)\b/.test(rule.command),
  );

/** Of a kernel without modules nothing else is true. (ENOSYS on another one is the init function's.) */
export const explainNoSupport: Explainer = ({ machine, target }) =>
  machine.hasModules
    ? undefined
    : {
        cause: "no-module-support",
        title: l10n.t`The kernel ${machine.release} of ${target.name} cannot load modules.`,
        details: machine.hasModules
          ? []
          : [l10n.t("There is no /proc/modules: it was built without CONFIG_MODULES.")],
        remedy: l10n.t(
          "Use another machine (Kmod: Select Target), for example a virtual machine, or boot a kernel with CONFIG_MODULES=y.",
        ),
        offers: [],
      };

function explainDisabled({ machine, errno, target }: Failure): Explanation | undefined {
  if (!machine.isLoadingDisabled || errno !== "EPERM") return undefined;
  return {
    cause: "no-module-support",
    title: l10n.t`${target.name} takes and gives no modules any more until it is booted again.`,
    details: [l10n.t("kernel.modules_disabled is 1: it can be set and never be taken back.")],
    remedy: l10n.t`${bootAgain(target)}, and find out what sets kernel.modules_disabled (grep -r modules_disabled /etc/sysctl*).`,
    offers: target.kind === "vm" ? [{ kind: "restart" }] : [],
  };
}

/** Only where the tool says so before the kernel could have been asked; else it may be init's own error. */
function explainPermission(failure: Failure): Explanation | undefined {
  const { errno, said, action, ko } = failure;
  const isRefused = errno === "EPERM" || errno === "EACCES";
  const cannotBeInit = action === "unload" || ko?.hasInit === false;
  if (!/must be root|are you root/i.test(said) && !(isRefused && cannotBeInit)) return undefined;
  return {
    cause: "no-permission",
    title:
      action === "load"
        ? l10n.t`${failure.target.name} did not permit to load ${failure.name}.`
        : l10n.t`${failure.target.name} did not permit to unload ${failure.name}.`,
    details: said === "" ? [] : [said],
    remedy: l10n.t(
      "Connect as root, or as a user who may become root by sudo or doas; in a container the capability CAP_SYS_MODULE is missing.",
    ),
    offers: [],
  };
}

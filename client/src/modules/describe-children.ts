/** How the rows below a module look, and those that are messages. Pure. */
import * as l10n from "@vscode/l10n";
import { isWritable } from "../kernel/kmod/parameters.ts";
import { moduleContext, moduleIconOf } from "./describe-module.ts";
import { code, escaped, type Icon, type Item } from "./item.ts";
import type {
  Group,
  GroupRow,
  MessageRow,
  ParameterRow,
  RelatedRow,
  SectionRow,
  SourceRow,
} from "./nodes.ts";
import { countedModules } from "./words.ts";

export function describeGroup({ group, target, of, count }: GroupRow): Item {
  const { label, icon, counted, help } = groupWords[group];
  return {
    id: `${target.id}/${of.name}/${group}`,
    label,
    description: String(count),
    icon: { name: icon },
    contextValue: `group.${group}`,
    children: "collapsed",
    spoken: l10n.t`${label} of ${of.name}, ${counted(count)}`,
    tooltip: () => [help],
  };
}

export function describeRelated(row: RelatedRow, isMine: boolean): Item {
  const { group, target, of, name, module } = row;
  return {
    id: `${target.id}/${of.name}/${group}/${name}`,
    label: name,
    description: module === undefined ? l10n.t("not a module") : "",
    icon: moduleIconOf(isMine),
    contextValue: module === undefined ? "related" : moduleContext(module, isMine),
    children: "none",
    spoken: [
      l10n.t`${name}, ${groupWords[group].label.toLowerCase()} of ${of.name}`,
      ...(module === undefined ? [l10n.t("not a module")] : []),
      ...(isMine ? [l10n.t("in this workspace")] : []),
    ].join(", "),
    tooltip: () => [`${code(name)}: ${groupWords[group].help}`],
  };
}

export function describeParameter({ target, of, parameter, info }: ParameterRow): Item {
  const { name, value } = parameter;
  const canWrite = isWritable(parameter);
  const description = [
    ...(info?.type === undefined ? [] : [info.type]),
    ...(info?.description === undefined ? [] : [info.description]),
  ].join(" · ");
  const shown = value === undefined ? l10n.t("may not be read") : value || l10n.t("(empty)");
  const mode = `0${parameter.mode.toString(8).padStart(3, "0")}`;
  return {
    id: `${target.id}/${of.name}/parameters/${name}`,
    label: value === undefined ? name : `${name} = ${shown}`,
    description: value === undefined ? [shown, description].filter(Boolean).join(" · ") : description,
    icon: { name: canWrite ? "symbol-variable" : "symbol-constant" },
    contextValue: canWrite ? "parameter.writable" : "parameter.readonly",
    children: "none",
    spoken: l10n.t`Parameter ${name}, ${shown}, ${description || l10n.t("no description")}, ${canWrite ? l10n.t("can be changed") : l10n.t("read only")}`,
    tooltip: () => [
      `**${escaped(name)}** = ${code(shown)}`,
      ...(info?.type === undefined ? [] : [l10n.t`Type: ${code(info.type)}`]),
      ...(info?.description === undefined ? [] : [escaped(info.description)]),
      canWrite
        ? l10n.t`Can be changed while the module is loaded (mode ${code(mode)}).`
        : l10n.t`Cannot be changed while the module is loaded (mode ${code(mode)}): only when it is loaded.`,
    ],
  };
}

export const describeSection = ({ target, of, name, address }: SectionRow): Item => ({
  id: `${target.id}/${of.name}/sections/${name}`,
  label: name,
  description: address,
  icon: { name: "symbol-numeric" },
  contextValue: "section",
  children: "none",
  spoken: l10n.t`Section ${name} at ${address}`,
  tooltip: () =>
    /^(?:0x)?0+$/u.test(address)
      ? [l10n.t`${code(name)}: the kernel hides its address (kptr_restrict); root may see it.`]
      : [l10n.t`${code(name)} is at ${code(address)}`],
});

export function describeSource(row: SourceRow): Item {
  const { target, of, place } = row;
  const path = decodeURIComponent(place.uri.replace(/^file:\/\//u, ""));
  const slash = path.lastIndexOf("/");
  return {
    id: `${target.id}/${of.name}/source/${place.uri}`,
    label: path.slice(slash + 1),
    description: path.slice(0, slash),
    icon: { name: "file-code" },
    contextValue: "source",
    children: "none",
    spoken: l10n.t`Source ${path}`,
    tooltip: () => [code(path)],
    command: { command: "kmod.openModuleSource", title: l10n.t("Open Source"), arguments: [row] },
  };
}

export const describeMessage = ({ id, severity, text, detail, action }: MessageRow): Item => ({
  id,
  label: text,
  description: action === undefined ? "" : action.title,
  icon: messageIcons[severity],
  contextValue: `message.${severity}`,
  children: "none",
  spoken: [
    // What is still being done says so itself.
    severity === "error" ? l10n.t`Error: ${text}` : text,
    detail,
    ...(action === undefined ? [] : [l10n.t`press Enter to ${action.title.toLowerCase()}`]),
  ]
    .filter(Boolean)
    .join(". "),
  tooltip: () => [escaped(text), ...(detail === "" ? [] : [escaped(detail)])],
  ...(action !== undefined && {
    command: { command: action.command, title: action.title, arguments: [action.argument] },
  }),
});

const messageIcons: Readonly<Record<MessageRow["severity"], Icon>> = {
  info: { name: "info" },
  busy: { name: "loading~spin" },
  error: { name: "error", color: "list.errorForeground" },
};

interface GroupWords {
  readonly label: string;
  readonly icon: string;
  readonly counted: (count: number) => string;
  readonly help: string;
}

const groupWords: Readonly<Record<Group, GroupWords>> = {
  parameters: {
    label: l10n.t("Parameters"),
    icon: "settings",
    counted: (count) => (count === 1 ? l10n.t("1 parameter") : l10n.t`${count} parameters`),
    help: l10n.t("Values of its parameters, as /sys/module shows them."),
  },
  usedBy: {
    label: l10n.t("Used by"),
    icon: "references",
    counted: countedModules,
    help: l10n.t("These use its symbols: unload them first."),
  },
  dependsOn: {
    label: l10n.t("Depends on"),
    icon: "type-hierarchy-super",
    counted: countedModules,
    help: l10n.t("It uses symbols of these: they stay while it is loaded."),
  },
  holders: {
    label: l10n.t("Holders"),
    icon: "lock",
    counted: (count) => (count === 1 ? l10n.t("1 holder") : l10n.t`${count} holders`),
    help: l10n.t("What holds it, as /sys/module/…/holders says."),
  },
  sections: {
    label: l10n.t("Sections"),
    icon: "symbol-numeric",
    counted: (count) => (count === 1 ? l10n.t("1 section") : l10n.t`${count} sections`),
    help: l10n.t("Where its sections are in memory: add-symbol-file of gdb asks for these."),
  },
  source: {
    label: l10n.t("Source"),
    icon: "file-code",
    counted: (count) => (count === 1 ? l10n.t("1 file") : l10n.t`${count} files`),
    help: l10n.t("The files of the workspace that it is built from."),
  },
};

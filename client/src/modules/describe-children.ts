/** How the rows below a module look, and those that are messages. Pure. */
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
import { counted } from "./words.ts";

export function describeGroup({ group, target, of, count }: GroupRow): Item {
  const { label, icon, noun, help } = groupWords[group];
  return {
    id: `${target.id}/${of.name}/${group}`,
    label,
    description: String(count),
    icon: { name: icon },
    contextValue: `group.${group}`,
    children: "collapsed",
    spoken: `${label} of ${of.name}, ${counted(count, noun)}`,
    tooltip: () => [help],
  };
}

export function describeRelated(row: RelatedRow, isMine: boolean): Item {
  const { group, target, of, name, module } = row;
  return {
    id: `${target.id}/${of.name}/${group}/${name}`,
    label: name,
    description: module === undefined ? "not a module" : "",
    icon: moduleIconOf(isMine),
    contextValue: module === undefined ? "related" : moduleContext(module, isMine),
    children: "none",
    spoken: `${name}, ${groupWords[group].label.toLowerCase()} of ${of.name}`,
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
  const shown = value === undefined ? "may not be read" : value || "(empty)";
  const mode = `0${parameter.mode.toString(8).padStart(3, "0")}`;
  return {
    id: `${target.id}/${of.name}/parameters/${name}`,
    label: value === undefined ? name : `${name} = ${shown}`,
    description: value === undefined ? [shown, description].filter(Boolean).join(" · ") : description,
    icon: { name: canWrite ? "symbol-variable" : "symbol-constant" },
    contextValue: canWrite ? "parameter.writable" : "parameter.readonly",
    children: "none",
    spoken: `Parameter ${name}, ${shown}, ${description || "no description"}, ${canWrite ? "can be changed" : "read only"}`,
    tooltip: () => [
      `**${escaped(name)}** = ${code(shown)}`,
      ...(info?.type === undefined ? [] : [`Type: ${code(info.type)}`]),
      ...(info?.description === undefined ? [] : [escaped(info.description)]),
      canWrite
        ? `Can be changed while the module is loaded (mode ${code(mode)}).`
        : `Cannot be changed while the module is loaded (mode ${code(mode)}): only when it is loaded.`,
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
  spoken: `Section ${name} at ${address}`,
  tooltip: () =>
    /^(?:0x)?0+$/u.test(address)
      ? [`${code(name)}: the kernel hides its address (kptr_restrict); root may see it.`]
      : [`${code(name)} is at ${code(address)}`],
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
    spoken: `Source ${path}`,
    tooltip: () => [code(path)],
    command: { command: "kmod.openModuleSource", title: "Open Source", arguments: [row] },
  };
}

export const describeMessage = ({ id, severity, text, detail, action }: MessageRow): Item => ({
  id,
  label: text,
  description: action === undefined ? "" : action.title,
  icon: messageIcons[severity],
  contextValue: `message.${severity}`,
  children: "none",
  spoken: [text, detail, ...(action === undefined ? [] : [`press Enter to ${action.title.toLowerCase()}`])]
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
  readonly noun: string;
  readonly help: string;
}

const groupWords: Readonly<Record<Group, GroupWords>> = {
  parameters: {
    label: "Parameters",
    icon: "settings",
    noun: "parameter",
    help: "Values of its parameters, as /sys/module shows them.",
  },
  usedBy: {
    label: "Used by",
    icon: "references",
    noun: "module",
    help: "These use its symbols: unload them first.",
  },
  dependsOn: {
    label: "Depends on",
    icon: "type-hierarchy-super",
    noun: "module",
    help: "It uses symbols of these: they stay while it is loaded.",
  },
  holders: {
    label: "Holders",
    icon: "lock",
    noun: "holder",
    help: "What holds it, as /sys/module/…/holders says.",
  },
  sections: {
    label: "Sections",
    icon: "symbol-numeric",
    noun: "section",
    help: "Where its sections are in memory: add-symbol-file of gdb asks for these.",
  },
  source: {
    label: "Source",
    icon: "file-code",
    noun: "file",
    help: "The files of the workspace that it is built from.",
  },
};

/** "Show Information": what modinfo says of a module, as a page to read. Pure. */
import * as l10n from "@vscode/l10n";
import type { ModuleSources } from "../../../server/src/protocol/messages.ts";
import type { LoadedModule } from "../kernel/kmod/loaded.ts";
import type { KoFile, ModuleInfo } from "../kernel/kmod/module-info.ts";
import { sizeInWords } from "../modules/words.ts";
import { signatureInWords } from "./confirmation.ts";
import { type Block, type Cell, joined, type Page, type Piece } from "./page.ts";
import { formParameters } from "./parameter-form.ts";

export interface ModuleFacts {
  readonly info: ModuleInfo | KoFile;
  /** Where the file is, when that is not this machine. */
  readonly target: string | undefined;
  /** As it is loaded where one looked; undefined: it is not, or nobody looked. */
  readonly loaded: { readonly target: string; readonly module: LoadedModule } | undefined;
  readonly sources: ModuleSources | undefined;
  /** .ko files that the workspace has built: their names lead to their pages. */
  readonly built: readonly KoFile[];
}

/** All fields; what is not there is left out, but for what matters by being missing. */
export function modulePage(facts: ModuleFacts): Page {
  const { info, sources, target } = facts;
  const parameters = formParameters(info.parameters, sources?.parameters ?? []);
  return {
    name: target === undefined ? info.name : l10n.t`${info.name} on ${target}`,
    blocks: [
      { kind: "heading", level: 1, text: info.name },
      ...(info.description === undefined ? [] : [{ kind: "paragraph" as const, text: info.description }]),
      { kind: "table", head: [l10n.t("Field"), l10n.t("Value")], rows: fieldRows(facts) },
      ...loadedBlocks({ ...facts, srcversion: info.srcversion }),
      ...section(
        l10n.t("Parameters"),
        parameters.length === 0
          ? []
          : [
              {
                kind: "table",
                head: [l10n.t("Name"), l10n.t("Type"), l10n.t("Permissions"), l10n.t("Description")],
                rows: parameters.map(({ name, type, mode, description }) => [
                  parameterName(name, sources),
                  type ?? "",
                  mode === undefined ? "" : mode.toString(8).padStart(4, "0"),
                  description ?? "",
                ]),
              },
            ],
      ),
      ...section(l10n.t("Sources"), listed(sources?.sources.map(sourceLink) ?? [])),
      ...section(l10n.t("Firmware"), listed(info.firmware)),
      ...section(l10n.t("Aliases"), verbatim(info.aliases)),
      ...("exportedSymbols" in info ? symbolBlocks(info) : []),
    ],
  };
}

/** A module of which only the kernel knows. */
export function loadedOnlyPage(
  loaded: { readonly target: string; readonly module: LoadedModule },
  built: readonly KoFile[],
): Page {
  const { target, module } = loaded;
  return {
    name: l10n.t`${module.name} on ${target}`,
    blocks: [
      { kind: "heading", level: 1, text: module.name },
      {
        kind: "paragraph",
        text: l10n.t`Neither this workspace nor /lib/modules of ${target} holds the file that it was loaded from: this is what the kernel knows.`,
      },
      ...loadedBlocks({ loaded, built, srcversion: undefined }),
    ],
  };
}

function fieldRows({ info, target, built }: ModuleFacts): readonly (readonly Cell[])[] {
  const ko = "architecture" in info ? info : undefined;
  return [
    ...row(l10n.t("File"), target === undefined ? info.file : l10n.t`${info.file} on ${target}`),
    ...row(l10n.t("Licence"), info.license ?? l10n.t("none: the kernel takes it for proprietary")),
    ...row(l10n.t("Authors"), info.authors.join(", ")),
    ...row(l10n.t("Version"), info.version),
    ...row(l10n.t("Source version"), info.srcversion),
    ...row(l10n.t("Version magic"), info.vermagic),
    ...row(l10n.t("Architecture"), ko?.architecture),
    ...row(
      l10n.t("In the kernel's tree"),
      info.isInTree ? l10n.t("yes") : l10n.t("no: it taints the kernel (O)"),
    ),
    ...row(l10n.t("Signature"), signatureCell(info)),
    ...row(
      l10n.t("Depends on"),
      info.depends.length === 0 ? l10n.t("no other module") : dependencies(info, built),
    ),
    ...row(l10n.t("Soft dependencies"), info.softdeps.join("; ")),
    ...row(l10n.t("Namespaces"), info.imports.join(", ")),
    ...row(
      l10n.t("Init function"),
      ko && !ko.hasInit ? l10n.t("none: nothing runs when it is loaded") : undefined,
    ),
    ...row(
      l10n.t("Exit function"),
      ko?.hasInit && !ko.hasExit ? l10n.t("none: it stays until the next boot") : undefined,
    ),
  ];
}

const row = (name: string, value: Cell | undefined): readonly (readonly Cell[])[] =>
  value === undefined || value.length === 0 ? [] : [[name, value]];

const signatureCell = ({ signature }: ModuleInfo): string =>
  signature === undefined
    ? l10n.t("none")
    : [signatureInWords(signature), signature.key === "" ? "" : l10n.t`key ${signature.key}`]
        .filter(Boolean)
        .join(", ");

const dependencies = ({ depends }: ModuleInfo, built: readonly KoFile[]): Cell =>
  joined(depends.map((name) => moduleLink(name, built)));

/** A module's name, leading to its page where the workspace has built it. */
export function moduleLink(name: string, built: readonly KoFile[]): Piece {
  const ko = built.find((one) => one.name === name);
  if (ko === undefined) return name;
  const argument = { file: ko.file };
  return { text: name, link: { kind: "command", command: "kmod.showModuleInformation", argument } };
}

function parameterName(name: string, sources: ModuleSources | undefined): Cell {
  const place = sources?.parameters.find((parameter) => parameter.name === name)?.place;
  return place === undefined
    ? name
    : [{ text: name, link: { kind: "uri", uri: place.uri, line: place.line } }];
}

function loadedBlocks({
  loaded,
  built,
  srcversion,
}: Pick<ModuleFacts, "loaded" | "built"> & Pick<ModuleInfo, "srcversion">): readonly Block[] {
  if (loaded === undefined) return [];
  const { target, module } = loaded;
  const differs =
    module.srcversion !== undefined && srcversion !== undefined && module.srcversion !== srcversion;
  return section(l10n.t`Loaded on ${target}`, [
    ...(differs
      ? [
          {
            kind: "paragraph" as const,
            text: l10n.t`What is loaded was built from other sources than this file (source version ${module.srcversion}): reload it to try this one.`,
          },
        ]
      : []),
    {
      kind: "table",
      head: [l10n.t("Field"), l10n.t("Value")],
      rows: [
        [
          l10n.t("State"),
          module.isPermanent
            ? l10n.t`${module.state}, permanent: it stays until the next boot`
            : module.state,
        ],
        [l10n.t("Size"), sizeInWords(module.size)],
        [l10n.t("Use count"), module.useCount === undefined ? l10n.t("unknown") : String(module.useCount)],
        [
          l10n.t("Used by"),
          module.usedBy.length === 0
            ? l10n.t("no module")
            : joined(module.usedBy.map((name) => moduleLink(name, built))),
        ],
        [l10n.t("Taint"), module.taint === "" ? l10n.t("none") : module.taint],
      ],
    },
  ]);
}

const symbolBlocks = ({ exportedSymbols, undefinedSymbols }: KoFile): readonly Block[] => [
  ...section(l10n.t("Symbols that it exports"), verbatim(exportedSymbols)),
  ...section(l10n.t("Symbols that it needs"), verbatim(undefinedSymbols.toSorted())),
];

const section = (title: string, blocks: readonly Block[]): readonly Block[] =>
  blocks.length === 0 ? [] : [{ kind: "heading", level: 2, text: title }, ...blocks];

const listed = (items: readonly Cell[]): readonly Block[] =>
  items.length === 0 ? [] : [{ kind: "list", items }];

const verbatim = (lines: readonly string[]): readonly Block[] =>
  lines.length === 0 ? [] : [{ kind: "verbatim", lines }];

const sourceLink = (uri: string): Cell => [
  { text: decodeURIComponent(uri.replace(/^file:\/\//u, "")), link: { kind: "uri", uri, line: 0 } },
];

/** Messages of a build, each with its place in the sources: the face of this folder. */
import type { KbuildModule, KbuildProject } from "../../kbuild/modules.ts";
import { isWithin } from "../../text/paths.ts";
import { type AtMessage, sameFinding, tokenAt, type WrittenAt } from "./at-place.ts";
import { type BuildTool, type Meaning, meaningOf } from "./meaning.ts";
import { modulesMeant, modulesWithFile } from "./modules.ts";
import { type BuiltProject, type Placement, placeMeaning } from "./place.ts";

export interface BuildWords {
  readonly tool: BuildTool;
  readonly severity: "error" | "warning";
  readonly text: string;
  /** Where the tool names a line itself. */
  readonly at: WrittenAt | undefined;
}

export interface BuiltSources extends BuiltProject {
  /** The text of a file as the findings know it; undefined where it was not read. */
  textOf(path: string): string | undefined;
}

/** In their order; undefined: the place is not known. */
export function placeMessages(
  messages: readonly BuildWords[],
  project: BuiltSources,
): readonly (Placement | undefined)[] {
  const told = new Map<string, number>();
  return messages.map((message) => {
    if (message.at) return placeAt({ ...message, at: message.at }, project);
    const meaning = meaningOf(message.text, message.tool);
    if (meaning === undefined) return undefined;
    const key = JSON.stringify(meaning);
    const occurrence = told.get(key) ?? 0;
    told.set(key, occurrence + 1);
    return placeMeaning(meaning, occurrence, project);
  });
}

/** The modules whose sources must be read to place a message. */
export function modulesToRead(
  { text, tool, at }: BuildWords,
  project: KbuildProject,
): readonly KbuildModule[] {
  const meaning = meaningIn(text, tool, at);
  if (meaning?.kind === "no-rule")
    return meaning.neededBy === undefined ? [] : modulesWithFile(meaning.neededBy, project);
  const named = meaning === undefined ? [] : modulesMeant(meaning, project);
  return at === undefined ? named : [...modulesWithSource(at.path, project), ...named];
}

/** The compiler's own words name no module; the linker's may have their file before them. */
function meaningIn(text: string, tool: BuildTool, at: WrittenAt | undefined): Meaning | undefined {
  if (at !== undefined && tool === "compiler") return undefined;
  const meaning = meaningOf(text, tool);
  const isOfFile = meaning?.kind === "defined-twice" || meaning?.kind === "unresolved";
  return isOfFile && at ? { ...meaning, file: meaning.file ?? at.path } : meaning;
}

const modulesWithSource = (path: string, { modules }: KbuildProject): readonly KbuildModule[] =>
  modules.filter(({ objects }) => objects.some(({ source }) => source === path));

function placeAt(message: AtMessage, project: BuiltSources): Placement | undefined {
  const { at, tool } = message;
  const meaning = meaningIn(message.text, tool, at);
  const meant = meaning && placeMeaning(meaning, 0, project);
  // make names the line of its own file that includes one of the author's.
  if (meant && (meant.path === at.path || !isWithin(project.kbuild.root.directory, at.path))) return meant;
  const text = project.textOf(at.path);
  if (text === undefined) return undefined;
  const [kbuild] = modulesWithSource(at.path, project.kbuild);
  const findings = project.findingsAt(at.path);
  const finding = sameFinding(message, text, findings, kbuild && project.modelOf(kbuild));
  const span = tokenAt(text, at);
  return { path: at.path, text, span, rule: finding?.rule, ...(finding && { finding }) };
}

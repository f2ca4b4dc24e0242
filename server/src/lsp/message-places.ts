/**
 * Places the messages of a build: reads the modules that they name, open or not, checks them as the open ones are
 * checked, and tells which of these findings the client is shown already.
 */
import {
  type BuildWords,
  type BuiltSources,
  modulesToRead,
  placeMessages,
} from "../core/features/build-messages/messages.ts";
import type { Placement } from "../core/features/build-messages/place.ts";
import type { KbuildModule } from "../core/kbuild/modules.ts";
import type { Finding, Fix } from "../core/lint/finding.ts";
import type { ModuleModel } from "../core/model/module.ts";
import { lineIndex, positionAt } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import type { MessageFix, PlacedMessage, ToolMessage } from "../protocol/messages.ts";
import { pathOf, uriOfPath } from "./convert.ts";
import type { Engine, Lane } from "./engine.ts";
import type { ModuleGroup, Project } from "./projects.ts";
import type { Session } from "./session.ts";
import { loadGroup } from "./workset.ts";

/** @param folder path of the folder that was built: what Kbuild was given as M= */
export async function placeBuildMessages(
  session: Session,
  engine: Engine,
  folder: string,
  messages: readonly ToolMessage[],
): Promise<readonly (PlacedMessage | null)[]> {
  const words = messages.map(wordsOf);
  const told: (PlacedMessage | null)[] = messages.map(() => null);
  const found = new Set<number>();
  for (const lane of engine.lanes()) {
    if (found.size === messages.length) break;
    const placed = await placeFor(lane, { session, engine, folder, words });
    for (const [at, message] of messages.entries()) {
      const one = placed[at];
      // What the main kernel's rules say comes first, but a rule of another kernel before silence.
      if (!one || found.has(at) || (told[at] && !one.isFound)) continue;
      if (one.isFound) found.add(at);
      told[at] = { ...one.placed, isLive: one.isLive(message.severity) };
    }
  }
  return told;
}

const wordsOf = ({ tool, severity, text, at }: ToolMessage): BuildWords => ({
  tool,
  severity,
  text,
  at: at && { path: pathOf(at.uri), line: at.line, column: at.character },
});

interface Asked {
  readonly session: Session;
  readonly engine: Engine;
  readonly folder: string;
  readonly words: readonly BuildWords[];
}

interface PlacedFor {
  readonly placed: Omit<PlacedMessage, "isLive">;
  /** By a rule. */
  readonly isFound: boolean;
  isLive(severity: ToolMessage["severity"]): boolean;
}

/** An edit while the sources are read makes places wrong: then once more, but not for ever. */
const mostTries = 3;

async function placeFor(lane: Lane, asked: Asked): Promise<readonly (PlacedFor | undefined)[]> {
  const { session, engine, folder, words } = asked;
  for (let attempt = 1; ; attempt++) {
    const project = await projectIn(folder, lane, engine);
    if (project === undefined) return [];
    const built = await readBuilt(project, lane, asked);
    if (attempt < mostTries && !built.isCurrent()) continue;
    return placeMessages(words, built.sources).map((one) => one && describe(one, built.sources, session));
  }
}

const projectIn = async (folder: string, lane: Lane, { knowledge }: Engine): Promise<Project | undefined> => {
  const kbuild = await knowledge.learn(({ disk }) =>
    ["Kbuild", "Makefile"].map((name) => `${folder}/${name}`).find((path) => disk.kindOf(path) === "file"),
  );
  return kbuild === undefined ? undefined : lane.projects.ofKbuildFile(kbuild);
};

interface Built {
  readonly sources: BuiltSources;
  /** Is every text still what the editor shows? */
  isCurrent(): boolean;
}

/** Of a message that names no file any module may be meant: more than these are not read for it. */
const mostGroups = 50;

async function readBuilt(project: Project, lane: Lane, { session, engine, words }: Asked): Promise<Built> {
  const meant = new Set(words.flatMap((one) => modulesToRead(one, project.kbuild)));
  const groups = project.groups.filter(({ modules }) => modules.some((module) => meant.has(module)));
  const models = new Map<KbuildModule, ModuleModel>();
  const found = new Map<string, readonly Finding[]>();
  const checker = session.environment.checkerFor(lane.kernel);
  for (const group of groups.slice(0, mostGroups)) {
    const checked = await readGroup(group, lane, engine, session);
    for (const module of checked.models) if (module.kbuild) models.set(module.kbuild, module);
    for (const [path, findings] of checked.found) found.set(path, [...(found.get(path) ?? []), ...findings]);
  }
  for (const [path, findings] of checker.checkKbuild(project.kbuild)) found.set(path, findings);
  const texts = new Map(project.kbuild.files);
  for (const module of models.values())
    for (const file of [...module.files, ...module.included.values()]) texts.set(file.path, file.text);
  for (const { at } of words) {
    if (!at || texts.has(at.path)) continue;
    const text = await engine.knowledge.learn(({ disk }) => disk.readText(at.path));
    if (text !== undefined) texts.set(at.path, text);
  }
  return {
    sources: {
      kbuild: project.kbuild,
      kernel: lane.kernel.facts,
      modelOf: (module) => models.get(module),
      findingsAt: (path) => found.get(path) ?? session.findingsAt(path),
      textOf: (path) => texts.get(path),
    },
    isCurrent: () =>
      [...texts].every(([path, text]) => (session.documents.at(path)?.text.getText() ?? text) === text),
  };
}

async function readGroup(group: ModuleGroup, lane: Lane, engine: Engine, session: Session) {
  const concern = await loadGroup(group, { ...lane, knowledge: engine.knowledge });
  const { models } = await engine.scopes.dressWhole(concern);
  const checker = session.environment.checkerFor(lane.kernel);
  const found = checker.checkModules(models);
  // Rules that asked who defines a symbol are answered the second time.
  const neighbours = await lane.neighboursOf(group.project);
  const informed = models.map((model) =>
    model.kbuild ? { ...model, neighbours: neighbours(model.kbuild) } : model,
  );
  const isSame = informed.every(({ neighbours: now }, at) => now === models[at]?.neighbours);
  return isSame ? { models, found } : { models: informed, found: checker.checkModules(informed) };
}

function describe(placement: Placement, sources: BuiltSources, session: Session): PlacedFor {
  const { path, text, span, rule, finding, advice } = placement;
  const { message, fixes = [] } = finding ?? advice ?? {};
  const fix = fixOf(fixes, path, sources);
  const shown = finding && shownAs(finding, session);
  const placed = {
    uri: uriOfPath(path),
    ...rangeIn(text, span),
    rule: finding?.rule ?? rule,
    message: message?.replace(doubt, ""),
  };
  return {
    placed: { ...placed, ...(fix && { fix }) },
    isFound: finding !== undefined,
    // A live warning must not hide that the build failed.
    isLive: (severity) => shown !== undefined && (severity === "warning" || shown.severity === "error"),
  };
}

/** What a rule could not know, and the build has shown. */
const doubt = /,? if the compiler keeps this code/;

/** What the client was told of the same place by the same rule; undefined where the file's findings are not shown. */
const shownAs = ({ rule, path, span }: Finding, session: Session): Finding | undefined =>
  session.delivery.reportOf(path) &&
  session
    .findingsAt(path)
    .find((one) => one.rule === rule && one.span.start === span.start && one.span.end === span.end);

/** The first fix that cannot change what the author meant, else the first: its title says what it does. */
function fixOf(fixes: readonly Fix[], path: string, sources: BuiltSources): MessageFix | undefined {
  const fix = fixes.find(({ isSafe }) => isSafe) ?? fixes[0];
  const target = fix?.path ?? path;
  const text = fix && sources.textOf(target);
  if (fix === undefined || text === undefined) return undefined;
  const edits = fix.edits.map((edit) => ({
    uri: uriOfPath(target),
    ...rangeIn(text, edit.span),
    text: edit.text,
  }));
  return { title: fix.title, edits };
}

const rangeIn = (text: string, { start, end }: Span): Pick<PlacedMessage, "start" | "end"> => {
  const index = lineIndex(text);
  const written = (offset: number) => {
    const { line, column } = positionAt(index, offset);
    return { line, character: column };
  };
  return { start: written(start), end: written(end) };
};

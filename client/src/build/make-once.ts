/** One run of make, and the problems that its messages are. Shows nothing by itself. */
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BuildProject, PlacedMessage } from "../../../server/src/protocol/messages.ts";
import type { KmodContext } from "../context.ts";
import type { BuildReport, BuildRequest } from "../kernel/kbuild/build.ts";
import type { Language } from "../language/language.ts";
import { within } from "../operations/progress.ts";
import type { Problem } from "./problem.ts";
import { problemsOf, toolMessage } from "./problem-places.ts";
import { linesOf } from "./source-lines.ts";

/** Starts make on the machine that is meant, and reads what it says. */
export type RunBuild = (request: BuildRequest, options: RunOptions) => Promise<BuildReport>;

export interface RunOptions {
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface Made {
  readonly report: BuildReport;
  readonly problems: readonly Problem[];
  /** All that make said. */
  readonly lines: readonly string[];
}

export interface MakeSources {
  readonly context: Pick<KmodContext, "log">;
  readonly language: Pick<Language, "placeMessages">;
  readonly run: RunBuild;
}

export async function makeOnce(
  sources: MakeSources,
  project: BuildProject,
  request: BuildRequest,
  { onLine, signal }: RunOptions,
): Promise<Made> {
  const lines: string[] = [];
  const report = await sources.run(request, {
    signal,
    onLine(line) {
      lines.push(line);
      onLine(line);
    },
  });
  return { report, problems: await problemsIn(sources, project, report), lines };
}

const uriOf = (file: string): string => pathToFileURL(file).href;

/** Milliseconds: a server that has just started has much to read, but what make said must not wait for ever. */
const placeLimitMs = 20_000;

async function problemsIn(
  { context: { log }, language }: MakeSources,
  { folder, kbuildFile }: BuildProject,
  { messages }: BuildReport,
): Promise<readonly Problem[]> {
  if (messages.length === 0) return [];
  const file = fileURLToPath(kbuildFile);
  const lineOf = await linesOf(messages, [file]);
  const asked = messages.map((message) => toolMessage(message, { lineOf, uriOf }));
  const known = asked.flatMap((message) => message ?? []);
  const nowhere = known.map(() => null);
  let places: readonly (PlacedMessage | null)[] = nowhere;
  try {
    if (known.length > 0)
      places = await within(language.placeMessages({ folder, messages: known }), placeLimitMs, nowhere);
  } catch (error) {
    log.warn("The language server did not say where messages of a build belong.", error);
  }
  let next = 0;
  const placed = asked.map((message) => (message === undefined ? undefined : places[next++]));
  return problemsOf(messages, placed, file, lineOf);
}

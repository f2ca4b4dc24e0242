/**
 * Finds the source lines of a report's frames with the debug information of the modules' own .ko files: no kernel tree is
 * needed. Frames of the kernel itself stay as they are. What cannot be done is said in words; nothing is guessed.
 */
import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import { CommandError, TargetError } from "../errors.ts";
import { disassembleCode, disassembleFunction } from "./disassembly.ts";
import {
  bestImage,
  type FunctionPlace,
  type ModuleImage,
  mismatchOf,
  placeOf,
  readModuleImage,
} from "./module-places.ts";
import { type Address, addressKey, createSourceFinder, sourceLines } from "./source-lines.ts";
import type { ToolMachine, ToolResult } from "./tools.ts";
import type {
  DecodedFrame,
  DecodedTrace,
  DisassemblyLine,
  KernelTrace,
  SourceCall,
  TraceFrame,
} from "./trace.ts";

export interface DecodeSources {
  /** Where the .ko files are and tools run: the editor's machine. */
  readonly machine: ToolMachine;
  /** Paths of .ko files that may be the module, by the name that lsmod shows, the likeliest first. */
  modules(name: string): Promise<readonly string[]>;
  /** Build ID of what is loaded, in hexadecimal digits, where it could be asked for. */
  loadedBuildId?(name: string): string | undefined;
  /** Folders in which sources are looked for that were built elsewhere. */
  readonly sourceRoots: readonly string[];
}

/** Decodes all of it. Rejects only for bugs: a tool that fails or is missing is one of `problems`. */
export async function decodeTrace(trace: KernelTrace, sources: DecodeSources): Promise<DecodedTrace> {
  const all = [...trace.frames, ...trace.sections.flatMap(({ frames }) => frames)];
  const byModule = Map.groupBy(all, ({ module }) => module);
  const problems = new Set<string>();
  const modules = new Map<string, DecodedModule>();
  for (const [name, frames] of byModule) {
    if (name === undefined) continue;
    const decoded = await decodeModule(name, frames, sources);
    for (const problem of decoded.problems) problems.add(problem);
    modules.set(name, decoded);
  }
  const decode = (frame: TraceFrame): DecodedFrame => {
    const module = frame.module === undefined ? undefined : modules.get(frame.module);
    const calls = module?.calls.get(frame) ?? [];
    const why = module?.problems[0] ?? noLine;
    return { frame, calls, problem: module === undefined || calls.length > 0 ? undefined : why };
  };
  const disassembly = await said(problems, disassemble(trace, modules, sources.machine), []);
  return {
    trace,
    frames: trace.frames.map(decode),
    sections: trace.sections.map(({ title, frames }) => ({ title, frames: frames.map(decode) })),
    disassembly,
    problems: [...problems],
  };
}

interface DecodedModule {
  readonly image: ModuleImage | undefined;
  readonly calls: ReadonlyMap<TraceFrame, readonly SourceCall[]>;
  readonly problems: readonly string[];
}

const noLine = l10n.t("The debug information has no line for this instruction.");

async function decodeModule(
  name: string,
  frames: readonly TraceFrame[],
  sources: DecodeSources,
): Promise<DecodedModule> {
  const { images, problems } = await readImages(await sources.modules(name));
  const buildId =
    frames.find((frame) => frame.buildId !== undefined)?.buildId ?? sources.loadedBuildId?.(name);
  const image = bestImage(images, frames, buildId);
  if (image === undefined) return nothing(problems[0] ?? noFile(name));
  const mismatch = mismatchOf(image, frames, buildId);
  if (mismatch !== undefined) return nothing(mismatch);
  if (!image.hasDebugInfo) return nothing(noDebugInfo(image.file), image);
  const places = new Map(frames.flatMap((frame) => placed(image, frame)));
  const failed = new Set<string>();
  const lines = await said(failed, sourceLines(sources.machine, image, [...places.values()]), new Map());
  const find = createSourceFinder(sources.sourceRoots);
  const calls = new Map<TraceFrame, readonly SourceCall[]>();
  for (const [frame, address] of places) {
    const found: readonly SourceCall[] = lines.get(addressKey(address)) ?? [];
    const here = found.map(async (call) => ({ ...call, file: await find(call.file, image.file) }));
    calls.set(frame, await Promise.all(here));
  }
  return { image, calls, problems: [...failed] };
}

const nothing = (problem: string, image?: ModuleImage): DecodedModule => ({
  image,
  calls: new Map(),
  problems: [problem],
});

/** A return address is behind its call, which may be the last instruction of its line. */
function placed(image: ModuleImage, frame: TraceFrame): readonly (readonly [TraceFrame, Address])[] {
  const place = placeOf(image, frame);
  if (place === undefined) return [];
  const back = frame.isFault || frame.offset === 0 ? 0 : 1;
  return [[frame, { section: place.section, offset: place.start + frame.offset - back }]];
}

async function readImages(
  files: readonly string[],
): Promise<{ readonly images: readonly ModuleImage[]; readonly problems: readonly string[] }> {
  const images: ModuleImage[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      const read = readModuleImage(file, await readFile(file));
      if ("problem" in read) problems.push(read.problem);
      else images.push(read);
    } catch (error) {
      problems.push(
        l10n.t`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      );
    }
  }
  return { images, problems };
}

/** Where the instruction pointer is: in a module whose file is known, or in code of which only bytes are. */
function disassemble(
  trace: KernelTrace,
  modules: ReadonlyMap<string, DecodedModule>,
  machine: ToolMachine,
): Promise<ToolResult<readonly DisassemblyLine[]>> {
  const fault = trace.frames.find(({ isFault }) => isFault);
  const image = fault?.module === undefined ? undefined : modules.get(fault.module)?.image;
  const place: FunctionPlace | undefined = fault && image && placeOf(image, fault);
  return fault !== undefined && image !== undefined && place !== undefined
    ? disassembleFunction(machine, image, place, fault)
    : disassembleCode(machine, trace, fault);
}

/** What a tool says; where it is missing or fails, that is said. */
async function said<T>(problems: Set<string>, asked: Promise<ToolResult<T>>, otherwise: T): Promise<T> {
  try {
    const result = await asked;
    if ("value" in result) return result.value;
    problems.add(result.missing);
  } catch (error) {
    if (!(error instanceof TargetError) && !(error instanceof CommandError)) throw error;
    problems.add(error.message);
  }
  return otherwise;
}

const noFile = (name: string): string =>
  l10n.t`No ${name}.ko is known here: open the folder in which it was built, or build it.`;

const noDebugInfo = (file: string): string =>
  l10n.t`${file} has no debug information, so its lines are not known. Add "ccflags-y += -g" to its Makefile (or build it for a kernel with CONFIG_DEBUG_INFO), and load it again.`;

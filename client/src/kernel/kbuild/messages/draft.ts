/** A message while its lines come in, and what becomes of it when the last one was there. */
import type { BuildMessage, BuildNote, BuildPlace } from "../build.ts";
import type { WrittenPlace } from "./compiler-lines.ts";
import { type Places, userPlace } from "./places.ts";
import { isSparse } from "./sparse.ts";

/** A message that more lines may belong to. */
export interface Draft {
  tool: BuildMessage["tool"];
  readonly severity: BuildMessage["severity"];
  text: string;
  readonly option: string | undefined;
  readonly written: WrittenPlace | undefined;
  readonly at: BuildPlace | undefined;
  readonly includes: readonly BuildPlace[];
  readonly inlined: readonly BuildNote[];
  readonly notes: BuildNote[];
  readonly raw: string[];
  hasSnippet: boolean;
}

/** Lines that stand before the message they belong to. */
export interface Lead {
  includes: BuildPlace[];
  /** Was the line before one of `includes`? */
  isChain: boolean;
  readonly inlined: BuildNote[];
  readonly raw: string[];
}

export const noLead = (): Lead => ({ includes: [], isChain: false, inlined: [], raw: [] });

/** The message of a draft that nothing belongs to any more, at the user's line. */
export function messageOf(
  draft: Draft,
  { places, isSparseOn }: { readonly places: Places; readonly isSparseOn: boolean },
): BuildMessage {
  const isFromSparse = isSparseOn && draft.tool === "compiler" && isSparse(draft);
  return {
    tool: isFromSparse ? "sparse" : draft.tool,
    severity: isOtherMajor(draft) ? "warning" : draft.severity,
    text: draft.text,
    option: draft.option,
    ...userPlace(draft, (at) => places.isOwn(at)),
    raw: draft.raw,
  };
}

/** `the compiler differs from the one used to build the kernel`: by its major version, which may lack options. */
function isOtherMajor({ text, notes }: Draft): boolean {
  if (!text.startsWith("the compiler differs ")) return false;
  const majors = notes.map((note) => / (\d+)\.\d+(?:\.\d+)?(?: \S+)?$/.exec(note.text)?.[1]);
  return majors.length === 2 && majors[0] !== majors[1];
}

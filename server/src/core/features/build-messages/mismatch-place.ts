/**
 * The reference that a section mismatch of modpost is about. modpost names the function that the code ended up in, which
 * may be another one than the author's, and sometimes the wrong one of several names at one address.
 */
import type { ModuleModel } from "../../model/module.ts";
import { type FoundMismatch, isMadeName, isSameSide, mismatchOf } from "./agreement.ts";
import type { SectionMismatch } from "./meaning.ts";
import {
  type Defined,
  definitionsOf,
  filesOf,
  mentionsIn,
  reachedFrom,
  type Spot,
  spotIn,
} from "./mentions.ts";
import type { BuiltProject, Placement } from "./place.ts";

/** @param occurrence how many of the same references modpost told before */
export function placeMismatch(
  meaning: SectionMismatch,
  occurrence: number,
  module: ModuleModel,
  project: BuiltProject,
): Omit<Placement, "rule"> | undefined {
  const from = meaning.from === undefined ? [] : definitionsOf(meaning.from, module, project.kernel);
  const to = meaning.to === undefined ? [] : definitionsOf(meaning.to, module, project.kernel);
  const names = { from: namesOf(from, meaning.from), to: namesOf(to, meaning.to) };
  const found = filesOf(module).flatMap((file) =>
    project.findingsAt(file.path).flatMap((finding) => mismatchOf(finding) ?? []),
  );
  const spotted = found.filter((one) => isSameSide(one, meaning));
  const agreed = agreeing(spotted, meaning, names, from);
  const chosen = agreed[Math.min(occurrence, agreed.length - 1)];
  const file = chosen && filesOf(module).find(({ path }) => path === chosen.finding.path);
  if (chosen && file) return { ...spotIn(file, chosen.finding.span), finding: chosen.finding };
  return byModels(from, names.to, occurrence, module);
}

interface Names {
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

const namesOf = (defined: readonly Defined[], written: string | undefined): ReadonlySet<string> =>
  new Set([...(written === undefined ? [] : [written]), ...defined.map(({ definition }) => definition.name)]);

/** The surest first: both names, then a function that runs as part of `from`, then one of the names alone. */
function agreeing(
  found: readonly FoundMismatch[],
  { from, to }: SectionMismatch,
  names: Names,
  starts: readonly Defined[],
): readonly FoundMismatch[] {
  const isFrom = (one: FoundMismatch): boolean => one.from !== undefined && names.from.has(one.from);
  const exact = found.filter((one) => isFrom(one) && names.to.has(one.to));
  if (exact.length > 0) return exact;
  if (isMadeName(from) && !isMadeName(to))
    return onlyOne(found.filter((one) => one.from === undefined && names.to.has(one.to)));
  if (isMadeName(to)) return found.filter(isFrom);
  const reached = new Set(starts.flatMap(reachedFrom).map(({ definition }) => definition.name));
  const inlined = found.filter(
    (one) => one.from !== undefined && reached.has(one.from) && names.to.has(one.to),
  );
  if (inlined.length > 0) return inlined;
  // Of the names at one address modpost may take another than the one that `from` mentions.
  const isMentioned = starts.some((one) => [...names.to].some((name) => mentionsIn(one, name).length > 0));
  const others = isMentioned ? [] : found.filter(isFrom);
  return new Set(others.map((one) => one.to)).size === 1 ? others : [];
}

const onlyOne = <T>(all: readonly T[]): readonly T[] => (all.length === 1 ? all : []);

/** Where `from`, or what runs as part of it, mentions `to`; else where `from` stands. */
function byModels(
  from: readonly Defined[],
  to: ReadonlySet<string>,
  occurrence: number,
  module: ModuleModel,
): Spot | undefined {
  const spotsIn = (all: readonly Defined[]): readonly Spot[] =>
    all.flatMap((one) =>
      [...to].flatMap((name) => mentionsIn(one, name).map((span) => spotIn(one.file, span))),
    );
  const spots = [spotsIn(from), spotsIn(from.flatMap(reachedFrom))].find((some) => some.length > 0) ?? [];
  const spot = spots[Math.min(occurrence, spots.length - 1)];
  if (spot) return spot;
  const [only, second] = from;
  if (only) return second ? undefined : spotIn(only.file, only.definition.nameSpan);
  // A variable inside of a function: nothing but the mention of what it points to is known.
  const mentions = spotsIn(
    module.files.flatMap((file) =>
      [...file.functions, ...file.variables].map((definition) => ({ file, definition })),
    ),
  );
  return mentions.length === 1 ? mentions[0] : undefined;
}

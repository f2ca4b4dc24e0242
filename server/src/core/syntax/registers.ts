/** Compares and moves what the lexer knew at a place, when text before the place was replaced by longer or shorter. */
import { type Frame, type Name, type Registers, Token, type TokenBefore } from "./state.ts";

/**
 * `now` means what `then` meant, if offsets at or behind `to` have moved by `delta`. What no later token can ask for
 * is not compared.
 */
export const sameRegisters = (
  now: Registers,
  then: Readonly<Registers>,
  to: number,
  delta: number,
): boolean => {
  const same = (a: number, b: number): boolean => a === place(b, to, delta);
  return (
    now.token === then.token &&
    same(now.tokenStart, then.tokenStart) &&
    same(now.tokenEnd, then.tokenEnd) &&
    now.typeArgument === then.typeArgument &&
    now.tagBrace === then.tagBrace &&
    now.tagNamePending === then.tagNamePending &&
    (now.token !== Token.word ||
      (now.wordPlace === then.wordPlace &&
        same(now.priorStart, then.priorStart) &&
        same(now.priorEnd, then.priorEnd))) &&
    (now.token !== Token.indexEnd ||
      (same(now.indexStart, then.indexStart) && now.indexPlace === then.indexPlace)) &&
    now.hidden === then.hidden &&
    (now.hidden === 0 || same(now.hiddenStart, then.hiddenStart)) &&
    ((now.token !== Token.callEnd &&
      now.callAssigned !== now.tokenStart &&
      then.callAssigned !== then.tokenStart) ||
      (same(now.callEnd, then.callEnd) &&
        same(now.callAssigned, then.callAssigned) &&
        same(now.callName, then.callName) &&
        same(now.callNameEnd, then.callNameEnd) &&
        same(now.callOpen, then.callOpen) &&
        now.callPlace === then.callPlace &&
        now.callHidesArguments === then.callHidesArguments)) &&
    now.hasType === then.hasType &&
    now.isStatic === then.isStatic &&
    now.hasAssignment === then.hasAssignment &&
    now.isNested === then.isNested &&
    same(now.headStart, then.headStart) &&
    same(now.headEnd, then.headEnd) &&
    same(now.headOpen, then.headOpen) &&
    same(now.headClose, then.headClose) &&
    same(now.bodyOpen, then.bodyOpen) &&
    sameSuspect(now.suspect, then.suspect, to, delta) &&
    sameNames(now.names, then.names, to, delta) &&
    sameFrames(now.frame, then.frame, to, delta)
  );
};

export type FrameMover = (frame: Frame | null) => Frame | null;

/** Moves frames, the same one always to the same new one. */
export const moveFrames = (to: number, delta: number): FrameMover => {
  const done = new Map<Frame, Frame>();
  return (frame) => {
    // From the outermost inward, without recursion: nesting can be as deep as the text is long.
    const path: Frame[] = [];
    for (let one = frame; one !== null && one.at >= to && !done.has(one); one = one.outer) path.push(one);
    for (const one of path.toReversed()) {
      const outer = one.outer === null ? null : (done.get(one.outer) ?? one.outer);
      done.set(one, {
        ...one,
        at: one.at + delta,
        nameStart: place(one.nameStart, to, delta),
        nameEnd: place(one.nameEnd, to, delta),
        before: moveBefore(one.before, to, delta),
        outer,
        root: outer && (outer.root ?? outer),
      });
    }
    return frame === null ? null : (done.get(frame) ?? frame);
  };
};

export const movedRegisters = (
  registers: Readonly<Registers>,
  to: number,
  delta: number,
  moveFrame: FrameMover,
): Registers => ({
  ...registers,
  frame: moveFrame(registers.frame),
  tokenStart: place(registers.tokenStart, to, delta),
  tokenEnd: place(registers.tokenEnd, to, delta),
  callName: place(registers.callName, to, delta),
  callNameEnd: place(registers.callNameEnd, to, delta),
  callOpen: place(registers.callOpen, to, delta),
  callEnd: place(registers.callEnd, to, delta),
  callAssigned: place(registers.callAssigned, to, delta),
  indexStart: place(registers.indexStart, to, delta),
  priorStart: place(registers.priorStart, to, delta),
  priorEnd: place(registers.priorEnd, to, delta),
  hiddenStart: place(registers.hiddenStart, to, delta),
  names: moveNames(registers.names, to, delta),
  headStart: place(registers.headStart, to, delta),
  headEnd: place(registers.headEnd, to, delta),
  headOpen: place(registers.headOpen, to, delta),
  headClose: place(registers.headClose, to, delta),
  bodyOpen: place(registers.bodyOpen, to, delta),
  suspect: place(registers.suspect, to, delta),
});

/** The edit ended strictly before every offset that moves: an offset equal to `to` is the end of what it touched. */
const place = (at: number, to: number, delta: number): number => (at >= to ? at + delta : at);

/** How far a contradiction lies back decides when brackets are given up. */
const sameSuspect = (now: number, then: number, to: number, delta: number): boolean =>
  now === place(then, to, delta) && (now < 0 || delta === 0 || then >= to);

const sameNames = (now: Name | null, then: Name | null, to: number, delta: number): boolean => {
  let a = now;
  let b = then;
  while (a !== b) {
    if (a === null || b === null) return false;
    if (a.start !== place(b.start, to, delta) || a.end !== place(b.end, to, delta)) return false;
    a = a.outer;
    b = b.outer;
  }
  return true;
};

const moveNames = (names: Name | null, to: number, delta: number): Name | null => {
  const all: Name[] = [];
  for (let name = names; name !== null; name = name.outer) all.push(name);
  return all.reduceRight<Name | null>(
    (outer, { start, end }) => ({ start: place(start, to, delta), end: place(end, to, delta), outer }),
    null,
  );
};

const moveBefore = (before: TokenBefore | null, to: number, delta: number): TokenBefore | null =>
  before && { ...before, start: place(before.start, to, delta), end: place(before.end, to, delta) };

const sameBefore = (now: TokenBefore | null, then: TokenBefore | null, to: number, delta: number): boolean =>
  now === then ||
  (now !== null &&
    then !== null &&
    now.token === then.token &&
    now.tagBrace === then.tagBrace &&
    now.tagNamePending === then.tagNamePending &&
    now.start === place(then.start, to, delta) &&
    now.end === place(then.end, to, delta));

const sameFrames = (now: Frame | null, then: Frame | null, to: number, delta: number): boolean => {
  if (now?.depth !== then?.depth) return false;
  let a = now;
  let b = then;
  while (a !== b) {
    if (a === null || b === null || a.kind !== b.kind || a.at !== place(b.at, to, delta)) return false;
    if (a.nameStart !== place(b.nameStart, to, delta) || a.nameEnd !== place(b.nameEnd, to, delta))
      return false;
    if (!sameBefore(a.before, b.before, to, delta)) return false;
    if (
      a.place !== b.place ||
      a.hidesArguments !== b.hidesArguments ||
      a.outerTypeArgument !== b.outerTypeArgument
    )
      return false;
    a = a.outer;
    b = b.outer;
  }
  return true;
};

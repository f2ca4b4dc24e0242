/** The functions of GNU make, and how many arguments each takes: all behind the last comma that counts belongs to the last. */

const many = Number.POSITIVE_INFINITY;

const textFunctions = {
  subst: 3,
  patsubst: 3,
  strip: 1,
  findstring: 2,
  filter: 2,
  "filter-out": 2,
  sort: 1,
  word: 2,
  wordlist: 3,
  words: 1,
  firstword: 1,
  lastword: 1,
  dir: 1,
  notdir: 1,
  suffix: 1,
  basename: 1,
  addsuffix: 2,
  addprefix: 2,
  join: 2,
} as const;

const otherFunctions = {
  wildcard: 1,
  realpath: 1,
  abspath: 1,
  if: 3,
  or: many,
  and: many,
  foreach: 3,
  call: many,
  value: 1,
  flavor: 1,
  origin: 1,
  error: 1,
  warning: 1,
  info: 1,
  shell: 1,
  eval: 1,
  file: many,
  let: many,
  intcmp: many,
  guile: 1,
} as const;

/** Those that make words of words. */
export type TextFunction = keyof typeof textFunctions;
export type OtherFunction = keyof typeof otherFunctions;
export type FunctionName = TextFunction | OtherFunction;

export const isTextFunction = (name: string): name is TextFunction => Object.hasOwn(textFunctions, name);

export const isFunctionName = (name: string): name is FunctionName =>
  isTextFunction(name) || Object.hasOwn(otherFunctions, name);

export const argumentsOf = (name: FunctionName): number =>
  isTextFunction(name) ? textFunctions[name] : otherFunctions[name];

/** What the extension and the page of the kernel's log say to each other, and how either checks what it hears. */
import * as v from "valibot";
import { timeModes } from "./log-times.ts";

const whole = v.pipe(v.number(), v.safeInteger());
const position = v.pipe(whole, v.minValue(0));

const filterSchema = v.object({
  text: v.pipe(v.string(), v.maxLength(10_000)),
  level: v.pipe(whole, v.minValue(0), v.maxValue(7)),
  module: v.pipe(v.string(), v.maxLength(200)),
  isOnlyOwn: v.boolean(),
});

const rowSchema = v.object({
  number: whole,
  kind: v.picklist(["line", "marker", "gap", "boot", "notice"]),
  text: v.string(),
  level: v.optional(whole),
  microseconds: v.optional(v.number()),
  /** Milliseconds since 1970. */
  time: v.optional(v.number()),
  /** Characters at the beginning that say who printed it. */
  prefix: whole,
  matches: v.array(v.tuple([whole, whole])),
  /** Part of a report of a crash that was decoded: at one of its ends, or between them. */
  trace: v.optional(v.picklist(["end", "inside"])),
  /** Is the call known that printed it? */
  isPlaced: v.boolean(),
});

const actionSchema = v.picklist(["connect", "readAsRoot", "clearFilter"]);

const stateSchema = v.object({
  kind: v.literal("state"),
  targets: v.array(v.object({ id: v.string(), label: v.string(), detail: v.string() })),
  /** Id of the one that is shown. */
  target: v.string(),
  times: v.picklist(timeModes),
  filter: filterSchema,
  /** Why the filter's text cannot be used. */
  filterProblem: v.optional(v.string()),
  modules: v.array(v.string()),
  /** Said above the lines, or in their place where there are none. */
  notice: v.optional(v.object({ text: v.string(), actions: v.array(actionSchema) })),
});

const rowsSchema = v.object({
  kind: v.literal("rows"),
  generation: whole,
  /** Positions of the first shown line, and one after the last. */
  first: position,
  end: position,
  /** How many lines there are without the filter. */
  total: position,
  /** Position of the first of `rows`. */
  from: position,
  rows: v.array(rowSchema),
  /** Position of the line that the page asked to keep in sight. */
  anchor: v.optional(position),
});

const toPage = v.variant("kind", [stateSchema, rowsSchema, v.object({ kind: v.literal("focusFilter") })]);

const windowSchema = v.object({
  kind: v.literal("window"),
  /** What `from` counts in; 0: the page knows of none yet. */
  generation: position,
  from: position,
  /** How many rows are wanted. */
  count: v.pipe(position, v.maxValue(1_000)),
  /** The last ones are wanted, whatever `from` is. */
  isFollowing: v.boolean(),
  /** Number of the line to keep in sight when the positions change. */
  anchor: v.optional(position),
});

const drawnSchema = v.object({
  kind: v.literal("drawn"),
  generation: position,
  /** Numbers of the lines between the upper and the lower edge. */
  numbers: v.array(whole),
  /** What is said instead of lines, or above them. */
  notice: v.string(),
  /** How many lines are shown and how many there are, as words. */
  count: v.string(),
});

const fromPage = v.variant("kind", [
  v.object({ kind: v.literal("ready") }),
  windowSchema,
  /** Another line is to be kept in sight. */
  v.object({ kind: v.literal("anchor"), number: position }),
  drawnSchema,
  v.object({ kind: v.literal("target"), id: v.string() }),
  v.object({ kind: v.literal("filter"), filter: filterSchema }),
  v.object({ kind: v.literal("copy"), generation: position, first: position, end: position }),
  v.object({ kind: v.literal("open"), number: whole }),
  v.object({ kind: v.literal("showTrace"), number: whole }),
  v.object({ kind: v.literal("action"), action: actionSchema }),
]);

export type ToPage = v.InferOutput<typeof toPage>;
export type FromPage = v.InferOutput<typeof fromPage>;
export type PageState = v.InferOutput<typeof stateSchema>;
export type PageRows = v.InferOutput<typeof rowsSchema>;
export type PageRow = v.InferOutput<typeof rowSchema>;
export type PageWindow = v.InferOutput<typeof windowSchema>;
export type PageDrawn = v.InferOutput<typeof drawnSchema>;
export type PageAction = v.InferOutput<typeof actionSchema>;

/** undefined: it is no such message. */
export const readToPage = (message: unknown): ToPage | undefined => read(toPage, message);

/** undefined: it is no such message. */
export const readFromPage = (message: unknown): FromPage | undefined => read(fromPage, message);

function read<S extends v.GenericSchema>(schema: S, message: unknown): v.InferOutput<S> | undefined {
  const result = v.safeParse(schema, message);
  return result.success ? result.output : undefined;
}

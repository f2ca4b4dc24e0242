/**
 * The hosts that the user's ssh configuration names, to choose from. Only read: what a host's settings come to is ssh's
 * to say when it connects (`ssh -G` would run the programs of `Match exec`).
 */
import { glob as findFiles, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import { glob as matches, parse } from "ssh-config";

export interface SshHost {
  /** As one gives it to ssh. */
  readonly name: string;
  /** Where it leads, when the configuration says it. */
  readonly hostName: string | undefined;
  readonly user: string | undefined;
}

/**
 * The hosts of a configuration and of what it includes, in its order; patterns and negated names are left out. A line
 * that is not understood is left out, and so is a file that cannot be read: there may be none.
 * @param folder ~/.ssh, which `Include` is relative to (ssh_config(5)); ssh has the home of the user database
 */
export async function readSshHosts(
  folder = path.join(userInfo().homedir, ".ssh"),
): Promise<readonly SshHost[]> {
  const blocks: Block[] = [];
  await readFileBlocks(path.join(folder, "config"), { folder, blocks, enclosing: [], depth: 0 });
  const names = blocks.flatMap(({ own, enclosing }) =>
    own.filter((name) => isName(name) && applies(enclosing, name)),
  );
  return [...new Set(names)].map((name) => ({
    name,
    hostName: firstValue(blocks, name, "hostName")?.replaceAll("%h", name),
    user: firstValue(blocks, name, "user"),
  }));
}

/** Lines that hold for the hosts of one `Host` line, and of those that its file is included under. */
interface Block {
  /** The patterns of its own line. */
  readonly own: readonly string[];
  /** Lists of patterns, each of which must match. */
  readonly enclosing: readonly Patterns[];
  hostName?: string;
  user?: string;
}

type Patterns = readonly string[];

interface Place {
  readonly folder: string;
  readonly blocks: Block[];
  readonly enclosing: readonly Patterns[];
  readonly depth: number;
}

/** READCONF_MAX_DEPTH of OpenSSH. */
const maxDepth = 16;

const everyHost: Patterns = ["*"];
/** Whom a `Match` line is for is known when one connects. */
const noHost: Patterns = [];

async function readFileBlocks(file: string, place: Place): Promise<void> {
  let block: Block = { own: everyHost, enclosing: place.enclosing };
  place.blocks.push(block);
  for (const { keyword, values } of await directives(file)) {
    if (keyword === "host" || keyword === "match") {
      const own = keyword === "host" ? values : isForAll(values) ? everyHost : noHost;
      block = { own, enclosing: place.enclosing };
      place.blocks.push(block);
    } else if (keyword === "hostname") block.hostName ??= values[0] ?? "";
    else if (keyword === "user") block.user ??= values[0] ?? "";
    else if (keyword === "include") {
      await include(values, { ...place, enclosing: [...place.enclosing, block.own] });
      // What follows the included lines comes after them, also for the host of this block.
      block = { own: block.own, enclosing: block.enclosing };
      place.blocks.push(block);
    }
  }
}

async function include(patterns: Patterns, place: Place): Promise<void> {
  if (place.depth >= maxDepth) return;
  for (const pattern of patterns) {
    const files = await filesOf(absolute(pattern, place.folder));
    for (const file of files) await readFileBlocks(file, { ...place, depth: place.depth + 1 });
  }
}

function absolute(pattern: string, folder: string): string {
  if (pattern.startsWith("~/")) return path.join(path.dirname(folder), pattern.slice(2));
  return path.resolve(folder, pattern);
}

/** As glob(3) does it: in the order of their names, hidden ones only where the pattern has the dot. */
async function filesOf(pattern: string): Promise<readonly string[]> {
  if (!/[*?[]/u.test(pattern)) return [pattern];
  const isHiddenWanted = path.basename(pattern).startsWith(".");
  const found: string[] = [];
  for await (const file of findFiles(pattern))
    if (isHiddenWanted || !path.basename(file).startsWith(".")) found.push(file);
  return found.toSorted();
}

interface DirectiveLine {
  readonly keyword: string;
  readonly values: readonly string[];
}

async function directives(file: string): Promise<readonly DirectiveLine[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split(/\r?\n/u).flatMap(directive);
}

/** Line by line, as no directive has more than one: a bad one takes no other with it. */
function directive(text: string): readonly DirectiveLine[] {
  try {
    return parse(text.trim()).flatMap((line) => {
      if (!("param" in line) || line.param === "") return [];
      const values = typeof line.value === "string" ? [line.value] : line.value.map(({ val }) => val);
      return [{ keyword: line.param.toLowerCase(), values }];
    });
  } catch {
    return []; // ssh names the line when one connects.
  }
}

const isForAll = (criteria: readonly string[]): boolean =>
  criteria.length === 1 && criteria[0]?.toLowerCase() === "all";

const isName = (pattern: string): boolean => !/[*?!]/u.test(pattern);

const applies = (lists: readonly Patterns[], name: string): boolean =>
  lists.every((patterns) => matches([...patterns], name));

function firstValue(blocks: readonly Block[], name: string, key: "hostName" | "user"): string | undefined {
  return blocks.find((block) => block[key] !== undefined && applies([...block.enclosing, block.own], name))?.[
    key
  ];
}

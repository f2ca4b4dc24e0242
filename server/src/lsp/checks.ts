/**
 * The modules concerned, checked again as their open files change. Everything here is synchronous and in memory: it is
 * the path from a keystroke to its diagnostics.
 */
import type { Checker, FindingsByPath } from "../core/lint/engine.ts";
import type { Finding } from "../core/lint/finding.ts";
import { suppressionRule } from "../core/lint/suppress.ts";
import type { FileModel } from "../core/model/file.ts";
import { grouped } from "../core/text/grouped.ts";
import type { Delivery } from "./delivery.ts";
import type { Documents } from "./documents.ts";
import { type FindingsStore, mergedFindings, type Owner } from "./findings.ts";
import type { Language } from "./host.ts";
import type { KernelInUse } from "./kernels-in-use.ts";
import type { Project } from "./projects.ts";
import { type Concern, edited, exportsSame, includesSame, pathsOf, type Resolved } from "./workset.ts";

export interface Checks {
  /** The modules concerned from now on; all of them are checked. */
  adopt(resolved: Resolved): void;
  /** A module that is still being read: its open file is checked for what it says by itself. */
  foretell(concern: Concern): void;
  /** Resolves when modules were adopted or foretold the next time. */
  adopted(): Promise<void>;
  /** What headers say to the files is something else now: their modules are checked anew. */
  refresh(paths: ReadonlySet<string>): void;
  /** Other severities than before: everything is checked anew. */
  recheck(): void;
  /** The client's text of a file changed, or it asks for the file's diagnostics anew. */
  touch(path: string): void;
  /** Checks what was touched. */
  run(): void;
  concernsOf(path: string): readonly Concern[];
  concerns(): Iterable<Concern>;
  /** The text of a file that is not open, as it was checked. */
  textOf(path: string): string | undefined;
  /** What would be found in a file if it had this model. */
  findingsWith(file: FileModel): readonly Finding[];
}

export interface ChecksOptions {
  /** The same checker for as long as kernel and severities are the same. */
  readonly checkerFor: (kernel: KernelInUse) => Checker;
  readonly language: Language;
  readonly documents: Documents;
  readonly findings: FindingsStore;
  readonly delivery: Delivery;
  /** Gives the concern's modules what is known of their headers. */
  readonly dress: (concern: Concern) => Concern;
  /** A file includes or exports something else now: its modules must be read again. */
  readonly onIncludesChanged: () => void;
}

export function createChecks(options: ChecksOptions): Checks {
  const { checkerFor, documents, findings, delivery } = options;
  let concerns = new Map<string, Concern>();
  let kbuild: Resolved["kbuild"] = new Map();
  const touched = new Set<string>();

  const withOpenTexts = (concern: Concern): Concern => {
    let current = concern;
    for (const { path } of documents.all()) {
      const before = modelIn(current, path);
      const now = before && documents.modelOf(path, options.language);
      if (!before || !now || before === now) continue;
      if (!includesSame(before, now) || !exportsSame(before, now)) options.onIncludesChanged();
      current = edited(current, now);
    }
    return current;
  };
  const check = (concern: Concern): readonly string[] => {
    const current = options.dress(withOpenTexts(concern));
    concerns.set(concern.key, current);
    const found = checkerFor(current.kernel).checkModules(current.models);
    return findings.put(ownerOf(current), current.isPartial ? withoutConclusions(found) : found);
  };
  const checkKbuild = (): readonly string[] =>
    [...kbuild].flatMap(([project, paths]) =>
      findings.put(
        kbuildOwner(project, paths),
        only(paths, checkerFor(project.kernel).checkKbuild(project.kbuild)),
      ),
    );
  const deliver = (changed: Iterable<string>): void => {
    const expected = [...touched].filter((path) => isSpokenOf(path));
    const paths = new Set([...expected, ...changed]);
    delivery.deliver(Array.from(paths, (path) => ({ path, isExpected: touched.has(path) })));
    touched.clear();
  };
  const isSpokenOf = (path: string): boolean =>
    concernsOf(path).length > 0 || [...kbuild.values()].some((paths) => paths.has(path));
  const concernsOf = (path: string): readonly Concern[] =>
    [...concerns.values()].filter((concern) => modelIn(concern, path) !== undefined);
  const checkAll = (): readonly string[] => [...[...concerns.values()].flatMap(check), ...checkKbuild()];

  const waiting: (() => void)[] = [];
  const tellAdopted = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };

  return {
    foretell(concern) {
      if (concerns.has(concern.key)) return;
      deliver(check(concern));
      tellAdopted();
    },
    adopted: () => new Promise((resolve) => waiting.push(resolve)),
    adopt(resolved) {
      concerns = new Map(resolved.concerns.map((concern) => [concern.key, concern]));
      kbuild = resolved.kbuild;
      const owners = new Set([...concerns.keys(), ...Array.from(kbuild.keys(), kbuildKey)]);
      const dropped = [...findings.owners()].filter((owner) => !owners.has(owner));
      deliver([...dropped.flatMap((owner) => findings.drop(owner)), ...checkAll()]);
      tellAdopted();
    },
    refresh: (paths) => deliver([...new Set([...paths].flatMap(concernsOf))].flatMap(check)),
    recheck: () => deliver(checkAll()),
    touch: (path) => void touched.add(path),
    run: () => deliver([...new Set([...touched].flatMap(concernsOf))].flatMap(check)),
    concernsOf,
    concerns: () => concerns.values(),
    textOf(path) {
      for (const concern of concerns.values()) {
        const file = modelIn(concern, path);
        if (file) return file.text;
      }
      for (const { kbuild: project } of kbuild.keys())
        if (project.files.has(path)) return project.files.get(path);
      return undefined;
    },
    findingsWith(file) {
      const found = new Map<KernelInUse, readonly Finding[]>();
      for (const [kernel, concerned] of grouped(concernsOf(file.path), (concern) => concern.kernel)) {
        const models = concerned.flatMap((concern) => edited(concern, file).models);
        found.set(kernel, checkerFor(kernel).checkModules(models).get(file.path) ?? []);
      }
      return mergedFindings(found);
    },
  };
}

const modelIn = (concern: Concern, path: string): FileModel | undefined => {
  for (const module of concern.models) {
    const found = module.included.get(path) ?? module.files.find((file) => file.path === path);
    if (found) return found;
  }
  return undefined;
};

/** Every file that a concern may have something to say of. */
export const filesOf = (concerns: Iterable<Concern>): ReadonlySet<string> =>
  new Set(Array.from(concerns, pathsOf).flat());

const ownerOf = (concern: Concern): Owner => ({
  key: concern.key,
  kernel: concern.kernel,
  covers: (path) => modelIn(concern, path) !== undefined,
});

const kbuildOwner = (project: Project, paths: ReadonlySet<string>): Owner => ({
  key: kbuildKey(project),
  kernel: project.kernel,
  covers: (path) => paths.has(path),
});

const kbuildKey = ({ kernel, key }: Project): string => `kbuild|${kernel.index}|${key}`;

/** Whether a comment silences nothing can only be told once everything is read. */
const withoutConclusions = (found: FindingsByPath): FindingsByPath =>
  new Map(Array.from(found, ([path, list]) => [path, list.filter(({ rule }) => rule !== suppressionRule)]));

const only = (paths: ReadonlySet<string>, found: FindingsByPath): FindingsByPath =>
  new Map(Array.from(paths, (path) => [path, found.get(path) ?? []]));

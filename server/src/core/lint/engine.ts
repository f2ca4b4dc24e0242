/**
 * Runs rules over modules and Kbuild projects. Results of file rules are kept by file model for as long as
 * nothing that they can see has changed, so that an edit costs one file's rules, not the module's.
 */
import type { KbuildProject } from "../kbuild/modules.ts";
import type { KernelFacts } from "../kernel/facts.ts";
import type { FileModel } from "../model/file.ts";
import type { ModuleModel } from "../model/module.ts";
import { settledModule } from "../model/settled.ts";
import type { UnitScope } from "../preprocess/scope.ts";
import type { Neighbours } from "../symbols/exported.ts";
import type { Finding, Severity } from "./finding.ts";
import type { FileRule, KbuildRule, ModuleRule, Report, Rule } from "./rule.ts";
import { applySuppressions, kbuildSuppressions, suppressionRule, suppressionsOf } from "./suppress.ts";

/** What a user may say of a rule in settings or on the command line. */
export type SeverityChoice = Severity | "off";

export interface CheckerOptions {
  readonly rules: readonly Rule[];
  /** By rule id; rules that are not named keep their own severity. */
  readonly severities: ReadonlyMap<string, SeverityChoice>;
  readonly kernel: KernelFacts;
  /** A rule threw: a bug of ours. The other rules' findings stand. */
  readonly onRuleError: (rule: string, path: string, error: unknown) => void;
  /** Spares a reader that looks at each file once the reading of what no rule asks for; see relevance.ts. */
  readonly isRelevant?: (rule: FileRule, file: FileModel, module: ModuleModel) => boolean;
}

/** By path, in text order; a path that was checked and has nothing maps to an empty list. */
export type FindingsByPath = ReadonlyMap<string, readonly Finding[]>;

export interface Checker {
  /**
   * Checks modules that share files together (see `groupModules`), so that a file's findings are complete.
   * Findings of headers that the modules include are given under the header's path.
   */
  checkModules(modules: readonly ModuleModel[]): FindingsByPath;
  checkKbuild(project: KbuildProject): FindingsByPath;
}

export function createChecker(options: CheckerOptions): Checker {
  const active = options.rules.filter((rule) => options.severities.get(rule.id) !== "off");
  const fileRules = active.filter((rule): rule is FileRule => rule.scope === "file");
  const moduleRules = active.filter((rule): rule is ModuleRule => rule.scope === "module");
  const kbuildRules = active.filter((rule): rule is KbuildRule => rule.scope === "kbuild");
  const activeIds = new Set(active.map((rule) => rule.id));
  const knownIds = new Set(options.rules.map((rule) => rule.id));
  const chosen = options.severities.get(suppressionRule);
  const severity = chosen === undefined || chosen === "off" ? "warning" : chosen;
  const isRelevant = options.isRelevant ?? (() => true);
  const kept = new WeakMap<FileModel, KeptResult[]>();
  const guarded = (rule: Rule, path: string, run: () => Iterable<Report>): Finding[] => {
    try {
      return Array.from(run(), (report) => toFinding(rule, report, path, options.severities));
    } catch (error) {
      options.onRuleError(rule.id, path, error);
      return [];
    }
  };
  const settledContext = (file: FileModel, module: ModuleModel) => {
    const settled = settledModule(module);
    const at = module.files.indexOf(file);
    return { file: settled.files[at] ?? file, module: settled, kernel: options.kernel };
  };
  const checkFile = (file: FileModel, module: ModuleModel): readonly Finding[] => {
    const results = kept.get(file) ?? [];
    const seen = visibleOf(module, file);
    const known = results.find((result) => sameVisible(result.seen, seen));
    if (known) return known.findings;
    const context = settledContext(file, module);
    const findings = fileRules
      .filter((rule) => isRelevant(rule, file, module))
      .flatMap((rule) => guarded(rule, file.path, () => rule.check(context)));
    kept.set(file, [...results.filter((result) => result.seen.name !== module.name), { seen, findings }]);
    return findings;
  };
  return {
    checkModules(modules) {
      const found = new Map<string, Finding[]>();
      const models = new Map<string, FileModel>();
      const add = (finding: Finding): void => {
        const list = found.get(finding.path);
        if (list) list.push(finding);
        else found.set(finding.path, [finding]);
      };
      for (const module of modules) {
        for (const file of module.files) {
          models.set(file.path, file);
          if (!found.has(file.path)) found.set(file.path, []);
          checkFile(file, module).forEach(add);
        }
        for (const [path, file] of module.included) if (!models.has(path)) models.set(path, file);
        const first = module.files[0]?.path ?? module.name;
        const context = { module: settledModule(module), kernel: options.kernel };
        for (const rule of moduleRules) guarded(rule, first, () => rule.check(context)).forEach(add);
      }
      return finish(found, (path, findings) => {
        const file = models.get(path);
        return file
          ? applySuppressions(suppressionsOf(file), findings, { activeIds, knownIds, path, severity })
          : findings;
      });
    },
    checkKbuild(project) {
      const found = new Map<string, Finding[]>(Array.from(project.files.keys(), (path) => [path, []]));
      for (const rule of kbuildRules) {
        const context = { project, kernel: options.kernel };
        for (const finding of guarded(rule, project.modules[0]?.file ?? "", () => rule.check(context))) {
          found.get(finding.path)?.push(finding);
        }
      }
      return finish(found, (path, findings) => {
        const comments = kbuildSuppressions(project.files.get(path) ?? "");
        return applySuppressions(comments, findings, { activeIds, knownIds, path, severity });
      });
    },
  };
}

/** Modules that share a source must be checked together. Gives the connected groups, in the order given. */
export function groupModules<M extends { readonly sources: readonly string[] }>(
  modules: readonly M[],
): readonly (readonly M[])[] {
  const groupOf = new Map<string, M[]>();
  const groups = new Set<M[]>();
  for (const module of modules) {
    const group: M[] = [];
    const joined = new Set(module.sources.flatMap((source) => groupOf.get(source) ?? []));
    for (const source of module.sources) {
      const other = groupOf.get(source);
      if (other) groups.delete(other);
    }
    group.push(...joined, module);
    groups.add(group);
    for (const member of group) for (const source of member.sources) groupOf.set(source, group);
  }
  return [...groups];
}

interface Visible {
  readonly name: string;
  readonly isComplete: boolean;
  readonly kbuild: unknown;
  readonly signatures: readonly string[];
  readonly scope: UnitScope | undefined;
  readonly neighbours: Neighbours;
}

interface KeptResult {
  readonly seen: Visible;
  readonly findings: readonly Finding[];
}

const visibleOf = (module: ModuleModel, file: FileModel): Visible => ({
  name: module.name,
  isComplete: module.isComplete,
  kbuild: module.kbuild,
  signatures: [...module.files, ...module.included.values()].map(({ signature }) => signature),
  scope: module.scopes.get(file.path),
  neighbours: module.neighbours,
});

const sameVisible = (a: Visible, b: Visible): boolean =>
  a.name === b.name &&
  a.isComplete === b.isComplete &&
  a.kbuild === b.kbuild &&
  a.scope === b.scope &&
  a.neighbours === b.neighbours &&
  a.signatures.length === b.signatures.length &&
  a.signatures.every((signature, index) => signature === b.signatures[index]);

function toFinding(
  rule: Rule,
  report: Report,
  path: string,
  severities: CheckerOptions["severities"],
): Finding {
  const chosen = severities.get(rule.id);
  return {
    rule: rule.id,
    severity: chosen && chosen !== "off" ? chosen : (report.severity ?? rule.severity),
    path: report.path ?? path,
    span: report.span,
    message: report.message,
    fixes: report.fixes ?? [],
    related: report.related ?? [],
  };
}

function finish(
  found: ReadonlyMap<string, readonly Finding[]>,
  suppress: (path: string, findings: readonly Finding[]) => readonly Finding[],
): FindingsByPath {
  const finished = new Map<string, readonly Finding[]>();
  for (const [path, findings] of found) finished.set(path, suppress(path, distinct(findings)));
  return finished;
}

/** A file of two modules is told the same thing twice: once is enough. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.span.start}:${finding.span.end}:${finding.rule}:${finding.message}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()].toSorted(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1),
  );
}

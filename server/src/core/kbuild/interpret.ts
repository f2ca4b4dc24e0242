/** Runs the statements of makefiles over a scope: assignments, conditionals, includes; rules are only noted. */
import { joinPath } from "../text/paths.ts";
import { alternate, type Branch, openBranch } from "./branches.ts";
import { decide } from "./conditions.ts";
import { expand, expandName } from "./expand.ts";
import { type LogicalLine, logicalLines, withoutComment } from "./lines.ts";
import type { SyntaxFact } from "./modules.ts";
import { assign, type Scope } from "./scope.ts";
import { isSeparatorMissing } from "./separators.ts";
import { type Conditional, classify, type Located, type Operator, type Statement } from "./statements.ts";
import { isUnknown, literal, sanitised, textOf, type Value, type Word, wordsOf } from "./value.ts";

/** A rule with a recipe, as far as it tells what can be made. */
export interface Rule {
  readonly targets: readonly Word[];
  /** Unexpanded: few rules are asked for them. */
  readonly prerequisites: Located;
  readonly recipe: Located[];
  readonly file: string;
}

/** An assignment that was carried out or may be. */
export interface Assignment {
  readonly name: string;
  readonly nameSpan: Located;
  readonly file: string;
}

export interface Run {
  readonly scope: Scope;
  /** Texts of all files that were read. */
  readonly files: Map<string, string>;
  readonly rules: Rule[];
  readonly assignments: Assignment[];
  /** Why lists may go on beyond what was read: unknown includes, $(eval), and the like. */
  readonly gaps: string[];
  /** Where make certainly stops reading. */
  readonly faults: SyntaxFact[];
  /** Names that `export` passes on to the makes below. */
  readonly exported: Set<string>;
  /** Files that are being read, against endless inclusion. */
  readonly open: Set<string>;
  /** Where an include is looked for, in order. */
  readonly includeFolders: readonly string[];
  /** Includes that may still be read. */
  filesLeft: number;
  /** Inside a file that an unknown condition includes. */
  isCertain: boolean;
}

/** Reads a makefile into the run. Gives false where there is none that can be read. */
export const runFile = (run: Run, file: string): boolean => {
  const text = run.files.get(file) ?? run.scope.disk.readText(file);
  if (text === undefined) return false;
  run.files.set(file, text);
  run.open.add(file);
  new Reader(run, file, sanitised(text)).read();
  run.open.delete(file);
  return true;
};

class Reader {
  readonly #run: Run;
  readonly #file: string;
  readonly #lines: readonly LogicalLine[];
  readonly #branches: Branch[] = [];
  #at = 0;
  #rule: Rule | undefined;
  #isInRule = false;

  constructor(run: Run, file: string, text: string) {
    this.#run = run;
    this.#file = file;
    this.#lines = logicalLines(text);
  }

  read(): void {
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at];
      if (line === undefined) break;
      if (line.hasTab && this.#isInRule) {
        if (!this.#isSkipped()) this.#rule?.recipe.push({ text: line.text, start: line.start });
        continue;
      }
      this.#statement(classify(line), line);
    }
    const [open] = this.#branches;
    if (open !== undefined && this.#run.isCertain) this.#fault("missing-endif", open.place);
  }

  #statement(statement: Statement, line: LogicalLine): void {
    switch (statement.kind) {
      case "blank":
      case "endef":
        return;
      case "conditional":
        this.#open(statement.conditional, line);
        return;
      case "else":
        this.#alternate(statement.conditional);
        return;
      case "endif":
        if (this.#branches.pop() === undefined && this.#run.isCertain) {
          this.#fault("extra-endif", { text: "endif", start: line.start + line.text.search(/\S/) });
        }
        return;
      case "define":
        this.#define(statement.name, statement.operator);
        return;
      case "include":
      case "assignment":
      case "directive":
      case "rule":
      case "expression":
        if (this.#isSkipped()) return;
        if (this.#isCertain() && isSeparatorMissing(statement, line, this.#isInRule)) {
          const text = withoutComment(line.text).trim();
          this.#fault("missing-separator", { text, start: line.start + line.text.indexOf(text) });
        }
        this.#active(statement);
    }
  }

  #active(
    statement: Extract<Statement, { kind: "include" | "assignment" | "directive" | "rule" | "expression" }>,
  ): void {
    const { scope } = this.#run;
    if (statement.kind !== "rule") this.#isInRule = false;
    switch (statement.kind) {
      case "assignment":
        this.#assign(statement.name, statement.operator, statement.value, statement.isOverride);
        if (statement.isExported) this.#run.exported.add(statement.name.text);
        return;
      case "include":
        for (const word of wordsOf(expand(scope, { ...statement.paths, file: this.#file }))) {
          this.#include(word, statement.isOptional);
        }
        return;
      case "rule":
        this.#rules(statement);
        return;
      case "expression":
        this.#expression(statement.expression);
        return;
      case "directive":
        if (statement.word === "vpath") this.#gap(statement.argument, "vpath");
        if (statement.word === "export") {
          for (const name of statement.argument.text.split(/\s+/)) this.#run.exported.add(name);
        }
    }
  }

  #assign(name: Located, operator: Operator, value: Located, isOverride = false): void {
    const { scope, assignments } = this.#run;
    const text = expandName(scope, { ...name, file: this.#file });
    assignments.push({ name: text, nameSpan: name, file: this.#file });
    if (text === "VPATH") this.#gap(name, "VPATH");
    const source = { ...value, file: this.#file };
    const set = (as: Exclude<Operator, "!=">, worth: Value): void =>
      assign(scope, text, as, worth, this.#isCertain(), isOverride);
    if (operator === "!=") {
      set(":=", expand(scope, { ...source, text: `$(shell ${value.text})` }));
      return;
    }
    const isRecursive =
      operator === "=" ||
      operator === "?=" ||
      (operator === "+=" && (scope.variables.get(text)?.isRecursive ?? true));
    const raw = literal(value.text, this.#file, value.start);
    set(operator, isRecursive ? raw : expand(scope, source));
  }

  #define(name: Located, operator: Operator): void {
    const body: string[] = [];
    let depth = 1;
    const start = this.#lines[this.#at + 1]?.start ?? name.start;
    for (this.#at += 1; this.#at < this.#lines.length; this.#at += 1) {
      const text = this.#lines[this.#at]?.text ?? "";
      const word = /^\s*(define|endef)(?=\s|$)/.exec(withoutComment(text))?.[1];
      if (word === "define") depth += 1;
      else if (word === "endef") depth -= 1;
      if (depth === 0) break;
      body.push(text);
    }
    if (this.#isSkipped() || name.text === "") return;
    this.#assign(name, operator, { text: body.join("\n"), start });
  }

  #include(word: Word, isOptional: boolean): void {
    const run = this.#run;
    const place = { text: word.text, start: word.span.start };
    if (isUnknown(word.text)) {
      this.#gap(place, "an include whose name is not known");
      return;
    }
    const found = run.includeFolders
      .map((folder) => joinPath(folder, word.text))
      .find((path) => run.scope.disk.kindOf(path) === "file");
    if (found === undefined) {
      if (isOptional) return;
      this.#gap(place, `include ${word.text} is not found`);
      if (this.#isCertain() && word.isCertain) this.#missing(word);
      return;
    }
    if (run.open.has(found) || run.filesLeft <= 0) {
      this.#gap(place, run.open.has(found) ? `${word.text} includes itself` : "too many includes");
      return;
    }
    run.filesLeft -= 1;
    const before = run.isCertain;
    run.isCertain = this.#isCertain() && word.isCertain;
    if (!runFile(run, found)) this.#gap(place, `include ${word.text} cannot be read`);
    run.isCertain = before;
  }

  #rules(statement: Extract<Statement, { kind: "rule" }>): void {
    if (statement.isVariable) return;
    const targets = wordsOf(expand(this.#run.scope, { ...statement.targets, file: this.#file }));
    this.#rule = {
      targets,
      prerequisites: statement.prerequisites,
      recipe: statement.recipe === undefined ? [] : [statement.recipe],
      file: this.#file,
    };
    this.#isInRule = true;
    this.#run.rules.push(this.#rule);
  }

  /** A line of references only: whatever it expands to would be read as makefile text. */
  #expression(expression: Located): void {
    const value = expand(this.#run.scope, { ...expression, file: this.#file });
    if (textOf(value).trim() !== "") this.#gap(expression, "text that only make can read");
  }

  /** A file of the project itself that nothing was said to make. */
  #missing(word: Word): void {
    const { scope, rules, faults } = this.#run;
    const isOwn = scope.visible.some((folder) => word.text.startsWith(`${folder}/`));
    const isConfigured = scope.disk.kindOf(`${word.text}.in`) !== undefined;
    if (!isOwn || isConfigured || rules.some(({ targets }) => targets.length > 0)) return;
    faults.push({
      kind: "syntax",
      file: word.file || this.#file,
      span: word.span,
      problem: "missing-include",
    });
  }

  #fault(problem: SyntaxFact["problem"], { text, start }: Located): void {
    this.#run.faults.push({
      kind: "syntax",
      file: this.#file,
      span: { start, end: start + text.length },
      problem,
    });
  }

  #gap(place: Located, reason: string): void {
    this.#run.gaps.push(reason);
    const span = { start: place.start, end: place.start + place.text.length };
    this.#run.scope.note({ file: this.#file, span, reason });
  }

  #open(conditional: Conditional, line: LogicalLine): void {
    const place = { text: conditional.word, start: line.start + line.text.search(/\S/) };
    const isSkipped = this.#isSkipped();
    const answer = isSkipped ? false : decide(this.#run.scope, this.#file, conditional);
    this.#branches.push(openBranch(place, answer, isSkipped, this.#isCertain()));
  }

  #alternate(conditional: Conditional | undefined): void {
    const branch = this.#branches.at(-1);
    if (branch === undefined) return;
    alternate(branch, () =>
      conditional === undefined ? true : decide(this.#run.scope, this.#file, conditional),
    );
  }

  #isSkipped(): boolean {
    return this.#branches.at(-1)?.state === "skipped";
  }

  #isCertain(): boolean {
    const branch = this.#branches.at(-1);
    return branch === undefined ? this.#run.isCertain : branch.isOuterCertain && branch.state === "taken";
  }
}

/** In another language nothing that Kmod says stays English: rows of trees, messages and questions. */
// oxlint-disable-next-line import/no-unassigned-import -- before the texts are made
import "./bracketed-texts.ts";
import * as l10n from "@vscode/l10n";
import { describe, expect, it } from "vitest";
import { buttons } from "../../../client/src/buttons.ts";
import { TargetError } from "../../../client/src/kernel/errors.ts";
import type { Offer } from "../../../client/src/kernel/kmod/diagnosis.ts";
import { parameterProblem } from "../../../client/src/kernel/kmod/parameter-values.ts";
import { factsOf } from "../../../client/src/modules/available-rows.ts";
import { describeMessage, describeParameter } from "../../../client/src/modules/describe-children.ts";
import { describeGone, describeModule } from "../../../client/src/modules/describe-module.ts";
import { describeTarget } from "../../../client/src/modules/describe-target.ts";
import type { Item } from "../../../client/src/modules/item.ts";
import { allHidden, cannotLoadModules, nothingLoaded } from "../../../client/src/modules/messages.ts";
import { everything, selectionInWords } from "../../../client/src/modules/selection.ts";
import { type Change, changeQuestion } from "../../../client/src/operations/confirmation.ts";
import {
  doneInWords,
  failureInWords,
  failurePage,
  offerLabel,
} from "../../../client/src/operations/outcome.ts";
import { renderPage } from "../../../client/src/operations/page.ts";
import { formItems, valueHint } from "../../../client/src/operations/parameter-form.ts";
import { kernelOffers } from "../../../client/src/targets/kernel-offers.ts";
import { kindItems } from "../../../client/src/targets/target-form.ts";
import { nameProblem, readTargets } from "../../../client/src/targets/target-settings.ts";
import * as targetWords from "../../../client/src/targets/target-words.ts";
import { board, connected, koOf, local, moduleOf, snapshotOf, targetOf } from "../modules/samples.ts";
import { bareWords } from "./bare-words.ts";

/** Names and kernel words of the samples below. */
const data = ["hello", "dep", "board", "root@board", "Linux", "count", "int", "bool", "charp", "live"];
const bare = (shown: string, ...more: readonly string[]) => bareWords(shown, [...data, ...more]);
const change = (more: Partial<Change>) =>
  changeQuestion({
    verb: "Load",
    target: "board",
    isProduction: true,
    modules: ["hello"],
    unloaded: [],
    loaded: ["dep", "hello"],
    warnings: [{ cause: "unknown", message: "1", details: [], isCertain: true }],
    strangers: [{ module: "dep", from: "/1", isOnTarget: true, signature: undefined }],
    alternative: undefined,
    ...more,
  });

const item = ({ label, description, spoken, tooltip }: Item): string =>
  [label, description, spoken, ...tooltip()].join("\n");

describe("the language", () => {
  it("is that of the bundle, and what is written without it is found here", () => {
    expect(l10n.t("Show Log")).toBe("⟦Show Log⟧");
    expect(bareWords(`${l10n.t("Show Log")} of hello now`, ["hello"])).toEqual(["now"]);
    expect(bareWords(Object.values(buttons).join(" "))).toEqual([]);
  });
});

describe("the sidebar", () => {
  it.each([
    {},
    {
      module: moduleOf("hello", { useCount: 3, usedBy: ["dep"], isPermanent: true, taint: "OE" }),
      isMine: true,
    },
    { change: { kind: "new" } as const },
    { built: { kind: "unknown", ko: koOf("hello", { file: "/1.ko" }) } as const },
  ])("says nothing else of a module: %j", (more) => {
    const facts = {
      targetId: "1",
      module: moduleOf("hello"),
      built: { kind: "none" },
      isMine: false,
    } as const;
    expect(bare(item(describeModule({ ...facts, change: undefined, ...more })), "srcversion", "KiB")).toEqual(
      [],
    );
  });

  it("nor of machines, parameters, what is gone, and where there are no rows", () => {
    const target = targetOf(board, connected);
    const rows = [
      describeTarget({
        id: "1",
        spec: board,
        state: connected,
        isCurrent: true,
        snapshot: snapshotOf([moduleOf("hello")], { taint: 4097 }),
      }),
      describeTarget({
        id: "1",
        spec: { ...board, isProduction: true },
        state: { kind: "disconnected" },
        isCurrent: false,
        snapshot: undefined,
      }),
      describeGone("1", "hello"),
      describeParameter({
        kind: "parameter",
        target,
        of: moduleOf("hello"),
        parameter: { name: "count", value: undefined, mode: 0o644 },
        info: undefined,
      }),
      ...[
        cannotLoadModules(target),
        nothingLoaded(target),
        allHidden(target, 3, { ...everything, filter: "dep" }),
      ].map(describeMessage),
    ].map(item);
    expect(bare(rows.join("\n"), "SSH")).toEqual([]);
  });

  it("nor of what is installed, and of what is hidden", () => {
    const facts = factsOf(
      targetOf(board, connected),
      "hello",
      koOf("hello", { depends: ["dep"], license: "1" }),
    );
    expect(bare(facts.map(({ name }) => name).join("\n"))).toEqual([]);
    expect(bare(selectionInWords({ filter: "", isOnlyMine: true, order: "uses" }))).toEqual([]);
  });
});

describe("machines", () => {
  const { failureWords, describeLoss, kindWords, noModulesWords, stateWords } = targetWords;
  const vm = {
    kind: "vm",
    name: "dep",
    kernel: { kind: "package", name: "1" },
    memoryMb: 512,
    cpus: 2,
    append: "",
  } as const;

  it("are told of in it", () => {
    const lost = new TargetError("lost", "1", "2");
    const shown = [
      ...[local, board, vm].map(kindWords),
      stateWords({ spec: vm, state: { kind: "disconnected" } }),
      ...targetWords.describeStatus({ spec: local, state: connected }).tooltip,
      failureWords({ spec: board }, lost),
      noModulesWords({ spec: local, state: connected }),
      describeLoss({ spec: board, console: undefined }, connected, { kind: "failed", error: lost }, false)
        ?.message,
      ...(describeLoss({ spec: board, console: undefined }, connected, { kind: "failed", error: lost }, false)
        ?.offers ?? []),
    ];
    expect(bare(shown.join("\n"), "SSH")).toEqual([]);
  });

  it("are added in it, and mistakes in the settings are named in it", () => {
    const offers = kernelOffers([
      {
        kernel: { kind: "package", name: "1" },
        release: "6.1",
        state: "available",
        downloadBytes: 1e7,
        hasHeaders: false,
      },
    ]);
    expect(bare(kindItems.map(({ label, detail }) => `${label} ${detail}`).join("\n"))).toEqual([]);
    expect(bare(offers.map(({ explanation }) => explanation).join("\n"))).toEqual([]);
    const value = [
      { name: "" },
      1,
      { name: "a", ssh: "-x" },
      { name: "b", vm: { kernel: "6.1", memory: 1 } },
      {},
    ];
    const { problems } = readTargets(
      [
        { place: "user", value },
        { place: "workspace", value: 1 },
      ],
      { home: "/", workspace: undefined },
    );
    expect(problems).toHaveLength(6);
    // Names of settings are not translated.
    expect(bare(problems.join("\n"), "kernel", "memory", "name", "ssh")).toEqual([]);
    expect(bare(nameProblem("", []) ?? "English")).toEqual([]);
  });
});

describe("loading", () => {
  it.each(["Load", "Unload", "Reload"] as const)("is asked for in it: %s", (verb) => {
    const question = change({ verb, unloaded: ["dep", "hello"] });
    expect(question?.answers).toHaveLength(1);
    expect(bare([question?.message, question?.detail, ...(question?.answers ?? [])].join("\n"))).toEqual([]);
  });

  it("is told of in it, with what helps", () => {
    const report = {
      kind: "failed",
      done: ["dep"],
      failed: "hello",
      diagnosis: {
        cause: "unknown",
        title: "1",
        details: [],
        remedy: "2",
        offers: [],
        errno: undefined,
        kernelLines: [],
      },
    } as const;
    const offers: readonly Offer[] = [
      { kind: "load-first", modules: ["dep"] },
      { kind: "unload-first", modules: ["dep"] },
      { kind: "unload-first", modules: ["dep", "hello"] },
      { kind: "reload" },
      { kind: "show-init", module: "hello", errno: "1" },
      { kind: "show-symbol", symbol: "1" },
      { kind: "show-kernel-log" },
      { kind: "reconnect" },
      { kind: "restart" },
    ];
    const shown = [
      doneInWords("reload", { kind: "done", done: ["hello"], kernelLines: ["1"] }, "board"),
      failureInWords("load", report),
      renderPage(failurePage("load", report, { name: "board", release: "6.1" })).text,
      ...offers.map(offerLabel),
    ];
    // Ids of causes are for reports of mistakes.
    expect(bare(shown.join("\n"), "unknown")).toEqual([]);
  });

  it("asks for parameters in it", () => {
    const parameters = ["bool", "charp", "int"].map((type) => ({
      name: "count",
      type,
      description: undefined,
      mode: 0o644,
    }));
    const items = formItems(parameters, new Map([["count", "1"]]));
    const shown = [
      ...items.flatMap(({ label, description, detail }) => [label, description, detail]),
      ...parameters.map((parameter) => valueHint(parameter)),
      parameterProblem("bool", "x"),
      parameterProblem("int", "08"),
      parameterProblem("byte", "256"),
    ];
    expect(bare(shown.join("\n"))).toEqual([]);
  });
});

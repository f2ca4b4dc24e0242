/** In another language nothing that Kmod says stays English: pages, and what is said of kernels, logs and builds. */
// oxlint-disable-next-line import/no-unassigned-import -- before the texts are made
import "./bracketed-texts.ts";
import { describe, expect, it } from "vitest";
import { refusedReport, unsavedReport } from "../../../client/src/build/build-reports.ts";
import { readBuildSettings } from "../../../client/src/build/build-settings.ts";
import { countsInWords, goalInWords, outcomeInWords } from "../../../client/src/build/build-words.ts";
import { updatedWords } from "../../../client/src/build/compile-commands-words.ts";
import { workspaceModulesPage } from "../../../client/src/build/workspace-modules-page.ts";
import { describeDependencies } from "../../../client/src/dependencies/describe.ts";
import { dependencyPage } from "../../../client/src/dependencies/page.ts";
import type { BuildMessage, BuildRequest } from "../../../client/src/kernel/kbuild/build.ts";
import { describeKernel, groupOf } from "../../../client/src/kernels/kernel-words.ts";
import { describeStatus } from "../../../client/src/language/status-line.ts";
import { gapWords, refusalWords } from "../../../client/src/log/log-words.ts";
import { markerWords } from "../../../client/src/log/marker-words.ts";
import { describeLog } from "../../../client/src/log/view/describe-log.ts";
import { compileFilter, noFilter } from "../../../client/src/log/view/log-filter.ts";
import { logPage } from "../../../client/src/log/view/page.ts";
import { modulePage } from "../../../client/src/operations/module-page.ts";
import { renderPage } from "../../../client/src/operations/page.ts";
import { parametersPage } from "../../../client/src/operations/parameters-page.ts";
import { tracePage } from "../../../client/src/traces/trace-page.ts";
import { traceProblems } from "../../../client/src/traces/trace-problems.ts";
import { notice } from "../../../client/src/traces/trace-words.ts";
import type { KernelChoice } from "../../../server/src/protocol/messages.ts";
import { plainOptions } from "../../support/plain-build.ts";
import { board, koOf, moduleOf, targetOf } from "../modules/samples.ts";
import { calls, decodedTrace, isOwn, recordedTrace } from "../traces/samples.ts";
import { bareWords } from "./bare-words.ts";

/** Names and kernel words of the samples below. */
const data = ["hello", "dep", "board", "root@board", "Linux", "count", "int", "bool", "charp", "live"];
const bare = (shown: string, ...more: readonly string[]) => bareWords(shown, [...data, ...more]);
describe("pages", () => {
  it("about modules are in it", () => {
    const page = modulePage({
      info: koOf("hello", {
        hasExit: false,
        depends: ["dep"],
        license: "1",
        vermagic: "6.1",
        architecture: "x86_64",
      }),
      target: "board",
      loaded: { target: "board", module: moduleOf("hello", { isPermanent: true }) },
      sources: undefined,
      built: [],
    });
    expect(bare(page.name)).toEqual([]);
    expect(bare(renderPage(page).text, "KiB")).toEqual([]);
    const parameters = parametersPage("board", [
      { module: "hello", loaded: [{ name: "count", value: undefined, mode: 0o444 }], known: [] },
      { module: "dep", loaded: [], known: [] },
    ]);
    expect(bare(`${parameters.name}\n${renderPage(parameters).text}`)).toEqual([]);
  });

  it("about the workspace and about reports of the kernel are in it", () => {
    const states = ["built", "not built", "stale", "unreadable"] as const;
    const one = {
      module: "hello",
      folder: "/1",
      kbuildFile: "/1/2",
      ko: "/1/3",
      builtBy: "4",
      release: undefined,
    };
    const list = workspaceModulesPage(
      states.map((state) => ({ ...one, state })),
      undefined,
    );
    expect(bare(`${list.name}\n${renderPage(list).text}`)).toEqual([]);
    const trace = recordedTrace("BUG: kernel NULL pointer dereference");
    const decoded = decodedTrace(trace, { crashes_write: calls("crashes_write /w/main.c:82") });
    const page = tracePage({ decoded, number: 3 }, "board", {
      isOwn,
      shortPath: (file) => file,
    });
    const headings =
      renderPage(page)
        .text.match(/^#+ .*$/gmu)
        ?.slice(1) ?? [];
    expect(headings.length).toBeGreaterThan(2);
    expect(bare([page.name, ...headings].join("\n"))).toEqual([]);
    expect(
      bare(notice(decoded, undefined, "board"), "kernel NULL pointer dereference, address", "crashes"),
    ).toEqual([]);
    const [problem] = traceProblems(decoded, isOwn);
    expect(problem?.message).toContain("⟦in crashes_write⟧");
  });

  it("of web views are in it, also what only their scripts say", () => {
    for (const page of [logPage("", "1"), dependencyPage("", "1")]) {
      const html = page.replaceAll(/<style[\s\S]*?<\/style>|<meta[^>]*>/gu, "");
      const texts = [...html.matchAll(/>([^<]*)</gu)].map(([, text]) => text);
      const attributes = [...html.matchAll(/(?:title|aria-label|placeholder|lang)="([^"]*)"/gu)].map(
        ([, text]) => text,
      );
      const words = /<data id="words" value="([^"]*)"/u.exec(html)?.[1]?.replaceAll("&quot;", '"') ?? "{}";
      const spoken = [...words.matchAll(/":"([^"]*)"/gu)].map(([, text]) => text);
      expect(attributes.length).toBeGreaterThan(4);
      expect(spoken.length).toBeGreaterThan(5);
      expect(bareWords([...texts, ...attributes, ...spoken].join("\n"))).toEqual([]);
    }
  });
});

describe("everything else", () => {
  it("about kernels, the server and the kernel's log is in it", () => {
    const kernel = { directory: "/1", release: "6.1", isConfigured: false, hasSymbols: false };
    const choice: KernelChoice = {
      directory: "/1",
      release: "6.1",
      architecture: "1",
      origin: "running",
      use: "main",
      isPrepared: false,
      isSourceTree: false,
      isBuilt: false,
      hasSymvers: false,
    };
    const shown = [
      describeStatus("stopped", undefined, undefined),
      describeStatus("running", { kernel, others: [kernel] }, [
        { name: "hello", kbuildFile: "/1", objects: 2 },
      ]),
    ].flatMap(({ text, detail }) => [text, detail]);
    shown.push(describeKernel(choice, false).description, groupOf(choice));
    shown.push(
      gapWords(2),
      refusalWords("board", "1", false),
      markerWords("kmod: rmmod hello (ab12cd34)") ?? "English",
    );
    shown.push(compileFilter({ ...noFilter, text: "/(/" }, () => true).problem ?? "English");
    const target = targetOf(board, { kind: "disconnected" });
    shown.push(
      describeLog({ target, problem: undefined, canReadAsRoot: false, total: 1, shown: 0 })?.text ??
        "English",
    );
    expect(bare(shown.join("\n").replaceAll(/\$\([\w-]+\)/gu, ""), "Kmod")).toEqual([]);
  });

  it("about builds is in it", () => {
    const messages: readonly BuildMessage[] = [];
    const project = { folder: "file:///1", modules: [] };
    const request: BuildRequest = {
      folder: "/1",
      goal: { kind: "modules" },
      kernel: { directory: "/2", release: "6.1" },
      options: plainOptions,
    };
    const counts = countsInWords((["error", "error", "warning"] as const).map((severity) => ({ severity })));
    const { problems } = readBuildSettings((name) =>
      name === "jobs" ? -1 : name === "with" ? "x" : undefined,
    );
    const shown = [
      ...(["done", "failed", "cancelled"] as const).map((kind) =>
        outcomeInWords(goalInWords({ kind: "clean" }, project), { kind, messages, duration: 1 }),
      ),
      counts,
      ...[refusedReport(request), unsavedReport(request, ["/1"])].flatMap(({ failure }) => [
        failure?.title,
        failure?.remedy,
      ]),
      updatedWords({ kind: "changed", text: "" }, "/1", 2).message,
      ...problems,
    ];
    expect(bare(shown.join("\n"))).toEqual([]);
  });

  it("about what modules need of each other is in it", () => {
    const nothing = describeDependencies(undefined, (path) => path);
    expect(nothing.kind === "problem" ? bare(nothing.text) : ["a picture"]).toEqual([]);
  });
});

/** Several changes as one, and several reports as one. */
import type { Report } from "../kernel/kmod/operation.ts";
import { byMachine, type Given } from "./subjects.ts";

/** What came of a change and of the one after it. @param first it worked: nothing comes after a failure */
export const mergedReport = (first: Report, next: Report): Report =>
  next.kind === "failed"
    ? { ...next, done: [...first.done, ...next.done] }
    : {
        kind: "done",
        done: [...first.done, ...next.done],
        kernelLines: [...(first.kind === "done" ? first.kernelLines : []), ...next.kernelLines],
      };

/** Does it on each machine that is meant, one after the other; ends with what fails, and where the user leaves. */
export async function onEachMachine(
  given: Given,
  run: (given: Given) => Promise<Report | undefined>,
): Promise<Report | undefined> {
  let report: Report | undefined;
  for (const one of byMachine(given)) {
    const next = await run(one);
    if (next === undefined) return report;
    report = report === undefined ? next : mergedReport(report, next);
    if (report.kind === "failed") break;
  }
  return report;
}

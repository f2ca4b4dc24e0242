/** What the view is set to, kept for each workspace. */
import type { Memento } from "vscode";
import { type LogFilter, readFilter } from "./log-filter.ts";
import { type TimeMode, timeModes } from "./log-times.ts";

export interface ViewMemory {
  filter: LogFilter;
  times: TimeMode;
}

const filterKey = "kmod.kernelLog.filter";
const timesKey = "kmod.kernelLog.times";

/** @param onFailure hears why something could not be kept; it holds for this session all the same */
export function rememberView(state: Memento, onFailure: (error: unknown) => void): ViewMemory {
  let filter = readFilter(state.get(filterKey));
  let times = timeModes.find((mode) => mode === state.get(timesKey)) ?? "relative";
  return {
    get filter() {
      return filter;
    },
    set filter(value) {
      filter = value;
      state.update(filterKey, value).then(undefined, onFailure);
    },
    get times() {
      return times;
    },
    set times(value) {
      times = value;
      state.update(timesKey, value).then(undefined, onFailure);
    },
  };
}

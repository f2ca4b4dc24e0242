/** The page of the view "Kernel Log": shows what the extension sends, and says what the reader wants to see. */
import type { FromPage } from "../src/log/view/view-messages.ts";
import { readToPage } from "../src/log/view/view-messages.ts";
import { createLogHeader } from "./kernel-log-header.ts";
import { createLogList, type ListPlace } from "./kernel-log-list.ts";
import { part } from "./page-parts.ts";

declare const acquireVsCodeApi: () => {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: ListPlace): void;
};

const api = acquireVsCodeApi();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- the editor's function takes none
const post = (message: FromPage): void => api.postMessage(message);
const list = createLogList({ post, remember: (place) => api.setState(place) }, placeOf(api.getState()));
/** Lines were never sent, or none are there. */
let isEmpty = true;
const header = createLogHeader({ post, toLines: () => list.focus() });

window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const message = readToPage(data);
  switch (message?.kind) {
    case "state":
      header.show(message);
      part("notice", HTMLElement).classList.toggle("alone", isEmpty);
      return list.setTimes(message.times);
    case "rows":
      isEmpty = message.end === message.first;
      part("notice", HTMLElement).classList.toggle("alone", isEmpty);
      return list.receive(message);
    case "focusFilter":
      return header.focusFilter();
    case undefined:
      return console.error("not a message of the kernel's log");
  }
});
// By its command the view is focused as a whole: keys are meant for the lines then.
window.addEventListener("focus", () => {
  if (document.activeElement === document.body) list.focus();
});
post({ kind: "ready" });
list.ask();

/** What was kept when the page was hidden. */
function placeOf(state: unknown): ListPlace {
  const { isFollowing, anchor } = (state ?? {}) as Partial<Record<keyof ListPlace, unknown>>;
  return {
    isFollowing: isFollowing !== false,
    anchor: typeof anchor === "number" && Number.isSafeInteger(anchor) && anchor >= 0 ? anchor : undefined,
  };
}

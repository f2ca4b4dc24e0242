/** The index of a kernel's names: from the cache, or made of all its headers a few at a time. */
import type { HeaderStore } from "./header-store.ts";
import {
  createNameIndexBuilder,
  fingerprintOf,
  loadNameIndex,
  type NameIndex,
  type NameIndexBuilder,
  type PublicHeader,
  publicHeaders,
  readNameIndex,
  saveNameIndex,
} from "./name-index.ts";

export interface Names {
  /** undefined until it is read. */
  index(): NameIndex | undefined;
  /** One step; false when nothing is left to do. */
  readSome(): boolean;
}

/** Read in one step: some 20 ms. */
const headersAtOnce = 64;
/** Put on disk together. */
const headersKept = 2048;

/** @param folders of `#include <...>` */
export const createNames = (
  folders: readonly string[],
  store: HeaderStore,
  cacheFolder: string | undefined,
  key: string,
): Names => {
  let state: "new" | Reading | "done" = "new";
  let index: NameIndex | undefined;
  const begin = (): Reading | "done" => {
    const headers = publicHeaders(folders);
    const fingerprint = fingerprintOf(headers);
    index = cacheFolder === undefined ? undefined : loadNameIndex(cacheFolder, key, fingerprint);
    if (index !== undefined) return "done";
    return { headers, fingerprint, builder: createNameIndexBuilder(headers), at: 0 };
  };
  const finish = ({ builder, fingerprint }: Reading): void => {
    const body = builder.finish();
    index = readNameIndex(body);
    store.flush();
    if (cacheFolder !== undefined) saveNameIndex(cacheFolder, key, fingerprint, body);
  };
  return {
    index: () => index,
    readSome() {
      if (state === "new") state = begin();
      else if (state !== "done") {
        readNext(state, store);
        if (state.at >= state.headers.length) {
          finish(state);
          state = "done";
        }
      }
      return state !== "done";
    },
  };
};

interface Reading {
  readonly headers: readonly PublicHeader[];
  readonly fingerprint: string;
  readonly builder: NameIndexBuilder;
  at: number;
}

const readNext = (reading: Reading, store: HeaderStore): void => {
  const { headers, builder, at } = reading;
  for (const header of headers.slice(at, at + headersAtOnce)) {
    const items = store.passingItems(header.path);
    if (items) builder.add(header, items, () => store.text(header.path));
  }
  reading.at = at + headersAtOnce;
  if (Math.trunc(at / headersKept) !== Math.trunc(reading.at / headersKept)) store.flush();
};

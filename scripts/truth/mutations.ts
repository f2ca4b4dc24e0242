/** Every mutation, in the order of the table. */
import { callMutations } from "./call-mutations.ts";
import { entryMutations } from "./entry-mutations.ts";
import { exportMutations } from "./export-mutations.ts";
import { licenceMutations } from "./licence-mutations.ts";
import type { Mutation } from "./mutation.ts";

/** Nothing is changed. */
export const original: Mutation = {
  kind: "original",
  title: "as it is in the kernel",
  mutate: (module) => ({ module, places: [], detail: "" }),
};

export const mutations: readonly Mutation[] = [
  original,
  ...licenceMutations,
  ...callMutations,
  ...exportMutations,
  ...entryMutations,
];

/** What the extension and the picture of module dependencies say to each other: types only. */
import type { Picture } from "./layout.ts";

export type ToView =
  /** The modules are being read. */
  | { readonly kind: "busy" }
  /** There is nothing to draw: why, and what to do. */
  | { readonly kind: "problem"; readonly text: string }
  | {
      readonly kind: "picture";
      readonly picture: Picture;
      /** One line: how many modules, of which folder. */
      readonly caption: string;
      /** What is wrong or missing, a line each. */
      readonly warnings: readonly string[];
    };

export type FromView =
  | { readonly kind: "ready" }
  | { readonly kind: "refresh" }
  | { readonly kind: "openModule"; readonly id: string }
  /** The edge's place in the picture's list. */
  | { readonly kind: "openUse"; readonly edge: number }
  | { readonly kind: "exportSvg"; readonly svg: string }
  | { readonly kind: "copyDot" }
  /** What is on the screen, for tests. */
  | { readonly kind: "drawn"; readonly nodes: number; readonly edges: number };

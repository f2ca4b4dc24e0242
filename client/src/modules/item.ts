/** How a row looks, as plain data: what VS Code is asked to draw, and what a test can read. */

export interface Item {
  /** The same for the same row in every reading. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly icon: Icon;
  /** What menus ask for in `viewItem`. */
  readonly contextValue: string;
  readonly children: "none" | "collapsed" | "expanded";
  /** The row in a sentence, for who hears it. */
  readonly spoken: string;
  /** Lines of Markdown; made when somebody wants to see them. */
  readonly tooltip: () => readonly string[];
  /** Colours the label and puts a letter at the end of the row. */
  readonly mark?: Mark;
  readonly command?: {
    readonly command: string;
    readonly title: string;
    readonly arguments: readonly unknown[];
  };
}

export interface Icon {
  /** Of VS Code's own icons. */
  readonly name: string;
  /** Of its colours. */
  readonly color?: string;
}

export type Mark = "new" | "changed" | "gone" | "different";

/** Text in which Markdown finds nothing to format. */
export const escaped = (text: string): string =>
  text.replaceAll(/[\\`*_{}[\]()#+\-.!|<>~$&]/gu, String.raw`\$&`);

/** Text as it is, in the font of code. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${longest > 0 ? ` ${text} ` : text}${fence}`;
}

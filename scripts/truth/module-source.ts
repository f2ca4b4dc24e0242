/** A module as the measurement handles it: its files, what Kbuild is told, and a changed copy of it. Plain data. */

export interface ModuleSource {
  /** `drivers/leds/leds-foo`: without an ending. */
  readonly origin: string;
  /** The name of the .ko. */
  readonly name: string;
  /** Paths of the C files linked into it, relative to its folder. */
  readonly objects: readonly string[];
  /** C files and the headers that they include by quotes, by path relative to its folder. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Mutant {
  readonly module: ModuleSource;
  /** The lines that were changed. */
  readonly places: readonly Place[];
  /** In words, without text of the source: names only. */
  readonly detail: string;
}

/** The Kbuild file of a module's own folder. */
export const kbuildOf = ({ name, objects }: ModuleSource): string => {
  const list = objects.map((file) => file.replace(/\.c$/, ".o"));
  const composite = list.length === 1 && list[0] === `${name}.o` ? "" : `${name}-y := ${list.join(" ")}\n`;
  return `obj-m := ${name}.o\n${composite}`;
};

export const withFile = (module: ModuleSource, file: string, text: string): ModuleSource => ({
  ...module,
  files: new Map([...module.files, [file, text]]),
});

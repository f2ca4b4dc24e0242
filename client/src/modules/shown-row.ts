/** A row as it is shown, for tests: what a person reads, hears and can do with it. */
export interface ShownRow {
  readonly label: string;
  readonly description: string;
  readonly contextValue: string;
  readonly icon: string;
  readonly mark: string | undefined;
  readonly spoken: string;
  readonly tooltip: string;
  /** Those of rows that are open. */
  readonly children: readonly ShownRow[];
}

/**
 * What the program and its workers tell each other.
 *
 * @module
 */

/** A call. */
export interface Task {
  /** Tells answers apart. */
  readonly id: number;
  /** Address of the module. */
  readonly module: string;
  /** Name of the export. */
  readonly name: string;
  /** For the function, besides the element. */
  readonly options: unknown;
  /** What it works on. */
  readonly element: unknown;
  /** The element's number. */
  readonly index: number;
  /** The pass. */
  readonly epoch: number;
}

/** What became of a call. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | {
    readonly id: number;
    readonly error: { readonly name: string; readonly message: string; readonly stack?: string };
  };

/**
 * Places that text is written to.
 *
 * @module
 */

/** A place for text, and what is known of it. */
export interface TextTarget {
  /** Writes all of a text before it returns. */
  readonly write: (text: string) => void;
  /** Whether it is a terminal, where lines can be redrawn. */
  readonly terminal: boolean;
  /** Characters per line; 80 where it is no terminal. */
  readonly columns: number;
  /** Lines that a terminal shows; any number unless told. */
  readonly rows?: number;
}

/**
 * The process's output streams as places to write text to.
 *
 * @module
 */

/** A place for text, and what is known of it. */
export interface TextTarget {
  /** Writes all of a text before it returns. */
  readonly write: (text: string) => void;
  /** Whether it is a terminal, where a line can be redrawn. */
  readonly terminal: boolean;
  /** Characters per line; 80 where it is no terminal. */
  readonly columns: number;
}

/**
 * One of the process's output streams.
 *
 * @param name Results belong on stdout; progress and messages on stderr.
 * @returns The stream as it is now.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { io } from "tensaur";
 *
 * assert(io.standardStream("stderr").columns > 0);
 * ```
 */
export function standardStream(name: "stdout" | "stderr"): TextTarget {
  const stream = Deno[name];
  const terminal = stream.isTerminal();
  const encoder = new TextEncoder();
  return {
    terminal,
    columns: terminal ? columns() : 80,
    write(text) {
      const bytes = encoder.encode(text);
      for (let at = 0; at < bytes.length;) at += stream.writeSync(bytes.subarray(at));
    },
  };
}

function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    // The size cannot be asked for where the other two streams are redirected.
    return 80;
  }
}

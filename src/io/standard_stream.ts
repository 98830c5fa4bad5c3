/**
 * The process's output streams as places to write text to.
 *
 * @module
 */

import type { TextTarget } from "../core/text_target.ts";

export type { TextTarget };

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

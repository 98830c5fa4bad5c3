/**
 * What the commands know about the terminal they write to.
 *
 * @module
 */

import { standardStream, type TextTarget } from "../io/standard_stream.ts";

/** Writes to stderr, where progress and messages go; results go to stdout. */
export function writeError(text: string): void {
  standardStream("stderr").write(text);
}

/** Settings of a progress bar on stderr. */
export function stderrProgress(): TextTarget {
  return standardStream("stderr");
}

/** Writes a whole file to stdout. */
export async function writeOutput(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

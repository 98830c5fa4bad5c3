/**
 * Names along an axis.
 *
 * @module
 */

import { cut } from "../text/fit.ts";
import { printable } from "../text/printable.ts";

/** Columns of a name: more is not read along an axis. */
const MAX_NAME = 30;

/** Short names that are told apart: an axis has each once. */
export function categoryNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((full) => {
    const name = cut(printable(full), MAX_NAME);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

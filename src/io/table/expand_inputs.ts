/**
 * Files by patterns.
 *
 * @module
 */

import { globSync } from "node:fs";
import { pathOf, type TableInput } from "./byte_input.ts";

/**
 * The files that are meant: patterns such as `data/*.csv` become the files they match, sorted by name.
 *
 * @throws {Deno.errors.NotFound} When a pattern matches nothing.
 */
export function expandInputs(input: TableInput | readonly TableInput[]): TableInput[] {
  const inputs: readonly TableInput[] = Array.isArray(input) ? input : [input as TableInput];
  if (inputs.length === 0) throw new RangeError("Cannot read a table: there is no file");
  return inputs.flatMap((input): TableInput[] => {
    const path = typeof input === "string" ? pathOf(input) : undefined;
    if (path === undefined) {
      return [typeof input === "string" ? new URL(input) : input];
    }
    if (!/[*?{]/.test(path)) return [path];
    const files = globSync(path).toSorted();
    if (files.length > 0) return files;
    throw new Deno.errors.NotFound(`Cannot read ${path}: no file has such a name`);
  });
}

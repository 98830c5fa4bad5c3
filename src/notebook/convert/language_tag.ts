/**
 * The language that a notebook's code is in.
 *
 * @module
 */

import { isJsonObject } from "../format/json.ts";
import type { Notebook } from "../format/notebook.ts";

/** Name of the language as fences and highlighters know it; TypeScript where nothing is said. */
export function languageTag({ metadata }: Notebook): string {
  const { language_info: info, kernelspec: spec } = metadata;
  const name = isJsonObject(info) ? info.name : isJsonObject(spec) ? spec.language : undefined;
  return typeof name === "string" && /^[\w+#-]+$/.test(name) ? name.toLowerCase() : "typescript";
}

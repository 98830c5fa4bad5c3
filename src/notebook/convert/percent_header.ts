/**
 * The line that begins a cell in a script of the percent format: `// %% [markdown] tags=["a"]`.
 *
 * @module
 */

import { canonicalJson, type Json, type JsonObject } from "../format/json.ts";
import type { Cell } from "../format/notebook.ts";

/** What such a line says. */
export interface PercentHeader {
  readonly type: Cell["cell_type"];
  readonly metadata: JsonObject;
}

const PLAIN_KEY = /^[\w./-]+$/;

/** Writes the line. */
export function formatHeader({ type, metadata }: PercentHeader): string {
  const parts = Object.keys(metadata).sort().map((key) => {
    const value = canonicalJson(metadata[key]!).replaceAll(/\n */g, " ");
    return `${PLAIN_KEY.test(key) ? key : JSON.stringify(key)}=${value}`;
  });
  return ["// %%", ...type === "code" ? [] : [`[${type}]`], ...parts].join(" ");
}

/** Reads the line; undefined for any other line. */
export function parseHeader(line: string): PercentHeader | undefined {
  const [, rest] = line.match(/^\/\/ %%(?!%)(.*)$/) ?? [];
  if (rest === undefined) return undefined;
  const [before = "", type] = rest.match(/^[^"=]*?\[(markdown|md|raw)\](?=\s|$)/) ?? [];
  const pairs = rest.slice(before.length);
  return {
    type: type === undefined ? "code" : type === "raw" ? "raw" : "markdown",
    metadata: Object.fromEntries(parsePairs(pairs)),
  };
}

/** Reads `key=JSON` until something else comes. */
function parsePairs(text: string): [string, Json][] {
  const pairs: [string, Json][] = [];
  const key = /\s*(?:([\w./-]+)|("(?:[^"\\]|\\.)*"))=/y;
  // A title may stand in front.
  key.lastIndex = Math.max(0, text.search(/(?<=^|\s)(?:[\w./-]+|"(?:[^"\\]|\\.)*")=/));
  for (let match = key.exec(text); match; match = key.exec(text)) {
    const value = jsonAt(text, key.lastIndex);
    if (!value) break;
    pairs.push([match[1] ?? JSON.parse(match[2]!), value.json]);
    key.lastIndex = value.end;
  }
  return pairs;
}

/** The JSON value that begins at a place: the shortest stretch up to a blank that is JSON. */
function jsonAt(text: string, start: number): { json: Json; end: number } | undefined {
  for (let end = start; end <= text.length; end++) {
    if (end < text.length && text[end] !== " ") continue;
    try {
      return { json: JSON.parse(text.slice(start, end)), end };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

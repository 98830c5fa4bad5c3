/**
 * Texts of two runs, compared line by line with numbers that may differ a little.
 *
 * @module
 */

import { diffArrays } from "../../deps/diff.ts";
import type { CompareSettings } from "./compare_settings.ts";
import { plainText } from "../plain_text.ts";
import { applyMasks } from "./masks.ts";

/** What a text comparison needs to know. */
export type TextSettings = Pick<CompareSettings, "relative" | "absolute" | "masks">;

const NUMBER = /[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/g;

/** Lines of a difference that are shown; the rest is counted. */
const MAX_SHOWN = 40;
/** Equal lines shown before and after each change. */
const CONTEXT = 2;
/** Changed lines after which two texts are just different. */
const MAX_EDITS = 2_000;

/**
 * Compares two texts.
 *
 * @returns The lines that differ, in the form of a diff, or undefined where the texts are the same
 *   but for what the settings allow.
 */
export function compareText(
  stored: string,
  current: string,
  settings: TextSettings,
): string | undefined {
  if (stored === current) return undefined;
  const before = readable(stored, settings);
  const after = readable(current, settings);
  const comparator = (a: string, b: string) => sameLine(a, b, settings);
  if (before.length === after.length && before.every((line, i) => comparator(line, after[i]!))) {
    return undefined;
  }
  const changes = diffArrays(before, after, { comparator, maxEditLength: MAX_EDITS });
  if (!changes) return `${before.length} lines became ${after.length}, nearly all are different`;
  return changes.some(({ added, removed }) => added || removed) ? format(changes) : undefined;
}

/** Lines as they are compared: without colours, with masks, no blanks at their ends. */
function readable(text: string, { masks }: TextSettings): string[] {
  const plain = applyMasks(plainText(text), masks);
  const trimmed = plain.replace(/\s+$/, "");
  return trimmed === "" ? [] : trimmed.split("\n").map((line) => line.trimEnd());
}

/** Whether two lines say the same: the words equal, the numbers close enough. */
function sameLine(a: string, b: string, { relative, absolute }: TextSettings): boolean {
  if (a === b) return true;
  if (skeleton(a) !== skeleton(b)) return false;
  const current = b.match(NUMBER) ?? [];
  return (a.match(NUMBER) ?? []).every((text, i) => close(text, current[i]!, relative, absolute));
}

/** A line without its numbers; columns and rules may have become wider with them. */
function skeleton(line: string): string {
  return line.replaceAll(NUMBER, "#").replaceAll(/\s+/g, " ").replaceAll(/([-=─━═])\1+/g, "$1")
    .trim();
}

function close(a: string, b: string, relative: number, absolute: number): boolean {
  return a === b || closeNumbers(Number(a), Number(b), { relative, absolute });
}

/** Whether a number is near enough to the stored one. */
export function closeNumbers(
  stored: number,
  current: number,
  { relative, absolute }: Pick<CompareSettings, "relative" | "absolute">,
): boolean {
  return Object.is(stored, current) || stored === current ||
    Math.abs(stored - current) <= absolute + relative * Math.abs(stored);
}

function format(
  changes: readonly { value: readonly string[]; added?: boolean; removed?: boolean }[],
): string {
  const lines = changes.flatMap(({ value, added, removed }, i) => {
    if (added || removed) return value.map((line) => `${added ? "+" : "-"} ${line}`);
    const head = i === 0 ? 0 : CONTEXT;
    const tail = i === changes.length - 1 ? 0 : CONTEXT;
    if (value.length <= head + tail) return value.map((line) => `  ${line}`);
    return [
      ...value.slice(0, head).map((line) => `  ${line}`),
      "  …",
      ...value.slice(value.length - tail).map((line) => `  ${line}`),
    ];
  });
  const shown = lines.slice(0, MAX_SHOWN).map((line) =>
    line.length > 200 ? `${line.slice(0, 199)}…` : line
  );
  const more = lines.length - shown.length;
  return [...shown, ...more > 0 ? [`  (${more} more lines)`] : []].join("\n");
}

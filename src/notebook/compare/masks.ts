/**
 * Masks over the parts of outputs that differ from run to run: times, paths, addresses.
 *
 * @module
 */

import { DENO_NOTICES } from "../deno_notices.ts";
import { NotebookError } from "../format/notebook_error.ts";

/** What a pattern is replaced by before outputs are compared. */
export interface Mask {
  /** Must be global. */
  readonly pattern: RegExp;
  /** What stands there instead. */
  readonly replacement: string;
}

const NUMBER = String.raw`\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?`;

/** Masks that are on unless switched off; the order counts. */
export const DEFAULT_MASKS: readonly Mask[] = [
  ...DENO_NOTICES.map((pattern) => ({ pattern, replacement: "" })),
  {
    pattern: /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi,
    replacement: "<uuid>",
  },
  {
    pattern: /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?/g,
    replacement: "<date>",
  },
  {
    pattern:
      /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\w{3} \d\d?|\d\d? \w{3}) \d{4}(?: \d\d:\d\d:\d\d(?: GMT[+-]\d{4})?(?: \([^)]*\))?)?/g,
    replacement: "<date>",
  },
  { pattern: /\b\d{1,2}:\d\d:\d\d(?:\.\d+)?(?: ?[AP]M\b)?/gi, replacement: "<time>" },
  {
    // A single m or h could be a length or a height.
    pattern: new RegExp(
      String.raw`\b(?:\d+h ?)?(?:\d+m ?)?${NUMBER} ?` +
        String.raw`(?:ns|[µμ]s|ms|secs?|seconds?|mins?|minutes?|hours?|s)\b(?![/=])`,
      "gi",
    ),
    replacement: "<duration>",
  },
  {
    pattern: new RegExp(
      String.raw`\b${NUMBER} ?(?:(?:s|ms)/\w+|[kMG]?(?:B|i?t|it|steps?|images?|\w+)/s(?:ec)?)\b`,
      "g",
    ),
    replacement: "<rate>",
  },
  { pattern: /\b0x[0-9a-f]{6,}\b/gi, replacement: "<address>" },
  { pattern: /\b(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0):\d{2,5}\b/g, replacement: "<host>" },
  { pattern: /\b(pid|process)(\s*[:=]?\s*)\d+\b/gi, replacement: "$1$2<pid>" },
  { pattern: /(?:file:\/\/\/|\b[A-Z]:\\)[^\s"'`)<>]+/g, replacement: "<path>" },
  {
    pattern:
      /(?<![\w./<-])\/(?:tmp|var|home|root|Users|private|opt|usr|mnt|workspace|builds?)\/[^\s"'`)<>:,;]*/g,
    replacement: "<path>",
  },
];

/**
 * Makes a mask of what a user writes: a regular expression, and after `=>` what to put in its place
 * (`<masked>` without it).
 *
 * @throws {NotebookError} When it is no regular expression.
 */
export function parseMask(text: string): Mask {
  const [source, replacement = "<masked>"] = text.split(/\s*=>\s*(.*)/s);
  try {
    return { pattern: new RegExp(source!, "gmu"), replacement };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NotebookError(`the mask "${text}" is no regular expression: ${why}`, { cause });
  }
}

/** Replaces all that masks cover. */
export function applyMasks(text: string, masks: readonly Mask[]): string {
  return masks.reduce((masked, mask) => masked.replace(mask.pattern, mask.replacement), text);
}

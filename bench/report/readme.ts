/**
 * The part of bench/README.md that a run writes.
 *
 * @module
 */

import type { Report } from "../summary.ts";
import { limitsOf, rowsOf } from "../summary.ts";
import { markdown } from "./format.ts";
import {
  barTable,
  describeFailures,
  describePeers,
  describeRun,
  ratioTable,
  sizeTable,
} from "./tables.ts";

const START = "<!-- newest run: written by `deno task bench --write` -->";
const END = "<!-- end of the newest run -->";

/** The part in Markdown. */
export function newestRun(report: Report): string {
  const rows = rowsOf(report.samples);
  const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join("\n");
  const failures = describeFailures(report.samples);
  return [
    list([...describeRun(report, limitsOf(report.samples)), ...describePeers(report)]),
    "### Ratios",
    "Ours divided by the peer's, each in the best of its ways: below 1 ours is faster, or smaller. " +
    "The limit is the time that the job's arithmetic or its memory traffic takes at the rates above.",
    markdown(ratioTable(rows)),
    "![Ratios of Tensaur to its peers, and times by size](results.svg)",
    "### Promises",
    markdown(barTable(rows)),
    "### All sizes",
    "Median, half the distance of the quartiles, and the way that was fastest.",
    markdown(sizeTable(rows)),
    ...(failures.length > 0 ? ["### What could not run", list(failures)] : []),
  ].join("\n\n");
}

/**
 * Puts a run into the README, in place of the one before.
 *
 * @throws {Error} When the README has no place for it.
 */
export function withNewestRun(readme: string, run: string): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) {
    throw new Error(`Cannot write the run: the README must have "${START}" and later "${END}"`);
  }
  return `${readme.slice(0, start + START.length)}\n\n${run}\n\n${readme.slice(end)}`;
}

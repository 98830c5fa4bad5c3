/**
 * Charts beside each other.
 *
 * @module
 */

import { Figure, type FigureOptions } from "./figure.ts";

/**
 * One chart of several, beside each other with a common legend; their titles stand above each.
 *
 * @param figures Charts by title, from left to right.
 * @param options Title, colours and size of the whole.
 * @returns The chart, for `show` or as the last value of a cell.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const both = display.panels({
 *   loss: display.lineChart([3, 2, 1]),
 *   accuracy: display.lineChart([0.5, 0.75, 1]),
 * });
 * assertEquals(both.panels.map(({ title }) => title), ["loss", "accuracy"]);
 * ```
 */
export function panels(
  figures: Readonly<Record<string, Figure>>,
  options: FigureOptions = {},
): Figure {
  const all = Object.entries(figures).flatMap(([title, figure]) =>
    figure.panels.map((panel) => ({ ...panel, title }))
  );
  return new Figure(all, options);
}

/**
 * Charts beside each other.
 *
 * @module
 */

import { Figure, type FigureOptions } from "./figure.ts";

const MAX_PANELS = 12;

/**
 * One chart of several, beside each other with a common legend; their titles stand above each.
 *
 * @param figures Charts by title, from left to right.
 * @param options Title, colours and size of the whole.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {RangeError} When there are more than 12.
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
  if (all.length > MAX_PANELS) {
    throw new RangeError(
      `Cannot put charts beside each other: at most ${MAX_PANELS} can be read, got ${all.length}; ` +
        "show them one by one",
    );
  }
  return new Figure(all, options);
}

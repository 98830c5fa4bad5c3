/**
 * Charts over each other.
 *
 * @module
 */

import { Figure, type FigureOptions } from "./figure.ts";
import type { Panel, SeriesMarks } from "./panel.ts";

/**
 * One chart of several, drawn over each other in the axes of the first: points with the line that
 * fits them, paths over lines of equal height. The titles of the axes are those of the first chart that
 * has them. Where two charts have a colour in common, the later one gets another.
 *
 * @param figures Charts of one panel each with the same kind of axes; the last one lies on top.
 * @param options Title, colours and size of the whole.
 * @returns The chart, for `show` or as the last value of a cell.
 * @throws {TypeError} When there is none, one has several panels, or their axes cannot be one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display } from "tensaur";
 *
 * const fit = display.overlay([
 *   display.scatterChart({ name: "houses", x: [1, 2, 3], y: [2, 4, 5] }),
 *   display.lineChart({ name: "line", x: [1, 3], y: [2, 5] }),
 * ]);
 * assertEquals(fit.toPlotly().data.map(({ mode }) => mode), ["markers", "lines"]);
 * ```
 */
export function overlay(figures: readonly Figure[], options: FigureOptions = {}): Figure {
  const panels = figures.map(({ panels }, i) => {
    if (panels.length === 1) return panels[0]!;
    throw wrong(`each must have one panel, chart ${i} has ${panels.length}`);
  });
  const [first] = panels;
  if (first === undefined) throw wrong("wanted one chart or more, got none");
  for (const [i, panel] of panels.entries()) {
    for (const side of ["x", "y"] as const) {
      const [one, other] = [first[side].scale, panel[side].scale];
      if (one === other) continue;
      throw wrong(`the ${side} axis of chart 0 is ${one}, that of chart ${i} is ${other}`);
    }
  }
  const categories = (side: "x" | "y") => [
    ...new Set(panels.flatMap((panel) => panel[side].categories)),
  ];
  const axis = (side: "x" | "y") => ({
    ...first[side],
    title: panels.map((panel) => panel[side].title).find((title) => title !== "") ?? "",
    categories: categories(side),
  });
  const used = new Set<number>();
  return new Figure([{
    ...first,
    title: panels.map(({ title }) => title).find((title) => title !== "") ?? "",
    x: axis("x"),
    y: axis("y"),
    annotations: panels.flatMap(({ annotations }) => annotations ?? []),
    marks: panels.flatMap((panel) => recolored(panel, used)),
    notes: [...new Set(panels.flatMap(({ notes }) => notes))],
  }], options);
}

/** Marks with colours that are not used yet, the same for those that were the same. */
function recolored({ marks }: Panel, used: Set<number>): Panel["marks"] {
  const own = new Set(marks.flatMap((one) => one.kind === "heat" ? [] : [one.color]));
  const colors = new Map<number, number>();
  for (const color of own) {
    let free = color;
    for (let next = 0; used.has(free); next++) if (!own.has(next)) free = next;
    used.add(free);
    colors.set(color, free);
  }
  return marks.map((one) =>
    one.kind === "heat" ? one : { ...one, color: colors.get(one.color)! } satisfies SeriesMarks
  );
}

function wrong(why: string): TypeError {
  return new TypeError(`Cannot draw charts over each other: ${why}`);
}

/**
 * Series as callers give them.
 *
 * @module
 */

import { countText } from "../text/number_text.ts";
import { categoryNames } from "./category_names.ts";
import {
  type Annotation,
  axisOf,
  type AxisOptions,
  type Panel,
  type Place,
  type SeriesMarks,
} from "./panel.ts";
import { Figure, type FigureOptions } from "./figure.ts";
import { type Numbers, numbersOf } from "./given_numbers.ts";
import { type GivenPoints, type Points, thinnedNote } from "./thin.ts";

/** One series of numbers. */
export interface Series {
  /** In the legend. */
  readonly name?: string;
  /** Places along the x axis, numbers or names; 0, 1, 2 … unless told. */
  readonly x?: ArrayLike<Place>;
  /** One number per place. */
  readonly y: ArrayLike<number>;
  /** Whether a line is dashed. */
  readonly dashed?: boolean;
  /** Number of its colour, from 0; its place among the series unless told. The seventh, 6, is grey. */
  readonly color?: number;
}

/** A series whose numbers are in arrays or in tensors. */
export interface GivenSeries extends Omit<Series, "x" | "y"> {
  /** Places along the x axis, numbers or names; 0, 1, 2 … unless told. */
  readonly x?: ArrayLike<Place> | Numbers;
  /** One number per place. */
  readonly y: Numbers;
}

/**
 * Numbers alone, one series, several, or numbers by the name of their series; tensors are read row by
 * row.
 */
export type SeriesInput =
  | Numbers
  | GivenSeries
  | readonly GivenSeries[]
  | Readonly<Record<string, Numbers>>;

/** Titles, axes and looks of a chart with two axes. */
export interface ChartOptions extends FigureOptions {
  /** From left to right. */
  readonly x?: AxisOptions;
  /** From bottom to top. */
  readonly y?: AxisOptions;
  /** Lines across the chart, such as a goal, and remarks at points. */
  readonly annotations?: readonly Annotation[];
}

/**
 * Whatever was given, as a list of series.
 *
 * @throws {TypeError} If it is none of the kinds of {@linkcode SeriesInput}.
 */
export function seriesList(given: SeriesInput): Series[] {
  const input = numbersOf(given);
  if (isList(input)) {
    const first = input[0];
    if (typeof first === "object" && first !== null) {
      return Array.from(input as readonly GivenSeries[], checked);
    }
    return input.length === 0 ? [] : [{ y: input as ArrayLike<number> }];
  }
  if (typeof input !== "object" || input === null) return [checked(input)];
  if (isList(numbersOf((input as Partial<GivenSeries>).y))) return [checked(input as GivenSeries)];
  return Object.entries(input as Record<string, Numbers>)
    .map(([name, y]) => checked({ name, y }));
}

function isList(input: unknown): input is ArrayLike<unknown> {
  return Array.isArray(input) || ArrayBuffer.isView(input);
}

function checked(series: GivenSeries): Series {
  const y: unknown = numbersOf(series?.y);
  if (isList(y)) {
    const { x, ...looks } = series;
    const places = x === undefined ? {} : { x: numbersOf(x) as ArrayLike<Place> };
    return { ...looks, ...places, y: y as ArrayLike<number> };
  }
  const name = series?.name === undefined ? "a series" : `the series ${series.name}`;
  const got = series?.y === undefined ? typeof series : typeof series.y;
  throw new TypeError(
    `Cannot draw ${name}: its numbers must be an array, and what came is ${got}; give an array, ` +
      "{ y: [...] }, or arrays by name",
  );
}

/** How a kind of series becomes marks. */
export interface MarkRules {
  /** What is said in errors, such as `a line chart`. */
  readonly what: string;
  /** What is drawn. */
  readonly kind: SeriesMarks["kind"];
  /** Points of one series, and of all in one panel. */
  readonly most: { readonly each: number; readonly all: number };
  /** Leaves points out where there are more than the limit. */
  readonly thin: (points: GivenPoints, limit: number) => Points;
}

/** Lines or bars of more series than this nobody tells apart. */
const MAX_SERIES = 100;

/** A figure with one panel of series. */
export function seriesFigure(
  input: SeriesInput,
  options: ChartOptions,
  rules: MarkRules,
): Figure {
  return new Figure([seriesPanel(seriesList(input), options, rules)], options);
}

/** One panel of series. */
export function seriesPanel(
  list: readonly Series[],
  options: ChartOptions,
  rules: MarkRules,
): Panel {
  const notes = new Set<string>();
  const drawn = list.slice(0, MAX_SERIES);
  if (drawn.length < list.length) {
    notes.add(`the first ${drawn.length} of ${countText(list.length)} series`);
  }
  const limit = Math.min(rules.most.each, Math.floor(rules.most.all / drawn.length));
  const marks = drawn.map((series, i): SeriesMarks => {
    const { x, y, name = "", dashed = false, color = i } = series;
    if (!Number.isInteger(color) || color < 0) {
      throw new RangeError(
        `Cannot draw ${rules.what}: color must be an integer from 0, current value is ${color}`,
      );
    }
    if (x !== undefined && x.length !== y.length) {
      throw new TypeError(
        `Cannot draw ${rules.what}: each series needs as many places x as numbers y, ` +
          `series ${i} has ${x.length} and ${y.length}`,
      );
    }
    const points = rules.thin({ x, y }, limit);
    const note = thinnedNote(points.y.length, y.length, "points");
    if (note) notes.add(note);
    return { kind: rules.kind, name, ...points, color, dashed };
  });
  const named = marks.some(({ x }) => x.some((place) => typeof place === "string"));
  const given = named ? [...new Set(marks.flatMap(({ x }) => x.map(String)))] : [];
  const categories = named ? categoryNames(given) : undefined;
  const nameOf = new Map(given.map((name, i) => [name, categories![i]!]));
  const shown = named
    ? marks.map((one) => ({ ...one, x: one.x.map((place) => nameOf.get(String(place))!) }))
    : marks;
  if (options.y?.scale === "log") noteDropped(shown.flatMap(({ y }) => y), "y", notes);
  if (options.x?.scale === "log" && !named) {
    noteDropped(shown.flatMap(({ x }) => x as readonly number[]), "x", notes);
  }
  return {
    title: "",
    x: axisOf(options.x, categories),
    y: axisOf(options.y),
    marks: shown,
    ...options.annotations !== undefined && { annotations: options.annotations },
    notes: [...notes],
  };
}

/** A logarithm has no place for zero and below. */
function noteDropped(values: readonly number[], axis: string, notes: Set<string>): void {
  const dropped = values.filter((value) => value <= 0).length;
  if (dropped > 0) notes.add(`${dropped} points with ${axis} ≤ 0 have no place on a log axis`);
}

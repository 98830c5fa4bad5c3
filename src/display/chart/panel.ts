/**
 * What a chart is made of.
 *
 * @module
 */

/** A place along an axis: a number, or the name of a category. */
export type Place = number | string;

/** One axis. */
export interface AxisOptions {
  /** What stands beside it. */
  readonly title?: string;
  /** Whether equal distances are equal differences or, with `"log"`, equal factors. */
  readonly scale?: "linear" | "log";
}

/** An axis of a panel. */
export interface Axis {
  /** What stands beside it; may be empty. */
  readonly title: string;
  /** Its scale. */
  readonly scale: "linear" | "log" | "category";
  /** Names in order, where it has categories. */
  readonly categories: readonly string[];
  /** What is written for each of them, where that is not its name: names differ, these need not. */
  readonly labels?: readonly string[];
  /** Whether the same labels stand beside another panel of the row or column: Plotly leaves them out. */
  readonly repeated?: boolean;
  /** What it covers; what the data needs unless told. */
  readonly covers?: readonly [number, number];
  /** Whether only whole numbers are labelled. */
  readonly whole?: boolean;
}

/** Points of one series. */
export interface SeriesMarks {
  /** How they are drawn. */
  readonly kind: "line" | "points" | "bars";
  /** In the legend; may be empty. */
  readonly name: string;
  /** One per point. */
  readonly x: readonly Place[];
  /** One per point; NaN where there is none. */
  readonly y: readonly number[];
  /** Number of its colour. */
  readonly color: number;
  /** Whether a line is dashed. */
  readonly dashed: boolean;
  /** One per point, for those who point at it. */
  readonly texts?: readonly string[];
  /** Width of bars, along the x axis; with categories they share the place that there is. */
  readonly barWidth?: number;
}

/** A table of numbers as colours; its axes have categories. */
export interface HeatMarks {
  /** How it is drawn. */
  readonly kind: "heat";
  /** Row by row, the first at the top. */
  readonly values: readonly (readonly number[])[];
  /** Whether the numbers are written into the squares. */
  readonly written: boolean;
  /** The numbers at both ends of the colours; those of the values unless told. */
  readonly range?: readonly [number, number];
  /** Whether the meaning of the colours stands beside it; true unless told. */
  readonly bar?: boolean;
}

/** A remark in a chart: a line across it where one place is told, a point where both are. */
export interface Annotation {
  /** Along the x axis. */
  readonly x?: Place;
  /** Along the y axis. */
  readonly y?: Place;
  /** What stands there. */
  readonly text: string;
}

/** A coordinate system with what is drawn in it. */
export interface Panel {
  /** Above it; may be empty. */
  readonly title: string;
  /** From left to right. */
  readonly x: Axis;
  /** From bottom to top; from top to bottom for a heat map. */
  readonly y: Axis;
  /** Drawn one over the other. */
  readonly marks: readonly (SeriesMarks | HeatMarks)[];
  /** Drawn over the data. */
  readonly annotations?: readonly Annotation[];
  /** What was left out. */
  readonly notes: readonly string[];
}

/** The axis that options ask for. */
export function axisOf(options: AxisOptions | undefined, categories?: readonly string[]): Axis {
  const { title = "", scale = "linear" } = options ?? {};
  return {
    title,
    scale: categories === undefined ? scale : "category",
    categories: categories ?? [],
  };
}

/** The series of a panel. */
export function seriesOf(panel: Panel): SeriesMarks[] {
  return panel.marks.filter((marks) => marks.kind !== "heat");
}

/** The heat map of a panel. */
export function heatOf(panel: Panel): HeatMarks | undefined {
  return panel.marks.find((marks) => marks.kind === "heat");
}

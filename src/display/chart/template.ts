/**
 * Colours of charts.
 *
 * @module
 */

import type { ColorScale } from "../picture/color_scale.ts";
import { hexColor, VIRIDIS } from "../picture/color_scale.ts";

/** Name of a set of colours. */
export type TemplateName = "light" | "dark";

/** Colours of one chart. */
export interface Template {
  /** Behind everything. */
  readonly background: string;
  /** Titles and labels. */
  readonly text: string;
  /** Lines behind the data. */
  readonly grid: string;
  /** One for each series, told apart by people with any eyesight (Okabe and Ito). */
  readonly series: readonly string[];
  /** For heat maps. */
  readonly scale: ColorScale;
}

/** The sets of colours. */
export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  light: {
    background: "#ffffff",
    text: "#24292f",
    grid: "#dde1e6",
    series: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d"],
    scale: VIRIDIS,
  },
  dark: {
    background: "#16191d",
    text: "#e6e9ed",
    grid: "#363c44",
    series: ["#56b4e9", "#e69f00", "#2fc79a", "#e08fbd", "#f0e442", "#ff8a3d", "#c9ced6"],
    scale: VIRIDIS,
  },
};

/** Colour of the series with a number; after the last colour the first comes again, dashed. */
export function seriesColor(template: Template, index: number): { color: string; dashed: boolean } {
  const { series } = template;
  return {
    color: series[index % series.length]!,
    dashed: index % (2 * series.length) >= series.length,
  };
}

/** Forms of points; after the last colour the first comes again with the next form. */
const SYMBOLS = ["circle", "square", "triangle-up", "diamond"] as const;

/** How the points of the series with a number look. */
export function pointSymbol({ series }: Template, index: number): typeof SYMBOLS[number] {
  return SYMBOLS[Math.floor(index / series.length) % SYMBOLS.length]!;
}

/** Stops of a scale as Plotly has them. */
export function plotlyScale(scale: ColorScale): [number, string][] {
  return scale.map((color, i) => [i / (scale.length - 1), hexColor(color)]);
}

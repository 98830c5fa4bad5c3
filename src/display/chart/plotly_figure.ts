/**
 * Charts as Plotly has them.
 *
 * @module
 */

import { type Axis, heatOf, type Panel, type Place, seriesOf } from "./panel.ts";
import { plotlyAnnotations } from "./plotly_annotations.ts";
import { plotlyNumber as number, plotlyText as safe } from "./plotly_values.ts";
import { plotlyScale, pointSymbol, seriesColor, type Template } from "./template.ts";
import type { FigureParts } from "./figure.ts";
import { colorsFor } from "../picture/color_scale.ts";
import { extent } from "../text/sparkline.ts";

/** A figure for plotly.js 3 and later: JSON. */
export interface PlotlyFigure {
  /** The traces. */
  readonly data: readonly Readonly<Record<string, unknown>>[];
  /** Titles, axes and colours. */
  readonly layout: Readonly<Record<string, unknown>>;
  /** How the page may handle it. */
  readonly config: Readonly<Record<string, unknown>>;
}

const MAX_LEGEND = 20;
/** Pixels at the left, with an axis' labels, and at the right of the data. */
const LEFT = 64;
const RIGHT = 24;
/** Pixels of a row of the legend, of a letter in it, and of what stands beside a name. */
const LEGEND_ROW = 20;
const LETTER = 7;
const SYMBOL = 45;
const LONGEST_NAME = 40;
/** Rows for which there is room above the data. */
const MAX_ROWS = 4;

/** Describes a chart to Plotly. */
export function plotlyFigure(parts: FigureParts, template: Template): PlotlyFigure {
  const { panels, title, width, height } = parts;
  const notes = panels.flatMap((panel) => panel.notes);
  const names = new Set(panels.flatMap(seriesOf).map(({ name }) => name));
  names.delete("");
  // A legend of many names leaves no place for the data; pointed at, each says its name.
  const legend = names.size > 0 && names.size <= MAX_LEGEND;
  const titled = panels.some(hasTitle);
  const layout: Record<string, unknown> = {
    title: {
      text: safe(title, { columns: Math.floor(width / 10) }),
      x: 0.02,
      y: 0.97,
      yref: "container",
      yanchor: "top",
    },
    width,
    height,
    paper_bgcolor: template.background,
    plot_bgcolor: template.background,
    font: { color: template.text },
    colorway: template.series,
    barmode: "group",
    showlegend: legend,
    // Above the titles of the panels, where there are some.
    legend: { orientation: "h", y: titled ? 1.08 : 1.02, yanchor: "bottom", x: 0 },
    margin: {
      t: 32 + (title === "" ? 0 : 24) + (legend ? LEGEND_ROW * legendRows(names, width) : 0) +
        (titled ? 24 : 0),
      l: LEFT,
      r: RIGHT,
      b: notes.length > 0 ? 72 : 56,
    },
  };
  const annotations: Readonly<Record<string, unknown>>[] = [];
  const shapes: Readonly<Record<string, unknown>>[] = [];
  const cells = gridCells(parts);
  const named = new Set<string>();
  const data = panels.flatMap((panel, i) => {
    const suffix = i === 0 ? "" : String(i + 1);
    const { left, right, bottom, top } = cells[i]!;
    layout[`xaxis${suffix}`] = {
      ...axis(panel.x, template),
      ...panel.x.whole && wholeTicks(panel),
      domain: [left, right],
      anchor: `y${suffix}`,
    };
    layout[`yaxis${suffix}`] = {
      ...axis(panel.y, template),
      domain: [bottom, top],
      anchor: `x${suffix}`,
      ...heatOf(panel) && { autorange: "reversed" },
    };
    if (panel.title !== "") {
      annotations.push({
        text: safe(panel.title, { columns: Math.floor(width / 8 / panels.length) }),
        showarrow: false,
        xref: "paper",
        yref: "paper",
        x: (left + right) / 2,
        y: top,
        xanchor: "center",
        yanchor: "bottom",
      });
    }
    const remarks = plotlyAnnotations(panel, { suffix, template });
    annotations.push(...remarks.annotations);
    shapes.push(...remarks.shapes);
    return traces(panel, template).map((trace) => {
      const name = String(trace.name ?? "");
      const repeated = named.has(name);
      named.add(name);
      return {
        ...trace,
        ...trace.showscale === true && {
          colorbar: { thickness: 12, xpad: 6, x: right, y: (bottom + top) / 2, len: top - bottom },
        },
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        ...name === "" ? { showlegend: false } : { legendgroup: name, showlegend: !repeated },
      };
    });
  });
  if (notes.length > 0) {
    annotations.push({
      text: safe(notes.join("; "), { columns: 120 }),
      showarrow: false,
      xref: "paper",
      yref: "paper",
      x: 1,
      // Below the axis, unless names of categories may stand there, as long as they like.
      ...panels.some(({ x }) => x.scale === "category")
        ? { y: 1, yshift: titled ? 22 : 4, yanchor: "bottom" }
        : { y: 0, yshift: -44, yanchor: "top" },
      xanchor: "right",
      font: { size: 10 },
    });
  }
  if (annotations.length > 0) layout.annotations = annotations;
  if (shapes.length > 0) layout.shapes = shapes;
  return { data, layout, config: { responsive: true, displaylogo: false } };
}

/** Rows of a legend: Plotly puts all names into one, or into columns as wide as the longest. */
function legendRows(names: ReadonlySet<string>, width: number): number {
  const widths = Array.from(names, (name) => SYMBOL + LETTER * Math.min(LONGEST_NAME, name.length));
  const room = width - LEFT - RIGHT;
  if (widths.reduce((sum, one) => sum + one, 0) <= room) return 1;
  const rows = Math.ceil(names.size / Math.max(1, Math.floor(room / Math.max(...widths))));
  return Math.min(MAX_ROWS, rows);
}

/** Where each panel is, in shares of the whole; between them there is room for labels and titles. */
function gridCells({ panels, columns, width, height }: FigureParts) {
  const rows = Math.ceil(panels.length / columns);
  const bars = panels.some((panel) => (heatOf(panel)?.bar ?? true) && heatOf(panel));
  const gap = columns > 3 || bars ? Math.min(0.5 / columns, (bars ? 110 : 60) / width) : 0.1;
  const [wide, tall] = [(1 - gap * (columns - 1)) / columns, 1 / Math.max(1, rows)];
  // A row ends with the labels of its x axes, and the next begins with titles.
  const between = rows > 1 ? Math.min(0.5 * tall, 84 / height) : 0;
  return panels.map((_, i) => {
    const left = (i % columns) * (wide + gap);
    const row = Math.floor(i / columns);
    const high = (1 - between * (rows - 1)) / rows;
    const top = 1 - row * (high + between);
    return { left, right: Math.min(1, left + wide), top, bottom: Math.max(0, top - high) };
  });
}

function hasTitle({ title }: Panel): boolean {
  return title !== "";
}

/** What colours can tell apart; counts stay as they are. */
function colored(value: number): number | null {
  return Number.isInteger(value) ? value : number(Number(value.toPrecision(4)));
}

function place(value: Place): string | number | null {
  return typeof value === "string" ? safe(value) : number(value);
}

function axis({ title, scale, categories, labels, repeated, covers }: Axis, template: Template) {
  const range = covers && covers.map((end) => scale === "log" ? Math.log10(end) : end);
  return {
    title: { text: safe(title, { columns: 40 }), standoff: 6 },
    type: scale,
    gridcolor: template.grid,
    zerolinecolor: template.grid,
    automargin: true,
    // Without it small numbers get the letters of units: 100µ.
    exponentformat: "power",
    ...scale === "category" &&
      { categoryorder: "array", categoryarray: categories.map((text) => safe(text)) },
    ...labels !== undefined && {
      tickmode: "array",
      tickvals: categories.map((text) => safe(text)),
      ticktext: labels.map((text) => safe(text)),
    },
    ...repeated && { showticklabels: false },
    ...range !== undefined && { range },
  };
}

/** Plotly labels halves, too, where there are few numbers, and as wholes they would stand twice. */
function wholeTicks(panel: Panel) {
  const [low, high] = extent(seriesOf(panel).flatMap(({ x }) => x.map(Number)));
  return high - low <= 10 ? { tick0: 0, dtick: 1 } : { tickformat: ",d" };
}

/** A point without neighbours, which no line reaches. */
function isAlone(y: readonly number[], at: number): boolean {
  return Number.isFinite(y[at]) && !Number.isFinite(y[at - 1]) && !Number.isFinite(y[at + 1]);
}

function traces(panel: Panel, template: Template): Record<string, unknown>[] {
  return panel.marks.map((marks) => {
    if (marks.kind === "heat") {
      const { values, written, bar = true } = marks;
      const { low, high, scale } = colorsFor(...marks.range ?? extent(values.flat()));
      return {
        type: "heatmap",
        x: panel.x.categories.map((text) => safe(text)),
        y: panel.y.categories.map((text) => safe(text)),
        z: values.map((row) => row.map(colored)),
        zmin: number(low),
        zmax: number(high),
        colorscale: plotlyScale(scale),
        showscale: bar,
        ...written && { texttemplate: "%{z}" },
      };
    }
    const { color, dashed } = seriesColor(template, marks.color);
    const common = {
      name: safe(marks.name, { columns: LONGEST_NAME }),
      x: marks.x.map(place),
      y: marks.y.map(number),
    };
    if (marks.kind === "bars") {
      const { barWidth } = marks;
      return {
        type: "bar",
        ...common,
        marker: { color },
        ...barWidth !== undefined && { width: number(barWidth) },
      };
    }
    const dash = dashed || marks.dashed ? "dash" : "solid";
    const single = marks.y.some((_, i) => isAlone(marks.y, i));
    return {
      type: "scatter",
      mode: marks.kind === "points" ? "markers" : single ? "lines+markers" : "lines",
      ...common,
      ...marks.texts !== undefined &&
        {
          text: marks.texts.map((text) => safe(text)),
          hovertemplate: "%{text}<extra>%{fullData.name}</extra>",
        },
      line: { color, dash, width: 2 },
      marker: { color, size: 6, symbol: pointSymbol(template, marks.color) },
    };
  });
}

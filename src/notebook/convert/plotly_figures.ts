/**
 * Figures of Plotly that a page draws.
 *
 * @module
 */

import { loadPlotlySource } from "../../deps/plotly.ts";
import type { Notebook } from "../format/notebook.ts";

/** MIME type of a figure. */
export const PLOTLY = "application/vnd.plotly.v1+json";

/**
 * How figures of Plotly are shown: `inline` brings the library (4.8 MB), `static` shows the picture
 * that goes with a figure, `auto` takes the library only where a figure has no picture.
 */
export type PlotlyMode = "auto" | "inline" | "static";

/** Whether the page of a notebook needs the library. */
export function wantsLibrary(notebook: Notebook, mode: PlotlyMode): boolean {
  if (mode === "static") return false;
  const figures = figuresOf(notebook);
  return mode === "inline" ? figures.length > 0 : figures.some(({ hasPicture }) => !hasPicture);
}

/** The library's text; undefined, with a warning, where it cannot be had. */
export async function plotlyLibrary(warnings: string[]): Promise<string | undefined> {
  try {
    // The end of a script must not stand in it.
    return (await loadPlotlySource()).replaceAll(/<\/script/gi, "<\\/script");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    warnings.push(`figures stay as they are, because Plotly cannot be loaded: ${error.message}`);
    return undefined;
  }
}

/**
 * JavaScript of a page: `drawFigure(place, figure)` draws in the place of what is there, which stays
 * where that fails. A figure without a template of its own takes the colours of the page.
 */
export const DRAW_FIGURE = `function drawFigure(place, figure) {
  const { color } = getComputedStyle(document.body);
  const axis = { gridcolor: "rgba(128,128,128,0.25)", zerolinecolor: "rgba(128,128,128,0.5)" };
  const clear = "rgba(0,0,0,0)";
  const modebar = { bgcolor: clear, color: "rgba(128,128,128,0.7)", activecolor: color };
  const layout = {
    paper_bgcolor: clear, plot_bgcolor: clear, font: { color }, xaxis: axis, yaxis: axis, modebar,
  };
  const kept = [...place.childNodes];
  const config = { responsive: true, displaylogo: false, ...figure.config };
  place.replaceChildren();
  return Plotly.newPlot(place, figure.data ?? [], { template: { layout }, ...figure.layout }, config)
    .catch(() => place.replaceChildren(...kept));
}`;

function figuresOf(notebook: Notebook): { hasPicture: boolean }[] {
  const outputs = notebook.cells.flatMap((cell) => cell.cell_type === "code" ? cell.outputs : []);
  return outputs.flatMap((output) => {
    if (output.output_type === "stream" || output.output_type === "error") return [];
    if (!Object.hasOwn(output.data, PLOTLY)) return [];
    return [{ hasPicture: Object.keys(output.data).some((mime) => mime.startsWith("image/")) }];
  });
}

/**
 * Remarks as Plotly has them.
 *
 * @module
 */

import type { Axis, Panel, Place } from "./panel.ts";
import { plotlyNumber, plotlyText } from "./plotly_values.ts";
import type { Template } from "./template.ts";

/** Lines across a panel, and texts in it. */
export interface PlotlyAnnotations {
  /** Texts, those of points with an arrow. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  /** Lines. */
  readonly shapes: readonly Readonly<Record<string, unknown>>[];
}

/** Describes the remarks of a panel whose axes have a suffix. */
export function plotlyAnnotations(
  panel: Panel,
  { suffix, template }: { readonly suffix: string; readonly template: Template },
): PlotlyAnnotations {
  const annotations: Record<string, unknown>[] = [];
  const shapes: Record<string, unknown>[] = [];
  const along = (name: "x" | "y") => ({ [`${name}ref`]: `${name}${suffix}` });
  const across = (name: "x" | "y") => ({ [`${name}ref`]: `${name}${suffix} domain` });
  const line = { type: "line", line: { color: template.text, dash: "dash", width: 1 } };
  for (const { x, y, text } of panel.annotations ?? []) {
    if (x === undefined && y === undefined) continue;
    if (x === undefined) {
      const at = shapePlace(y!);
      shapes.push({ ...line, ...across("x"), ...along("y"), x0: 0, x1: 1, y0: at, y1: at });
    } else if (y === undefined) {
      const at = shapePlace(x);
      shapes.push({ ...line, ...along("x"), ...across("y"), x0: at, x1: at, y0: 0, y1: 1 });
    }
    annotations.push({
      text: plotlyText(text),
      ...x === undefined ? { ...across("x"), x: 1 } : { ...along("x"), x: textPlace(x, panel.x) },
      ...y === undefined ? { ...across("y"), y: 1 } : { ...along("y"), y: textPlace(y, panel.y) },
      showarrow: x !== undefined && y !== undefined,
      xanchor: x === undefined ? "right" : "left",
      yanchor: y === undefined ? "top" : "bottom",
    });
  }
  return { annotations, shapes };
}

function shapePlace(value: Place): string | number | null {
  return typeof value === "string" ? plotlyText(value) : plotlyNumber(value);
}

/** Plotly wants the logarithm of texts' places, but not of shapes'. */
function textPlace(value: Place, { scale }: Axis): string | number | null {
  return scale === "log" ? plotlyNumber(Math.log10(Number(value))) : shapePlace(value);
}

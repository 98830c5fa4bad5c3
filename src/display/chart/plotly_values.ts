/**
 * Values as Plotly takes them.
 *
 * @module
 */

import { cut } from "../text/fit.ts";
import { printable } from "../text/printable.ts";

/** Plotly reads a few tags in its texts. */
export function plotlyText(text: string, { columns = 60 }: { columns?: number } = {}): string {
  return cut(printable(text), columns).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

/** Six digits, and null for what JSON cannot hold. */
export function plotlyNumber(value: number): number | null {
  // Plotly's own differences of larger ones are infinite.
  const within = Math.max(-1e300, Math.min(1e300, value));
  return Number.isFinite(value) ? Number(within.toPrecision(6)) : null;
}

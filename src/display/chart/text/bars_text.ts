/**
 * Bars from left to right.
 *
 * @module
 */

import type { TextOptions } from "../../mime_bundle.ts";
import { cut, pad, widthOf } from "../../text/fit.ts";
import { countText, numberText } from "../../text/number_text.ts";
import { printable } from "../../text/printable.ts";
import { countBars } from "../../text/sparkline.ts";
import type { SeriesMarks } from "../panel.ts";

const MAX_LABEL = 24;
const MAX_ROWS = 30;
const MAX_BINS = 16;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** One line for each bar. */
export function barsText(
  series: readonly SeriesMarks[],
  { columns }: Required<TextOptions>,
): string[] {
  const [only] = series;
  // The bars of a histogram stand on numbers, and are many.
  if (series.length === 1 && only!.barWidth !== undefined && only!.y.length > MAX_BINS) {
    return histogramText(only!, columns);
  }
  const rows = series.flatMap(({ name, x, y }) =>
    y.map((value, i) => {
      const place = x[i]!;
      const label = typeof place === "number" ? numberText(place) : place;
      const full = series.length > 1 && name !== "" ? `${label} ${name}` : label;
      return { label: cut(printable(full), MAX_LABEL), value, text: numberText(value) };
    })
  );
  const shown = rows.slice(0, MAX_ROWS);
  const labels = Math.max(0, ...shown.map(({ label }) => widthOf(label)));
  const texts = Math.max(0, ...shown.map(({ text }) => text.length));
  const largest = Math.max(
    ...shown.map(({ value }) => Number.isFinite(value) ? Math.abs(value) : 0),
  );
  const room = Math.max(1, columns - labels - texts - 4);
  const lines = shown.map(({ label, value, text }) => {
    const share = largest > 0 && Number.isFinite(value) ? Math.abs(value) / largest : 0;
    const line = `${pad(label, labels)}  ${pad(bar(share * room, value < 0), room)}  ${
      pad(text, texts, "right")
    }`;
    return cut(line, columns);
  });
  const left = rows.length - shown.length;
  return left > 0 ? [...lines, cut(`… ${countText(left)} more bars`, columns)] : lines;
}

function histogramText({ x, y, barWidth = 0 }: SeriesMarks, columns: number): string[] {
  const [first, last] = [Number(x[0]) - barWidth / 2, Number(x.at(-1)) + barWidth / 2];
  const ends = `from ${numberText(first)} to ${numberText(last)}, at most ${
    countText(Math.max(...y))
  }`;
  return [countBars(y, columns), cut(ends, columns)];
}

/** Below zero, a paler one. */
function bar(width: number, negative: boolean): string {
  if (negative) return "░".repeat(Math.max(1, Math.round(width)));
  const full = Math.floor(width);
  return "█".repeat(full) + EIGHTHS[Math.floor((width - full) * 8)]!;
}

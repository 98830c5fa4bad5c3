/**
 * The chart of a run as one SVG without anything outside of it.
 *
 * @module
 */

import { PEERS, TITLES } from "../peers.ts";
import { type Report, type Row, rowsOf } from "../summary.ts";
import { COLOURS, INK } from "./palette.ts";
import { ratioPanel } from "./ratio_panel.ts";
import { sizePanel } from "./size_panel.ts";
import { element, label } from "./svg.ts";

const WIDTH = 1080;
const MARGIN = 32;

/** Draws ratios to the peers, and below them how times grow with sizes. */
export function chart(report: Report): string {
  const rows = rowsOf(report.samples);
  const { machine, date } = report;
  const place = { left: MARGIN, width: WIDTH - 2 * MARGIN };
  const ratios = ratioPanel(rows, { ...place, top: 118 });
  const second = 118 + ratios.height + 30;
  const sizes = sizePanel(rows, { ...place, top: second + 24 });
  const grows = sizes.svg !== "";
  const height = grows ? second + 24 + sizes.height + MARGIN : second;
  const heading = { x: MARGIN, fill: INK.text, "font-weight": "bold" };
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${WIDTH} ${Math.round(height)}`,
      width: WIDTH,
      height: Math.round(height),
      "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
      "font-size": 12.5,
    },
    element("rect", { width: WIDTH, height: Math.round(height), fill: "white" }),
    label("Time of Tensaur divided by the time of its peers", {
      ...heading,
      y: 36,
      "font-size": 19,
    }),
    label(
      `${date}, ${machine.cpu}, ${machine.cores} cores; medians of ${report.rounds} rounds in turn; each in the best of its ways`,
      { x: MARGIN, y: 58, fill: INK.quiet },
    ),
    legend(rows),
    ratios.svg,
    ...(sizes.svg === ""
      ? []
      : [label("How it grows with size", { ...heading, y: second, "font-size": 16 })]),
    sizes.svg,
  ) + "\n";
}

function legend(rows: readonly Row[]): string {
  const peers = PEERS.filter((peer) => rows.some((row) => row.peers[peer]));
  const entries = [
    ...(["tensaur", ...peers] as const).map((peer) => ({
      text: TITLES[peer],
      mark: (x: number) => element("circle", { cx: x, cy: 82, r: 6, fill: COLOURS[peer] }),
    })),
    {
      text: "the machine's limit",
      mark: (x: number) =>
        element("line", {
          x1: x - 9,
          x2: x + 7,
          y1: 82,
          y2: 82,
          stroke: INK.strong,
          "stroke-width": 2,
          "stroke-dasharray": "4 4",
        }),
    },
  ];
  let x = MARGIN + 7;
  return entries.map(({ text, mark }) => {
    const drawn = mark(x) + label(text, { x: x + 12, y: 86, fill: INK.text });
    x += 40 + text.length * 7;
    return drawn;
  }).join("\n");
}

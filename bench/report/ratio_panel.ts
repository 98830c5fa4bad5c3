/**
 * One row per job, one dot per peer: ours divided by the peer's, on a scale of powers.
 *
 * @module
 */

import { PEERS, TITLES } from "../peers.ts";
import type { Row } from "../summary.ts";
import { amount, digits, titleOf } from "./format.ts";
import { COLOURS, GOOD, INK } from "./palette.ts";
import { element, label, LogScale, tooltip } from "./svg.ts";

/** Where a panel is. */
export interface Place {
  readonly top: number;
  readonly left: number;
  readonly width: number;
}

/** A panel and how high it came out. */
export interface Panel {
  readonly svg: string;
  readonly height: number;
}

const ROW = 26;
/** Width of the job's name, and of our own time. */
const NAMES = 370;
const TIMES = 80;
/** Ratios beyond these stand at the edge. */
const EDGES: [number, number] = [0.02, 20];

/** Draws the panel. */
export function ratioPanel(rows: readonly Row[], { top, left, width }: Place): Panel {
  const shown = rows.filter((row) =>
    row.size === row.job.main && PEERS.some((peer) => row.peers[peer]?.ratio)
  );
  const ratios = shown.flatMap((row) => PEERS.map((peer) => row.peers[peer]?.ratio?.median ?? 1));
  const clamped = ratios.map((ratio) => Math.min(EDGES[1], Math.max(EDGES[0], ratio)));
  const [start, end] = [left + NAMES, left + width - TIMES - 20];
  const scale = new LogScale([0.5, 2, ...clamped], [start, end]);
  const bottom = top + 24 + shown.length * ROW;
  const one = scale.at(1);
  const parts = [
    element("rect", {
      x: start - 10,
      y: top + 18,
      width: one - start + 10,
      height: bottom - top - 18,
      fill: GOOD,
    }),
    label("Tensaur is faster, or smaller", {
      x: one - 8,
      y: top + 8,
      "text-anchor": "end",
      fill: INK.quiet,
    }),
    label("the peer is", { x: one + 8, y: top + 8, fill: INK.quiet }),
    label("Tensaur", { x: left + width, y: top + 8, "text-anchor": "end", fill: COLOURS.tensaur }),
  ];
  for (const tick of scale.ticks(12)) {
    const x = scale.at(tick);
    parts.push(
      element("line", {
        x1: x,
        x2: x,
        y1: top + 18,
        y2: bottom,
        stroke: tick === 1 ? INK.strong : INK.rule,
        "stroke-width": tick === 1 ? 2 : 1,
      }),
      label(digitsShort(tick), { x, y: bottom + 16, "text-anchor": "middle", fill: INK.quiet }),
    );
  }
  for (const [i, row] of shown.entries()) {
    const y = top + 24 + (i + 0.5) * ROW;
    const { job, size, ours } = row;
    parts.push(
      label(titleOf(job, size), { x: left, y: y + 4, fill: INK.text }),
      label(ours ? amount(job, ours.spread.median) : "–", {
        x: left + width,
        y: y + 4,
        "text-anchor": "end",
        fill: COLOURS.tensaur,
      }),
      element("line", { x1: start - 10, x2: end, y1: y, y2: y, stroke: INK.rule }),
    );
    for (const { median, low, high, peer, mode } of dotsOf(row)) {
      const x = scale.at(median);
      const hint = `${TITLES[peer]} (${mode}): ${digits(median)}, quartiles ${digits(low)} to ${
        digits(high)
      }`;
      parts.push(
        element("line", {
          x1: scale.at(low),
          x2: scale.at(high),
          y1: y,
          y2: y,
          stroke: COLOURS[peer],
          "stroke-width": 3,
          "stroke-opacity": 0.35,
        }),
        element("circle", {
          cx: x,
          cy: y,
          r: 6,
          fill: COLOURS[peer],
          stroke: "white",
          "stroke-width": 1.5,
        }, tooltip(hint)),
      );
    }
  }
  return { svg: parts.join("\n"), height: bottom + 28 - top };
}

function dotsOf({ peers }: Row) {
  return PEERS.flatMap((peer) => {
    const compared = peers[peer];
    return compared?.ratio ? [{ ...compared.ratio, peer, mode: compared.mode }] : [];
  });
}

function digitsShort(tick: number): string {
  return String(Number(tick.toPrecision(2)));
}

/**
 * One small chart per job: how the time grows with the size, for each peer and at the limit.
 *
 * @module
 */

import type { Job, PeerName } from "../jobs.ts";
import { PEERS, TITLES } from "../peers.ts";
import type { Row } from "../summary.ts";
import { count, time } from "./format.ts";
import { COLOURS, INK } from "./palette.ts";
import type { Panel, Place } from "./ratio_panel.ts";
import { element, label, LogScale, tooltip } from "./svg.ts";

const COLUMNS = 3;
const GAP = 36;
const HEIGHT = 190;
/** Room for the numbers at the left of a chart. */
const AXIS = 52;

/** A line of a chart. */
interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [size: number, ms: number])[];
  readonly kind: "ours" | "peer" | "limit";
}

/** Draws a chart for each job that ran at more than one size. */
export function sizePanel(rows: readonly Row[], { top, left, width }: Place): Panel {
  const jobs = [...new Set(rows.map(({ job }) => job))];
  const groups = jobs.map((job) => ({ job, rows: rows.filter((row) => row.job === job) }))
    .filter((group) => group.rows.length > 1);
  const each = (width - (COLUMNS - 1) * GAP) / COLUMNS;
  const charts = groups.map((group, i) =>
    growth(group, {
      left: left + (i % COLUMNS) * (each + GAP),
      top: top + Math.floor(i / COLUMNS) * (HEIGHT + GAP + 24),
      width: each,
    })
  );
  const lines = Math.ceil(groups.length / COLUMNS);
  return { svg: charts.join("\n"), height: lines * (HEIGHT + GAP + 24) };
}

function growth(
  { job, rows }: { job: Job; rows: readonly Row[] },
  { top, left, width }: Place,
): string {
  const lines = linesOf(rows);
  const times = lines.flatMap(({ points }) => points.map(([, ms]) => ms));
  const x = new LogScale(rows.map(({ size }) => size), [left + AXIS + 8, left + width - 8]);
  const y = new LogScale(times, [top + 18 + HEIGHT, top + 26]);
  const parts = [
    label(job.title, { x: left, y: top + 8, "font-weight": "bold", fill: INK.text }),
  ];
  for (const tick of y.ticks(7)) {
    parts.push(
      element("line", {
        x1: left + AXIS,
        x2: left + width,
        y1: y.at(tick),
        y2: y.at(tick),
        stroke: INK.rule,
      }),
      label(time(tick).replace(/\.0+(?= )/, ""), {
        x: left + AXIS - 6,
        y: y.at(tick) + 4,
        "text-anchor": "end",
        fill: INK.quiet,
      }),
    );
  }
  for (const { size } of rows) {
    parts.push(
      label(count(size), {
        x: x.at(size),
        y: top + HEIGHT + 36,
        "text-anchor": "middle",
        fill: INK.quiet,
      }),
    );
  }
  parts.push(
    label(job.sizeUnit, {
      x: left + width,
      y: top + 8,
      "text-anchor": "end",
      fill: INK.quiet,
    }),
  );
  for (const { name, colour, points, kind } of lines) {
    const path = points.map(([size, ms]) => `${x.at(size).toFixed(1)},${y.at(ms).toFixed(1)}`);
    parts.push(element("polyline", {
      points: path.join(" "),
      fill: "none",
      stroke: colour,
      "stroke-width": kind === "ours" ? 3.5 : 1.75,
      ...(kind === "limit" ? { "stroke-dasharray": "4 4" } : {}),
    }));
    if (kind === "limit") continue;
    for (const [size, ms] of points) {
      const hint = tooltip(`${name}, ${count(size)} ${job.sizeUnit}: ${time(ms)}`);
      parts.push(
        element("circle", {
          cx: x.at(size),
          cy: y.at(ms),
          r: kind === "ours" ? 4.5 : 3,
          fill: colour,
        }, hint),
      );
    }
  }
  return parts.join("\n");
}

/** The lines of a chart, ours on top of the others. */
function linesOf(rows: readonly Row[]): Line[] {
  const peerLine = (peer: PeerName): Line => ({
    name: TITLES[peer],
    colour: COLOURS[peer],
    kind: peer === "tensaur" ? "ours" : "peer",
    points: rows.flatMap((row) => {
      const best = peer === "tensaur" ? row.ours : row.peers[peer];
      return best ? [[row.size, best.spread.median] as const] : [];
    }),
  });
  const limit: Line = {
    name: "limit",
    colour: INK.strong,
    kind: "limit",
    points: rows.flatMap(({ size, floor }) => floor ? [[size, floor] as const] : []),
  };
  return [limit, ...PEERS.map(peerLine), peerLine("tensaur")]
    .filter(({ points }) => points.length > 0);
}

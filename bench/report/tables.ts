/**
 * The tables of a run.
 *
 * @module
 */

import type { PeerName } from "../jobs.ts";
import { PEERS, TITLES } from "../peers.ts";
import type { Sample } from "../sample.ts";
import type { Best, Limits, Report, Row } from "../summary.ts";
import { amount, digits, sizeLabel, type Table, time, titleOf } from "./format.ts";

/** Ratios of ours to each peer at each job's main size, and what is left to the machine's limit. */
export function ratioTable(rows: readonly Row[]): Table {
  const shown = rows.filter(({ job, size }) => size === job.main);
  const peers = PEERS.filter((peer) => shown.some((row) => row.peers[peer]));
  return [
    ["job", "Tensaur", ...peers.map((peer) => `÷ ${TITLES[peer]}`), "limit", "÷ limit"],
    ...shown.map(({ job, size, ours, peers: others, floor }) => [
      titleOf(job, size),
      ours ? amount(job, ours.spread.median) : "–",
      ...peers.map((peer) => {
        const ratio = others[peer]?.ratio;
        return ratio ? digits(ratio.median) : "–";
      }),
      floor ? time(floor) : "–",
      ours && floor ? digits(ours.spread.median / floor) : "–",
    ]),
  ];
}

/** What each peer took at each size, in the best of its ways, with the quartiles of the rounds. */
export function sizeTable(rows: readonly Row[]): Table {
  const peers = PEERS.filter((peer) => rows.some((row) => row.peers[peer]));
  const cell = ({ job }: Row, best: Best | undefined) =>
    best === undefined ? "–" : `${amount(job, best.spread.median)} ±${spread(best)} % ${best.mode}`;
  return [
    ["job", "size", "Tensaur", ...peers.map((peer) => TITLES[peer])],
    ...rows.map((row) => [
      row.job.name,
      sizeLabel(row.job, row.size),
      cell(row, row.ours),
      ...peers.map((peer) => cell(row, row.peers[peer])),
    ]),
  ];
}

/** Half the distance of the quartiles in per cent of the median. */
function spread({ spread: { low, median, high } }: Best): string {
  return String(Math.round((high - low) / 2 / median * 100));
}

/** What was promised and what came. */
export function barTable(rows: readonly Row[]): Table {
  return [
    ["job", "against", "promised", "measured", "quartiles", "kept"],
    ...rows.flatMap((row) => [...peerBars(row), ...timeBars(row)]),
  ];
}

function peerBars({ job, size, verdicts }: Row): string[][] {
  return verdicts.map(({ peer, mode, atMost, against, kept }) => {
    const spread = against?.ratio;
    const way = against?.mode ?? mode;
    return [
      titleOf(job, size),
      `${TITLES[peer]}${way === undefined ? "" : ` (${way})`}`,
      `≤ ${digits(atMost)}`,
      spread ? digits(spread.median) : "–",
      spread ? `${digits(spread.low)} to ${digits(spread.high)}` : "–",
      kept === undefined ? "not measured" : kept ? "yes" : "no",
    ];
  });
}

function timeBars({ job, size, ours }: Row): string[][] {
  return (job.timeBars ?? []).filter((bar) => bar.size === size).map(({ ms }) => {
    const spread = ours?.spread;
    return [
      titleOf(job, size),
      `the clock${ours ? ` (${ours.mode})` : ""}`,
      `≤ ${time(ms)}`,
      spread ? time(spread.median) : "–",
      spread ? `${time(spread.low)} to ${time(spread.high)}` : "–",
      spread ? spread.median <= ms ? "yes" : "no" : "not measured",
    ];
  });
}

/** The machine and its limits, in one sentence each. */
export function describeRun({ machine, date, rounds, turn }: Report, limits: Limits): string[] {
  const { cpu, cores, memoryGiB, instructions, system, load } = machine;
  const rates = [
    limits.float32 && `${digits(limits.float32)} GFLOP/s in float32`,
    limits.bfloat16 && `${digits(limits.bfloat16)} in bfloat16`,
    limits.memory && `${digits(limits.memory)} GB/s of memory`,
  ].filter((rate) => rate);
  return [
    `${date}: ${cpu}, ${cores} cores (${instructions.join(", ") || "no vector sets known"}), ` +
    `${memoryGiB} GiB, ${system}; load ${load} at the start.`,
    `${rounds} rounds, the peers in turn, ${turn / 1e3} s per turn.`,
    ...(rates.length > 0
      ? [`The machine's limits, as the fastest peer reached them in this run: ${rates.join(", ")}.`]
      : []),
  ];
}

/** One line per peer with the versions of its parts, or why it is missing. */
export function describePeers({ versions, missing }: Report): string[] {
  const title = (name: string) => TITLES[name as PeerName];
  return [
    ...Object.entries(versions).map(([name, parts]) =>
      `${title(name)}: ${
        Object.entries(parts).map(([part, version]) => `${part} ${version}`).join(", ")
      }`
    ),
    ...Object.entries(missing).map(([name, why]) => `${title(name)} is missing: ${why}`),
  ];
}

/** One line per way of a peer that could not run a job. */
export function describeFailures(samples: readonly Sample[]): string[] {
  return samples.filter(({ missing }) => missing !== undefined)
    .map(({ job, size, peer, mode, missing }) =>
      `${job} ${size}, ${TITLES[peer]} (${mode}): ${missing}`
    );
}

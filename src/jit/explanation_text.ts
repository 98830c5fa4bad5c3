/**
 * An explanation for a terminal.
 *
 * @module
 */

import { countedName } from "./cost/cost.ts";
import type { ExplainedKind, ExplainedNode, ExplanationData } from "./explanation.ts";

/** Columns of a terminal. */
const WIDTH = 80;

/** Rows of each table; the rest is added up in one more. */
const MOST_KINDS = 16;
const MOST_NODES = 8;

/** Shares of time below this are not worth a line among the slowest. */
const WORTH_NAMING = 0.001;

/** The report as tables of at most 80 columns. */
export function explanationText(data: ExplanationData): string {
  const sections = [heading(data), kindTable(data)];
  if (!data.xla) sections.push(slowest(data));
  const notes = footnotes(data);
  if (notes.length > 0) sections.push(notes.flatMap(wrap).join("\n"));
  return sections.filter((section) => section !== "").join("\n\n");
}

function heading(data: ExplanationData): string {
  const { name, callMs, flops, bytes, ops, gflopsPerSecond, devices } = data;
  const how = data.xla
    ? "compiled by XLA, one launch"
    : `ops ${milliseconds(data.opMs ?? 0)} ms together`;
  return [
    `${clip(name, 40)}: ${milliseconds(callMs)} ms a call on ${devices.join(", ")}`,
    `${ops} ops, ${scaled(flops)}FLOP, ${scaled(bytes)}B read and written, ` +
    `${figure(gflopsPerSecond)} GFLOP/s`,
    `TensorFlow ${data.version}, median of ${data.runs} runs, ${how}`,
  ].flatMap(wrap).join("\n");
}

function kindTable({ kinds, xla }: ExplanationData): string {
  const shown = kinds.slice(0, kinds.length > MOST_KINDS + 1 ? MOST_KINDS : kinds.length);
  const rest = kinds.slice(shown.length);
  const rows = shown.map((kind) => kindRow(kind, kind.op));
  if (rest.length > 0) rows.push(kindRow(sum(rest), `${rest.length} more kinds`));
  const header = xla
    ? ["op, before XLA's fusion", "count", "GFLOP", "MB"]
    : ["op", "count", "GFLOP", "MB", "ms", "share", "GFLOP/s"];
  return table(header, rows.map((row) => row.slice(0, header.length)));
}

function kindRow({ count, flops, bytes, ms, share, notCounted }: ExplainedKind, name: string) {
  const unknown = notCounted === count;
  return [
    name,
    String(count),
    unknown ? "?" : amount(flops / 1e9),
    unknown ? "?" : amount(bytes / 1e6),
    ms === null ? "" : milliseconds(ms),
    share === null ? "" : percent(share),
    unknown || ms === null || ms === 0 || flops === 0 ? "" : figure(flops / ms / 1e6),
  ];
}

function sum(kinds: readonly ExplainedKind[]): ExplainedKind {
  const add = (of: (kind: ExplainedKind) => number) =>
    kinds.reduce((total, kind) => total + of(kind), 0);
  return {
    op: "",
    count: add(({ count }) => count),
    flops: add(({ flops }) => flops),
    bytes: add(({ bytes }) => bytes),
    ms: add(({ ms }) => ms ?? 0),
    share: add(({ share }) => share ?? 0),
    notCounted: add(({ notCounted }) => notCounted),
  };
}

function slowest({ nodes, opMs }: ExplanationData): string {
  const total = opMs ?? 0;
  const worth = nodes
    .filter(({ ms }) => (ms ?? 0) >= WORTH_NAMING * total && total > 0)
    .slice(0, MOST_NODES);
  if (worth.length === 0) return "";
  return table(
    ["slowest ops", "ms", "share", "GFLOP/s"],
    worth.map((node) => [
      nodeText(node),
      milliseconds(node.ms ?? 0),
      percent((node.ms ?? 0) / total),
      node.flops === null || node.flops === 0 ? "" : figure(node.flops / (node.ms ?? 0) / 1e6),
    ]),
  );
}

/** Op and shapes; lists of lengths, scalars and handles say nothing about its work. */
function nodeText({ op, name, inputs, count }: ExplainedNode): string {
  const given = inputs
    .filter((input) => !/^(u?int(32|64)\[\d*\]|resource\[\]|\w+\[\])$/.test(input))
    .map((input) => input.replace(/^float32/, ""));
  const times = count > 1 ? `${count} x ` : "";
  return `${times}${countedName(op)} ${given.length === 0 ? name : given.join(" ")}`;
}

function footnotes(data: ExplanationData): string[] {
  const notes: string[] = [];
  if (data.notCounted.length > 0) {
    notes.push(`Not counted in FLOP and bytes: ${data.notCounted.join(", ")}.`);
  }
  if (data.xla) {
    notes.push(
      "XLA's launch is timed as a whole. The counts are those of the ops that it was given: what " +
        "it keeps in registers between them is read and written less often. With { xla: false } each " +
        "op has its own time.",
    );
  }
  return notes;
}

/** A table whose first column takes the width that the others leave. */
function table(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length))
  );
  const others = widths.slice(1).reduce((total, width) => total + width + 2, 0);
  widths[0] = Math.min(widths[0]!, WIDTH - others);
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) =>
      i === 0 ? clip(cell, widths[0]!).padEnd(widths[0]!) : cell.padStart(widths[i]!)
    )
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(header), rule, ...rows.map(line)].join("\n");
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3)}...`;
}

/** Three digits. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return "";
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Three decimals, or fewer for large amounts; nothing for none. */
function amount(value: number): string {
  if (value === 0) return "";
  if (value < 0.0005) return "<0.001";
  return value < 10 ? value.toFixed(3) : figure(value);
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(3) : figure(value);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** A number with a metric prefix, such as `"1.23 G"`. */
function scaled(value: number): string {
  const prefixes = ["", "k", "M", "G", "T", "P"];
  let power = 0;
  while (value >= 999.5 && power < prefixes.length - 1) {
    value /= 1000;
    power++;
  }
  return power === 0 ? `${value} ` : `${value.toPrecision(3)} ${prefixes[power]}`;
}

/**
 * Numbers and tables as text.
 *
 * @module
 */

import type { Job } from "../jobs.ts";

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value === 0) return "0";
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(places, 20));
}

/** A time in the unit that suits it. */
export function time(ms: number): string {
  if (ms < 1e-3) return `${digits(ms * 1e6)} ns`;
  if (ms < 1) return `${digits(ms * 1e3)} µs`;
  if (ms < 1e3) return `${digits(ms)} ms`;
  return `${digits(ms / 1e3)} s`;
}

/** What a job's samples are: a time, or memory. */
export function amount(job: Job, value: number): string {
  return job.kind === "memory" ? `${Math.round(value)} MiB` : time(value);
}

/** A job's size, such as `"64 images"`; nothing where there is but one. */
export function sizeLabel(job: Job, size: number): string {
  return job.sizeUnit === "" ? "" : `${count(size)} ${job.sizeUnit}`;
}

/** What a job is, with its size. */
export function titleOf(job: Job, size: number): string {
  return [job.title, sizeLabel(job, size)].filter((part) => part !== "").join(", ");
}

/** A number of things, with a binary prefix where it is large and round in one. */
export function count(value: number): string {
  for (const [unit, prefix] of [[2 ** 20, "Mi"], [2 ** 10, "Ki"]] as const) {
    if (value >= 2 ** 13 && value % unit === 0) return `${value / unit} ${prefix}`;
  }
  return String(value);
}

/** A table: cells of text, the first row on top. */
export type Table = readonly (readonly string[])[];

/** A table in Markdown; the first column is text, the others are numbers. */
export function markdown(table: Table): string {
  const widths = widthsOf(table);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => pad(cell, { column, widths })).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`
  );
  const [head, ...rows] = table;
  return [line(head!), line(rule), ...rows.map(line)].join("\n");
}

/** A table for a terminal. */
export function plain(table: Table): string {
  const widths = widthsOf(table);
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => pad(cell, { column, widths })).join("  ").trimEnd();
  const [head, ...rows] = table;
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return [line(head!), rule, ...rows.map(line)].join("\n");
}

function widthsOf(table: Table): number[] {
  const columns = Math.max(...table.map((row) => row.length));
  return Array.from(
    { length: columns },
    (_, column) => Math.max(3, ...table.map((row) => (row[column] ?? "").length)),
  );
}

function pad(cell: string, { column, widths }: { column: number; widths: number[] }): string {
  return column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
}

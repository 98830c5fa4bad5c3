/**
 * Columns out of Polars' frames.
 *
 * @module
 */

import type { NdArray, NdDType } from "../../core/nd_array.ts";
import { loadArrow } from "../../deps/arrow.ts";
import { loadPolars, type PolarsFrame, type PolarsSeries } from "../../deps/polars.ts";
import { columnsOfArrow } from "./arrow_column.ts";
import { bytesOf, type Cell, type Column, type Columns } from "./column.ts";
import { nativeMemoryGrown } from "./native_memory.ts";

const NUMBERS: Readonly<Record<string, NdDType>> = {
  Int8: "int8",
  Int16: "int16",
  Int32: "int32",
  Int64: "int64",
  UInt8: "uint8",
  UInt16: "uint16",
  UInt32: "uint32",
  UInt64: "uint64",
  Float32: "float32",
  Float64: "float64",
};

/**
 * The columns of a frame: numbers without gaps and texts directly, texts that repeat by their codes, everything else by way of Arrow's
 * memory, which is exact.
 */
export async function frameColumns(frame: PolarsFrame): Promise<Columns> {
  const columns: Record<string, Column | undefined> = {};
  const others: string[] = [];
  const repeated: string[] = [];
  for (const name of frame.columns) {
    const series = frame.getColumn(name);
    const variant = variantOf(series);
    columns[name] = undefined;
    if (variant === "String") {
      if (repeats(series)) repeated.push(name);
      else columns[name] = series.toArray() as Cell[];
    } else {
      columns[name] = numbers(series, variant, frame.height);
      if (columns[name] === undefined) others.push(name);
    }
  }
  if (others.length > 0) Object.assign(columns, await arrowColumns(frame.select(...others)));
  if (repeated.length > 0) {
    const polars = await loadPolars();
    const coded = repeated.map((name) => polars.col(name).cast(polars.Categorical));
    Object.assign(columns, await arrowColumns(frame.select(...coded)));
  }
  const whole = columns as Columns;
  // The frame, and what was made of it.
  await nativeMemoryGrown(2 * bytesOf(whole));
  return whole;
}

async function arrowColumns(frame: PolarsFrame): Promise<Columns> {
  const arrow = await loadArrow();
  return columnsOfArrow(arrow, arrow.tableFromIPC(frame.writeIPCStream()));
}

/** Rows at the beginning that tell whether texts repeat themselves. */
const SAMPLE = 512;

/** Whether texts are so few that each is better made once: a text made anew takes 0.2 µs. */
function repeats(series: PolarsSeries): boolean {
  const sample = series.head(SAMPLE).toArray();
  return sample.length === SAMPLE && new Set(sample).size < SAMPLE / 8;
}

function numbers(
  series: PolarsSeries,
  variant: string | undefined,
  length: number,
): Column | undefined {
  const dtype = NUMBERS[variant ?? ""];
  if (dtype === undefined || series.nullCount() > 0) return undefined;
  return { dtype, shape: [length], data: series.toTypedArray() } as unknown as NdArray;
}

/** The name of a series' element type; undefined where the package has none in JavaScript. */
function variantOf(series: PolarsSeries): string | undefined {
  try {
    return series.dtype.variant;
  } catch (error) {
    if (error instanceof Error && error.message.includes("not supported")) return undefined;
    throw error;
  }
}

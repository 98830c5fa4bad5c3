/**
 * Polars, the engine that reads CSV, Parquet and Arrow (MIT): Rust behind N-API, without an install
 * script.
 *
 * 0.25.2 is the newest version all of whose optional parts are published; Deno refuses 0.26.1 because
 * one of them is missing.
 *
 * @module
 */

import type { Buffer } from "node:buffer";

const PACKAGE = "nodejs-polars@0.25.2";

/** An element type of the package. */
export type PolarsType = object;

/** A column of a frame. */
export interface PolarsSeries {
  /** The element type; reading it throws for types that the package has no JavaScript name for. */
  readonly dtype: { readonly variant?: string };
  nullCount(): number;
  /** Only for numbers, and without missing values. */
  toTypedArray(): ArrayBufferView;
  toArray(): unknown[];
  head(length: number): PolarsSeries;
}

/** A computation on a column. */
export interface PolarsExpression {
  cast(type: PolarsType): PolarsExpression;
}

/** A table in memory. */
export interface PolarsFrame {
  readonly height: number;
  readonly width: number;
  readonly columns: string[];
  getColumn(name: string): PolarsSeries;
  select(...columns: (string | PolarsExpression)[]): PolarsFrame;
  slice(offset: number, length: number): PolarsFrame;
  writeIPCStream(): Buffer;
}

/** A table that has yet to be read. */
export interface PolarsLazyFrame {
  select(...names: string[]): PolarsLazyFrame;
  slice(offset: number, length: number): PolarsLazyFrame;
  collect(): Promise<PolarsFrame>;
}

/** How text is read. */
export interface PolarsCsvOptions {
  readonly hasHeader: boolean;
  readonly sep: string;
  /** Nothing for none. */
  readonly quoteChar: string;
  readonly inferSchemaLength: number;
  readonly truncateRaggedLines: boolean;
  readonly raiseIfEmpty: boolean;
  readonly nullValues?: string[];
  readonly columns?: string[];
  readonly dtypes?: Record<string, PolarsType>;
  readonly schema?: Record<string, PolarsType>;
}

/** What is used of the package. */
export interface Polars {
  readonly Bool: PolarsType;
  readonly Categorical: PolarsType;
  readonly Utf8: PolarsType;
  readonly Int8: PolarsType;
  readonly Int16: PolarsType;
  readonly Int32: PolarsType;
  readonly Int64: PolarsType;
  readonly UInt8: PolarsType;
  readonly UInt16: PolarsType;
  readonly UInt32: PolarsType;
  readonly UInt64: PolarsType;
  readonly Float32: PolarsType;
  readonly Float64: PolarsType;
  col(name: string): PolarsExpression;
  readCSV(text: Buffer, options: PolarsCsvOptions): PolarsFrame;
  readParquet(file: Buffer, options?: { readonly columns?: string[] }): PolarsFrame;
  readIPC(file: Buffer): PolarsFrame;
  readIPCStream(stream: Buffer): PolarsFrame;
  scanParquet(path: string, options: { readonly glob: boolean }): PolarsLazyFrame;
}

let loaded: Promise<Polars> | undefined;

/**
 * Loads the package, 110 MB, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export function loadPolars(): Promise<Polars> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  loaded ??= import(specifier).then((module) => (module as { default: Polars }).default);
  return loaded;
}

/**
 * Apache Arrow's columns (Apache-2.0).
 *
 * @module
 */

const PACKAGE = "apache-arrow@21.2.0";

/** A type of elements; what the fields mean depends on `typeId`. */
export interface ArrowType {
  readonly typeId: number;
  /** Of times: 0 for seconds, then thousandths, millionths, billionths. */
  readonly unit?: number;
  /** Of lists of one length. */
  readonly listSize?: number;
  /** Of decimals: digits behind the point. */
  readonly scale?: number;
  /** Of floats: 0 half, 1 single, 2 double. */
  readonly precision?: number;
  readonly children?: readonly { readonly name: string }[];
}

/** One piece of a column. */
export interface ArrowData {
  readonly length: number;
  readonly offset: number;
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
  readonly values?: ArrayBufferView;
  /** What the values of a dictionary's codes are. */
  readonly dictionary?: ArrowVector;
  readonly valueOffsets?: Int32Array | BigInt64Array;
}

/** A column. */
export interface ArrowVector {
  readonly type: ArrowType;
  readonly length: number;
  readonly nullCount: number;
  readonly data: readonly ArrowData[];
  get(index: number): unknown;
  isValid(index: number): boolean;
  toArray(): unknown;
  getChildAt(index: number): ArrowVector | null;
}

/** A table. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChildAt(index: number): ArrowVector | null;
}

/** What is used of the package. */
export interface Arrow {
  readonly Type: Readonly<Record<string, number>>;
  tableFromIPC(bytes: Uint8Array): ArrowTable;
}

let loaded: Promise<Arrow> | undefined;

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export function loadArrow(): Promise<Arrow> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  loaded ??= import(specifier) as Promise<Arrow>;
  return loaded;
}

/**
 * Sums and greatest numbers along the last axis, in the order in which XLA's code for CPUs is fast.
 *
 * XLA adds the numbers of a row one after another, each waiting for the one before. Here rows are
 * {@linkcode LANES} sums that do not wait for each other, which become one in the end. A step between the
 * two keeps XLA from making them one sum again; multiplying by a power of 2 is exact.
 *
 * @module
 */

import { bool } from "./attrs.ts";
import type { Formula } from "./formula.ts";

/** Sums that a row is taken as: a vector register has 16 numbers. */
const LANES = 16;

const KEEP_DIMS = [bool("keep_dims", true)];
const DROP_DIMS = [bool("keep_dims", false)];

/** Numbers in rows. */
export interface Rows {
  /** The numbers. */
  readonly x: bigint;
  /** Their shape; the last axis is along the rows. */
  readonly shape: readonly number[];
}

/** The sum of each row, with a last axis of 1. */
export function sumOfRows(f: Formula, rows: Rows): bigint {
  const { shape } = rows;
  if (!isTaken(f, shape)) return f.sum(rows.x, [shape.length - 1], true);
  const lanes = f.sum(inLanes(f, rows), [shape.length - 1]);
  return f.mul(f.sum(f.mul(lanes, 0.5), [shape.length - 1], true), 2);
}

/** The mean of each row, with a last axis of 1. */
export function meanOfRows(f: Formula, rows: Rows): bigint {
  const { shape } = rows;
  if (!isTaken(f, shape)) return f.mean(rows.x, [shape.length - 1]);
  const lanes = f.sum(inLanes(f, rows), [shape.length - 1]);
  return f.sum(f.mul(lanes, 1 / shape.at(-1)!), [shape.length - 1], true);
}

/** The softmax of each row. */
export function softmaxOfRows(f: Formula, rows: Rows): bigint {
  if (!isTaken(f, rows.shape)) return f.unary("Softmax", rows.x);
  const { powers, sum } = softmaxPartsOfRows(f, rows);
  return f.run("RealDiv", [], [powers, sum]);
}

/** What a softmax is made of. */
export interface SoftmaxParts {
  /** The numbers less the greatest of their row. */
  readonly below: bigint;
  /** e to the power of these. */
  readonly powers: bigint;
  /** The sum of the powers of each row, with a last axis of 1. */
  readonly sum: bigint;
}

/** The parts of the softmax of rows {@linkcode isOfLanes}, for XLA. */
export function softmaxPartsOfRows(f: Formula, { x, shape }: Rows): SoftmaxParts {
  const last = f.integers([shape.length - 1]);
  const lanes = f.run("Max", DROP_DIMS, [inLanes(f, { x, shape }), last]);
  // The greatest is less the least of what is negative.
  const less = f.run("Min", KEEP_DIMS, [f.unary("Neg", lanes), last]);
  const below = f.add(x, less);
  const powers = f.unary("Exp", below);
  return { below, powers, sum: sumOfRows(f, { x: powers, shape }) };
}

/** Whether rows of a length are sums that do not wait for each other. */
export function isOfLanes(length: number): boolean {
  return length % LANES === 0 && length > LANES;
}

function isTaken(f: Formula, shape: readonly number[]): boolean {
  return f.isForXla && isOfLanes(shape.at(-1)!);
}

/** `[..., n]` as `[..., n / LANES, LANES]`. */
function inLanes(f: Formula, { x, shape }: Rows): bigint {
  return f.reshape(x, [...shape.slice(0, -1), shape.at(-1)! / LANES, LANES]);
}

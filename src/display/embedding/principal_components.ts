/**
 * The plane in which points differ most (principal component analysis).
 *
 * @module
 */

import { generator } from "../../core/permutation.ts";
import { symmetricEigen } from "./symmetric_eigen.ts";

/** Points as rows of numbers. */
export interface Rows {
  /** How many. */
  readonly count: number;
  /** Numbers per row. */
  readonly length: number;
  /** Row by row. */
  readonly values: Float64Array;
}

/** Points in the plane. */
export interface Plane {
  /** Along the first component, one per row. */
  readonly x: Float64Array;
  /** Along the second, at right angles to it. */
  readonly y: Float64Array;
  /** The share of the variance that lies along each, 0 to 1. */
  readonly shares: readonly [number, number];
}

/** Vectors that are followed at once: the more, the sooner the first two are found. */
const BLOCK = 8;
/** Multiplications that may be spent. */
const BUDGET = 4e9;

/**
 * Projects points onto their first two principal components, by subspace iteration in float64: on the
 * covariances, on the points' products, or, where both would be large, on the points themselves.
 *
 * The component's largest entry is positive, so that the picture does not flip from run to run.
 *
 * @param rows The points, all numbers finite; they are centred in place.
 */
export function principalComponents(rows: Rows): Plane {
  const { count, length, values } = rows;
  center(rows);
  const total = values.reduce((sum, value) => sum + value * value, 0);
  const empty = { x: new Float64Array(count), y: new Float64Array(count), shares: [0, 0] as const };
  if (total === 0) return empty;
  const components = firstComponents(rows, total);
  const along = (component: Float64Array | undefined) =>
    component === undefined ? new Float64Array(count) : timesRows(rows, component);
  const [x, y] = [along(components[0]), along(components[1])];
  const share = (places: Float64Array) =>
    places.reduce((sum, place) => sum + place * place, 0) / total;
  return { x, y, shares: length === 1 ? [1, 0] : [share(x), share(y)] };
}

function center({ count, length, values }: Rows): void {
  for (let column = 0; column < length; column++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += values[row * length + column]!;
    const mean = sum / count;
    for (let row = 0; row < count; row++) values[row * length + column]! -= mean;
  }
}

/** One or two directions of length 1. */
function firstComponents(rows: Rows, total: number): Float64Array[] {
  const { length } = rows;
  const times = multiplier(rows);
  const random = generator([2]);
  let basis = orthonormal(Array.from(
    { length: Math.min(BLOCK, length) },
    () => Float64Array.from({ length }, () => random() / 2 ** 31 - 1),
  ));
  let before = [0, 0];
  for (let round = 0; round < times.rounds; round++) {
    const images = basis.map(times.by);
    // Within the space that the block spans, the best directions are found exactly.
    const small = basis.map((one) => Float64Array.from(images, (image) => dot(one, image)));
    const pairs = symmetricEigen(small);
    const values = [pairs[0]!.value, pairs[1]?.value ?? 0];
    const best = pairs.map(({ vector }) => combined(basis, vector));
    const error = pairs.slice(0, 2).reduce((sum, { value, vector }, i) => {
      const image = combined(images, vector);
      const off = image.reduce((all, part, k) => all + (part - value * best[i]![k]!) ** 2, 0);
      return sum + Math.sqrt(off);
    }, 0);
    const settled = values.every((value, i) => Math.abs(value - before[i]!) <= 1e-12 * total);
    if (error <= 1e-9 * total || (settled && error <= 1e-6 * total)) {
      return best.slice(0, 2).map(positive);
    }
    before = values;
    basis = orthonormal(pairs.map(({ vector }) => combined(images, vector)));
  }
  return basis.slice(0, 2).map(positive);
}

/** Multiplies a direction by the covariances (times the count), the cheaper way. */
function multiplier(rows: Rows): { by: (vector: Float64Array) => Float64Array; rounds: number } {
  const { count, length } = rows;
  const direct = 2 * count * length * BLOCK;
  if (count * length * length / 2 > BUDGET / 4 || length > 2 * count) {
    return {
      by: (vector) => timesColumns(rows, timesRows(rows, vector)),
      rounds: Math.max(20, Math.min(500, Math.floor(BUDGET / direct))),
    };
  }
  const matrix = covariances(rows);
  return {
    by(vector) {
      const image = new Float64Array(length);
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = 0; k < length; k++) sum += matrix[i * length + k]! * vector[k]!;
        image[i] = sum;
      }
      return image;
    },
    rounds: Math.max(20, Math.min(500, Math.floor(BUDGET / (length * length * BLOCK)))),
  };
}

function covariances({ count, length, values }: Rows): Float64Array {
  const matrix = new Float64Array(length * length);
  for (let row = 0; row < count; row++) {
    const start = row * length;
    for (let i = 0; i < length; i++) {
      const value = values[start + i]!;
      if (value === 0) continue;
      for (let k = i; k < length; k++) matrix[i * length + k]! += value * values[start + k]!;
    }
  }
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < i; k++) matrix[i * length + k] = matrix[k * length + i]!;
  }
  return matrix;
}

/** The dot product of each row with a vector. */
function timesRows({ count, length, values }: Rows, vector: Float64Array): Float64Array {
  const product = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += values[row * length + i]! * vector[i]!;
    product[row] = sum;
  }
  return product;
}

/** The sum of the rows, each times a number. */
function timesColumns({ count, length, values }: Rows, factors: Float64Array): Float64Array {
  const sum = new Float64Array(length);
  for (let row = 0; row < count; row++) {
    const factor = factors[row]!;
    for (let i = 0; i < length; i++) sum[i]! += factor * values[row * length + i]!;
  }
  return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function combined(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((vector, i) => {
    for (let k = 0; k < sum.length; k++) sum[k]! += weights[i]! * vector[k]!;
  });
  return sum;
}

/** Vectors of length 1 at right angles; those that lie in the space of the others are left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    const size = Math.sqrt(dot(rest, rest));
    // Twice, since the first time leaves rounding errors.
    for (const one of [...basis, ...basis]) {
      const share = dot(one, rest);
      for (let i = 0; i < rest.length; i++) rest[i]! -= share * one[i]!;
    }
    const left = Math.sqrt(dot(rest, rest));
    if (left > 1e-10 * size && left > 0) basis.push(rest.map((value) => value / left));
  }
  return basis;
}

function positive(vector: Float64Array): Float64Array {
  const largest = vector.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a, 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

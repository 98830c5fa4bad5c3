/**
 * How close is close enough, per dtype: the one place for all tests.
 *
 * @module
 */

/** A number agrees if it differs by at most `absolute + relative * |expected|`. */
export interface Tolerance {
  /** Share of the expected value's size. */
  relative: number;
  /** Added to it, for values around zero. */
  absolute: number;
}

/** Rounding: results of the same computation done in another order or by another library. */
const ROUNDING: Record<string, Tolerance> = {
  float64: { relative: 1e-12, absolute: 1e-14 },
  float32: { relative: 1e-5, absolute: 1e-6 },
  complex64: { relative: 1e-5, absolute: 1e-6 },
  float16: { relative: 2e-3, absolute: 1e-4 },
  bfloat16: { relative: 1.6e-2, absolute: 1e-3 },
  int64: { relative: 0, absolute: 0 },
  int32: { relative: 0, absolute: 0 },
  uint8: { relative: 0, absolute: 0 },
  bool: { relative: 0, absolute: 0 },
  string: { relative: 0, absolute: 0 },
};

/** Gradients against finite differences, which lose half of a type's digits. */
const FINITE_DIFFERENCES: Record<string, Tolerance> = {
  float64: { relative: 1e-6, absolute: 1e-8 },
  float32: { relative: 2e-3, absolute: 5e-4 },
  complex64: { relative: 2e-3, absolute: 5e-4 },
};

/**
 * Tolerance between results of one dtype.
 *
 * @throws {RangeError} If the table has no such dtype.
 */
export function toleranceOf(dtype: string): Tolerance {
  return look(ROUNDING, dtype);
}

/**
 * Tolerance between a gradient and finite differences.
 *
 * @throws {RangeError} If the table has no such dtype.
 */
export function gradientToleranceOf(dtype: string): Tolerance {
  return look(FINITE_DIFFERENCES, dtype);
}

function look(table: Record<string, Tolerance>, dtype: string): Tolerance {
  const tolerance = table[dtype];
  if (tolerance !== undefined) return tolerance;
  throw new RangeError(
    `Cannot tell the tolerance of dtype "${dtype}": it must be one of ${Object.keys(table)}`,
  );
}

/** A tensor, as far as it is compared here. */
interface TensorLike {
  shape: number[];
  dtype: string;
  dataSync(): ArrayLike<unknown>;
}

/** Numbers, nested as deep as they like. */
export type NestedNumbers = number | boolean | ArrayLike<number> | readonly NestedNumbers[];

/** What {@linkcode assertAllClose} compares. */
export type Comparable = TensorLike | NestedNumbers;

/** Options of {@linkcode assertAllClose}. */
export interface AllCloseOptions {
  /** Whose tolerance holds. Default: that of the actual tensor, else float32. */
  dtype?: string;
  /** A tolerance of its own, such as {@linkcode gradientToleranceOf} gives. */
  tolerance?: Tolerance;
  /** Begins the error message. */
  message?: string;
}

/**
 * Asserts that all numbers agree within the tolerance of their dtype.
 *
 * NaN agrees with NaN alone, each infinity with itself alone. Where both are tensors their shapes
 * must be the same, otherwise the number of elements.
 *
 * @throws {Error} If they do not; it names the first and the worst difference.
 */
export function assertAllClose(
  actual: Comparable,
  expected: Comparable,
  options: AllCloseOptions = {},
): void {
  const dtype = options.dtype ?? (isTensor(actual) ? actual.dtype : "float32");
  const { relative, absolute } = options.tolerance ?? toleranceOf(dtype);
  const start = options.message === undefined ? "" : `${options.message}: `;
  if (isTensor(actual) && isTensor(expected) && String(actual.shape) !== String(expected.shape)) {
    throw new Error(`${start}shape [${actual.shape}] is not [${expected.shape}]`);
  }
  const [a, b] = [flatten(actual), flatten(expected)];
  if (a.length !== b.length) {
    throw new Error(`${start}${a.length} numbers are not ${b.length}`);
  }
  const wrong: number[] = [];
  let worst = 0;
  const excess = (i: number) => Math.abs(a[i]! - b[i]!) / (absolute + relative * Math.abs(b[i]!));
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i]) || a[i] === b[i]) continue;
    const isFinite = Number.isFinite(a[i]) && Number.isFinite(b[i]);
    if (isFinite && Math.abs(a[i]! - b[i]!) <= absolute + relative * Math.abs(b[i]!)) continue;
    wrong.push(i);
    if (!isFinite || excess(i) > excess(worst)) worst = i;
  }
  if (wrong.length === 0) return;
  const show = (i: number) => `[${i}] is ${a[i]}, wanted ${b[i]}`;
  throw new Error(
    `${start}${wrong.length} of ${a.length} differ (dtype ${dtype}): first ${show(wrong[0]!)}; ` +
      `worst ${show(worst)}`,
  );
}

function isTensor(value: Comparable): value is TensorLike {
  return typeof value === "object" && "dataSync" in value;
}

function flatten(value: Comparable): number[] {
  if (isTensor(value)) return Array.from(value.dataSync() as ArrayLike<number>, Number);
  if (typeof value === "number" || typeof value === "boolean") return [Number(value)];
  return Array.from(value as ArrayLike<NestedNumbers>).flatMap(flatten);
}

/**
 * Axes whose length nobody knows yet, and numbers that follow from them.
 *
 * @module
 */

/** Names of axes whose length a model learns when it is called, such as `"batch"`. */
export type AxisNames = readonly string[];

/** An axis: its length, or its name. */
export type Axis = number | string;

/** A product of axes, and how often it counts. */
export interface Term {
  /** Not 0. */
  readonly factor: number;
  /** Names of axes; none for a number alone. */
  readonly axes: AxisNames;
}

/** Lengths that are tried: odd enough to meet no length of the model's own. */
const TRIED = [
  [211, 223, 227],
  [229, 233, 239],
  [241, 251, 257],
] as const;

/** Lengths of all axes in one trial. */
export type Trial = Readonly<Record<string, number>>;

/**
 * Lengths to trace a function with: each of two for each axis, with each of the others', and once
 * another one for all of them, which proves what was concluded from the rest.
 *
 * @throws {RangeError} If there are too many axes.
 */
export function trials(names: AxisNames): Trial[] {
  if (names.length > TRIED.length) {
    throw new RangeError(
      `${names.length} axes have no length, ${
        names.join(", ")
      }: give all but ${TRIED.length} of them one`,
    );
  }
  if (names.length === 0) return [{}];
  const trial = (choose: (axis: number) => 0 | 1 | 2): Trial =>
    Object.fromEntries(names.map((name, axis) => [name, TRIED[axis]![choose(axis)]]));
  const corners = Array.from(
    { length: 2 ** names.length },
    (_, bits) => trial((axis) => (bits >> axis & 1) as 0 | 1),
  );
  return [...corners, trial(() => 2)];
}

/** A shape in a trial. */
export function shapeIn(trial: Trial, shape: readonly Axis[]): number[] {
  return shape.map((axis) => typeof axis === "number" ? axis : trial[axis]!);
}

/**
 * The sum of products of axes that a number is.
 *
 * @param values What it was in each of {@linkcode trials}.
 * @returns The sum; undefined if it is none with whole numbers, or the last trial does not prove it.
 */
export function termsOf(names: AxisNames, values: readonly number[]): Term[] | undefined {
  const factors = values.slice(0, 2 ** names.length);
  names.forEach((_, axis) => {
    const [low, high] = TRIED[axis]!;
    for (let bits = 0; bits < factors.length; bits++) {
      if (bits >> axis & 1) continue;
      const other = bits | 1 << axis;
      const slope = (factors[other]! - factors[bits]!) / (high - low);
      factors[bits] = factors[bits]! - slope * low;
      factors[other] = slope;
    }
  });
  if (!factors.every(Number.isSafeInteger)) return undefined;
  const terms = factors.map((factor, bits) => ({
    factor,
    axes: names.filter((_, axis) => bits >> axis & 1),
  })).filter(({ factor }) => factor !== 0);
  const proof = trials(names).at(-1)!;
  const value = terms.reduce(
    (sum, { factor, axes }) => axes.reduce((product, name) => product * proof[name]!, factor) + sum,
    0,
  );
  return value === values.at(-1) ? terms : undefined;
}

/**
 * Random values for augmentation, the same on every machine and thread.
 *
 * @module
 */

import { generator } from "../../core/permutation.ts";

/** Bounds of a random value, the lower first. */
export type Bounds = readonly [lower: number, upper: number];

/** Random values that integers decide. */
export class RandomValues {
  readonly #next: () => number;

  /** Begins at the integers, such as a seed, the epoch and an element's number. */
  constructor(seed: readonly number[]) {
    this.#next = generator(seed);
  }

  /** A value from `lower` to less than `upper`. */
  uniform([lower, upper]: Bounds): number {
    return lower + this.#next() / 4294967296 * (upper - lower);
  }

  /** An integer from 0 to less than `count`. */
  integer(count: number): number {
    return Math.floor(this.#next() / 4294967296 * count);
  }

  /** True with a probability. */
  chance(probability: number): boolean {
    return this.#next() < probability * 4294967296;
  }

  /** A value of the standard normal distribution (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log((this.#next() + 1) / 4294967297));
    return radius * Math.cos(2 * Math.PI * this.#next() / 4294967296);
  }

  /** A value of the distribution Beta(alpha, alpha): of two gamma values the share of the first. */
  beta(alpha: number): number {
    const [a, b] = [this.#logGamma(alpha), this.#logGamma(alpha)];
    return 1 / (1 + Math.exp(b - a));
  }

  /** The logarithm of a value of Gamma(alpha, 1) (Marsaglia and Tsang 2000); small alphas underflow. */
  #logGamma(alpha: number): number {
    if (alpha < 1) {
      const boost = Math.log((this.#next() + 1) / 4294967297) / alpha;
      return this.#logGamma(alpha + 1) + boost;
    }
    const d = alpha - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    while (true) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      const log = Math.log((this.#next() + 1) / 4294967297);
      if (log < 0.5 * x * x + d - d * v + d * Math.log(v)) return Math.log(d * v);
    }
  }
}

/** A number or two for the bounds of a random value. */
export type Factor = number | Bounds;

/** Which numbers a factor may have, and what says so. */
export interface FactorRule {
  /** The augmentation and its argument, such as `randomZoom: heightFactor`. */
  readonly name: string;
  /** Least and greatest number allowed. */
  readonly within: Bounds;
}

/**
 * The bounds that a factor means, as Keras reads it: a number `f` is from `-f` to `f`, as far as the
 * rule allows.
 *
 * @throws {RangeError} When it is no number, or beyond the rule.
 */
export function boundsOf(factor: Factor, { name, within: [least, greatest] }: FactorRule): Bounds {
  const given: readonly unknown[] = Array.isArray(factor) ? factor : [factor];
  const inside = given.every((value) =>
    typeof value === "number" && value >= least && value <= greatest
  );
  if (!inside || (typeof factor !== "number" && given.length !== 2)) {
    throw new RangeError(
      `Cannot augment: ${name} must be a number or two from ${least} to ${greatest}, current value ` +
        `is ${Array.isArray(factor) ? `[${factor.join(", ")}]` : String(factor)}`,
    );
  }
  if (typeof factor === "number") {
    const size = Math.abs(factor);
    return [Math.max(-size, least), size];
  }
  return [Math.min(...factor), Math.max(...factor)];
}

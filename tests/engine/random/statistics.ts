/** Whether numbers follow a distribution. */

import { assert } from "@std/assert";

/** A probability of one in a thousand that numbers of the very distribution are refused. */
const KOLMOGOROV = 1.95;
const DEVIATIONS = 3.3;

/** What is known of a continuous distribution. */
export interface Distribution {
  mean: number;
  variance: number;
  /** Fourth central moment over the squared variance. */
  kurtosis: number;
  /** Probability of a number up to `x`. */
  cumulative(x: number): number;
}

/** Mean and variance of `values`. */
export function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]! / values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i]! - mean) ** 2 / values.length;
  return { mean, variance };
}

/** Asserts mean, variance, and by Kolmogorov's and Smirnov's test the whole distribution. */
export function assertDistributed(values: ArrayLike<number>, distribution: Distribution): void {
  const n = values.length;
  const { mean, variance } = moments(values);
  const meanOff = Math.abs(mean - distribution.mean) / Math.sqrt(distribution.variance / n);
  assert(meanOff < DEVIATIONS, `mean ${mean} is ${meanOff} deviations off`);
  const spread = distribution.variance * Math.sqrt((distribution.kurtosis - 1) / n);
  const varianceOff = Math.abs(variance - distribution.variance) / spread;
  assert(varianceOff < DEVIATIONS, `variance ${variance} is ${varianceOff} deviations off`);
  const sorted = Float64Array.from(values).sort();
  let gap = 0;
  sorted.forEach((x, i) => {
    const share = distribution.cumulative(x);
    gap = Math.max(gap, Math.abs(share - i / n), Math.abs(share - (i + 1) / n));
  });
  assert(gap * Math.sqrt(n) < KOLMOGOROV, `Kolmogorov's statistic is ${gap * Math.sqrt(n)}`);
}

/** Asserts by the chi-squared test that `counts` come from categories with `probabilities`. */
export function assertShares(counts: readonly number[], probabilities: readonly number[]): void {
  const n = counts.reduce((sum, count) => sum + count);
  let distance = 0;
  let freedom = -1;
  counts.forEach((count, i) => {
    const expected = n * probabilities[i]!;
    if (expected === 0) return assert(count === 0, `category ${i} was drawn`);
    distance += (count - expected) ** 2 / expected;
    freedom++;
  });
  const limit = freedom + DEVIATIONS * Math.sqrt(2 * freedom) + DEVIATIONS;
  assert(distance < limit, `chi-squared is ${distance} at ${freedom} degrees of freedom`);
}

/** Correlation of two rows of numbers. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [moments(a), moments(b)];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - x.mean) * (b[i]! - y.mean) / a.length;
  return sum / Math.sqrt(x.variance * y.variance);
}

/** Probability of a standard normal number up to `x`; Simpson's rule from 0. */
export function normalCumulative(x: number): number {
  const STEPS = 200;
  const width = x / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const weight = i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * width) ** 2) / 2);
  }
  return 0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI);
}

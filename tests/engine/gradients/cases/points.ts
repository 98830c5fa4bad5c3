/** Points at which gradients are checked. @module */

import { numbers, type Point } from "../finite_differences.ts";

/** Numbers between `low` and `high`, none alike. */
export function between(shape: number[], low: number, high: number): Point {
  return { shape, values: numbers(size(shape), low, high), dtype: "float32" };
}

/** Numbers of both signs, none within 0.2 of zero. */
export function signed(shape: number[]): Point {
  const values = numbers(size(shape), -0.8, 0.8).map((value) => value + 0.2 * Math.sign(value));
  return { shape, values, dtype: "float32" };
}

/** Numbers that differ by 0.25 or more from each other, so that small steps keep their order. */
export function apart(shape: number[]): Point {
  const order = numbers(size(shape), 0, 1);
  const sorted = [...order].sort((a, b) => a - b);
  const values = order.map((value) => 0.25 * sorted.indexOf(value) - 0.1 * order.length);
  return { shape, values, dtype: "float32" };
}

/** Complex numbers away from zero. */
export function complex(shape: number[]): Point {
  const { values } = signed([2 * size(shape)]);
  return { shape, values, dtype: "complex64" };
}

/** These numbers. */
export function exactly(shape: number[], values: number[]): Point {
  return { shape, values, dtype: "float32" };
}

function size(shape: number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Gradients against central finite differences.
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose, gradientToleranceOf } from "../../tolerance.ts";

/** A point at which a gradient is checked; complex64 values lie as real, imaginary, real, ... */
export interface Point {
  shape: number[];
  values: number[];
  dtype: "float32" | "complex64";
}

/** A function whose gradient is checked. */
export type Differentiable = (...xs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** A row of the table. */
export interface GradientCase {
  /** Says what is special about it; begins with the kernel. */
  name: string;
  /** The function, of as many tensors as there are `at`. */
  f: Differentiable;
  /** Where its gradient is checked. */
  at: Point[];
  /** Largest step. Default 0.05. */
  step?: number;
  /** Highest order of derivatives to check. Default 2. */
  order?: 1 | 2;
  /** A kernel that not every engine has, as no function of tfjs calls it. */
  needs?: string;
  /** Engines whose own kernels are at fault, and what is wrong with them. */
  except?: Partial<Record<"tensorflow" | "wasm" | "cpu", string>>;
}

/** Repeatable numbers, evenly spread between `low` and `high`. */
export function numbers(count: number, low: number, high: number): number[] {
  // The fractional parts of multiples of the golden ratio: spread, and never two alike.
  return Array.from({ length: count }, (_, i) => {
    const fraction = ((i + 1) * 0.6180339887498949 + 0.05) % 1;
    return low + (high - low) * fraction;
  });
}

/** The point as a tensor. */
export function tensorOf({ shape, values, dtype }: Point): tf.Tensor {
  if (dtype === "float32") return tf.tensor(values, shape);
  const part = (offset: number) => values.filter((_, i) => i % 2 === offset);
  return tf.complex(tf.tensor(part(0), shape), tf.tensor(part(1), shape));
}

function outputsOf(f: Differentiable, xs: tf.Tensor[]): tf.Tensor[] {
  const result = f(...xs);
  return Array.isArray(result) ? result : [result];
}

function weightsOf(count: number): number[] {
  return numbers(count, 0.3, 1.3).map((weight, i) => i % 3 === 0 ? -weight : weight);
}

/** The weighted sum of all outputs, in double precision. */
function lossOf(f: Differentiable, points: Point[]): number {
  const values = tf.tidy(() =>
    outputsOf(f, points.map(tensorOf)).map((output) => Array.from(output.dataSync()))
  );
  return values.flatMap((output) => {
    const weights = weightsOf(output.length);
    return output.map((value, i) => value * weights[i]!);
  }).reduce((sum, term) => sum + term, 0);
}

/** The same sum as a tensor, to be differentiated. */
function lossTensor(f: Differentiable, xs: tf.Tensor[]): tf.Scalar {
  return outputsOf(f, xs).map((output) => {
    if (output.dtype !== "complex64") {
      return tf.sum(tf.mul(output, tf.tensor(weightsOf(output.size), output.shape)));
    }
    const weights = weightsOf(2 * output.size);
    const parts = [tf.real(output), tf.imag(output)].map((part, offset) => {
      const own = weights.filter((_, i) => i % 2 === offset);
      return tf.sum(tf.mul(part, tf.tensor(own, part.shape)));
    });
    return tf.add(parts[0]!, parts[1]!);
  }).reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
}

/** The gradients that the engine finds. */
export function gradientsOf(f: Differentiable, xs: tf.Tensor[]): tf.Tensor[] {
  return tf.grads((...inputs: tf.Tensor[]) => lossTensor(f, inputs))(xs);
}

/** The gradients of `f` as a function, with squares that keep constant gradients on the tape. */
export function derivativeOf(f: Differentiable): Differentiable {
  return (...xs) => [
    ...gradientsOf(f, xs),
    ...xs.map((x) => tf.mul(x, x)),
  ];
}

/** Two central differences, the error of the coarser one extrapolated away. */
function slopeAlong(f: (moved: number) => number, step: number): number {
  const slope = (h: number) => (f(h) - f(-h)) / (2 * h);
  return (4 * slope(step / 2) - slope(step)) / 3;
}

/** The derivative by each number of one point. */
function numericGradient(f: Differentiable, points: Point[], [input, step]: [number, number]) {
  const point = points[input]!;
  return point.values.map((value, i) =>
    slopeAlong((moved) => {
      const values = point.values.with(i, value + moved);
      return lossOf(f, points.with(input, { ...point, values }));
    }, step)
  );
}

/** The derivative when all points move at once, each number at its own speed. */
function numericSlope(f: Differentiable, points: Point[], [speeds, step]: [number[][], number]) {
  return slopeAlong((moved) => {
    const at = points.map((point, input) => ({
      ...point,
      values: point.values.map((value, i) => value + moved * speeds[input]![i]!),
    }));
    return lossOf(f, at);
  }, step);
}

/** What the engine finds at the points of a case, and how many tensors it leaves behind. */
function foundGradients(f: Differentiable, at: Point[]): { found: number[][]; left: number } {
  const xs = at.map(tensorOf);
  const before = tf.memory().numTensors;
  const gradients = gradientsOf(f, xs);
  const found = gradients.map((gradient) => Array.from(gradient.dataSync()));
  tf.dispose(gradients);
  const left = tf.memory().numTensors - before;
  tf.dispose(xs);
  return { found, left };
}

function assertNoneLeft(left: number): void {
  if (left !== 0) throw new Error(`${left} tensors are left behind`);
}

/**
 * Asserts that the gradients of a case agree with finite differences and leave no tensor behind.
 *
 * @throws {Error} If they do not; it names the input.
 */
export function assertGradients({ f, at, step = 0.05 }: GradientCase): void {
  const { found, left } = foundGradients(f, at);
  for (const [i, point] of at.entries()) {
    assertAllClose(found[i]!, numericGradient(f, at, [i, step]), {
      tolerance: gradientToleranceOf(point.dtype),
      message: `gradient of input ${i}`,
    });
  }
  assertNoneLeft(left);
}

/** Directions in which second derivatives are checked. */
const DIRECTIONS = 3;

/**
 * The same for the gradients of the gradients, in a few directions in place of every number.
 *
 * @throws {Error} If they do not agree.
 */
export function assertSecondGradients({ f, at, step = 0.05 }: GradientCase): void {
  const gradients = derivativeOf(f);
  const { found, left } = foundGradients(gradients, at);
  for (let direction = 0; direction < DIRECTIONS; direction++) {
    const speeds = at.map(({ values }, i) =>
      numbers(values.length + direction + i, -1, 1).slice(direction + i)
    );
    const slope = found.flatMap((values, i) => values.map((value, j) => value * speeds[i]![j]!))
      .reduce((sum, term) => sum + term, 0);
    assertAllClose(slope, numericSlope(gradients, at, [speeds, step]), {
      tolerance: gradientToleranceOf("float32"),
      message: `second derivative in direction ${direction}`,
    });
  }
  assertNoneLeft(left);
}

/** tfjs's gradients by kernel: its registry, for which it has no public function. */
function gradientRegistry(): Map<string, tf.GradConfig> {
  const shared = (globalThis as unknown as { _tfGlobals: Map<string, unknown> })._tfGlobals;
  return shared.get("gradRegistry") as Map<string, tf.GradConfig>;
}

/** Whether an engine has the kernel that a case needs. */
export function isRunnable({ needs }: GradientCase): boolean {
  return needs === undefined || tf.getKernel(needs, tf.getBackend()) !== undefined;
}

/** Runs the gradients of a case up to the highest order that is checked. */
export function runGradients({ f, at, order }: GradientCase): void {
  foundGradients(order === 1 ? f : derivativeOf(f), at);
}

/** Which of the registered gradients the cases run, up to the second order. */
export function usedGradients(cases: GradientCase[]): { used: string[]; unused: string[] } {
  const registry = gradientRegistry();
  const used = new Set<string>();
  const before = [...registry.values()];
  for (const config of before) {
    const gradFunc: tf.GradFunc = (...args) => {
      used.add(config.kernelName);
      return config.gradFunc(...args);
    };
    registry.set(config.kernelName, { ...config, gradFunc });
  }
  try {
    for (const each of cases.filter(isRunnable)) runGradients(each);
  } finally {
    for (const config of before) registry.set(config.kernelName, config);
  }
  return { used: [...used], unused: [...registry.keys()].filter((name) => !used.has(name)) };
}

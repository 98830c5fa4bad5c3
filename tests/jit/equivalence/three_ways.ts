/**
 * A function run at once, as compiled code, and through XLA.
 *
 * @module
 */

import { mapTree } from "../../../src/core/tree.ts";
import * as tf from "../../../src/engine/tf.ts";
import { jit, type JitOptions } from "../../../src/jit/mod.ts";
import { assertSameTensor, HostTensor } from "./host_tensor.ts";

/** Something that can be run in all three ways. */
export interface Comparison {
  readonly name: string;
  /** Returns a tree of tensors. */
  readonly run: (inputs: tf.Tensor[]) => unknown;
  /** What it is given. */
  readonly inputs: readonly HostTensor[];
}

/** The values of the tensors in a tree, which are disposed. */
export function take(tree: unknown): unknown {
  const values = mapTree(tree, (leaf) => leaf instanceof tf.Tensor ? HostTensor.of(leaf) : leaf);
  tf.dispose(tree as tf.TensorContainer);
  return values;
}

/** The values that `comparison` gives when it runs at once. */
export function runEagerly({ run, inputs }: Comparison): unknown {
  let values: unknown;
  tf.tidy(() => {
    values = take(run(inputs.map((input) => input.toTensor())));
  });
  return values;
}

/** The values that each of `comparisons` gives when one compiled function runs them all. */
export function runCompiled(
  comparisons: readonly Comparison[],
  options: JitOptions,
): unknown[] {
  const inputs = comparisons.map((one) => one.inputs.map((input) => input.toTensor()));
  using all = jit(
    (given: tf.Tensor[][]) => comparisons.map(({ run }, i) => run(given[i]!)),
    { name: comparisons.length === 1 ? comparisons[0]!.name : "comparisons", ...options },
  );
  try {
    return all(inputs).map(take);
  } finally {
    tf.dispose(inputs);
  }
}

/**
 * Asserts that two trees of values are the same.
 *
 * @throws {Error} If they are not; it begins with `name`.
 */
export function assertSameTree(actual: unknown, expected: unknown, name: string): void {
  const found = leavesOf(actual);
  const wanted = leavesOf(expected);
  if (found.length !== wanted.length) {
    throw new Error(`${name}: ${found.length} tensors are not ${wanted.length}`);
  }
  wanted.forEach(([path, leaf], i) => assertSameTensor(found[i]![1], leaf, `${name}: ${path}`));
}

function leavesOf(tree: unknown): [string, HostTensor][] {
  const leaves: [string, HostTensor][] = [];
  mapTree(tree, (leaf, path) => {
    if (leaf instanceof HostTensor) leaves.push([path, leaf]);
  });
  return leaves;
}

/**
 * Compares through XLA, several at a time, as it takes long for each function. Where some of them
 * fail they are taken apart.
 *
 * @returns The error of each that fails, by name.
 */
export function failuresInXla(
  comparisons: readonly Comparison[],
  expected: ReadonlyMap<Comparison, unknown>,
  together = 12,
): Map<string, Error> {
  const failures = new Map<string, Error>();
  for (let i = 0; i < comparisons.length; i += together) {
    compare(comparisons.slice(i, i + together), expected, failures);
  }
  return failures;
}

function compare(
  comparisons: readonly Comparison[],
  expected: ReadonlyMap<Comparison, unknown>,
  failures: Map<string, Error>,
): void {
  let values: unknown[];
  try {
    values = runCompiled(comparisons, { xla: true });
  } catch (error) {
    const [only, ...others] = comparisons;
    if (others.length === 0) failures.set(only!.name, error as Error);
    else {
      const half = Math.ceil(comparisons.length / 2);
      compare(comparisons.slice(0, half), expected, failures);
      compare(comparisons.slice(half), expected, failures);
    }
    return;
  }
  comparisons.forEach((comparison, i) => {
    try {
      assertSameTree(values[i], expected.get(comparison), comparison.name);
    } catch (error) {
      failures.set(comparison.name, error as Error);
    }
  });
}

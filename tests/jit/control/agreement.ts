/** Compiled code against the same code outside of `jit`. @module */

import { assertEquals } from "@std/assert";
import { mapTree } from "../../../src/core/tree.ts";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { assertAllClose } from "../../tolerance.ts";
import { assertLeavesNothing } from "../engine_snapshot.ts";

/** Rounding in loops adds up, and XLA adds in another order. */
const TOLERANCE = { relative: 1e-4, absolute: 2e-5 };

/** A function of tensors that returns a tree of them. */
export type TreeFunction = (...args: tf.Tensor[]) => unknown;

interface Leaf {
  readonly path: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** What a tree holds; its tensors are disposed. */
export function takeLeaves(tree: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapTree(tree, (leaf, path) => {
    if (leaf instanceof tf.Tensor) {
      const { dtype, shape } = leaf;
      leaves.push({ path, dtype, shape: [...shape], values: Array.from(leaf.dataSync(), Number) });
    } else leaves.push({ path, dtype: String(leaf), shape: [], values: [] });
  });
  mapTree(tree, (leaf) => leaf instanceof tf.Tensor ? leaf.dispose() : undefined);
  return leaves;
}

/** Asserts that two trees hold the same, but for rounding. */
export function assertSameLeaves(actual: readonly Leaf[], expected: readonly Leaf[]): void {
  const types = (leaves: readonly Leaf[]) =>
    leaves.map(({ path, dtype, shape }) => `${path} ${dtype}[${shape}]`);
  assertEquals(types(actual), types(expected));
  actual.forEach(({ path, values, dtype }, i) => {
    const isExact = dtype === "int32" || dtype === "bool";
    const tolerance = isExact ? { relative: 0, absolute: 0 } : TOLERANCE;
    assertAllClose(values, expected[i]!.values, { message: path, tolerance });
  });
}

/**
 * Asserts that `fn` gives the same compiled, at the first call and the second, and that nothing is
 * left behind.
 */
export function assertCompiles(
  fn: TreeFunction,
  args: tf.Tensor[],
  options: { xla?: boolean } = {},
): void {
  const expected = takeLeaves(tf.tidy(() => fn(...args) as tf.TensorContainer));
  using compiled = jit(fn, options);
  assertLeavesNothing(() => {
    for (let call = 0; call < 2; call++) {
      assertSameLeaves(takeLeaves(compiled(...args)), expected);
    }
  });
  assertEquals(compiled.stats().traces, 1);
}

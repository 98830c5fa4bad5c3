/**
 * The tensors of a trace, under the handles that stand for them.
 *
 * @module
 */

import type { Output } from "../ffi/graph.ts";
import type { ShapelessResult } from "./value_shape.ts";

/** Handles of traced tensors are numbers that no address reaches. */
const FIRST_HANDLE = 1n << 62n;

/** A tensor of a trace. */
export interface TracedValue {
  /** Where it comes from; null until somebody wants it. */
  output: Output | null;
  readonly dtype: number;
  /** Null if it depends on values. */
  readonly shape: number[] | null;
  /** Where a shape that depends on values comes from. */
  readonly shapeless?: ShapelessResult;
  /** Makes the output when it is first wanted. */
  readonly make?: () => Output;
  /** Nodes that read it; kept for variables, whose update must come after them. */
  readonly readers?: bigint[];
}

/** All tensors of one trace. */
export class TracedValues {
  readonly #values: TracedValue[] = [];

  /** Takes a tensor and gives it a handle. */
  add(value: TracedValue): bigint {
    this.#values.push(value);
    return FIRST_HANDLE + BigInt(this.#values.length - 1);
  }

  /** The tensor of a handle. */
  at(handle: bigint): TracedValue {
    const value = this.#values[Number(handle - FIRST_HANDLE)];
    if (value === undefined) {
      throw new Error("Internal: a trace was given a handle of another context");
    }
    return value;
  }
}

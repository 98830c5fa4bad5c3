/**
 * What a compiled function is given at each call, as its trace notes it.
 *
 * @module
 */

import type * as tf from "../engine/tf.ts";
import type { Output } from "../ffi/graph.ts";

/** An input of the compiled function, and what is given for it at each call. */
export type TraceInput =
  | { readonly kind: "argument"; readonly index: number }
  | { readonly kind: "tensor"; readonly dataId: object }
  | { readonly kind: "variable"; readonly variable: tf.Variable }
  | { readonly kind: "parent"; readonly handle: bigint }
  | { readonly kind: "seed" }
  | { readonly kind: "number"; readonly value: () => number };

/** A variable as a trace knows it. */
export interface TracedVariable {
  readonly variable: tf.Variable;
  /** The resource, an input of the function. */
  readonly resource: Output;
  /** Handle of its value before the function assigns it. */
  readonly before: bigint;
}

/** A choice that JavaScript makes at each call, and how it was made for a trace. */
export interface HostChoice {
  /** Tells the choice of the moment. */
  readonly value: () => string;
  /** What was chosen. */
  readonly chosen: string;
}

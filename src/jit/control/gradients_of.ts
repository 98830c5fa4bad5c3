/** Gradients that can be differentiated again. @module */

import { pullBack, withTape } from "../../engine/gradients/tape.ts";
import * as tf from "../../engine/tf.ts";
import { isDifferentiable } from "./part.ts";

/** What gradients are wanted of. */
export interface GradientsOptions {
  /** Makes the results. */
  readonly run: () => tf.Tensor[];
  /** Tensors to compute gradients for. */
  readonly xs: readonly tf.Tensor[];
  /** Gradients of the results, undefined where none flows. */
  readonly dys: readonly (tf.Tensor | undefined)[];
}

/** Gradients of what `run` makes, with the ops that compute them on the tape that is running. */
export function gradientsOf({ run, xs, dys }: GradientsOptions): tf.Tensor[] {
  return withTape(() => run().map((y) => tf.clone(y)), (made, noted) => {
    const ys = made.flatMap((y, i) => {
      const dy = dys[i];
      return dy !== undefined && isDifferentiable(y) ? [{ y, dy }] : [];
    });
    const found = pullBack(noted, {
      xs: [...xs],
      ys: ys.map(({ y }) => y),
      dys: ys.map(({ dy }) => dy),
    });
    return xs.map((x, i) => found[i] ?? tf.zeros(x.shape, x.dtype));
  });
}

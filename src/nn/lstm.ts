/**
 * Long short-term memory.
 *
 * @module
 */

import { lstmOf } from "../engine/fused/lstm.ts";
import * as tf from "../engine/tf.ts";
import { described, requireFloat } from "./require_float.ts";

/** Weights of {@linkcode lstm}, as `tf.layers.lstm` and Keras have them. */
export interface LstmWeights {
  /** float32 `[features, 4 * units]`: columns of the input gate, the forget gate, the candidate, the output gate. */
  kernel: tf.Tensor;
  /** The same for the output of the step before, float32 `[units, 4 * units]`. */
  recurrentKernel: tf.Tensor;
  /** float32 `[4 * units]`. Default: none. */
  bias?: tf.Tensor;
}

/** Options of {@linkcode lstm}. */
export interface LstmOptions {
  /** Output and cell before the first step, float32 `[batch, units]` each. Default: zeros. */
  initialState?: readonly [h: tf.Tensor, c: tf.Tensor];
  /** Whether to go from the last step to the first; outputs come in that order. Default false. */
  goBackwards?: boolean;
}

/** What {@linkcode lstm} returns. */
export interface LstmResult {
  /** Output of each step, float32 `[batch, time, units]`. */
  outputs: tf.Tensor;
  /** Output of the last step, float32 `[batch, units]`. */
  h: tf.Tensor;
  /** The cell after the last step, float32 `[batch, units]`. */
  c: tf.Tensor;
}

/**
 * Runs an LSTM over whole sequences: the gates i, f and o are sigmoids, the candidate g a tanh of
 * `x kernel + h recurrentKernel + bias`; then `c = f c + i g` and `h = o tanh(c)`.
 *
 * S. Hochreiter, J. Schmidhuber: Long Short-Term Memory, Neural Computation 9(8), 1997; with the forget
 * gate of F. Gers, J. Schmidhuber, F. Cummins: Learning to Forget, Neural Computation 12(10), 2000.
 *
 * @param x float32 `[batch, time, features]`.
 * @throws {TypeError} When shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const kernel = tf.randomNormal([3, 8]);
 * const recurrentKernel = tf.randomNormal([2, 8]);
 * const { outputs, h } = nn.lstm(tf.ones([4, 5, 3]), { kernel, recurrentKernel });
 * assertEquals([outputs.shape, h.shape], [[4, 5, 2], [4, 2]]);
 * ```
 */
export function lstm(
  x: tf.Tensor,
  weights: LstmWeights,
  { initialState, goBackwards = false }: LstmOptions = {},
): LstmResult {
  const { kernel, recurrentKernel, bias } = weights;
  const [h, c] = initialState ?? [];
  checkInputs({ x, kernel, recurrentKernel, bias, h, c });
  const run = () => {
    const zeros = () => tf.zeros([x.shape[0]!, recurrentKernel.shape[0]!]);
    return lstmOf({
      x: goBackwards ? tf.reverse(x, 1) : x,
      kernel,
      recurrent: recurrentKernel,
      bias,
      h: h ?? zeros(),
      c: c ?? zeros(),
    });
  };
  // A container of tensors, of whose members tidy() keeps track.
  return tf.tidy(run as unknown as () => tf.TensorContainerObject) as unknown as LstmResult;
}

function checkInputs(
  inputs:
    & { x: tf.Tensor; kernel: tf.Tensor; recurrentKernel: tf.Tensor }
    & Record<string, tf.Tensor | undefined>,
): void {
  const doing = "run an LSTM";
  requireFloat(doing, inputs);
  const { x, recurrentKernel } = inputs;
  const [batch = 0, , features = 0] = x.shape;
  const [units = 0] = recurrentKernel.shape;
  const wanted: Record<string, number[]> = {
    kernel: [features, 4 * units],
    recurrentKernel: [units, 4 * units],
    bias: [4 * units],
    h: [batch, units],
    c: [batch, units],
  };
  if (x.rank !== 3) {
    throw new TypeError(
      `Cannot ${doing}: x must be [batch, time, features], and it is ${described(x)}`,
    );
  }
  for (const [name, shape] of Object.entries(wanted)) {
    const tensor = inputs[name];
    if (tensor === undefined || tf.util.arraysEqual(tensor.shape, shape)) continue;
    throw new TypeError(
      `Cannot ${doing}: with x ${described(x)} and recurrentKernel ${
        described(recurrentKernel)
      }, ` +
        `${name} must be [${shape.join(", ")}], and it is ${described(tensor)}`,
    );
  }
}

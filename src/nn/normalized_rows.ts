import * as tf from "../engine/tf.ts";
import { described, requireFloat } from "./require_float.ts";

/** What the norms of rows have in common. */
export interface NormOptions {
  /** What the normalised axes are multiplied by, float32 of their shape. Default: nothing. */
  gamma?: tf.Tensor;
  /** Added under the root, at least 0. */
  epsilon?: number;
  /** How many of the last axes are normalised together. Default 1. */
  axes?: number;
}

interface RowsOptions extends NormOptions {
  parameters: Readonly<Record<string, tf.Tensor | undefined>>;
}

/**
 * `x` as a matrix whose rows are normalised, and the parameters as vectors.
 *
 * @param doing What fails if they do not fit.
 */
export function normalizedRows(
  doing: string,
  x: tf.Tensor,
  { axes = 1, epsilon = 0, parameters }: RowsOptions,
): { x: tf.Tensor } & Record<string, tf.Tensor> {
  requireFloat(doing, { x, ...parameters });
  if (!Number.isInteger(axes) || axes < 1 || axes > x.rank) {
    throw new RangeError(
      `Cannot ${doing}: axes must be a number from 1 to the rank of x, which is ${x.rank}, ` +
        `not ${axes}`,
    );
  }
  if (!(epsilon >= 0)) {
    throw new RangeError(`Cannot ${doing}: epsilon must be at least 0, not ${epsilon}`);
  }
  const lengths = x.shape.slice(-axes);
  const width = tf.util.sizeFromShape(lengths);
  const outer = tf.util.sizeFromShape(x.shape.slice(0, -axes));
  const rows: { x: tf.Tensor } & Record<string, tf.Tensor> = { x: tf.reshape(x, [outer, width]) };
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter === undefined) continue;
    if (!tf.util.arraysEqual(parameter.shape, lengths)) {
      throw new TypeError(
        `Cannot ${doing}: ${name} must have the shape of the normalised axes, ` +
          `[${lengths.join(", ")}], and it is ${described(parameter)}`,
      );
    }
    rows[name] = tf.reshape(parameter, [width]);
  }
  return rows;
}

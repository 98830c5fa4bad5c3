/** The error for results whose shape depends on values. @module */

/** What to do in place of an op whose result has no fixed shape, where there is something better. */
const INSTEAD: Readonly<Record<string, string>> = {
  NonMaxSuppressionV3: "call tf.image.nonMaxSuppressionPadded() with padToMaxOutputSize",
  NonMaxSuppressionV4: "set padToMaxOutputSize",
  NonMaxSuppressionV5: "call tf.image.nonMaxSuppressionPadded() with padToMaxOutputSize",
  RaggedTensorToTensor:
    "give its shape as a list of numbers without -1, or as a tensor made of such a list inside the " +
    "function",
  SparseSegmentMean: "gather the rows and call tf.unsortedSegmentSum(), which takes a length",
  SparseSegmentSum: "gather the rows and call tf.unsortedSegmentSum(), which takes a length",
  Where: "choose with tf.where(condition, a, b) or multiply with the mask",
};

/** A result whose shape depends on values. */
export interface ShapelessResult {
  /** The op that made it. */
  readonly op: string;
  /** Its dtype and what is known of its shape. */
  readonly result: string;
}

/**
 * Says that a compiled function cannot use a result, for its shape is not known.
 *
 * @throws {TypeError} Always.
 */
export function refuseValueShape({ op, result }: ShapelessResult): never {
  const instead = INSTEAD[op] ?? "use a mask instead (tf.where, tf.mul)";
  throw new TypeError(
    `Cannot trace ${op}: the shape of its result, ${result}, depends on values, and the shapes in a ` +
      `compiled function are fixed; ${instead}, or call it outside of jit`,
  );
}

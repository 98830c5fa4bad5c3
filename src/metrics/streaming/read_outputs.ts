/**
 * Classes out of what models answer.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";

/** How outputs become classes. */
export interface ClassesOptions {
  /** How many classes there are; 2 unless told. */
  readonly classes?: number;
  /** From which score on one output per example means class 1; 0.5 unless told, 0 for logits. */
  readonly threshold?: number;
}

/** Targets and answers as class numbers, int32 `[examples]`. */
export interface ClassPair {
  /** What is true. */
  readonly targets: tf.Tensor1D;
  /** What was answered. */
  readonly answers: tf.Tensor1D;
}

/** Throws: what came cannot be compared. */
export function refusePair(
  what: string,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  how: string,
): never {
  const text = ({ dtype, shape }: tf.Tensor) => `${dtype} [${shape.join(", ")}]`;
  throw new TypeError(
    `Cannot compute ${what}: ${how}, but targets are ${text(targets)} and outputs ${text(outputs)}`,
  );
}

/**
 * Class numbers of targets and outputs. Outputs `[…, classes]` mean the class of the highest score;
 * `[…]` or `[…, 1]` of two classes mean class 1 above the threshold. Targets are class numbers `[…]`, of
 * whatever dtype, or one-hot rows `[…, classes]`.
 */
export function classPair(
  what: string,
  targets: tf.Tensor,
  outputs: tf.Tensor,
  { classes = 2, threshold = 0.5 }: ClassesOptions,
): ClassPair {
  const flat = (tensor: tf.Tensor) =>
    tf.reshape(tf.cast(wholeOnes(tensor), "int32"), [-1]) as tf.Tensor1D;
  const width = outputs.shape.at(-1) ?? 1;
  const rows = outputs.size / width;
  if (outputs.rank >= 2 && width === classes && classes > 1) {
    const answers = flat(tf.argMax(outputs, -1));
    if (targets.size === rows && (targets.rank < outputs.rank || targets.shape.at(-1) === 1)) {
      return { targets: flat(targets), answers };
    }
    if (tf.util.arraysEqual(targets.shape, outputs.shape)) {
      return { targets: flat(tf.argMax(targets, -1)), answers };
    }
  } else if (classes === 2 && targets.size === outputs.size && sameButOnes(targets, outputs)) {
    return { targets: flat(targets), answers: flat(tf.greater(outputs, threshold)) };
  }
  refusePair(
    what,
    targets,
    outputs,
    `of ${classes} classes outputs must be scores [batch, ${classes}]` +
      `${classes === 2 ? " or [batch]" : ""} and targets class numbers [batch]`,
  );
}

/** Numbers, with -1, which is no class, in place of NaN and what is not whole. */
function wholeOnes(numbers: tf.Tensor): tf.Tensor {
  if (numbers.dtype !== "float32") return numbers;
  return tf.where(tf.equal(numbers, tf.floor(numbers)), numbers, tf.onesLike(numbers).neg());
}

/** Whether two shapes differ by a last axis of length 1 at most. */
export function sameButOnes({ shape: one }: tf.Tensor, { shape: other }: tf.Tensor): boolean {
  const same = (a: number[], b: number[]) => tf.util.arraysEqual(a, b);
  return same(one, other) || same([...one, 1], other) || same(one, [...other, 1]);
}

/** Weights of the examples as `[examples]`; ones unless told. */
export function exampleWeights(
  what: string,
  weights: tf.Tensor | undefined,
  examples: number,
): tf.Tensor1D {
  if (weights === undefined) return tf.ones([examples]);
  if (weights.size !== examples) {
    throw new TypeError(
      `Cannot compute ${what}: wanted a weight for each of ${examples} examples, got ${weights.size}`,
    );
  }
  return tf.reshape(tf.cast(weights, "float32"), [examples]) as tf.Tensor1D;
}

/**
 * Losses of language models.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { sparseSoftmaxCrossEntropy } from "../sparse_softmax_cross_entropy.ts";
import { quotient, refuse, requireLossOptions, requireShare } from "./loss_options.ts";

/** Options of {@linkcode causalLanguageModelLoss}. */
export interface CausalLanguageModelLossOptions {
  /** Labels that do not count, such as those of padding; -100 unless told. */
  readonly ignoreIndex?: number;
  /**
   * What the sum of the losses is divided by: under gradient accumulation the number of labels that count
   * in **all** the batches of one step, without the first of each text where `shift` is on. The number of
   * those in this batch unless told.
   */
  readonly numItems?: number | tf.Tensor;
  /** Whether each position tells the next label, as Hugging Face's models do; true unless told. */
  readonly shift?: boolean;
}

const CAUSAL_LANGUAGE_MODEL_LOSS_OPTIONS: OptionNames<CausalLanguageModelLossOptions> = {
  ignoreIndex: true,
  numItems: true,
  shift: true,
};

/** Options of {@linkcode labelSmoothedCrossEntropy}. */
export interface LabelSmoothedCrossEntropyOptions extends CausalLanguageModelLossOptions {
  /** Share that is spread over all classes; 0.1 unless told. */
  readonly epsilon?: number;
}

const LABEL_SMOOTHED_CROSS_ENTROPY_OPTIONS: OptionNames<LabelSmoothedCrossEntropyOptions> = {
  ...CAUSAL_LANGUAGE_MODEL_LOSS_OPTIONS,
  epsilon: true,
};

/** Labels and scores as rows, with what counts. */
function rowsOf(
  name: string,
  labels: tf.Tensor,
  logits: tf.Tensor,
  { ignoreIndex = -100, shift = true }: CausalLanguageModelLossOptions,
) {
  const outer = logits.shape.slice(0, -1);
  const wrong = labels.dtype !== "int32" || logits.dtype !== "float32" || !logits.shape.at(-1) ||
    !tf.util.arraysEqual(labels.shape, outer);
  if (wrong || (shift && labels.rank === 0)) {
    refuse(
      name,
      labels,
      logits,
      "labels must be int32 [batch, time] and logits float32 [batch, time, classes]",
    );
  }
  if (!shift) return { labels, logits, ignoreIndex };
  const [time, classes] = [outer.at(-1)!, logits.shape.at(-1)!];
  if (time < 2) {
    throw new RangeError(
      `Cannot compute ${name}: a text of ${time} token${
        time === 1 ? "" : "s"
      } has none to foretell`,
    );
  }
  const texts = labels.size / time;
  const given = tf.reshape(labels, [texts, time]);
  const scores = tf.reshape(logits, [texts, time, classes]);
  return {
    labels: tf.slice(given, [0, 1], [texts, time - 1]),
    logits: tf.slice(scores, [0, 0, 0], [texts, time - 1, classes]),
    ignoreIndex,
  };
}

function divided(sum: tf.Tensor, counted: tf.Tensor, numItems: number | tf.Tensor | undefined) {
  const items = numItems ?? tf.sum(counted);
  const divisor = typeof items === "number" ? tf.scalar(items) : tf.cast(items, "float32");
  return quotient(sum, divisor);
}

/**
 * Cross entropy of the next token: Hugging Face's `ForCausalLMLoss`. Each text's first label is not
 * foretold, labels of -100 do not count, and the sum is divided by how many do, or by `numItems`: only
 * then do accumulated small batches give the gradient of a large one.
 *
 * @param labels The tokens themselves, int32 `[batch, time]`; they are shifted here.
 * @param logits Unnormalised scores, float32 `[batch, time, classes]`.
 * @param options What is ignored, what is divided by, whether labels are shifted.
 * @returns A scalar; 0 where no label counts.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {RangeError} When the texts have one token.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const labels = tf.tensor2d([[1, 2, 3, -100]], [1, 4], "int32");
 * const loss = nn.causalLanguageModelLoss(labels, tf.zeros([1, 4, 10]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(10), 1e-6);
 * ```
 */
export function causalLanguageModelLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: CausalLanguageModelLossOptions = {},
): tf.Tensor {
  requireLossOptions("causalLanguageModelLoss", options, CAUSAL_LANGUAGE_MODEL_LOSS_OPTIONS);
  return tf.tidy(() => {
    const rows = rowsOf("causalLanguageModelLoss", labels, logits, options);
    const sum = sparseSoftmaxCrossEntropy(rows.labels, rows.logits, {
      reduction: "sum",
      ignoreIndex: rows.ignoreIndex,
    });
    return divided(
      sum,
      tf.cast(tf.notEqual(rows.labels, rows.ignoreIndex), "float32"),
      options.numItems,
    );
  });
}

/**
 * Cross entropy of class numbers with smoothing over all classes, `(1 - e) · nll + e · mean(-log p)`:
 * Hugging Face's `LabelSmoother`. Labels are not shifted unless told.
 *
 * @param labels Class numbers, int32 `[batch, …]`; -100 does not count.
 * @param logits Unnormalised scores, float32 `[batch, …, classes]`.
 * @param options Smoothing, what is ignored, what is divided by.
 * @returns A scalar; 0 where no label counts.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {RangeError} When epsilon is not from 0 to below 1.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const labels = tf.tensor1d([2, -100], "int32");
 * const loss = nn.labelSmoothedCrossEntropy(labels, tf.zeros([2, 5]), { epsilon: 0.2 });
 * assertAlmostEquals(loss.dataSync()[0]!, Math.log(5), 1e-6);
 * ```
 */
export function labelSmoothedCrossEntropy(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: LabelSmoothedCrossEntropyOptions = {},
): tf.Tensor {
  requireLossOptions("labelSmoothedCrossEntropy", options, LABEL_SMOOTHED_CROSS_ENTROPY_OPTIONS);
  const name = "labelSmoothedCrossEntropy";
  const { epsilon = 0.1, shift = false } = options;
  requireShare(name, "epsilon", epsilon);
  return tf.tidy(() => {
    const rows = rowsOf(name, labels, logits, { ...options, shift });
    const counted = tf.cast(tf.notEqual(rows.labels, rows.ignoreIndex), "float32");
    const right = sparseSoftmaxCrossEntropy(rows.labels, rows.logits, {
      reduction: "sum",
      ignoreIndex: rows.ignoreIndex,
    });
    const all = tf.sum(tf.mul(tf.mean(tf.logSoftmax(rows.logits), -1), counted));
    const sum = tf.sub(tf.mul(right, 1 - epsilon), tf.mul(all, epsilon));
    return divided(sum, counted, options.numItems);
  });
}

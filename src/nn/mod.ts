/**
 * Ops of neural networks, each computed in as few steps as the engine can, and losses.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const logits = tf.tensor2d([[9, 0], [0, 9]]);
 * assert(nn.sparseCategoricalCrossentropy(tf.tensor1d([0, 1], "int32"), logits).dataSync()[0]! < 1e-3);
 * ```
 *
 * @module
 */
export { attention, type AttentionOptions } from "./attention.ts";
export { batchNorm, type BatchNormOptions, type BatchNormResult } from "./batch_norm.ts";
export { dropout, type DropoutOptions } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { gelu, type GeluOptions } from "./gelu.ts";
export { layerNorm, type LayerNormOptions } from "./layer_norm.ts";
export { meanAbsoluteError, meanAbsolutePercentageError } from "./losses/absolute_error.ts";
export {
  binaryCrossentropy,
  type BinaryCrossentropyOptions,
  binaryFocalCrossentropy,
  type BinaryFocalCrossentropyOptions,
} from "./losses/binary_crossentropy.ts";
export {
  categoricalCrossentropy,
  type CategoricalCrossentropyOptions,
  categoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyOptions,
} from "./losses/categorical_crossentropy.ts";
export { circle, type CircleOptions } from "./losses/circle.ts";
export { cosineSimilarity } from "./losses/cosine_similarity.ts";
export { ctc, type CtcOptions } from "./losses/ctc.ts";
export { klDivergence, poisson } from "./losses/divergence.ts";
export {
  categoricalGeneralizedCrossEntropy,
  type GeneralizedCrossEntropyOptions,
} from "./losses/generalized_cross_entropy.ts";
export { categoricalHinge, hinge, squaredHinge } from "./losses/hinge.ts";
export { huber, type HuberOptions, logCosh } from "./losses/huber.ts";
export {
  causalLanguageModelLoss,
  type CausalLanguageModelLossOptions,
  labelSmoothedCrossEntropy,
  type LabelSmoothedCrossEntropyOptions,
} from "./losses/language_model.ts";
export type { LossOptions, LossReduction } from "./losses/loss_options.ts";
export { dice, type DiceOptions, tversky, type TverskyOptions } from "./losses/overlap.ts";
export {
  sparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyOptions,
} from "./losses/sparse_categorical_crossentropy.ts";
export { meanSquaredError, meanSquaredLogarithmicError } from "./losses/squared_error.ts";
export { lstm, type LstmOptions, type LstmResult, type LstmWeights } from "./lstm.ts";
export type { NormOptions } from "./normalized_rows.ts";
export type { Reduction } from "./reduction.ts";
export { rmsNorm, type RmsNormOptions } from "./rms_norm.ts";
export { softmaxCrossEntropy, type SoftmaxCrossEntropyOptions } from "./softmax_cross_entropy.ts";
export {
  sparseSoftmaxCrossEntropy,
  type SparseSoftmaxCrossEntropyOptions,
} from "./sparse_softmax_cross_entropy.ts";

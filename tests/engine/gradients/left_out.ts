/**
 * What the table of gradients leaves out, and why.
 *
 * @module
 */

const INTEGERS = "its result is integers or truth values";
const STRINGS = "it works on strings";
const NO_INPUT = "it has no tensor as input";
const SAMPLE = "its result is drawn at random";
const FUSED = "src/engine/fused notes its gradient on the tape";
const CHOICE = "it chooses; the scores it returns are copies for the reader";

/** Kernels without a gradient. The tape passes zero through those whose result is discrete. */
export const NO_GRADIENT: Record<string, string> = {
  All: INTEGERS,
  Any: INTEGERS,
  Attention: FUSED,
  AttentionGrad: FUSED,
  BatchNorm: FUSED,
  BatchNormGrad: FUSED,
  BitwiseAnd: INTEGERS,
  BroadcastArgs: INTEGERS,
  Draw: "it draws on a canvas",
  Equal: INTEGERS,
  Fill: NO_INPUT,
  FromPixels: NO_INPUT,
  Gelu: FUSED,
  GeluGrad: FUSED,
  Greater: INTEGERS,
  LayerNorm: FUSED,
  LayerNormGrad: FUSED,
  Less: INTEGERS,
  LessEqual: INTEGERS,
  LinSpace: NO_INPUT,
  LogicalAnd: INTEGERS,
  LogicalNot: INTEGERS,
  LogicalOr: INTEGERS,
  LogicalXor: INTEGERS,
  LowerBound: INTEGERS,
  Lstm: FUSED,
  LstmGrad: FUSED,
  Multinomial: SAMPLE,
  NonMaxSuppressionV3: INTEGERS,
  NonMaxSuppressionV4: INTEGERS,
  NonMaxSuppressionV5: CHOICE,
  NotEqual: INTEGERS,
  RaggedRange: "TensorFlow has none either: its length depends on its inputs",
  Range: NO_INPUT,
  RmsNorm: FUSED,
  RmsNormGrad: FUSED,
  SearchSorted: INTEGERS,
  SoftmaxCrossEntropyWithLogits: FUSED,
  SparseReshape: INTEGERS,
  SparseSoftmaxCrossEntropyWithLogits: FUSED,
  StaticRegexReplace: STRINGS,
  StringNGrams: STRINGS,
  StringSplit: STRINGS,
  StringToHashBucketFast: STRINGS,
  Unique: "TensorFlow has none either: equal values are merged into one",
  UpperBound: INTEGERS,
};

/** Gradients without a case on tensorflow. */
export const NO_CASE: Record<string, string> = {
  BroadcastTo: "tensorflow has no such kernel; tf.broadcastTo is Tile",
  LogSoftmax: "tensorflow has no such kernel; tf.logSoftmax brings a gradient of its own",
};

/**
 * What the table of gradients leaves out, and why.
 *
 * @module
 */

const INTEGERS = "its result is integers or truth values";
const STRINGS = "it works on strings";
const NO_INPUT = "it has no tensor as input";
const SAMPLE = "its result is drawn at random";
const CHOICE = "it chooses; the scores it returns are copies for the reader";

/** Kernels without a gradient. The tape passes zero through those whose result is discrete. */
export const NO_GRADIENT: Record<string, string> = {
  All: INTEGERS,
  Any: INTEGERS,
  BitwiseAnd: INTEGERS,
  BroadcastArgs: INTEGERS,
  Draw: "it draws on a canvas",
  Equal: INTEGERS,
  Fill: NO_INPUT,
  FromPixels: NO_INPUT,
  Greater: INTEGERS,
  Less: INTEGERS,
  LessEqual: INTEGERS,
  LinSpace: NO_INPUT,
  LogicalAnd: INTEGERS,
  LogicalNot: INTEGERS,
  LogicalOr: INTEGERS,
  LogicalXor: INTEGERS,
  LowerBound: INTEGERS,
  Multinomial: SAMPLE,
  NonMaxSuppressionV3: INTEGERS,
  NonMaxSuppressionV4: INTEGERS,
  NonMaxSuppressionV5: CHOICE,
  NotEqual: INTEGERS,
  RaggedRange: "TensorFlow has none either: its length depends on its inputs",
  Range: NO_INPUT,
  SearchSorted: INTEGERS,
  SparseReshape: INTEGERS,
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

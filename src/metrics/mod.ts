/**
 * How good answers are: metrics of classes, scores, numbers and texts, their curves, reports and
 * confidence intervals.
 *
 * Functions take all examples at once, as scikit-learn's do. Classes take them batch by batch
 * ({@linkcode StreamingMetric}, and {@linkcode Bleu} and its like for texts) and give the same result.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * assertEquals(metrics.accuracy(tf.tensor1d([1], "int32"), tf.tensor2d([[0, 1]])).dataSync()[0], 1);
 * assertEquals(metrics.f1Score([0, 1, 1], [0, 1, 0]), 2 / 3);
 * ```
 *
 * @module
 */
export type {
  CalibrationPoints,
  ConfusionRows,
  DetPoints,
  IntervalValues,
  PrPoints,
  RegressionPoints,
  ReportLine,
  ReportLines,
  RocPoints,
} from "../core/evaluation.ts";
export {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  topKAccuracy,
  type TopKAccuracyOptions,
} from "./accuracy.ts";
export {
  balancedAccuracy,
  type BalancedAccuracyOptions,
  cohenKappa,
  type CohenKappaOptions,
  hammingLoss,
  matthewsCorrelation,
  meanIoU,
} from "./classification/agreement.ts";
export type { Average, Averaged, AverageOptions } from "./classification/averages.ts";
export {
  ConfusionMatrix,
  confusionMatrix,
  type ConfusionMatrixOptions,
} from "./classification/confusion_matrix.ts";
export {
  type ClassMetricOptions,
  f1Score,
  type FBetaOptions,
  fBetaScore,
  jaccardScore,
  precision,
  recall,
  specificity,
} from "./classification/precision_recall.ts";
export { brierScore, logLoss, type LogLossOptions } from "./classification/probability_scores.ts";
export type { KappaWeights } from "./classification/scores.ts";
export type { ClassTable, TableOptions } from "./classification/table.ts";
export type { ScoreOptions } from "./curves/binary_scores.ts";
export {
  aucRoc,
  averagePrecision,
  type CurveOptions,
  DetCurve,
  detCurve,
  PrecisionRecallCurve,
  precisionRecallCurve,
  RocCurve,
  rocCurve,
} from "./curves/curves.ts";
export {
  bootstrap,
  type BootstrapOptions,
  type Column,
  ConfidenceInterval,
  type Statistic,
} from "./evaluation/bootstrap.ts";
export {
  CalibrationCurve,
  calibrationCurve,
  type CalibrationCurveOptions,
  calibrationError,
  type CalibrationErrorOptions,
} from "./evaluation/calibration.ts";
export {
  ClassificationReport,
  classificationReport,
  type ClassificationReportOptions,
} from "./evaluation/classification_report.ts";
export {
  mcNemar,
  type McNemarResult,
  pairedBootstrap,
  type PairedBootstrapResult,
  type TwoModels,
} from "./evaluation/compare_models.ts";
export { ShownResult } from "./evaluation/shown.ts";
export { RegressionReport, regressionReport } from "./evaluation/regression_report.ts";
export {
  concordanceCorrelation,
  cosineSimilarity,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  medianAbsoluteError,
  pearsonCorrelation,
  r2Score,
  type RegressionOptions,
  rootMeanSquaredError,
} from "./regression/regression.ts";
export type { Moments } from "./regression/moments.ts";
export { AUC, type AucOptions } from "./streaming/auc.ts";
export {
  BalancedAccuracy,
  ClassAccuracy,
  CohenKappa,
  ConfusionCounts,
  type CountRows,
  F1Score,
  FBetaScore,
  MatthewsCorrelation,
  MeanIoU,
  Precision,
  Recall,
  Specificity,
  type StreamingFBetaOptions,
  type StreamingKappaOptions,
} from "./streaming/class_metrics.ts";
export type { StreamingState } from "./streaming/count_state.ts";
export { type Each, Mean } from "./streaming/mean_metric.ts";
export type { ClassesOptions } from "./streaming/read_outputs.ts";
export {
  ConcordanceCorrelation,
  MomentMetric,
  type MomentOptions,
  PearsonCorrelation,
  R2Score,
  RootMeanSquaredError,
} from "./streaming/regression_metrics.ts";
export { StreamingMetric, type StreamingOptions } from "./streaming/streaming_metric.ts";
export {
  type StreamingClassOptions,
  TableMetric,
  type TableScore,
} from "./streaming/table_metric.ts";
export { Bleu, bleu, type BleuOptions, type BleuResult } from "./text/bleu.ts";
export { Chrf, chrf, type ChrfOptions } from "./text/chrf.ts";
export {
  characterErrorRate,
  ErrorRate,
  type ErrorRateOptions,
  wordErrorRate,
} from "./text/error_rate.ts";
export {
  distinctN,
  type DistinctOptions,
  Perplexity,
  type PerplexityOptions,
} from "./text/perplexity.ts";
export {
  Rouge,
  rouge,
  type RougeOptions,
  type RougeResult,
  type RougeScore,
} from "./text/rouge.ts";
export { Squad, squad, type SquadResult } from "./text/squad.ts";
export { type References, TextMetric } from "./text/text_metric.ts";
export type { ClassLabel, Labels, Values } from "./values.ts";

import { assertThrows } from "@std/assert";
import * as tf from "../../src/engine/tf.ts";
import * as metrics from "../../src/metrics/mod.ts";

await tf.ready();
const none = tf.zeros([0]);

type Call = (options: never) => unknown;

/** A misspelled name of each metric, and the one that is meant. */
const MISSPELLED: readonly (readonly [name: string, Call, wrong: string, meant: string])[] = [
  ["topKAccuracy", (o) => metrics.topKAccuracy(none, none, o), "K", "k"],
  ["meanSquaredError", (o) => metrics.meanSquaredError([], [], o), "sampleWeight", "sampleWeights"],
  ["r2Score", (o) => metrics.r2Score([], [], o), "sample_weights", "sampleWeights"],
  [
    "pearsonCorrelation",
    (o) => metrics.pearsonCorrelation([], [], o),
    "samples_weights",
    "sampleWeights",
  ],
  ["R2Score", (options) => new metrics.R2Score(options), "centre", "center"],
  ["rocCurve", (o) => metrics.rocCurve([], [], o), "drop_intermediate", "dropIntermediate"],
  ["precisionRecallCurve", (o) => metrics.precisionRecallCurve([], [], o), "pos_label", "posLabel"],
  ["detCurve", (o) => metrics.detCurve([], [], o), "posLabels", "posLabel"],
  ["aucRoc", (o) => metrics.aucRoc([], [], o), "posClass", "posLabel"],
  ["averagePrecision", (o) => metrics.averagePrecision([], [], o), "pos_label", "posLabel"],
  ["balancedAccuracy", (o) => metrics.balancedAccuracy([], [], o), "adjust", "adjusted"],
  [
    "matthewsCorrelation",
    (o) => metrics.matthewsCorrelation([], [], o),
    "samples",
    "sampleWeights",
  ],
  ["cohenKappa", (o) => metrics.cohenKappa([], [], o), "weight", "weights"],
  ["meanIoU", (o) => metrics.meanIoU([], [], o), "sampleWeight", "sampleWeights"],
  ["confusionMatrix", (o) => metrics.confusionMatrix([], [], o), "normalise", "normalize"],
  ["logLoss", (o) => metrics.logLoss([], [], o), "label", "labels"],
  ["brierScore", (o) => metrics.brierScore([], [], o), "pos_label", "posLabel"],
  ["calibrationCurve", (o) => metrics.calibrationCurve([], [], o), "nBins", "bins"],
  ["calibrationError", (o) => metrics.calibrationError([], [], o), "norms", "norm"],
  ["mcNemar", (o) => metrics.mcNemar({ targets: [], first: [], second: [] }, o), "exakt", "exact"],
  ["bleu", (options) => metrics.bleu([], [], options), "smooth", "smoothing"],
  ["Bleu", (options) => new metrics.Bleu(options), "max_order", "maxOrder"],
  ["chrf", (options) => metrics.chrf([], [], options), "word_order", "wordOrder"],
  ["Chrf", (options) => new metrics.Chrf(options), "Beta", "beta"],
  ["rouge", (options) => metrics.rouge([], [], options), "tokenizer", "tokenize"],
  ["Rouge", (options) => new metrics.Rouge(options), "tokens", "tokenize"],
  ["ErrorRate", (options) => new metrics.ErrorRate(options), "units", "unit"],
  ["Perplexity", (options) => new metrics.Perplexity(options), "ignore_index", "ignoreIndex"],
  ["distinctN", (options) => metrics.distinctN([], options), "tokenizer", "tokenize"],
];

for (const [name, call, wrong, meant] of MISSPELLED) {
  Deno.test(`${name} refuses ${wrong}, and names ${meant}`, () => {
    const misspelled = { [wrong]: 1 } as never;
    assertThrows(() => call(misspelled), TypeError, `"${meant}" is the nearest of`);
  });
}

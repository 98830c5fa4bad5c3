import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { intervalOf } from "../../../src/metrics/evaluation/bootstrap.ts";
import { normalQuantile, normalShare } from "../../../src/metrics/evaluation/normal.ts";
import * as metrics from "../../../src/metrics/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { tidily } from "../../nn/numbers.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

type Numbers = number[];

/** What the peers computed; see make_metrics.py, which writes it. */
interface Golden {
  three: Numbers;
  answers: Numbers;
  two: Numbers;
  guess: Numbers;
  weights: Numbers;
  scores: Numbers;
  shares: Numbers[];
  truth: Numbers;
  foretold: Numbers;
  strings: { targets: string[]; predictions: string[] };
  classes: {
    name: string;
    metric: string;
    options: Record<string, unknown>;
    of: string;
    value: unknown;
  }[];
  confusion: Record<string, Numbers[]>;
  reports: { options: Record<string, unknown>; strings?: boolean; text: string }[];
  curves: {
    drop: boolean;
    weights: boolean;
    roc: Numbers[];
    pr: Numbers[];
    det: Numbers[];
    area: number;
    averagePrecision: number;
  }[];
  auc: { options: metrics.AucOptions; value: number }[];
  calibration: {
    errors: { of: "two" | "three"; options: metrics.CalibrationErrorOptions; value: number }[];
    curves: { options: metrics.CalibrationCurveOptions; value: [Numbers, Numbers] }[];
  };
  probability: Record<string, number>;
  regression: Record<string, number>;
  weighted: Record<string, number>;
  topk: Record<string, number>;
  sample: Numbers;
  boots: {
    method: "BCa" | "percentile";
    distribution: Numbers;
    interval: Numbers;
    large: Numbers;
    standardError: number;
  }[];
  mcNemar: { b: number; c: number; exact: number; chi2: number }[];
  normal: { z: Numbers; share: Numbers; p: Numbers; quantile: Numbers };
}

const golden: Golden = JSON.parse(
  Deno.readTextFileSync(new URL("./metrics.json", import.meta.url)),
  (_, value) => value === "nan" ? NaN : value === "inf" ? Infinity : value,
);
/** Float64 against float64. */
const EXACT = { tolerance: { relative: 1e-11, absolute: 1e-12 } };
/** Peers that compute in float32. */
const SINGLE = { tolerance: { relative: 1e-5, absolute: 1e-6 } };

type Metric = (targets: unknown, predictions: unknown, options: object) => number | number[];
const byName = metrics as unknown as Record<string, Metric>;

function optionsOf(options: Record<string, unknown>): object {
  return options.sampleWeights ? { ...options, sampleWeights: golden.weights } : options;
}

describe("metrics of classes against their peers", () => {
  for (const { name, metric, options, of, value } of golden.classes) {
    it(`${name} is what scikit-learn and its like give`, () => {
      const pair = of === "two" ? [golden.two, golden.guess] : [golden.three, golden.answers];
      const found = byName[metric]!(pair[0], pair[1], optionsOf(options));
      const loose = name.includes("Keras") || name.includes("specificity");
      assertAllClose(found, value as number, loose ? SINGLE : EXACT);
    });
  }

  it("confusionMatrix() is scikit-learn's, chosen classes and shares included", () => {
    const given = [golden.three, golden.answers] as const;
    const rows = (options = {}) => metrics.confusionMatrix(...given, options).rows as number[][];
    assertAllClose(rows(), golden.confusion.plain!, EXACT);
    assertAllClose(rows({ labels: [2, 0, 7] }), golden.confusion.labels!, EXACT);
    assertAllClose(rows({ sampleWeights: golden.weights }), golden.confusion.weights!, EXACT);
    for (const normalize of ["true", "pred", "all"]) {
      assertAllClose(rows({ normalize }), golden.confusion[normalize]!, EXACT);
    }
  });

  for (const [i, { options, strings, text }] of golden.reports.entries()) {
    it(`classificationReport() writes scikit-learn's text, case ${i}`, () => {
      const { targets, predictions } = golden.strings;
      const report = strings
        ? metrics.classificationReport(targets, predictions, optionsOf(options))
        : metrics.classificationReport(golden.three, golden.answers, optionsOf(options));
      assertEquals(String(report), text);
    });
  }
});

describe("metrics of scores against their peers", () => {
  for (const curve of golden.curves) {
    const how = `${curve.drop ? "without" : "with"} points on lines${
      curve.weights ? ", weighted" : ""
    }`;
    const weights = { ...curve.weights && { sampleWeights: golden.weights } };
    const scores = [golden.two, golden.scores] as const;
    const given = [...scores, { dropIntermediate: curve.drop, ...weights }] as const;
    it(`rocCurve(), precisionRecallCurve() and detCurve() are scikit-learn's, ${how}`, () => {
      const roc = metrics.rocCurve(...given);
      const found = [roc.falsePositiveRate, roc.truePositiveRate, roc.thresholds];
      found.forEach((values, i) => assertAllClose(values, curve.roc[i]!, EXACT));
      const pr = metrics.precisionRecallCurve(...given);
      [pr.precision, pr.recall, pr.thresholds]
        .forEach((values, i) => assertAllClose(values, curve.pr[i]!, EXACT));
      const det = metrics.detCurve(...given);
      [det.falsePositiveRate, det.falseNegativeRate, det.thresholds]
        .forEach((values, i) => assertAllClose(values, curve.det[i]!, EXACT));
      assertAllClose(roc.area, curve.area, EXACT);
      assertAllClose(metrics.aucRoc(...scores, weights), curve.area, EXACT);
      assertAllClose(pr.averagePrecision, curve.averagePrecision, EXACT);
      assertAllClose(metrics.averagePrecision(...scores, weights), curve.averagePrecision, EXACT);
    });
  }

  it("logLoss() and brierScore() are scikit-learn's", () => {
    const { two, three, scores, shares, weights: sampleWeights, probability } = golden;
    assertAllClose(metrics.logLoss(three, shares), probability["logLoss of three"]!, EXACT);
    assertAllClose(metrics.logLoss(two, scores), probability["logLoss of two"]!, EXACT);
    const weighted = metrics.logLoss(two, scores, { sampleWeights });
    assertAllClose(weighted, probability["logLoss with weights"]!, EXACT);
    assertAllClose(metrics.brierScore(two, scores), probability.brier!, EXACT);
    const brier = metrics.brierScore(two, scores, { sampleWeights });
    assertAllClose(brier, probability["brier with weights"]!, EXACT);
  });

  for (const { of, options, value } of golden.calibration.errors) {
    it(`calibrationError() of ${of} classes is torchmetrics', ${JSON.stringify(options)}`, () => {
      const probabilities = of === "two" ? golden.scores : golden.shares;
      assertAllClose(metrics.calibrationError(golden[of], probabilities, options), value, SINGLE);
    });
  }
  for (const { options, value: [predicted, observed] } of golden.calibration.curves) {
    it(`calibrationCurve() is scikit-learn's, ${JSON.stringify(options)}`, () => {
      const curve = metrics.calibrationCurve(golden.two, golden.scores, options);
      assertAllClose(curve.predicted, predicted, EXACT);
      assertAllClose(curve.observed, observed, EXACT);
      assertEquals(curve.counts.reduce((sum, count) => sum + count), golden.two.length);
    });
  }
});

describe("metrics of numbers against their peers", () => {
  for (const [name, value] of Object.entries(golden.regression)) {
    it(`${name}() is what scikit-learn and SciPy give`, () => {
      assertAllClose(byName[name]!(golden.truth, golden.foretold, {}), value, EXACT);
    });
  }
  for (const [name, value] of Object.entries(golden.weighted)) {
    it(`${name}() with weights is what scikit-learn gives`, () => {
      const options = { sampleWeights: golden.weights };
      assertAllClose(byName[name]!(golden.truth, golden.foretold, options), value, EXACT);
    });
  }
});

describe("intervals and tests against SciPy", () => {
  for (const { method, distribution, interval, large, standardError } of golden.boots) {
    const { sample } = golden;
    const deviation = (values: number[]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
    };
    it(`the interval of SciPy's own draws is SciPy's, ${method}`, () => {
      const draws = { value: deviation(sample), distribution: Float64Array.from(distribution) };
      const jackknife = Float64Array.from(sample, (_, i) => deviation(sample.toSpliced(i, 1)));
      const found = intervalOf(method === "BCa" ? { ...draws, jackknife } : draws, 0.95);
      assertAllClose([...found], interval, { tolerance: { relative: 1e-9, absolute: 0 } });
    });
    it(`bootstrap() agrees with 40,000 draws of SciPy within what draws differ, ${method}`, () => {
      const found = metrics.bootstrap([sample], deviation, { method, resamples: 20_000, seed: 3 });
      assertAlmostEquals(found.low, large[0]!, 0.03);
      assertAlmostEquals(found.high, large[1]!, 0.05);
      assertAlmostEquals(found.standardError, standardError, 0.01);
    });
  }

  it("mcNemar() has SciPy's p values", () => {
    for (const { b, c, exact, chi2 } of golden.mcNemar) {
      const targets = new Array<number>(b + c).fill(1);
      const first = targets.map((_, i) => Number(i < b));
      const models = { targets, first, second: first.map((right) => 1 - right) };
      assertAllClose(metrics.mcNemar(models).pValue, exact, EXACT);
      assertAllClose(metrics.mcNemar(models, { exact: false }).pValue, chi2, EXACT);
    }
  });

  it("the normal distribution is SciPy's to 12 digits", () => {
    const { z, share, p, quantile } = golden.normal;
    const tolerance = { relative: 1e-12, absolute: 1e-14 };
    assertAllClose(z.map(normalShare), share, { tolerance });
    assertAllClose(p.map(normalQuantile), quantile, { tolerance });
  });
});

describeOnEngines("streaming metrics against their peers", () => {
  const ints = (values: Numbers) => tf.tensor1d(values, "int32");

  for (const { options, value } of golden.auc) {
    it(`AUC is Keras', ${JSON.stringify(options)}`, () => {
      tidily(() => {
        const auc = new metrics.AUC(options);
        for (const [from, to] of [[0, 25], [25, 40]] as const) {
          auc.update(
            ints(golden.two.slice(from, to)),
            tf.tensor1d(golden.scores.slice(from, to)),
          );
        }
        assertAllClose(auc.result(), value, SINGLE);
      });
    });
  }

  it("topKAccuracy() is Keras'", () => {
    tidily(() => {
      for (const [k, value] of Object.entries(golden.topk)) {
        const found = metrics.topKAccuracy(ints(golden.three), tf.tensor2d(golden.shares), {
          k: Number(k),
        });
        assertAllClose(found, value);
      }
    });
  });

  it("every streaming metric over batches is the function over all examples", () => {
    tidily(() => {
      const { three, shares, two, scores, truth, foretold } = golden;
      const best = shares.map((row) => row.indexOf(Math.max(...row)));
      const yes = scores.map((score) => Number(score > 0.5));
      const macro = { average: "macro" } as const;
      const pairs: [metrics.StreamingMetric, number, "classes" | "binary" | "numbers"][] = [
        [new metrics.ClassAccuracy({ classes: 3 }), metrics.accuracy(three, best), "classes"],
        [new metrics.Precision({ classes: 3 }), metrics.precision(three, best, macro), "classes"],
        [new metrics.Recall({ classes: 3 }), metrics.recall(three, best, macro), "classes"],
        [
          new metrics.F1Score({ classes: 3, average: "weighted" }),
          metrics.f1Score(three, best, { average: "weighted" }),
          "classes",
        ],
        [
          new metrics.FBetaScore({ classes: 3, beta: 2, average: "micro" }),
          metrics.fBetaScore(three, best, { average: "micro", beta: 2 }),
          "classes",
        ],
        [
          new metrics.Specificity({ classes: 3 }),
          metrics.specificity(three, best, macro),
          "classes",
        ],
        [new metrics.MeanIoU({ classes: 3 }), metrics.meanIoU(three, best), "classes"],
        [
          new metrics.BalancedAccuracy({ classes: 3 }),
          metrics.balancedAccuracy(three, best),
          "classes",
        ],
        [
          new metrics.MatthewsCorrelation({ classes: 3 }),
          metrics.matthewsCorrelation(three, best),
          "classes",
        ],
        [
          new metrics.CohenKappa({ classes: 3, weights: "quadratic" }),
          metrics.cohenKappa(three, best, { weights: "quadratic" }),
          "classes",
        ],
        [new metrics.F1Score(), metrics.f1Score(two, yes), "binary"],
        [new metrics.Precision(), metrics.precision(two, yes), "binary"],
        [new metrics.R2Score({ center: 50 }), metrics.r2Score(truth, foretold), "numbers"],
        [
          new metrics.RootMeanSquaredError(),
          metrics.rootMeanSquaredError(truth, foretold),
          "numbers",
        ],
        [
          new metrics.PearsonCorrelation({ center: 50 }),
          metrics.pearsonCorrelation(truth, foretold),
          "numbers",
        ],
        [
          new metrics.ConcordanceCorrelation({ center: 50 }),
          metrics.concordanceCorrelation(truth, foretold),
          "numbers",
        ],
      ];
      for (const [metric, wanted, kind] of pairs) {
        const other = metric.constructor as new (options: object) => metrics.StreamingMetric;
        assertEquals(typeof other, "function");
        for (const [from, to] of [[0, 7], [7, 30], [30, 40]] as const) {
          const part = <T>(values: T[]) => values.slice(from, to);
          if (kind === "classes") {
            metric.update(ints(part(three)), tf.tensor2d(part(shares)));
          } else if (kind === "binary") {
            metric.update(ints(part(two)), tf.tensor2d(part(scores), [to - from, 1]));
          } else metric.update(tf.tensor1d(part(truth)), tf.tensor1d(part(foretold)));
        }
        assertAllClose(metric.result(), wanted, { ...SINGLE, message: metric.name });
      }
    });
  });
});

import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as metrics from "../../src/metrics/mod.ts";

/** A call, and the error that it must throw. */
type Refusal = readonly [() => unknown, new (message: string) => Error, string];

/** Runs each of these, which must throw an error with these words. */
function refused(cases: readonly Refusal[]): void {
  for (const [call, kind, message] of cases) assertThrows(call, kind, message);
}

describe("metrics of classes with bad and odd input", () => {
  it("lists that are empty, differ in length or are scores are refused by name", () => {
    refused([
      [() => metrics.precision([], []), RangeError, "there are no examples"],
      [() => metrics.recall([1], [1, 0]), TypeError, "got 2 and 1"],
      [
        () => metrics.f1Score([1, 0], [0.3, 0.9]),
        TypeError,
        "predictions must be labels, whole numbers or texts, the one at 0 is 0.3",
      ],
      [
        () => metrics.confusionMatrix([1, NaN], [1, 0]),
        TypeError,
        "the one at 1 is NaN",
      ],
      [
        () => metrics.precision([1, 0], ["1", "0"]),
        TypeError,
        "labels must be of one kind, got number and string",
      ],
      [
        () => metrics.precision([[0.1, 0.9]] as never, [1]),
        TypeError,
        "one label per example",
      ],
    ]);
  });

  it("an average that does not suit is refused, with those that do", () => {
    refused([
      [
        () => metrics.precision([0, 1, 2], [0, 1, 2]),
        RangeError,
        'there are 3 classes, and average is "binary"; choose "micro"',
      ],
      [
        () => metrics.precision(["a", "b"], ["a", "b"]),
        RangeError,
        "posLabel 1 is none of the classes a, b",
      ],
      [
        () => metrics.precision([0, 1], [0, 1], { average: "mean" as "macro" }),
        RangeError,
        'not "mean"',
      ],
      [
        () => metrics.fBetaScore([0, 1], [0, 1], { beta: -1 }),
        RangeError,
        "beta must be 0 or more",
      ],
    ]);
  });

  it("of one class alone the scores are those of the counts, without warning", () => {
    assertEquals(metrics.precision([0, 0], [0, 0]), 0);
    assertEquals(metrics.recall([0, 0], [0, 0], { zeroDivision: 1 }), 1);
    assertEquals(metrics.precision([1, 1], [1, 1]), 1);
    assertEquals(metrics.matthewsCorrelation([1, 1], [1, 1]), 0);
    assertEquals(metrics.cohenKappa([1, 1], [1, 1]), NaN);
    assertEquals(metrics.balancedAccuracy([1, 1], [1, 0]), 0.5);
  });

  it("the order of the examples does not matter, nor do names of classes", () => {
    const [targets, answers] = [[0, 1, 2, 2, 1, 0], [0, 2, 2, 1, 1, 0]];
    const options = { average: "macro" } as const;
    const wanted = metrics.f1Score(targets, answers, options);
    const order = [3, 0, 5, 1, 4, 2];
    const mixed = order.map((i) => targets[i]!);
    assertEquals(metrics.f1Score(mixed, order.map((i) => answers[i]!), options), wanted);
    const name = (i: number) => `class ${i}`;
    assertEquals(metrics.f1Score(targets.map(name), answers.map(name), options), wanted);
  });

  it("a matrix and a report name classes, and refuse too few names", () => {
    const matrix = metrics.confusionMatrix([0, 1, 1], [0, 1, 0], { names: ["cat", "dog"] });
    assertEquals(String(matrix), "     cat  dog\ncat    1    0\ndog    1    1");
    assertThrows(
      () => metrics.classificationReport([0, 1, 2], [0, 1, 0], { names: ["cat", "dog"] }),
      RangeError,
      "a name for each of the classes 0, 1, 2, got 2; name the classes that are not there",
    );
    assertThrows(
      () => metrics.classificationReport([0], [0], { digits: -1 }),
      RangeError,
      "digits must be a whole number from 0 to 20, not -1",
    );
  });
});

describe("metrics of scores with bad and odd input", () => {
  it("one class alone, NaN and more classes are refused", () => {
    refused([
      [
        () => metrics.aucRoc([1, 1], [0.1, 0.2]),
        TypeError,
        "wanted examples of both classes, got 2 of the class and 0 others",
      ],
      [
        () => metrics.rocCurve([0, 1], [NaN, 0.2]),
        TypeError,
        "scores must be numbers, the one at 0 is NaN",
      ],
      [
        () => metrics.averagePrecision([0, 1, 2], [1, 2, 3]),
        RangeError,
        "wanted labels of two classes, got 3",
      ],
      [
        () => metrics.aucRoc([3, 4], [1, 2]),
        RangeError,
        "labels must be 0 and 1, -1 and 1, or booleans, got 3; for others tell posLabel",
      ],
      [
        () => metrics.aucRoc([0, 1], [1]),
        TypeError,
        "wanted as many scores as labels, got 1 and 2",
      ],
      [
        () => metrics.brierScore([0, 1], [0.2, 1.2]),
        RangeError,
        "probabilities must be from 0 to 1, the one at 1 is 1.2",
      ],
      [
        () => metrics.calibrationCurve([0, 1], [0.2, 0.3], { bins: 0 }),
        RangeError,
        "bins must be a whole number from 1, not 0",
      ],
      [
        () => metrics.logLoss([0, 1, 2], [[0.5, 0.5], [0.5, 0.5], [1, 0]]),
        RangeError,
        "there are 3 classes and probabilities of 2",
      ],
      [
        () => metrics.logLoss([0, 1], [[0.5, 0.2], [0.5, 0.5]]),
        RangeError,
        "must have the sum 1, those of example 0 have 0.7",
      ],
      [
        () => metrics.logLoss([0, 1], [[0.5, 0.5], [0.5]]),
        TypeError,
        "row 0 has 2 and row 1 1",
      ],
    ]);
  });

  it("labels of any kind stand for the class, and equal scores come at once", () => {
    const scores = [0.9, 0.5, 0.5, 0.1];
    assertEquals(metrics.aucRoc(["b", "b", "a", "a"], scores, { posLabel: "b" }), 0.875);
    assertEquals(metrics.aucRoc([true, true, false, false], scores), 0.875);
    assertEquals(metrics.aucRoc([1, 1, -1, -1], scores), 0.875);
  });

  it("a curve of 300,000 points is computed", () => {
    const size = 300_000;
    const scores = Float64Array.from({ length: size }, (_, i) => i);
    const labels = Uint8Array.from({ length: size }, (_, i) => i % 2);
    const curve = metrics.rocCurve(labels, scores, { dropIntermediate: false });
    assertEquals(curve.thresholds.length, size + 1);
  });
});

describe("metrics of numbers with bad and odd input", () => {
  it("what has no answer is refused or NaN as documented", () => {
    refused([
      [() => metrics.meanSquaredError([], []), RangeError, "no examples"],
      [() => metrics.meanAbsoluteError([1], [NaN]), TypeError, "at 0 is NaN"],
      [() => metrics.r2Score([1], [1]), RangeError, "one example has no spread"],
      [
        () => metrics.meanSquaredError([[1, 2]], [[1, 2]]),
        TypeError,
        "one number per example, and they are [1, 2]",
      ],
      [
        () => metrics.meanSquaredError([1, 2], [1, 2], { sampleWeights: [1] }),
        TypeError,
        "a weight for each of 2 examples, got 1",
      ],
      [
        () => metrics.cosineSimilarity([[1, 2]], [[1], [2]]),
        TypeError,
        "[1, 2] and [2, 1]",
      ],
    ]);
    assertEquals(metrics.r2Score([2, 2], [2, 2]), 1);
    assertEquals(metrics.r2Score([2, 2], [2, 3]), 0);
    assertEquals(metrics.pearsonCorrelation([1, 1], [1, 2]), NaN);
    assertEquals(metrics.cosineSimilarity([[0, 0]], [[1, 2]]), 0);
  });
});

describe("intervals with bad and odd input", () => {
  it("bootstrap() repeats itself from its seed and refuses what cannot be drawn", () => {
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const sample = [1, 4, 2, 8, 5, 7];
    const draw = (seed: number) => metrics.bootstrap([sample], mean, { seed, resamples: 200 });
    assertEquals(draw(1).distribution, draw(1).distribution);
    assertEquals(draw(1).low === draw(2).low, false);
    refused([
      [() => metrics.bootstrap([[1]], mean), RangeError, "2 or more, got 1"],
      [() => metrics.bootstrap([[1, 2], [1]], mean), TypeError, "2 and 1"],
      [
        () => metrics.bootstrap([sample], mean, { confidence: 95 }),
        RangeError,
        "confidence must be between 0 and 1, not 95",
      ],
      [
        () => metrics.bootstrap([sample], mean, { resamples: 0 }),
        RangeError,
        "resamples must be a whole number from 1, not 0",
      ],
    ]);
  });

  it("95 % intervals hold the true mean in about 95 % of samples", () => {
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      // Uniform numbers from 0 to 1 out of a quadratic sequence, other ones in each trial.
      const sample = Array.from({ length: 40 }, (_, i) => {
        const value = Math.sin((trial * 40 + i + 1) * 12.9898) * 43758.5453;
        return value - Math.floor(value);
      });
      const { low, high } = metrics.bootstrap([sample], mean, { resamples: 400, seed: trial });
      if (low <= 0.5 && 0.5 <= high) held++;
    }
    assertEquals(held >= 180 && held <= 199, true, `${held} of 200`);
  });

  it("two models that are the same do not differ", () => {
    const targets = [1, 0, 1, 1];
    const same = { targets, first: [1, 0, 0, 1], second: [1, 0, 0, 1] };
    assertEquals(metrics.mcNemar(same).pValue, 1);
    const { difference, pValue } = metrics.pairedBootstrap(same, {
      statistic: (t, p) => metrics.accuracy(t, p),
      resamples: 50,
      method: "percentile",
    });
    assertEquals([difference.low, difference.high, pValue], [0, 0, 1]);
  });
});

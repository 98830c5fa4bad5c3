/**
 * Metrics as sums over batches.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { BatchMeasure } from "../objective.ts";
import type { SummedMeasure } from "./measures.ts";

/**
 * A metric that does not decompose into a mean over examples: counts that add up over batches, and what
 * is made of them. The streaming metrics of `metrics` are such.
 */
export interface CountedMetric {
  /** What it is called where no other name is given. */
  readonly name?: string;
  /** How many counts there are; found out by a batch of zeros unless told. */
  readonly stateSize?: number;
  /** What a batch adds: a tensor whose shape is the same for each batch. It must not read values. */
  counts(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor;
  /** The metric, of the counts of all batches. */
  result(counts: readonly number[]): number;
}

/** A metric: the mean over the examples of what a function returns, or counts that add up. */
export type Metric = BatchMeasure | CountedMetric;

/**
 * Metrics by name, or those that have one of their own. The word `"accuracy"` is the accuracy that suits
 * targets and outputs, as in Keras: binary, of class numbers, or of one-hot rows.
 */
export type Metrics =
  | Readonly<Record<string, Metric | "accuracy">>
  | readonly (CountedMetric | "accuracy")[];

/** Metrics with their names, and `accuracy` in place of the word. */
export function namedMetrics(
  metrics: Metrics,
  accuracy: BatchMeasure,
): (readonly [name: string, metric: Metric])[] {
  const odd = Object.values(metrics).find((metric) =>
    metric !== "accuracy" &&
    typeof metric !== "function" && typeof (metric as Partial<CountedMetric>)?.counts !== "function"
  );
  if (odd !== undefined) {
    throw new TypeError(
      "Cannot measure this: wanted a function of targets and outputs, such as metrics.accuracy " +
        `under a name of its own, streaming metrics as a list, or the word "accuracy", got ${
          JSON.stringify(odd)
        }`,
    );
  }
  const meant = (metric: Metric | "accuracy") => metric === "accuracy" ? accuracy : metric;
  if (!Array.isArray(metrics)) {
    return Object.entries(metrics as Readonly<Record<string, Metric | "accuracy">>)
      .map(([name, metric]) => [name, meant(metric)]);
  }
  const named = (metrics as readonly (CountedMetric | "accuracy")[]).map((metric, i) => {
    const name = metric === "accuracy" ? metric : metric.name ?? `metric${i + 1}`;
    return [name, meant(metric)] as const;
  });
  const twice = named.find(([name], i) => named.findIndex(([other]) => other === name) < i);
  if (twice === undefined) return named;
  throw new TypeError(
    `Cannot measure "${twice[0]}" twice under one name: give metrics as { name: metric }`,
  );
}

/** A metric as what a batch adds to sums. */
export interface Summed extends SummedMeasure {
  /** What a batch adds. */
  sums(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor;
}

/** A metric of a model's outputs as sums. */
export function summed(metric: Metric, answers: Answers): Summed {
  if (typeof metric === "function") {
    return {
      size: 1,
      sums: (targets, outputs) => tf.mul(tf.mean(metric(targets, outputs)), targets.shape[0]!),
      result: ([sum], examples) => sum! / examples,
    };
  }
  const size = metric.stateSize ??
    tf.tidy(() =>
      metric.counts(tf.zeros(answers.targets, answers.dtype), tf.zeros(answers.outputs)).size
    );
  return {
    size,
    sums: (targets, outputs) => metric.counts(targets, outputs),
    result: (counts) => metric.result(counts),
  };
}

/** Shapes of a batch of one, to learn how many counts there are. */
export interface Answers {
  /** Of the targets. */
  readonly targets: number[];
  /** Their type. */
  readonly dtype: tf.DataType;
  /** Of the outputs. */
  readonly outputs: number[];
}

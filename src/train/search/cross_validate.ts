/**
 * Training on parts of a data set, measuring on the others.
 *
 * @module
 */

import { notebookSignal } from "../../core/notebook_signal.ts";
import { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import type { Fold } from "../../data/splits/fold.ts";
import { kFold } from "../../data/splits/k_fold.ts";
import {
  DISPLAY,
  type MimeBundle,
  type TextOptions,
  type View,
} from "../../display/mime_bundle.ts";
import { type Table, table } from "../../display/table/table.ts";
import * as tf from "../../engine/tf.ts";
import { evaluate, type Evaluation } from "../evaluate.ts";
import { fit, type FitOptions } from "../fit.ts";
import type { History } from "../history.ts";
import type { AnyModel } from "../loop/assemble.ts";
import { isTrainable } from "../loop/trainable.ts";

/** How a model is cross-validated. */
export interface CrossValidateOptions extends
  Omit<
    FitOptions,
    | "validationSplit"
    | "validationData"
    | "sampleWeight"
    | "optimizer"
    | "checkpoints"
    | "resume"
    | "callbacks"
  > {
  /** The folds, such as those of `data.stratifiedKFold`, or how many; 5 unless told. */
  readonly folds?: number | readonly Fold[];
  /** Makes the optimizer of each fold; as in `fit` unless told. */
  readonly optimizer?: () => tf.Optimizer;
  /** Makes the callbacks of each fold. */
  readonly callbacks?: () => NonNullable<FitOptions["callbacks"]>;
}

/** One fold. */
export interface FoldResult {
  /** The number of the fold, from 1. */
  readonly fold: number;
  /** Its training. */
  readonly history: History;
  /** Loss and metrics on the examples that it did not train on. */
  readonly evaluation: Evaluation;
}

/** A cross-validation: its folds, and what they have in common. */
export class CrossValidation implements View {
  /** The folds in order. */
  readonly folds: readonly FoldResult[];

  /** Of its folds. */
  constructor(folds: readonly FoldResult[]) {
    this.folds = folds;
  }

  /** A measure of each fold: `"loss"` or a metric's name. */
  scores(measure = "loss"): number[] {
    return this.folds.map(({ evaluation: { loss, metrics } }) =>
      measure === "loss" ? loss : metrics[measure] ?? NaN
    );
  }

  /** Its mean over the folds. */
  mean(measure = "loss"): number {
    const scores = this.scores(measure);
    return scores.reduce((sum, score) => sum + score, 0) / scores.length;
  }

  /** Its standard deviation over the folds, that of a sample. */
  std(measure = "loss"): number {
    const mean = this.mean(measure);
    const scores = this.scores(measure);
    const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    return Math.sqrt(squares / (scores.length - 1));
  }

  /** A row for each fold, one for the mean and one for the standard deviation. */
  get table(): Table {
    const measures = ["loss", ...Object.keys(this.folds[0]?.evaluation.metrics ?? {})];
    const row = (fold: string, of: (measure: string) => number) => ({
      fold,
      ...Object.fromEntries(measures.map((measure) => [measure, of(measure)])),
    });
    return table([
      ...this.folds.map(({ fold }, i) => row(String(fold), (measure) => this.scores(measure)[i]!)),
      row("mean", (measure) => this.mean(measure)),
      row("std", (measure) => this.std(measure)),
    ], { rowNumbers: false });
  }

  /** The table. */
  toText(options: TextOptions = {}): string {
    return this.table.toText(options);
  }

  /** The table. */
  [DISPLAY](): MimeBundle {
    return this.table[DISPLAY]();
  }
}

/**
 * Trains a new model for each fold on the examples of the others, and measures it on its own.
 *
 * @param makeModel Makes the model of a fold, from 1; those of layers are disposed.
 * @param dataset The examples; their number must be known.
 * @param options The folds, and how is trained; as in `fit`.
 * @returns Histories and measures of the folds, their mean and standard deviation.
 * @throws {TypeError} When the data set is a stream.
 * @throws {unknown} The signal's reason when it ends the training; in a notebook the Stop button does
 *   unless told.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([9, 1]), tf.zeros([9], "int32"));
 * const result = await train.crossValidate(
 *   () => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] }),
 *   points,
 *   { folds: 3, epochs: 50, progress: false },
 * );
 * assertEquals(result.scores("accuracy"), [1, 1, 1]);
 * ```
 */
export async function crossValidate(
  makeModel: (fold: number) => AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const { folds = 5, optimizer: makeOptimizer, callbacks, ...given } = options;
  const signal = given.signal ?? notebookSignal();
  const how = { ...given, ...signal && { signal } };
  const splits = typeof folds === "number"
    ? kFold(sizeOf(dataset), { splits: folds, seed: how.seed ?? 0 })
    : folds;
  const results: FoldResult[] = [];
  for (const [i, { train, test }] of splits.entries()) {
    signal?.throwIfAborted();
    const model = makeModel(i + 1);
    const optimizer = makeOptimizer?.();
    using learnt = rowsOf(dataset, train);
    using held = rowsOf(dataset, test);
    try {
      const history = await fit(model, learnt.data, {
        ...how,
        ...optimizer && { optimizer },
        ...callbacks && { callbacks: callbacks() },
      });
      // A fold that was ended is not worth what the others are.
      signal?.throwIfAborted();
      const { loss, metrics, jit } = how;
      const evaluation = await evaluate(model, held.data, {
        ...loss && { loss },
        ...metrics && { metrics },
        ...jit !== undefined && { jit },
      });
      results.push({ fold: i + 1, history, evaluation });
    } finally {
      if (!isTrainable(model)) model.dispose();
      optimizer?.dispose();
    }
  }
  return new CrossValidation(results);
}

function sizeOf(dataset: ArrayDataset | Dataset<unknown>): number {
  if (dataset.size !== undefined) return dataset.size;
  throw new TypeError(
    "Cannot cross-validate: the data set is a stream that does not know its size; give what " +
      "toArray() reads to data.from()",
  );
}

function rowsOf(
  dataset: ArrayDataset | Dataset<unknown>,
  rows: Int32Array,
): { data: ArrayDataset | Dataset<unknown> } & Disposable {
  if (!(dataset instanceof ArrayDataset)) {
    return { data: dataset.select(rows), [Symbol.dispose]: () => {} };
  }
  const picked = tf.tensor1d(rows, "int32");
  const data = new ArrayDataset(
    tf.gather(dataset.inputs, picked),
    tf.gather(dataset.targets, picked),
  );
  picked.dispose();
  return { data, [Symbol.dispose]: () => data.dispose() };
}

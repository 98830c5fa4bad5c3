/**
 * A learning rate to begin with.
 *
 * @module
 */

import type { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import type { Figure } from "../../display/chart/figure.ts";
import { lineChart } from "../../display/chart/line_chart.ts";
import {
  DISPLAY,
  type MimeBundle,
  type TextOptions,
  type View,
} from "../../display/mime_bundle.ts";
import * as tf from "../../engine/tf.ts";
import { checkPositiveInteger } from "../checks.ts";
import type { FitOptions } from "../fit.ts";
import type { AnyModel } from "../loop/assemble.ts";
import { learnerFor } from "../loop/assemble.ts";
import type { TrainCallback } from "../loop/events.ts";
import { assignAll, toHost } from "../loop/host_copy.ts";
import { setLearningRate } from "../loop/optimizer_state.ts";
import { trainModel } from "../loop/train_model.ts";

/** How a learning rate is looked for. */
export interface FindLrOptions extends
  Pick<
    FitOptions,
    | "batchSize"
    | "classWeight"
    | "clipNorm"
    | "clipValue"
    | "globalClipNorm"
    | "gradientAccumulationSteps"
    | "jit"
    | "labelSmoothing"
    | "loss"
    | "sampleWeight"
    | "seed"
    | "signal"
  > {
  /** The first rate; 1e-7 unless told. */
  readonly startLr?: number;
  /** The last rate; 10 unless told. */
  readonly endLr?: number;
  /** Updates from the one to the other; 100 unless told. */
  readonly steps?: number;
  /** Whether it ends when the loss is four times the best; true unless told. */
  readonly stopEarly?: boolean;
  /** Makes the optimizer, for a learning rate; Adam unless told. */
  readonly optimizer?: (learningRate: number) => tf.Optimizer;
}

/** Losses for learning rates that rise. */
export class LrFinding implements View {
  /** The learning rates. */
  readonly rates: readonly number[];
  /** The loss of the batch at each, smoothed. */
  readonly losses: readonly number[];
  /** Within the longest fall of the loss: fastai's "valley". */
  readonly suggestion: number;

  /** Of rates and the losses at them. */
  constructor(rates: readonly number[], losses: readonly number[]) {
    this.rates = rates;
    this.losses = losses;
    this.suggestion = rates[valley(losses)] ?? NaN;
  }

  /** Loss over learning rate, and the rate that is suggested. */
  get figure(): Figure {
    const { rates, losses, suggestion } = this;
    return lineChart([{ name: "smoothed loss", x: [...rates], y: [...losses] }], {
      title: "Learning rate finder",
      x: { title: "learning rate", scale: "log" },
      y: { title: "loss" },
      annotations: [{ x: suggestion, text: `suggested: ${suggestion.toExponential(1)}` }],
    });
  }

  /** The suggestion in words. */
  toText(options: TextOptions = {}): string {
    return `${this.figure.toText(options)}\nSuggested learning rate: ` +
      this.suggestion.toExponential(1);
  }

  /** The chart. */
  [DISPLAY](): MimeBundle {
    return { ...this.figure[DISPLAY](), "text/plain": this.toText() };
  }
}

/** Share of the mean that stays, as in fastai. */
const SMOOTHING = 0.98;
/** How much worse than the best ends it. */
const WORSE = 4;

/**
 * Looks for a learning rate: trains a few batches while the rate rises from very small to very large,
 * and sees where the loss falls longest (Smith, https://arxiv.org/abs/1506.01186; rule and defaults are
 * those of fastai). The model's weights and its optimizer are afterwards as they were.
 *
 * @param model The model.
 * @param dataset What it shall learn.
 * @param options Range of rates, and how it is trained; as in `fit`.
 * @returns Rates, losses, the suggestion, and a chart of them.
 * @throws {RangeError} When the range is empty, or the loss was a number at no rate.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * const x = Array.from({ length: 64 }, (_, i) => i / 32 - 1);
 * using line = new data.ArrayDataset(tf.tensor2d(x, [64, 1]), tf.tensor2d(x.map((x) => 3 * x), [64, 1]));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * const { suggestion } = await train.findLr(model, line, { loss: tf.metrics.meanSquaredError });
 * assert(suggestion > 1e-4 && suggestion < 10);
 * model.dispose();
 * ```
 */
export async function findLr(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  options: FindLrOptions = {},
): Promise<LrFinding> {
  const { startLr = 1e-7, endLr = 10, steps = 100, stopEarly = true, ...how } = options;
  const { optimizer: makeOptimizer = (rate) => tf.train.adam(rate), ...training } = how;
  checkPositiveInteger(steps, "Cannot find a learning rate: steps");
  if (!(startLr > 0 && endLr > startLr)) {
    throw new RangeError(
      "Cannot find a learning rate: startLr must be greater than 0 and less than endLr, current " +
        `values are ${startLr} and ${endLr}`,
    );
  }
  const { learner } = await learnerFor(model, dataset, training);
  const before = await toHost(
    learner.weights.map((variable) => ({ name: variable.name, tensor: variable })),
  );
  const rateOf = (step: number) => startLr * (endLr / startLr) ** (step / Math.max(1, steps - 1));
  const [rates, losses]: [number[], number[]] = [[], []];
  let [mean, best] = [0, Infinity];
  const watch: TrainCallback = {
    onStepBegin: ({ state, optimizer }) => setLearningRate(optimizer, rateOf(state.globalStep)),
    onLog({ log, control, state }) {
      mean = SMOOTHING * mean + (1 - SMOOTHING) * log.values.loss!;
      const loss = mean / (1 - SMOOTHING ** state.globalStep);
      const diverged = !Number.isFinite(loss) || (stopEarly && loss > WORSE * best);
      if (Number.isFinite(loss)) {
        rates.push(rateOf(state.globalStep - 1));
        losses.push(loss);
        best = Math.min(best, loss);
      }
      if (diverged) control.shouldTrainingStop = true;
    },
  };
  try {
    await trainModel(model, dataset, {
      ...training,
      progress: false,
      onNaN: "ignore",
      callbacks: [watch],
    }, {
      verb: "Cannot find a learning rate",
      // Not an option: a model that is not compiled would be compiled with it.
      optimizer: () => makeOptimizer(startLr),
      epochs: (perEpoch) => perEpoch ? Math.ceil(steps / perEpoch) : Number.MAX_SAFE_INTEGER,
      flow: () => ({ log: 1, evaluate: undefined, save: undefined, maxSteps: steps }),
    });
  } finally {
    assignAll(learner.weights, before);
  }
  if (rates.length === 0) {
    throw new RangeError(
      "Cannot find a learning rate: the loss was no number at the first rate; look at the data",
    );
  }
  return new LrFinding(rates, losses);
}

/** The middle of the longest fall of a curve: half way through it, as fastai takes it. */
function valley(losses: readonly number[]): number {
  // The longest falling subsequence that ends at each place, and where the longest of all ends.
  const lengths = losses.map(() => 1);
  let end = 0;
  losses.forEach((loss, i) => {
    for (let j = 0; j < i; j++) {
      if (loss < losses[j]! && lengths[i]! <= lengths[j]!) lengths[i] = lengths[j]! + 1;
    }
    if (lengths[i]! > lengths[end]!) end = i;
  });
  const length = lengths[end] ?? 0;
  const begin = Math.max(0, end - length);
  const third = (end - begin) / 3;
  return begin + Math.floor(third) + Math.floor(third / 2);
}

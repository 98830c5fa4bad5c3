/**
 * Ends a training that no longer gets better.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { NdArray } from "../../core/nd_array.ts";
import type { TrainCallback, TrainEvent } from "../loop/events.ts";
import { assignAll, type NamedArrays, toHost } from "../loop/host_copy.ts";
import type { Measured } from "../loop/measures.ts";
import { packed, unpacked } from "../loop/plain.ts";
import { monitored, scoreOf } from "./monitor.ts";

/** When training ends. */
export interface EarlyStoppingOptions {
  /** What is watched; `"valLoss"` unless told. */
  readonly monitor?: string;
  /** How much better it must be to count; 0 unless told. */
  readonly minDelta?: number;
  /** How often in a row it may be no better; 0 unless told. */
  readonly patience?: number;
  /** Whether larger is better (`"max"`); unless told it is for accuracies and not for losses. */
  readonly mode?: "min" | "max" | "auto";
  /** What it must be better than from the first; nothing unless told. */
  readonly baseline?: number;
  /** Whether the model has its best weights in the end; false unless told. */
  readonly restoreBestWeights?: boolean;
  /** Epochs before which nothing is watched; 0 unless told. */
  readonly startFromEpoch?: number;
}

const EARLY_STOPPING_OPTIONS: OptionNames<EarlyStoppingOptions> = {
  monitor: true,
  minDelta: true,
  patience: true,
  mode: true,
  baseline: true,
  restoreBestWeights: true,
  startFromEpoch: true,
};

/** How long it was no better, and what was best. */
interface Watch {
  readonly wait: number;
  readonly best: number | undefined;
  readonly names?: readonly string[];
}

const NOTHING: Watch = { wait: 0, best: undefined };

/**
 * Ends training when a measure has not become better for a while, as Keras' `EarlyStopping`. Measures of
 * the validation data are watched at each evaluation, others at the end of each epoch.
 *
 * @param options What is watched, and how long it may be no better.
 * @returns A callback for `fit` and `Trainer`; its state is part of checkpoints.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([8, 1]), tf.zeros([8, 1]));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * const { epoch } = await train.fit(model, points, {
 *   loss: tf.metrics.meanSquaredError,
 *   epochs: 100,
 *   callbacks: [train.earlyStopping({ monitor: "loss", patience: 2 })],
 *   progress: false,
 * });
 * assertEquals(epoch, [1, 2, 3]);
 * model.dispose();
 * ```
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): TrainCallback {
  requireOptions("Cannot stop early", options, EARLY_STOPPING_OPTIONS);
  const { monitor = "valLoss", minDelta = 0, patience = 0, mode = "auto", baseline } = options;
  const { restoreBestWeights = false, startFromEpoch = 0 } = options;
  const watched = monitored(monitor, mode === "auto" ? undefined : mode === "max");
  let watch = NOTHING;
  let goesOn = false;
  let weights: NamedArrays | undefined;

  const isBetter = (score: number, than: number | undefined) =>
    than === undefined ||
    (watched.greaterIsBetter ? score - minDelta > than : score + minDelta < than);

  async function look(event: TrainEvent, measured: Measured, epoch: number): Promise<void> {
    if (epoch <= startFromEpoch) return;
    const score = scoreOf(watched, measured);
    if (isBetter(score, watch.best) && !Number.isNaN(score)) {
      // What is below the baseline is still the best, but no reason to wait longer.
      watch = { best: score, wait: isBetter(score, baseline) ? 0 : watch.wait + 1 };
      if (restoreBestWeights) {
        weights = await toHost(event.weights.map((one) => ({ name: one.name, tensor: one })));
      }
      return;
    }
    watch = { ...watch, wait: watch.wait + 1 };
    if (watch.wait >= patience) event.control.shouldTrainingStop = true;
  }

  return {
    name: "early_stopping",
    needsEvaluation: watched.part === "validation",
    // It may have been at another training before.
    onInitEnd() {
      if (!goesOn) [watch, weights] = [NOTHING, undefined];
      goesOn = false;
    },
    ...watched.part === "validation"
      ? {
        onEvaluate: (event) =>
          look(event, event.measured, Math.max(1, Math.ceil(event.state.epoch))),
      }
      : { onEpochRecord: (event) => look(event, event.record, event.record.epoch) },
    onTrainEnd({ weights: variables }) {
      if (weights !== undefined) assignAll(variables, weights);
    },
    snapshot: () => ({
      state: packed({ ...watch, ...weights && { names: weights.names } }),
      ...weights && { arrays: weights.arrays },
    }),
    restore({ state, arrays }) {
      const { names, ...kept } = unpacked(state) as Watch;
      watch = { wait: kept.wait, best: kept.best };
      weights = names && { names, arrays: arrays as Record<string, NdArray> };
      goesOn = true;
    },
  };
}

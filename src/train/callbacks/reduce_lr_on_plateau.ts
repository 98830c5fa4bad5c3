/**
 * A learning rate that falls when training no longer gets better.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { TrainCallback, TrainEvent } from "../loop/events.ts";
import type { Measured } from "../loop/measures.ts";
import { learningRateOf, setLearningRate } from "../loop/optimizer_state.ts";
import {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauState,
} from "../../optim/schedules/reduce_on_plateau.ts";
import { monitored, scoreOf } from "./monitor.ts";

/** When the learning rate falls, and how far. */
export interface ReduceLrOnPlateauOptions {
  /** What is watched; `"valLoss"` unless told. */
  readonly monitor?: string;
  /** Whether larger is better; unless told it is for accuracies and not for losses. */
  readonly mode?: "min" | "max" | "auto";
  /** What the rate is multiplied by; 0.1 unless told. */
  readonly factor?: number;
  /** How many measures in a row may be no better; 10 unless told. */
  readonly patience?: number;
  /** How much better a measure must be to count; 0.0001 unless told. */
  readonly threshold?: number;
  /** Whether that is a share of the best measure, `"rel"`, or a difference; `"rel"` unless told. */
  readonly thresholdMode?: "rel" | "abs";
  /** Keras' name for a threshold that is a difference; in place of the two. */
  readonly minDelta?: number;
  /** Measures after a change that do not count; 0 unless told. */
  readonly cooldown?: number;
  /** The rate does not fall below; 0 unless told. */
  readonly minLr?: number;
  /** A change that is smaller is not made; 1e-8 unless told. */
  readonly epsilon?: number;
}

const REDUCE_LR_ON_PLATEAU_OPTIONS: OptionNames<ReduceLrOnPlateauOptions> = {
  monitor: true,
  mode: true,
  factor: true,
  patience: true,
  threshold: true,
  thresholdMode: true,
  minDelta: true,
  cooldown: true,
  minLr: true,
  epsilon: true,
};

/**
 * Lowers the optimizer's learning rate when a measure has not become better for a while. Rules and
 * defaults are those of `train.schedules.ReduceOnPlateau`, so that it waits one measure longer than
 * Keras' `ReduceLROnPlateau` of the same patience.
 *
 * @param options What is watched, and how the rate falls.
 * @returns A callback for `fit` and `Trainer`; its state is part of checkpoints.
 * @throws {TypeError} When there is no such option, or both `minDelta` and a threshold are given.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([8, 1]), tf.zeros([8, 1]));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * using optimizer = train.sgd({ learningRate: 1 });
 * await train.fit(model, points, {
 *   loss: tf.metrics.meanSquaredError,
 *   optimizer,
 *   epochs: 4,
 *   callbacks: [train.reduceLrOnPlateau({ monitor: "loss", patience: 1 })],
 *   progress: false,
 * });
 * assertEquals(optimizer.learningRate, 0.1);
 * model.dispose();
 * ```
 */
export function reduceLrOnPlateau(options: ReduceLrOnPlateauOptions = {}): TrainCallback {
  requireOptions("Cannot reduce the learning rate", options, REDUCE_LR_ON_PLATEAU_OPTIONS);
  const { monitor = "valLoss", mode = "auto", minDelta, ...others } = options;
  if (minDelta !== undefined && (others.threshold ?? others.thresholdMode) !== undefined) {
    throw new TypeError("Cannot reduce the learning rate: give minDelta or a threshold, not both");
  }
  const rules: Omit<ReduceOnPlateauOptions, "learningRate" | "mode"> = minDelta === undefined
    ? others
    : { ...others, threshold: minDelta, thresholdMode: "abs" };
  const watched = monitored(monitor, mode === "auto" ? undefined : mode === "max");
  let plateau: ReduceOnPlateau | undefined;
  let restored: ReduceOnPlateauState | undefined;

  function look({ optimizer }: TrainEvent, measured: Measured): void {
    const learningRate = learningRateOf(optimizer);
    if (learningRate === undefined) {
      throw new TypeError(
        "Cannot reduce the learning rate: it follows a schedule; give the optimizer a number",
      );
    }
    plateau ??= new ReduceOnPlateau({
      ...rules,
      learningRate,
      mode: watched.greaterIsBetter ? "max" : "min",
    });
    if (restored) plateau.state = restored;
    restored = undefined;
    const rate = plateau.update(scoreOf(watched, measured));
    if (rate !== learningRate) setLearningRate(optimizer, rate);
  }

  return {
    name: "reduce_lr_on_plateau",
    needsEvaluation: watched.part === "validation",
    // It may have been at another training before; what was restored is used at the first measure.
    onInitEnd() {
      plateau = undefined;
    },
    ...watched.part === "validation"
      ? { onEvaluate: (event) => look(event, event.measured) }
      : { onEpochRecord: (event) => look(event, event.record) },
    snapshot() {
      const state = plateau?.state ?? restored;
      return { state: state === undefined ? null : { ...state } };
    },
    restore({ state }) {
      restored = (state ?? undefined) as ReduceOnPlateauState | undefined;
    },
  };
}

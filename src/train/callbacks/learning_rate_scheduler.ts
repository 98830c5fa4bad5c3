/**
 * A learning rate for each epoch.
 *
 * @module
 */

import type { TrainCallback } from "../loop/events.ts";
import { currentRateOf, setLearningRate } from "../loop/optimizer_state.ts";

/**
 * Sets the learning rate at the beginning of each epoch, as Keras' `LearningRateScheduler`. For a rate
 * that changes with each update give the optimizer a schedule of `train.schedules` instead.
 *
 * @param rate Gets the epoch, from 0, and the rate so far, and returns the rate.
 * @returns A callback for `fit` and `Trainer`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([4, 1]), tf.zeros([4, 1]));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
 * using optimizer = train.sgd({ learningRate: 1 });
 * const callbacks = [train.learningRateScheduler((epoch, rate) => epoch === 0 ? rate : rate / 2)];
 * const loss = tf.metrics.meanSquaredError;
 * await train.fit(model, points, { loss, optimizer, epochs: 3, callbacks, progress: false });
 * assertEquals(optimizer.learningRate, 0.25);
 * model.dispose();
 * ```
 */
export function learningRateScheduler(
  rate: (epoch: number, rate: number) => number,
): TrainCallback {
  let setFor = -1;
  let restored: number | undefined;
  return {
    name: "learning_rate_scheduler",
    onEpochBegin({ state, optimizer }) {
      const epoch = Math.floor(state.epoch);
      // A run that goes on within an epoch has the rate of its checkpoint.
      const [before] = [restored, restored = undefined];
      if (before === epoch) return;
      setLearningRate(optimizer, rate(epoch, currentRateOf(optimizer) ?? NaN));
      setFor = epoch;
    },
    snapshot: () => ({ state: setFor }),
    restore({ state }) {
      restored = setFor = Number(state);
    },
  };
}

/**
 * Our optimizers in Keras' words.
 *
 * @module
 */

import { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { isSchedule } from "../../optim/schedules/schedule.ts";
import type { JsonObject } from "./keras_error.ts";
import { kindOf, type OptimizerKind, settingsOf } from "./optimizer_table.ts";
import { floatOf, scheduleToKeras } from "./schedule_words.ts";
import { camelCase } from "./words.ts";

type Notice = (notice: string) => void;

/** The configuration of one of ours; undefined for a class that Keras does not have. */
export function optimizerToKeras(optimizer: Optimizer, notice: Notice): JsonObject | undefined {
  const kind = kindOf(optimizer);
  if (kind === undefined) return undefined;
  noticeOthers(optimizer, notice);
  const { weightDecay, clipNorm, globalClipNorm, clipValue, ema, accumulationSteps } =
    optimizer.settings;
  return {
    module: "keras.optimizers",
    class_name: kind.name,
    config: {
      name: optimizer.name,
      learning_rate: rateToKeras(optimizer, notice),
      // Null is the default of most; of AdamW and Muon it is not.
      weight_decay: weightDecay === 0 && !kind.decays ? null : weightDecay,
      clipnorm: clipNorm,
      global_clipnorm: globalClipNorm,
      clipvalue: clipValue,
      use_ema: ema !== null,
      ema_momentum: ema?.momentum ?? 0.99,
      ema_overwrite_frequency: ema?.overwriteFrequency ?? null,
      gradient_accumulation_steps: accumulationSteps === 1 ? null : accumulationSteps,
      ...ownSettings(kind, optimizer, notice),
    },
    registered_name: null,
  };
}

function rateToKeras(optimizer: Optimizer, notice: Notice): unknown {
  const { learningRate: rate } = optimizer;
  if (!isSchedule(rate)) return floatOf(rate);
  const written = scheduleToKeras(rate);
  if (written !== undefined) return written;
  notice(
    `Keras does not have the schedule ${rate.name}: its rate of now, ` +
      `${optimizer.currentLearningRate}, is written`,
  );
  return floatOf(optimizer.currentLearningRate);
}

function ownSettings({ name, settings }: OptimizerKind, optimizer: Optimizer, notice: Notice) {
  const values = settingsOf(optimizer);
  const own = settings.flatMap((setting): [string, unknown][] => {
    const value = values[camelCase(setting)];
    // Keras wants a float, and takes one that is not 0 for a momentum, however small.
    if (setting === "momentum" && !isSchedule(value)) {
      return value === 0 ? [] : [[setting, floatOf(value)]];
    }
    if (!isSchedule(value)) return [[setting, value]];
    const now = value(optimizer.iterations);
    notice(`Keras has no schedule for ${setting}: its value of now, ${now}, is written`);
    return [[setting, now]];
  });
  const [muon_a, muon_b, muon_c] = (values.coefficients ?? []) as number[];
  return { ...Object.fromEntries(own), ...name === "Muon" && { muon_a, muon_b, muon_c } };
}

/** Tells of settings that Keras does not have. */
function noticeOthers(optimizer: Optimizer, notice: Notice): void {
  const { l2, weightDecay, decays, accumulation, accumulationSteps, nonFinite } =
    optimizer.settings;
  const { correctedEpsilon, adamWeightDecay } = settingsOf(optimizer);
  const isDecayed = weightDecay > 0 || Number(adamWeightDecay ?? 0) > 0;
  if (isDecayed && decays !== "all") {
    notice(
      'All weights decay in Keras, biases too, since no file of its says which do not: decays: "all" ' +
        "does the same here, or optimizer.exclude_from_weight_decay(var_names) there",
    );
  }
  if (l2 > 0) notice(`Keras' optimizers do not have l2 = ${l2}: it is left out`);
  if (correctedEpsilon === true) notice("Keras adds epsilon to the root that is not corrected");
  if (accumulation === "sum" && accumulationSteps > 1) {
    notice("Keras takes the mean of accumulated gradients, not their sum");
  }
  if (nonFinite === "skip") notice("Keras does not skip gradients that are not finite");
}

/** One of ours, or undefined. */
export function ownOptimizer(optimizer: unknown): Optimizer | undefined {
  return optimizer instanceof Optimizer ? optimizer : undefined;
}

/**
 * Loss, optimizer and metrics of Keras' models.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { isObject, type JsonObject, KerasFileError, shown } from "./keras_error.ts";
import { trainedWeights } from "./layer_weights.ts";
import { optimizerFromKeras } from "./optimizer_from_keras.ts";
import { restoreState, type StateArray } from "./optimizer_state.ts";
import { snakeCase } from "./words.ts";

type Notice = (notice: string) => void;

/** tfjs' names of Keras' losses. */
const LOSSES: Readonly<Record<string, string>> = {
  mean_squared_error: "meanSquaredError",
  mse: "meanSquaredError",
  mean_absolute_error: "meanAbsoluteError",
  mae: "meanAbsoluteError",
  mean_absolute_percentage_error: "meanAbsolutePercentageError",
  mape: "meanAbsolutePercentageError",
  mean_squared_logarithmic_error: "meanSquaredLogarithmicError",
  msle: "meanSquaredLogarithmicError",
  squared_hinge: "squaredHinge",
  hinge: "hinge",
  categorical_hinge: "categoricalHinge",
  log_cosh: "logcosh",
  logcosh: "logcosh",
  categorical_crossentropy: "categoricalCrossentropy",
  sparse_categorical_crossentropy: "sparseCategoricalCrossentropy",
  binary_crossentropy: "binaryCrossentropy",
  kl_divergence: "kullbackLeiblerDivergence",
  kullback_leibler_divergence: "kullbackLeiblerDivergence",
  poisson: "poisson",
};

/** tfjs' names of Keras' metrics; losses are metrics as well. */
const METRICS: Readonly<Record<string, string>> = {
  accuracy: "accuracy",
  acc: "accuracy",
  binary_accuracy: "binaryAccuracy",
  categorical_accuracy: "categoricalAccuracy",
  precision: "precision",
  mse: "mse",
  mean_squared_error: "mse",
  mae: "mae",
  mean_absolute_error: "mae",
  mape: "mape",
  categorical_crossentropy: "categoricalCrossentropy",
  sparse_categorical_crossentropy: "sparseCategoricalCrossentropy",
};

/** What comes with the configuration. */
export interface CompileFromKerasOptions {
  /** What the optimizer remembers, in Keras' list; nothing where the list is empty. */
  readonly state: readonly StateArray[];
  /** Told what is left out. */
  readonly notice: Notice;
}

/**
 * Compiles a model as Keras has, with an optimizer of ours; what tfjs does not have is told of, and
 * left out.
 */
export async function compileFromKeras(
  model: tf.LayersModel,
  config: unknown,
  { state, notice }: CompileFromKerasOptions,
): Promise<void> {
  if (!isObject(config)) return;
  const { loss, metrics, optimizer, optimizer_config, loss_weights, weighted_metrics } = config;
  if (loss === undefined || loss === null) return;
  if (loss_weights !== undefined && loss_weights !== null) {
    return notice(`The model is not compiled: tfjs has no loss_weights (${shown(loss_weights)})`);
  }
  const losses = lossesOf(loss, model);
  if (losses === undefined) {
    return notice(`The model is not compiled: tfjs does not have the loss ${shown(loss)}`);
  }
  if (weighted_metrics !== undefined && weighted_metrics !== null) {
    notice(`weighted_metrics are left out: ${shown(weighted_metrics)}`);
  }
  const made = await optimizerOf(optimizer ?? optimizer_config, { model, state, notice });
  if (made === undefined) return;
  model.compile({ optimizer: made, loss: losses, metrics: metricsOf(metrics, notice) });
  own(model);
}

/** A name out of `"mse"`, `"MeanSquaredError"` or an object of class and settings. */
function nameOf(value: unknown): { name: string; config: JsonObject } | undefined {
  if (typeof value === "string") {
    return { name: snakeCase(value).replace(/^_/, ""), config: {} };
  }
  if (!isObject(value)) return undefined;
  const { class_name, config } = value;
  if (typeof config === "string") return { name: config, config: {} };
  if (typeof class_name !== "string") return undefined;
  return {
    name: snakeCase(class_name).replace(/^_/, "").replace("k_l_", "kl_"),
    config: isObject(config) ? config : {},
  };
}

function lossOf(value: unknown): string | undefined {
  const found = nameOf(value);
  if (found === undefined) return undefined;
  const { from_logits, label_smoothing, reduction, delta: _delta, ...others } = found.config;
  const usual = reduction === undefined || reduction === "sum_over_batch_size" ||
    reduction === "auto";
  const isSet = Object.entries(others).some(([key, one]) =>
    !["name", "fn", "dtype", "axis", "ignore_class"].includes(key) && one !== null
  );
  // Losses from logits have no name in tfjs; train.fit takes them.
  if (from_logits === true || Number(label_smoothing ?? 0) !== 0 || !usual || isSet) {
    return undefined;
  }
  return LOSSES[found.name];
}

function lossesOf(value: unknown, model: tf.LayersModel): string | string[] | undefined {
  const list = Array.isArray(value)
    ? value
    : isObject(value) && !("class_name" in value)
    ? model.outputNames.map((name) => value[name])
    : undefined;
  if (list === undefined) return lossOf(value);
  const losses = list.map(lossOf);
  return losses.every((loss) => loss !== undefined) ? losses as string[] : undefined;
}

function metricsOf(value: unknown, notice: Notice): string[] {
  if (value === null || value === undefined) return [];
  const all = isObject(value) && !("class_name" in value) ? Object.values(value) : [value].flat(3);
  const names = all.flat(2).filter((one) => one !== null).flatMap((one) => {
    const name = METRICS[nameOf(one)?.name ?? ""];
    if (name === undefined) notice(`tfjs does not have the metric ${shown(one)}: it is left out`);
    return name ?? [];
  });
  return [...new Set(names)];
}

/** Ours, with what it remembers; undefined where there is none, which is told of. */
async function optimizerOf(
  value: unknown,
  { model, state, notice }: { model: tf.LayersModel } & Required<CompileFromKerasOptions>,
): Promise<tf.Optimizer | undefined> {
  let optimizer: Optimizer;
  try {
    optimizer = optimizerFromKeras(nameOf(value) ?? { name: shown(value), config: {} }, notice);
  } catch (error) {
    if (!(error instanceof KerasFileError)) throw error;
    notice(`The model is not compiled: ${error.message}`);
    return undefined;
  }
  try {
    if (state.length > 0) await restoreState(optimizer, trainedWeights(model), state);
  } catch (error) {
    if (!(error instanceof KerasFileError)) throw error;
    notice(`The optimizer's state is not taken over, it starts anew: ${error.message}`);
  }
  return optimizer;
}

/** Has a model free its optimizer with itself, as those that it makes by name. */
function own(model: tf.LayersModel): void {
  // A Sequential keeps what it compiles in a model of its own.
  const { model: inner } = model as { model?: tf.LayersModel };
  for (const one of [model, inner]) {
    if (one !== undefined) {
      (one as unknown as { isOptimizerOwned: boolean }).isOptimizerOwned = true;
    }
  }
}

/**
 * Loss, optimizer and metrics of Keras' models.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { isObject, type JsonObject, shown } from "./keras_error.ts";
import { camelCase, snakeCase } from "./words.ts";

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

/** Compiles a model as Keras has; what tfjs does not have is told of, and left out. */
export function compileFromKeras(model: tf.LayersModel, config: unknown, notice: Notice): void {
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
  const made = optimizerOf(optimizer ?? optimizer_config, notice);
  if (made === undefined) return;
  model.compile({ optimizer: made, loss: losses, metrics: metricsOf(metrics, notice) });
  notice("The optimizer's state is not taken over: it starts anew");
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

/** Settings that say nothing as long as they have these values. */
const IDLE: Readonly<Record<string, readonly unknown[]>> = {
  weight_decay: [null, false, 0],
  amsgrad: [false],
  use_ema: [false],
  jit_compile: [true, false],
  decay: [0],
  is_legacy_optimizer: [true, false],
};

type Make = (settings: JsonObject) => tf.Optimizer;

const number = (value: unknown, usual: number): number => typeof value === "number" ? value : usual;

/** tfjs' optimizers with the settings that they know. */
const OPTIMIZERS: Readonly<Record<string, { known: readonly string[]; make: Make }>> = {
  sgd: {
    known: ["momentum", "nesterov"],
    make: ({ learning_rate, momentum, nesterov }) =>
      number(momentum, 0) === 0
        ? tf.train.sgd(number(learning_rate, 0.01))
        : tf.train.momentum(number(learning_rate, 0.01), number(momentum, 0), nesterov === true),
  },
  adam: {
    known: ["beta_1", "beta_2", "epsilon"],
    make: ({ learning_rate, beta_1, beta_2, epsilon }) =>
      tf.train.adam(
        number(learning_rate, 1e-3),
        number(beta_1, 0.9),
        number(beta_2, 0.999),
        number(epsilon, 1e-7),
      ),
  },
  adamax: {
    known: ["beta_1", "beta_2", "epsilon"],
    make: ({ learning_rate, beta_1, beta_2, epsilon }) =>
      tf.train.adamax(
        number(learning_rate, 1e-3),
        number(beta_1, 0.9),
        number(beta_2, 0.999),
        number(epsilon, 1e-7),
      ),
  },
  rmsprop: {
    known: ["rho", "momentum", "epsilon", "centered"],
    make: ({ learning_rate, rho, momentum, epsilon, centered }) =>
      tf.train.rmsprop(
        number(learning_rate, 1e-3),
        number(rho, 0.9),
        number(momentum, 0),
        number(epsilon, 1e-7),
        centered === true,
      ),
  },
  adagrad: {
    known: ["initial_accumulator_value", "epsilon"],
    make: ({ learning_rate, initial_accumulator_value }) =>
      tf.train.adagrad(number(learning_rate, 1e-3), number(initial_accumulator_value, 0.1)),
  },
  adadelta: {
    known: ["rho", "epsilon"],
    make: ({ learning_rate, rho, epsilon }) =>
      tf.train.adadelta(number(learning_rate, 1e-3), number(rho, 0.95), number(epsilon, 1e-7)),
  },
};

function optimizerOf(value: unknown, notice: Notice): tf.Optimizer | undefined {
  const { name, config } = nameOf(value) ?? { name: "", config: {} };
  const kind = OPTIMIZERS[name.replaceAll("_", "")];
  if (kind === undefined) {
    notice(
      `The model is not compiled: tfjs does not have the optimizer ${
        shown(value)
      }; train.fit takes ` +
        "those of train.optimizers",
    );
    return undefined;
  }
  const rate = config.learning_rate ?? config.lr;
  if (isObject(rate)) {
    notice(`The model is not compiled: its learning rate is a schedule, ${shown(rate)}`);
    return undefined;
  }
  const left = Object.entries(config).filter(([key, one]) =>
    one !== null && !kind.known.includes(key) && !GENERAL.has(key) && !IDLE[key]?.includes(one)
  );
  for (const [key, one] of left) {
    notice(`tfjs' ${camelCase(name)} does not have ${key} = ${shown(one)}: it is left out`);
  }
  return kind.make({ ...config, learning_rate: rate });
}

const GENERAL = new Set(["name", "learning_rate", "lr", "ema_momentum"]);

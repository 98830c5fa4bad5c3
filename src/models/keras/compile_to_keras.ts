/**
 * Loss, optimizer and metrics of tfjs in Keras' words.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { JsonObject } from "./keras_error.ts";
import { snakeCase } from "./words.ts";

type Notice = (notice: string) => void;

/** Keras' optimizers and their settings, by the name that tfjs and `train.optimizers` have. */
const OPTIMIZERS: Readonly<Record<string, readonly [name: string, ...settings: string[]]>> = {
  SGD: ["SGD"],
  Momentum: ["SGD", "momentum", "nesterov"],
  Adam: ["Adam", "beta_1", "beta_2", "epsilon"],
  AdamW: ["AdamW", "beta_1", "beta_2", "epsilon", "weight_decay"],
  Adamax: ["Adamax", "beta_1", "beta_2", "epsilon"],
  Nadam: ["Nadam", "beta_1", "beta_2", "epsilon"],
  RMSProp: ["RMSprop", "rho", "momentum", "epsilon", "centered"],
  Adagrad: ["Adagrad", "initial_accumulator_value"],
  Adadelta: ["Adadelta", "rho", "epsilon"],
  Lion: ["Lion", "beta_1", "beta_2", "weight_decay"],
};

/** tfjs' names of settings that Keras spells otherwise. */
const SPELT: Readonly<Record<string, string>> = {
  beta1: "beta_1",
  beta2: "beta_2",
  decay: "rho",
  use_nesterov: "nesterov",
};

/** How a model is compiled, as Keras writes it; undefined where it is not, or cannot be said. */
export function compileToKeras(model: tf.LayersModel, notice: Notice): JsonObject | undefined {
  const { optimizer, loss, metrics } = model as {
    optimizer?: tf.Optimizer;
    loss?: unknown;
    metrics?: unknown;
  };
  if (optimizer === undefined || loss === undefined) return undefined;
  const losses = namesOf(loss);
  if (losses === undefined) {
    notice("The model is saved without its loss and optimizer: a loss of one's own has no name");
    return undefined;
  }
  const named = namesOf(metrics ?? []) ?? [];
  return {
    optimizer: optimizerToKeras(optimizer, notice),
    loss: losses,
    loss_weights: null,
    metrics: Array.isArray(named) && named.length === 0 ? null : named,
    weighted_metrics: null,
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

function namesOf(value: unknown): string | string[] | undefined {
  if (typeof value === "string") return snakeCase(value).replace(/^_/, "");
  if (!Array.isArray(value)) return undefined;
  const names = value.map(namesOf);
  return names.every((name) => typeof name === "string") ? names as string[] : undefined;
}

function optimizerToKeras(optimizer: tf.Optimizer, notice: Notice): JsonObject | string {
  const className = optimizer.getClassName().replace(/^.*>/, "");
  const [name, ...settings] = OPTIMIZERS[className] ?? [];
  if (name === undefined) {
    notice(`Keras does not have the optimizer ${className}: rmsprop, its default, is written`);
    return "rmsprop";
  }
  const given = Object.entries(optimizer.getConfig()).map(([key, value]): [string, unknown] => {
    const snake = snakeCase(key);
    return [SPELT[snake] ?? snake, value];
  });
  const config = Object.fromEntries(
    given.filter(([key, value]) =>
      value !== null && (key === "learning_rate" || settings.includes(key)) &&
      typeof value !== "object"
    ),
  );
  return {
    module: "keras.optimizers",
    class_name: name,
    config: { name: name.toLowerCase(), ...config },
    registered_name: null,
  };
}

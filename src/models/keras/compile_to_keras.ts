/**
 * Loss, optimizer and metrics of a model in Keras' words.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import type { JsonObject } from "./keras_error.ts";
import { trainedWeights } from "./layer_weights.ts";
import { type StateArray, stateObstacle, stateOf } from "./optimizer_state.ts";
import { kindOf } from "./optimizer_table.ts";
import { optimizerToKeras, ownOptimizer } from "./optimizer_to_keras.ts";
import { floatOf } from "./schedule_words.ts";
import { snakeCase } from "./words.ts";

type Notice = (notice: string) => void;

/** tfjs' own optimizers and their settings in Keras' words, by tfjs' name. */
const TFJS: Readonly<Record<string, readonly [name: string, ...settings: string[]]>> = {
  SGD: ["SGD"],
  Momentum: ["SGD", "momentum", "nesterov"],
  Adam: ["Adam", "beta_1", "beta_2", "epsilon"],
  Adamax: ["Adamax", "beta_1", "beta_2", "epsilon"],
  RMSProp: ["RMSprop", "rho", "momentum", "epsilon", "centered"],
  Adagrad: ["Adagrad", "initial_accumulator_value"],
  Adadelta: ["Adadelta", "rho", "epsilon"],
};

/** Its names of settings that Keras spells otherwise. */
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
    optimizer: configOf(optimizer, notice),
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

function configOf(optimizer: tf.Optimizer, notice: Notice): JsonObject | string {
  const own = ownOptimizer(optimizer);
  const written = own === undefined
    ? tfjsOptimizerToKeras(optimizer, notice)
    : optimizerToKeras(own, notice);
  if (written !== undefined) return written;
  notice(
    `Keras does not have the optimizer ${
      optimizer.getClassName().replace(/^.*>/, "")
    }: rmsprop, its ` +
      "default, is written",
  );
  return "rmsprop";
}

function tfjsOptimizerToKeras(optimizer: tf.Optimizer, notice: Notice): JsonObject | undefined {
  const [name, ...settings] = TFJS[optimizer.getClassName()] ?? [];
  if (name === undefined) return undefined;
  notice(
    "The optimizer's state is not written: it is tfjs' own; compile the model with one of " +
      "train.optimizers, as models.loadKeras does",
  );
  const given = Object.entries(optimizer.getConfig()).map(([key, value]): [string, unknown] => {
    const snake = snakeCase(key);
    return [SPELT[snake] ?? snake, value];
  });
  const config = given.filter(([key, value]) =>
    value !== null && (key === "learning_rate" || settings.includes(key)) &&
    typeof value !== "object"
  ).map(([key, value]) => [key, key === "learning_rate" ? floatOf(value) : value]);
  return {
    module: "keras.optimizers",
    class_name: name,
    config: { name: name.toLowerCase(), ...Object.fromEntries(config) },
    registered_name: null,
  };
}

/** What the model's optimizer remembers, in Keras' list; undefined where there is none to write. */
export async function compiledState(
  model: tf.LayersModel,
  notice: Notice,
): Promise<Required<StateArray>[] | undefined> {
  const optimizer = ownOptimizer((model as { optimizer?: tf.Optimizer }).optimizer);
  if (optimizer === undefined || kindOf(optimizer) === undefined) return undefined;
  const obstacle = stateObstacle(optimizer);
  if (obstacle === undefined) return await stateOf(optimizer, trainedWeights(model));
  notice(`The optimizer's state is not written: ${obstacle}`);
  return undefined;
}

/**
 * Activations, initializers, regularizers and constraints, both ways.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import {
  isObject,
  type JsonObject,
  KerasFileError,
  objectOf,
  shown,
  textOf,
} from "./keras_error.ts";
import { camelCase, snakeCase } from "./words.ts";

/** Configurations as tfjs takes them. */
export type TfjsConfig = tf.serialization.ConfigDict;

/** Whether a file follows Keras 2 or 3, whose words mean different things here and there. */
export type KerasVersion = 2 | 3;

/** Activations of the same meaning; Keras' word first. */
const ACTIVATIONS: readonly (readonly [keras: string, tfjs: string])[] = [
  ["elu", "elu"],
  ["selu", "selu"],
  ["relu", "relu"],
  ["relu6", "relu6"],
  ["linear", "linear"],
  ["sigmoid", "sigmoid"],
  ["softplus", "softplus"],
  ["softsign", "softsign"],
  ["tanh", "tanh"],
  ["softmax", "softmax"],
  ["log_softmax", "logSoftmax"],
  ["gelu", "gelu"],
  ["mish", "mish"],
  ["silu", "swish"],
];

/** tfjs has Keras 2's; Keras 3's is another function. */
const HARD_SIGMOID = "hard_sigmoid";

/** A part of a configuration by its name, or by class and settings. */
function partOf(value: unknown, what: string): { name: string; config: JsonObject } {
  if (typeof value === "string") return { name: value, config: {} };
  const { class_name, config } = objectOf(value, what);
  if (typeof config === "string") return { name: config, config: {} };
  return { name: textOf(class_name, `The class of ${what}`), config: objectOf(config ?? {}, what) };
}

/** An activation in tfjs' words. */
export function activationFromKeras(value: unknown, what: string, version: KerasVersion): string {
  if (value === null || value === undefined) return "linear";
  const { name, config } = partOf(value, what);
  const word = snakeCase(name).replace(/^_/, "");
  if (word === HARD_SIGMOID && version === 2) return "hardSigmoid";
  const known = word === "swish" ? "silu" : word;
  const found = ACTIVATIONS.find(([keras]) => keras === known);
  const set = Object.entries(config).find(([name, one]) => name !== "name" && one !== null);
  if (found !== undefined && set === undefined) return found[1];
  throw new KerasFileError(
    word === HARD_SIGMOID
      ? `${what} is "hard_sigmoid", which is another function in Keras 3 than in tfjs (relu6(x + 3) / 6)`
      : `${what} is ${shown(value)}, which tfjs does not have; it has ${
        ACTIVATIONS.map(([keras]) => keras).join(", ")
      }`,
  );
}

/** An activation in Keras 3's words. */
export function activationToKeras(value: unknown, what: string): string {
  const found = ACTIVATIONS.find(([, tfjs]) => tfjs === value);
  if (found !== undefined) return found[0];
  throw new KerasFileError(`${what} is ${shown(value)}, which Keras 3 does not have`);
}

interface PartKind {
  /** Keras' module. */
  readonly module: string;
  /** Settings by class, in Keras' names. */
  readonly classes: Readonly<Record<string, readonly string[]>>;
}

const SEEDED = ["seed"];
const INITIALIZERS: PartKind = {
  module: "keras.initializers",
  classes: {
    Zeros: [],
    Ones: [],
    Constant: ["value"],
    RandomUniform: ["minval", "maxval", "seed"],
    RandomNormal: ["mean", "stddev", "seed"],
    TruncatedNormal: ["mean", "stddev", "seed"],
    Identity: ["gain"],
    VarianceScaling: ["scale", "mode", "distribution", "seed"],
    GlorotUniform: SEEDED,
    GlorotNormal: SEEDED,
    HeNormal: SEEDED,
    HeUniform: SEEDED,
    LecunNormal: SEEDED,
    LecunUniform: SEEDED,
    Orthogonal: ["gain", "seed"],
  },
};
const REGULARIZERS: PartKind = {
  module: "keras.regularizers",
  classes: { L1: ["l1"], L2: ["l2"], L1L2: ["l1", "l2"] },
};
const CONSTRAINTS: PartKind = {
  module: "keras.constraints",
  classes: {
    MaxNorm: ["max_value", "axis"],
    UnitNorm: ["axis"],
    NonNeg: [],
    MinMaxNorm: ["min_value", "max_value", "rate", "axis"],
  },
};
const KINDS = { initializer: INITIALIZERS, regularizer: REGULARIZERS, constraint: CONSTRAINTS };

/** Kinds of parts that are made by class and settings. */
export type PartName = keyof typeof KINDS;

/** tfjs spells two of them otherwise. */
function tfjsClass(name: string): string {
  return name.replace(/^Lecun/, "LeCun").replace(/^(L1|L2)$/, "L1L2");
}

/** Settings that say how a part was made to begin with, and change nothing. */
const IDLE = ["input_axes", "output_axes", "name"];

/** A part in tfjs' words; null where there is none. */
export function partFromKeras(value: unknown, kind: PartName, what: string): TfjsConfig | null {
  if (value === null || value === undefined) return null;
  const { name, config } = partOf(value, what);
  const { classes } = KINDS[kind];
  const wanted = name.replaceAll("_", "").toLowerCase();
  const className = Object.keys(classes).find((one) => one.toLowerCase() === wanted);
  if (className === undefined) {
    throw new KerasFileError(
      `${what} is ${shown(value)}, which tfjs does not have; it has ${
        Object.keys(classes).join(", ")
      }`,
    );
  }
  const settings: TfjsConfig = {};
  for (const [key, setting] of Object.entries(config)) {
    if (setting === null || IDLE.includes(key)) continue;
    if (!classes[className]!.includes(key)) {
      throw new KerasFileError(`${what} has ${key} = ${shown(setting)}, which tfjs does not have`);
    }
    if (key === "seed" && typeof setting !== "number") continue; // A generator's state.
    settings[camelCase(key)] = settingFromKeras(key, setting, what);
  }
  // tfjs takes 0.01 for what is not told; Keras does so for the class alone.
  if (className === "L1") settings.l2 = 0;
  if (className === "L2") settings.l1 = 0;
  return { className: tfjsClass(className), config: settings };
}

function settingFromKeras(key: string, setting: unknown, what: string): string | number {
  if (key === "distribution") {
    if (setting === "uniform") return setting;
    // tfjs draws truncated numbers under this name.
    if (setting === "truncated_normal" || setting === "normal") return "normal";
    throw new KerasFileError(
      `${what} has distribution = ${shown(setting)}, which tfjs does not have`,
    );
  }
  if (typeof setting === "string") return camelCase(setting);
  if (typeof setting === "number") return setting;
  throw new KerasFileError(`${what} has ${key} = ${shown(setting)}, which is no number`);
}

/** tfjs writes down what these are made of; Keras' names for it. */
const VARIANCES: Readonly<Record<string, string>> = {
  "1 fanAvg uniform": "GlorotUniform",
  "1 fanAvg normal": "GlorotNormal",
  "2 fanIn normal": "HeNormal",
  "2 fanIn uniform": "HeUniform",
  "1 fanIn normal": "LecunNormal",
  "1 fanIn uniform": "LecunUniform",
};

/** A part in Keras 3's words; null where there is none. */
export function partToKeras(value: unknown, kind: PartName, what: string): JsonObject | null {
  if (value === null || value === undefined) return null;
  const { className, config } = value as { className: string; config: JsonObject };
  const { module, classes } = KINDS[kind];
  const { scale, mode, distribution } = config;
  const named = className === "VarianceScaling"
    ? VARIANCES[`${scale} ${mode} ${distribution}`]
    : undefined;
  const name = named ?? className.replace(/^LeCun/, "Lecun");
  const settings = classes[name];
  if (settings === undefined || !isObject(config)) {
    throw new KerasFileError(`${what} is ${className}, which Keras does not have`);
  }
  const written = settings.map((key): [string, unknown] => {
    const setting = config[camelCase(key)] ?? null;
    if (key === "distribution" && setting === "normal") return [key, "truncated_normal"];
    return [key, typeof setting === "string" ? snakeCase(setting) : setting];
  });
  return {
    module,
    class_name: name,
    config: Object.fromEntries(written.filter(([, setting]) => setting !== null)),
    registered_name: null,
  };
}

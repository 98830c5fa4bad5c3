/**
 * Keras' optimizers: their settings, and what they remember in which order.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { Adadelta } from "../../optim/optimizers/adadelta.ts";
import { Adafactor } from "../../optim/optimizers/adafactor.ts";
import { Adagrad } from "../../optim/optimizers/adagrad.ts";
import { Adam, AdamW } from "../../optim/optimizers/adam.ts";
import { Adamax } from "../../optim/optimizers/adamax.ts";
import { Lamb } from "../../optim/optimizers/lamb.ts";
import { Lion } from "../../optim/optimizers/lion.ts";
import { Muon } from "../../optim/optimizers/muon.ts";
import { Nadam } from "../../optim/optimizers/nadam.ts";
import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { RmsProp } from "../../optim/optimizers/rms_prop.ts";
import { Sgd } from "../../optim/optimizers/sgd.ts";
import type { JsonObject } from "./keras_error.ts";

/** One thing that Keras keeps of a weight. */
export interface Slot {
  /** Its name, Keras' and ours. */
  readonly name: string;
  /** The weight's unless told. */
  readonly shape?: readonly number[];
  /** What it begins with; 0 unless told. */
  readonly initial?: number;
  /** Whether Keras has it in its list, and never uses it; ours do without. */
  readonly idle?: boolean;
}

/** An optimizer that Keras and this library have. */
export interface OptimizerKind {
  /** Keras' class. */
  readonly name: string;
  /** Makes ours. */
  readonly make: (options: object) => Optimizer;
  /** Settings besides those that all have, in Keras' names; ours are the same in camel case. */
  readonly settings: readonly string[];
  /**
   * What Keras keeps of one weight, in groups: all weights' first group comes first, each weight's
   * things side by side, then all weights' second one.
   */
  readonly slots: (weight: tf.Variable, optimizer: Optimizer) => readonly (readonly Slot[])[];
  /** What it keeps of all weights, with first values; at the end of the list. */
  readonly shared?: readonly Slot[];
  /** Whether ours counts its updates beside its weights. */
  readonly counts: boolean;
  /** Whether weights decay unless told otherwise. */
  readonly decays?: boolean;
}

/** Settings as plain values by name, ours. */
export function settingsOf(optimizer: Optimizer): JsonObject {
  return optimizer.settings as unknown as JsonObject;
}

const named = (...names: string[]): Slot[] => names.map((name) => ({ name }));
const MOMENTS = named("momentum", "velocity");
const BETAS = ["beta_1", "beta_2", "epsilon"];

const ADAM: Omit<OptimizerKind, "name" | "make"> = {
  settings: [...BETAS, "amsgrad"],
  slots: (_, optimizer) =>
    settingsOf(optimizer).amsgrad === true ? [MOMENTS, named("velocity_hat")] : [MOMENTS],
  counts: true,
};

/** By Keras' name in small letters. */
export const OPTIMIZERS: Readonly<Record<string, OptimizerKind>> = {
  sgd: {
    name: "SGD",
    make: (options) => new Sgd(options),
    settings: ["momentum", "nesterov"],
    slots: (_, optimizer) => settingsOf(optimizer).momentum === 0 ? [] : [named("momentum")],
    counts: false,
  },
  adam: { name: "Adam", make: (options) => new Adam(options), ...ADAM },
  adamw: { name: "AdamW", make: (options) => new AdamW(options), ...ADAM, decays: true },
  nadam: {
    name: "Nadam",
    make: (options) => new Nadam(options),
    settings: BETAS,
    slots: () => [MOMENTS],
    shared: [{ name: "share_product", shape: [], initial: 1 }],
    counts: true,
  },
  adamax: {
    name: "Adamax",
    make: (options) => new Adamax(options),
    settings: BETAS,
    slots: () => [named("momentum", "norm")],
    counts: true,
  },
  rmsprop: {
    name: "RMSprop",
    make: (options) => new RmsProp(options),
    settings: ["rho", "momentum", "epsilon", "centered"],
    slots: (_, optimizer) => {
      const { momentum, centered } = settingsOf(optimizer);
      return [
        named("velocity"),
        momentum === 0 ? [] : named("momentum"),
        centered === true ? named("average_gradient") : [],
      ];
    },
    counts: false,
  },
  adagrad: {
    name: "Adagrad",
    make: (options) => new Adagrad(options),
    settings: ["initial_accumulator_value", "epsilon"],
    slots: (_, optimizer) => [[{
      name: "accumulator",
      initial: Number(settingsOf(optimizer).initialAccumulatorValue),
    }]],
    counts: false,
  },
  adadelta: {
    name: "Adadelta",
    make: (options) => new Adadelta(options),
    settings: ["rho", "epsilon"],
    slots: () => [named("accumulated_grad", "accumulated_delta_var")],
    counts: false,
  },
  adafactor: {
    name: "Adafactor",
    make: (options) => new Adafactor(options),
    settings: ["beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step"],
    slots: ({ rank, shape }) =>
      rank < 2 ? [[...idle(["row_velocity", "column_velocity"]), { name: "velocity" }]] : [[
        { name: "row_velocity", shape: shape.slice(0, -1) },
        { name: "column_velocity", shape: [...shape.slice(0, -2), shape.at(-1)!] },
        { name: "velocity", idle: true },
      ]],
    counts: true,
  },
  lion: {
    name: "Lion",
    make: (options) => new Lion(options),
    settings: ["beta_1", "beta_2"],
    slots: () => [named("momentum")],
    counts: false,
  },
  lamb: {
    name: "Lamb",
    make: (options) => new Lamb(options),
    settings: BETAS,
    slots: () => [MOMENTS],
    counts: true,
  },
  muon: {
    name: "Muon",
    make: (options) => new Muon(options),
    settings: [
      "adam_beta_1",
      "adam_beta_2",
      "epsilon",
      "exclude_layers",
      "adam_lr_ratio",
      "momentum",
      "ns_steps",
      "nesterov",
      "exclude_embeddings",
      "adam_weight_decay",
      "rms_rate",
    ],
    slots: (weight, optimizer) =>
      optimizer instanceof Muon && optimizer.orthogonalizes(weight)
        ? [named("momentum")]
        : [MOMENTS],
    counts: true,
    decays: true,
  },
};

function idle(names: readonly string[]): Slot[] {
  return names.map((name) => ({ name, shape: [], idle: true }));
}

/** The kind of one of ours. */
export function kindOf(optimizer: Optimizer): OptimizerKind | undefined {
  const name = optimizer.getClassName().replace(/^.*>/, "").toLowerCase();
  return Object.hasOwn(OPTIMIZERS, name) ? OPTIMIZERS[name] : undefined;
}

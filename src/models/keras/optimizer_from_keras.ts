/**
 * Keras' optimizers as ours.
 *
 * @module
 */

import type { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { isSchedule } from "../../optim/schedules/schedule.ts";
import { type JsonObject, KerasFileError, shown } from "./keras_error.ts";
import { type OptimizerKind, OPTIMIZERS } from "./optimizer_table.ts";
import { rateFromKeras } from "./schedule_words.ts";
import { camelCase } from "./words.ts";

/** Settings that all have, and those that say nothing here. */
const GENERAL = new Set([
  "name",
  "learning_rate",
  "lr",
  "weight_decay",
  "clipnorm",
  "global_clipnorm",
  "clipvalue",
  "use_ema",
  "ema_momentum",
  "ema_overwrite_frequency",
  "gradient_accumulation_steps",
  "muon_a",
  "muon_b",
  "muon_c",
]);

/** Settings that say nothing as long as they have these values. */
const IDLE: Readonly<Record<string, readonly unknown[]>> = {
  jit_compile: [true, false],
  decay: [0],
  is_legacy_optimizer: [true, false],
};

/** One of ours by Keras' name and settings; what it does not have is told of. */
export function optimizerFromKeras(
  { name, config }: { readonly name: string; readonly config: JsonObject },
  notice: (notice: string) => void,
): Optimizer {
  const key = name.replaceAll("_", "").toLowerCase();
  const kind = Object.hasOwn(OPTIMIZERS, key) ? OPTIMIZERS[key]! : undefined;
  if (kind === undefined) {
    throw new KerasFileError(
      `train.optimizers does not have ${shown(name)}; it has ${
        Object.values(OPTIMIZERS).map((one) => one.name).join(", ")
      }`,
    );
  }
  for (const [setting, value] of Object.entries(config)) {
    if (value === null || GENERAL.has(setting) || kind.settings.includes(setting)) continue;
    if (IDLE[setting]?.includes(value)) continue;
    notice(`${kind.name} does not have ${setting} = ${shown(value)} here: it is left out`);
  }
  try {
    const made = kind.make({ ...generalOptions(config), ...ownOptions(kind, config) });
    noticeCounts(made, notice);
    return made;
  } catch (error) {
    // Settings out of range: of a file, not of a caller.
    throw new KerasFileError((error as Error).message, { cause: error });
  }
}

function generalOptions(config: JsonObject): Record<string, unknown> {
  const { clipnorm, global_clipnorm, clipvalue, weight_decay, name } = config;
  const { use_ema, ema_momentum, ema_overwrite_frequency, gradient_accumulation_steps } = config;
  return {
    learningRate: rateFromKeras(config.learning_rate ?? config.lr),
    // Null where Keras has none; an older file says nothing, and means the default.
    weightDecay: weight_decay === null || weight_decay === false ? 0 : weight_decay,
    // Keras keeps in no file which weights do not.
    decays: "all",
    clipNorm: clipnorm,
    globalClipNorm: global_clipnorm,
    clipValue: clipvalue,
    accumulationSteps: gradient_accumulation_steps ?? undefined,
    ema: use_ema === true
      ? {
        ...typeof ema_momentum === "number" && { momentum: ema_momentum },
        ...typeof ema_overwrite_frequency === "number" &&
          { overwriteFrequency: ema_overwrite_frequency },
      }
      : undefined,
    name: typeof name === "string" && name !== "" ? name : undefined,
  };
}

function ownOptions({ name, settings }: OptimizerKind, config: JsonObject) {
  const own = settings
    .filter((setting) => config[setting] !== undefined)
    .map((setting) => [camelCase(setting), config[setting]]);
  const { muon_a, muon_b, muon_c } = config;
  return {
    ...Object.fromEntries(own),
    ...name === "Muon" && muon_a !== undefined && { coefficients: [muon_a, muon_b, muon_c] },
  };
}

/** Keras counts batches where ours count updates. */
function noticeCounts(optimizer: Optimizer, notice: (notice: string) => void): void {
  const { accumulationSteps, ema } = optimizer.settings;
  if (accumulationSteps === 1) return;
  if (isSchedule(optimizer.learningRate)) {
    notice(
      `The schedule of the learning rate counts updates of ${accumulationSteps} batches; in Keras, ` +
        "batches",
    );
  }
  if (ema) notice("The weights' averages take updates in; in Keras, each batch");
}

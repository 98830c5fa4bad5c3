/**
 * What all optimizers can be told.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";
import { requireWord } from "../../core/require_word.ts";
import { isSchedule, type Schedule } from "../schedules/schedule.ts";
import type { DecayRule } from "./decay_rule.ts";

/** A moving average of the weights; see `Optimizer.useAverages`. */
export interface EmaOptions {
  /** Share of the average that stays at each update; 0.99 unless told. */
  readonly momentum?: number;
  /** Updates after which the weights become their averages; never unless told. */
  readonly overwriteFrequency?: number;
}

/** Options that all optimizers have. */
export interface OptimizerOptions {
  /** The step's length, or how it follows the count of updates. */
  readonly learningRate?: number | Schedule;
  /**
   * Share of a weight, times the learning rate, that is taken from it at each update beside the
   * gradient's step (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101); 0 unless told.
   */
  readonly weightDecay?: number;
  /**
   * Share of a weight that is added to its gradient: what PyTorch's `weight_decay` is in all
   * optimizers but AdamW; 0 unless told.
   */
  readonly l2?: number;
  /** Which weights decay; `"weights"`, all but biases and norms, unless told. */
  readonly decays?: DecayRule;
  /** Greatest length of each variable's gradient. */
  readonly clipNorm?: number | null;
  /** Greatest length of all gradients as one vector. */
  readonly globalClipNorm?: number | null;
  /** Greatest size of each element of a gradient. */
  readonly clipValue?: number | null;
  /**
   * Calls whose gradients become one update; 1 unless told. The schedule, `iterations` and decay count
   * updates.
   */
  readonly accumulationSteps?: number;
  /**
   * How they become one: their `"mean"`, which is right where each loss is the mean of a batch of the
   * same size; or their `"sum"`, for losses that are sums divided by the number of examples or tokens
   * in the whole update. `"mean"` unless told.
   */
  readonly accumulation?: "mean" | "sum";
  /** A moving average of the weights; none unless told. */
  readonly ema?: EmaOptions | null;
  /**
   * What a gradient with NaN or infinity does: `"pass"`, it goes into the weights as any other; or
   * `"skip"`, the call changes nothing and is counted. `"pass"` unless told.
   */
  readonly nonFinite?: "pass" | "skip";
  /** Beginning of the names of its variables; the class's unless told. */
  readonly name?: string | null;
}

/** Options that are each given. */
export type Settings<O extends OptimizerOptions> = Required<O> & Required<OptimizerOptions>;

/** Defaults that all optimizers have in common. */
export const COMMON: Required<Omit<OptimizerOptions, "learningRate">> = {
  weightDecay: 0,
  l2: 0,
  decays: "weights",
  clipNorm: null,
  globalClipNorm: null,
  clipValue: null,
  accumulationSteps: 1,
  accumulation: "mean",
  ema: null,
  nonFinite: "pass",
  name: null,
};

/** Options over defaults; those that are undefined do not count. */
export function settingsOf<O extends OptimizerOptions>(
  options: O,
  defaults: Settings<O>,
): Settings<O> {
  requireOptions<object>("Cannot make an optimizer", options, defaults);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as Settings<O>;
}

const CLIPS = ["clipNorm", "globalClipNorm", "clipValue"] as const;

/** Refuses settings without a meaning. */
export function checkSettings(what: string, settings: Settings<OptimizerOptions>): void {
  const clips = CLIPS.filter((name) => settings[name] !== null);
  if (clips.length > 1) {
    throw new TypeError(`Cannot make ${what}: give one of ${clips.join(" and ")} only`);
  }
  for (const name of clips) checkOver(what, name, settings[name]!);
  checkRange(what, "weightDecay", { value: settings.weightDecay });
  checkRange(what, "l2", { value: settings.l2 });
  checkLearningRate(what, settings.learningRate);
  const { accumulationSteps, accumulation, nonFinite, ema } = settings;
  checkCount(what, "accumulationSteps", accumulationSteps);
  requireWord(`Cannot make ${what}`, "accumulation", {
    value: accumulation,
    words: ["mean", "sum"],
  });
  requireWord(`Cannot make ${what}`, "nonFinite", { value: nonFinite, words: ["pass", "skip"] });
  checkRange(what, "ema.momentum", { value: ema?.momentum ?? 0, most: 1 });
  checkCount(what, "ema.overwriteFrequency", ema?.overwriteFrequency ?? 1);
}

/** Refuses a learning rate that is neither a number nor a schedule. */
export function checkLearningRate(what: string, rate: unknown): void {
  if (isSchedule(rate) || (typeof rate === "number" && Number.isFinite(rate))) return;
  throw new TypeError(
    `Cannot make ${what}: learningRate must be a finite number or a schedule of train.schedules, ` +
      `current value is ${String(rate)}`,
  );
}

/** Refuses what is no number from 0 to `most`; a schedule's numbers are not looked at. */
export function checkRange(
  what: string,
  name: string,
  { value, most = Infinity }: { value: number | Schedule; most?: number },
): void {
  if (isSchedule(value)) return;
  if (typeof value === "number" && value >= 0 && value <= most && value < Infinity) return;
  const range = most === Infinity ? "0 or more" : `0 to ${most}`;
  throw new RangeError(`Cannot make ${what}: ${name} must be ${range}, current value is ${value}`);
}

function checkOver(what: string, name: string, value: number): void {
  if (value > 0) return;
  throw new RangeError(
    `Cannot make ${what}: ${name} must be greater than 0, current value is ${value}`,
  );
}

function checkCount(what: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new RangeError(
    `Cannot make ${what}: ${name} must be a positive integer, current value is ${value}`,
  );
}

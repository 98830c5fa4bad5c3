/**
 * Schedules of Hugging Face's transformers, under its names: a warm-up from zero, then the rest.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import { checkNumber, checkOptions, checkSteps } from "./checks.ts";
import { makeSchedule, type Schedule } from "./schedule.ts";

/** Options of a schedule with a warm-up. */
export interface WarmupOptions {
  /** Rate after the warm-up. */
  readonly learningRate: number;
  /** Steps from zero to `learningRate`; 0 unless told. */
  readonly warmupSteps?: number;
}

const WARMUP_OPTIONS: OptionNames<WarmupOptions> = {
  learningRate: true,
  warmupSteps: true,
};

/** Options of a schedule with an end. */
export interface TrainingOptions extends WarmupOptions {
  /** Steps of the whole training, warm-up included. */
  readonly trainingSteps: number;
  /**
   * Steps from zero to `learningRate`; 0 unless told. A number below 1 is a share of
   * `trainingSteps`, rounded up.
   */
  readonly warmupSteps?: number;
}

const TRAINING_OPTIONS: OptionNames<TrainingOptions> = {
  ...WARMUP_OPTIONS,
  trainingSteps: true,
};

/** The same with the warm-up in steps. */
type Steps<T extends WarmupOptions> = T & { readonly warmupSteps: number };

function withWarmup<T extends WarmupOptions>(name: string, options: T): Steps<T> {
  const { learningRate, warmupSteps = 0 } = options;
  checkNumber(name, "learningRate", learningRate);
  checkNumber(name, "warmupSteps", warmupSteps, 0);
  return { ...options, warmupSteps };
}

function withEnd<T extends TrainingOptions>(name: string, options: T): Steps<T> {
  const { trainingSteps } = options;
  checkSteps(name, "trainingSteps", trainingSteps);
  const { warmupSteps, ...rest } = withWarmup(name, options);
  const steps = warmupSteps < 1 ? Math.ceil(trainingSteps * warmupSteps) : warmupSteps;
  return { ...rest, warmupSteps: steps } as Steps<T>;
}

/** Share of the rate in the warm-up, and what `after` says of the rest. */
function warmed(
  name: string,
  options: Steps<WarmupOptions>,
  after: (step: number) => number,
): Schedule {
  const { learningRate, warmupSteps } = options;
  return makeSchedule(
    name,
    options,
    (step) => learningRate * (step < warmupSteps ? step / Math.max(1, warmupSteps) : after(step)),
  );
}

/** How much of what follows the warm-up is done. */
function progressOf(step: number, { warmupSteps, trainingSteps }: Steps<TrainingOptions>): number {
  return (step - warmupSteps) / Math.max(1, trainingSteps - warmupSteps);
}

/** The same rate at each step. */
export function constant(options: { readonly learningRate: number }): Schedule {
  checkOptions("constant", options, { learningRate: true });
  const { learningRate } = options;
  checkNumber("constant", "learningRate", learningRate);
  return makeSchedule("constant", { learningRate }, () => learningRate);
}

/** A warm-up, then the same rate. */
export function constantWithWarmup(options: WarmupOptions): Schedule {
  const name = "constantWithWarmup";
  checkOptions(name, options, WARMUP_OPTIONS);
  return warmed(name, withWarmup(name, options), () => 1);
}

/**
 * A warm-up, then a straight line to zero.
 *
 * @throws {RangeError} When a number is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { train } from "tensaur";
 *
 * const rate = train.schedules.linear({ learningRate: 0.1, warmupSteps: 2, trainingSteps: 6 });
 * assertEquals(rate.values(7), [0, 0.05, 0.1, 0.1 * 0.75, 0.05, 0.1 * 0.25, 0]);
 * ```
 */
export function linear(options: TrainingOptions): Schedule {
  const name = "linear";
  checkOptions(name, options, TRAINING_OPTIONS);
  const all = withEnd(name, options);
  const { trainingSteps, warmupSteps } = all;
  const length = Math.max(1, trainingSteps - warmupSteps);
  return warmed(name, all, (step) => Math.max(0, (trainingSteps - step) / length));
}

/** Options of {@linkcode cosine}. */
export interface CosineOptions extends TrainingOptions {
  /** Waves of the cosine after the warm-up; 0.5, down to zero once, unless told. */
  readonly cycles?: number;
}

const COSINE_OPTIONS: OptionNames<CosineOptions> = {
  ...TRAINING_OPTIONS,
  cycles: true,
};

/** A warm-up, then a cosine. */
export function cosine(options: CosineOptions): Schedule {
  const name = "cosine";
  checkOptions(name, options, COSINE_OPTIONS);
  const { cycles = 0.5 } = options;
  checkNumber(name, "cycles", cycles, 0);
  const all = { ...withEnd(name, options), cycles };
  return warmed(
    name,
    all,
    (step) => Math.max(0, 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progressOf(step, all)))),
  );
}

/** A warm-up, then half cosines that each begin with the whole rate again; `cycles` is 1 unless told. */
export function cosineWithRestarts(options: CosineOptions): Schedule {
  const name = "cosineWithRestarts";
  checkOptions(name, options, COSINE_OPTIONS);
  const { cycles = 1 } = options;
  checkNumber(name, "cycles", cycles, 0);
  const all = { ...withEnd(name, options), cycles };
  return warmed(name, all, (step) => {
    const progress = progressOf(step, all);
    if (progress >= 1) return 0;
    return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((cycles * progress) % 1))));
  });
}

/** Options of {@linkcode polynomial}. */
export interface PolynomialOptions extends TrainingOptions {
  /** The last rate; 1e-7 unless told. */
  readonly endLearningRate?: number;
  /** Power of the remaining share; 1, a straight line, unless told. */
  readonly power?: number;
}

const POLYNOMIAL_OPTIONS: OptionNames<PolynomialOptions> = {
  ...TRAINING_OPTIONS,
  endLearningRate: true,
  power: true,
};

/** A warm-up, then a power of the remaining share of steps. */
export function polynomial(options: PolynomialOptions): Schedule {
  const name = "polynomial";
  checkOptions(name, options, POLYNOMIAL_OPTIONS);
  const { learningRate, endLearningRate = 1e-7, power = 1 } = options;
  checkNumber(name, "power", power);
  if (!(learningRate > endLearningRate)) {
    throw new RangeError(
      `Cannot make the schedule polynomial: endLearningRate must be below learningRate, and is ` +
        `${endLearningRate} beside ${learningRate}`,
    );
  }
  const all = { ...withEnd(name, options), endLearningRate, power };
  return warmed(name, all, (step) => {
    if (step > all.trainingSteps) return endLearningRate / learningRate;
    const left = 1 - (step - all.warmupSteps) / (all.trainingSteps - all.warmupSteps);
    return ((learningRate - endLearningRate) * left ** power + endLearningRate) / learningRate;
  });
}

/** Options of {@linkcode inverseSqrt}. */
export interface InverseSqrtOptions extends WarmupOptions {
  /** Steps in which the rate falls to its 1/√2; as long as the warm-up, or 10,000, unless told. */
  readonly timescale?: number;
}

const INVERSE_SQRT_OPTIONS: OptionNames<InverseSqrtOptions> = {
  ...WARMUP_OPTIONS,
  timescale: true,
};

/** A warm-up, then one over the root of the step. */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  const name = "inverseSqrt";
  checkOptions(name, options, INVERSE_SQRT_OPTIONS);
  const warm = withWarmup(name, options);
  const timescale = options.timescale ?? (warm.warmupSteps || 10_000);
  checkSteps(name, "timescale", timescale);
  const shift = timescale - warm.warmupSteps;
  const all = { ...warm, timescale };
  return warmed(name, all, (step) => 1 / Math.sqrt((step + shift) / timescale));
}

/** Options of the cosines that end above zero. */
export interface CosineWithMinLrOptions extends CosineOptions {
  /** The lowest rate; either this or `minLrRate`. */
  readonly minLr?: number;
  /** The lowest rate's share of `learningRate`; either this or `minLr`. */
  readonly minLrRate?: number;
}

const COSINE_WITH_MIN_LR_OPTIONS: OptionNames<CosineWithMinLrOptions> = {
  ...COSINE_OPTIONS,
  minLr: true,
  minLrRate: true,
};

/** The lowest rate's share. */
function floorOf(name: string, options: CosineWithMinLrOptions): number {
  const { learningRate, minLr, minLrRate } = options;
  if ((minLr === undefined) === (minLrRate === undefined)) {
    throw new RangeError(`Cannot make the schedule ${name}: give one of minLr and minLrRate`);
  }
  return minLrRate ?? minLr! / learningRate;
}

/** A warm-up, then a cosine down to a lowest rate. */
export function cosineWithMinLr(options: CosineWithMinLrOptions): Schedule {
  const name = "cosineWithMinLr";
  checkOptions(name, options, COSINE_WITH_MIN_LR_OPTIONS);
  const { cycles = 0.5 } = options;
  checkNumber(name, "cycles", cycles, 0);
  const least = floorOf(name, options);
  const all = { ...withEnd(name, options), cycles };
  return warmed(name, all, (step) => {
    const factor = 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progressOf(step, all)));
    return Math.max(0, factor * (1 - least) + least);
  });
}

/** Options of {@linkcode cosineWarmupWithMinLr}. */
export interface CosineWarmupWithMinLrOptions extends CosineWithMinLrOptions {
  /** The first rate's share of `learningRate`; one step of the warm-up unless told. */
  readonly warmupLrRate?: number;
}

const COSINE_WARMUP_WITH_MIN_LR_OPTIONS: OptionNames<CosineWarmupWithMinLrOptions> = {
  ...COSINE_WITH_MIN_LR_OPTIONS,
  warmupLrRate: true,
};

/** The same, counted from one: neither the first rate of the warm-up is zero nor the last one lost. */
export function cosineWarmupWithMinLr(options: CosineWarmupWithMinLrOptions): Schedule {
  const name = "cosineWarmupWithMinLr";
  checkOptions(name, options, COSINE_WARMUP_WITH_MIN_LR_OPTIONS);
  const { cycles = 0.5, warmupLrRate, learningRate } = options;
  checkNumber(name, "cycles", cycles, 0);
  const least = floorOf(name, options);
  const all = { ...withEnd(name, options), cycles };
  const { warmupSteps, trainingSteps } = all;
  const rising = (step: number) =>
    warmupLrRate === undefined
      ? (step + 1) / Math.max(1, warmupSteps)
      : warmupLrRate + (1 - warmupLrRate) * step / Math.max(1, warmupSteps - 1);
  const falling = (step: number) => {
    const progress = (step - warmupSteps + 1) / Math.max(1, trainingSteps - warmupSteps);
    const factor = 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress));
    return Math.max(0, factor * (1 - least) + least);
  };
  return makeSchedule(
    name,
    all,
    (step) => learningRate * (step < warmupSteps ? rising(step) : falling(step)),
  );
}

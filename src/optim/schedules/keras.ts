/**
 * Schedules of Keras 3, under its names.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import { checkNumber, checkOptions, checkSteps } from "./checks.ts";
import { makeSchedule, type Schedule } from "./schedule.ts";

/** Options of {@linkcode exponentialDecay} and {@linkcode inverseTimeDecay}. */
export interface DecayOptions {
  /** Rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps in which the rate decays once. */
  readonly decaySteps: number;
  /** How much it decays. */
  readonly decayRate: number;
  /** Whether it decays at whole multiples of `decaySteps` only; false unless told. */
  readonly staircase?: boolean;
}

const DECAY_OPTIONS: OptionNames<DecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  decayRate: true,
  staircase: true,
};

function checkDecay(name: string, { initialLearningRate, decaySteps, decayRate }: DecayOptions) {
  checkNumber(name, "initialLearningRate", initialLearningRate);
  checkNumber(name, "decayRate", decayRate);
  checkSteps(name, "decaySteps", decaySteps);
}

/** How often a rate has decayed. */
function decays(step: number, { decaySteps, staircase }: DecayOptions): number {
  return staircase ? Math.floor(step / decaySteps) : step / decaySteps;
}

/**
 * `initialLearningRate · decayRate^(step / decaySteps)`.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function exponentialDecay(options: DecayOptions): Schedule {
  const name = "exponentialDecay";
  checkOptions(name, options, DECAY_OPTIONS);
  checkDecay(name, options);
  const { initialLearningRate, decayRate } = options;
  return makeSchedule(
    name,
    { ...options, staircase: options.staircase ?? false },
    (step) => initialLearningRate * decayRate ** decays(step, options),
  );
}

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function inverseTimeDecay(options: DecayOptions): Schedule {
  const name = "inverseTimeDecay";
  checkOptions(name, options, DECAY_OPTIONS);
  checkDecay(name, options);
  const { initialLearningRate, decayRate } = options;
  return makeSchedule(
    name,
    { ...options, staircase: options.staircase ?? false },
    (step) => initialLearningRate / (1 + decayRate * decays(step, options)),
  );
}

/** Options of {@linkcode piecewiseConstantDecay}. */
export interface PiecewiseConstantOptions {
  /** Last step of each piece but the last one, rising. */
  readonly boundaries: readonly number[];
  /** The rate in each piece: one more than there are boundaries. */
  readonly values: readonly number[];
}

const PIECEWISE_CONSTANT_OPTIONS: OptionNames<PiecewiseConstantOptions> = {
  boundaries: true,
  values: true,
};

/**
 * `values[0]` up to and with step `boundaries[0]`, then `values[1]`, and so on.
 *
 * @throws {RangeError} When there is not one value more than boundaries, or they do not rise.
 */
export function piecewiseConstantDecay(options: PiecewiseConstantOptions): Schedule {
  checkOptions("piecewiseConstantDecay", options, PIECEWISE_CONSTANT_OPTIONS);
  const { boundaries, values } = options;
  if (boundaries.length === 0 || values.length !== boundaries.length + 1) {
    throw new RangeError(
      "Cannot make the schedule piecewiseConstantDecay: it wants one boundary or more and one value " +
        `more than boundaries, and got ${boundaries.length} boundaries and ${values.length} values`,
    );
  }
  if (boundaries.some((boundary, i) => i > 0 && !(boundary > boundaries[i - 1]!))) {
    throw new RangeError(
      `Cannot make the schedule piecewiseConstantDecay: boundaries must rise, and are ${boundaries}`,
    );
  }
  return makeSchedule("piecewiseConstantDecay", options, (step) => {
    const piece = boundaries.findIndex((boundary) => step <= boundary);
    return values[piece === -1 ? boundaries.length : piece]!;
  });
}

/** Options of {@linkcode polynomialDecay}. */
export interface PolynomialDecayOptions {
  /** Rate at step 0. */
  readonly initialLearningRate: number;
  /** Step of the last rate. */
  readonly decaySteps: number;
  /** The last rate; 0.0001 unless told. */
  readonly endLearningRate?: number;
  /** Power of the remaining share; 1, a straight line, unless told. */
  readonly power?: number;
  /** Whether it begins again, longer each time, past its end; false unless told. */
  readonly cycle?: boolean;
}

const POLYNOMIAL_DECAY_OPTIONS: OptionNames<PolynomialDecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  endLearningRate: true,
  power: true,
  cycle: true,
};

/**
 * From the first to the last rate along a power of the remaining share of steps.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const name = "polynomialDecay";
  checkOptions(name, options, POLYNOMIAL_DECAY_OPTIONS);
  const { initialLearningRate: first, decaySteps, endLearningRate = 1e-4 } = options;
  const { power = 1, cycle = false } = options;
  checkNumber(name, "initialLearningRate", first);
  checkNumber(name, "endLearningRate", endLearningRate);
  checkNumber(name, "power", power);
  checkSteps(name, "decaySteps", decaySteps);
  return makeSchedule(name, { ...options, endLearningRate, power, cycle }, (step) => {
    const cycles = cycle && step > 0 ? Math.ceil(step / decaySteps) : 1;
    const done = cycle ? step : Math.min(step, decaySteps);
    return (first - endLearningRate) * (1 - done / (decaySteps * cycles)) ** power +
      endLearningRate;
  });
}

/** Options of {@linkcode cosineDecay}. */
export interface CosineDecayOptions {
  /** Rate at step 0: where the cosine begins, or the warm-up. */
  readonly initialLearningRate: number;
  /** Steps of the cosine. */
  readonly decaySteps: number;
  /** The last rate's share of the first; 0 unless told. */
  readonly alpha?: number;
  /** Where the warm-up leads to; without it there is none. */
  readonly warmupTarget?: number;
  /** Steps of the warm-up ahead of the cosine; 0 unless told. */
  readonly warmupSteps?: number;
}

const COSINE_DECAY_OPTIONS: OptionNames<CosineDecayOptions> = {
  initialLearningRate: true,
  decaySteps: true,
  alpha: true,
  warmupTarget: true,
  warmupSteps: true,
};

/**
 * Half a cosine, with a straight warm-up ahead of it where `warmupTarget` is given.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const name = "cosineDecay";
  checkOptions(name, options, COSINE_DECAY_OPTIONS);
  const { initialLearningRate, decaySteps, alpha = 0, warmupTarget, warmupSteps = 0 } = options;
  checkNumber(name, "initialLearningRate", initialLearningRate);
  checkNumber(name, "alpha", alpha);
  checkNumber(name, "warmupSteps", warmupSteps, 0);
  checkSteps(name, "decaySteps", decaySteps);
  const [warmup, top] = warmupTarget === undefined
    ? [0, initialLearningRate]
    : [warmupSteps, warmupTarget];
  return makeSchedule(name, { ...options, alpha, warmupSteps }, (step) => {
    if (step < warmup) return (top - initialLearningRate) * (step / warmup) + initialLearningRate;
    const share = (Math.min(step, decaySteps + warmup) - warmup) / decaySteps;
    return top * ((1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * share)) + alpha);
  });
}

/** Options of {@linkcode cosineDecayRestarts}. */
export interface CosineDecayRestartsOptions {
  /** Rate at step 0. */
  readonly initialLearningRate: number;
  /** Steps of the first cosine. */
  readonly firstDecaySteps: number;
  /** How many times as long each further one is; 2 unless told. */
  readonly tMul?: number;
  /** What share of the rate each further one begins with; 1 unless told. */
  readonly mMul?: number;
  /** The lowest rate's share of the first; 0 unless told. */
  readonly alpha?: number;
}

const COSINE_DECAY_RESTARTS_OPTIONS: OptionNames<CosineDecayRestartsOptions> = {
  initialLearningRate: true,
  firstDecaySteps: true,
  tMul: true,
  mMul: true,
  alpha: true,
};

/**
 * Half cosines one after the other (Loshchilov and Hutter, SGDR, https://arxiv.org/abs/1608.03983).
 *
 * @throws {RangeError} When a number is out of range.
 */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  const name = "cosineDecayRestarts";
  checkOptions(name, options, COSINE_DECAY_RESTARTS_OPTIONS);
  const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = options;
  checkNumber(name, "initialLearningRate", initialLearningRate);
  checkNumber(name, "tMul", tMul, 1);
  checkNumber(name, "mMul", mMul, 0);
  checkNumber(name, "alpha", alpha);
  checkSteps(name, "firstDecaySteps", firstDecaySteps);
  return makeSchedule(name, { ...options, tMul, mMul, alpha }, (step) => {
    const { restarts, share } = placeOf(step / firstDecaySteps, tMul);
    const cosine = 0.5 * mMul ** restarts * (1 + Math.cos(Math.PI * share));
    return initialLearningRate * ((1 - alpha) * cosine + alpha);
  });
}

/** In which of the cosines, and how far in it, a step is, given in lengths of the first one. */
function placeOf(length: number, tMul: number): { restarts: number; share: number } {
  if (tMul === 1) return { restarts: Math.floor(length), share: length % 1 };
  const restarts = Math.floor(Math.log(1 - length * (1 - tMul)) / Math.log(tMul));
  const begun = (1 - tMul ** restarts) / (1 - tMul);
  return { restarts, share: (length - begun) / tMul ** restarts };
}

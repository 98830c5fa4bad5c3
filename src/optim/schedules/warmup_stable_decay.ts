/**
 * Up, level, down.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import { checkNumber, checkOptions, checkSteps } from "./checks.ts";
import { makeSchedule, type Schedule } from "./schedule.ts";

/** The course of a slope: how its share of the rate follows its share of the steps. */
export type Slope = "linear" | "cosine" | "1-sqrt";

/** Options of {@linkcode warmupStableDecay}. */
export interface WarmupStableDecayOptions {
  /** Rate between warm-up and decay. */
  readonly learningRate: number;
  /** Steps of the way up; 0 unless told. */
  readonly warmupSteps?: number;
  /** Steps on the level; either this or `trainingSteps`. */
  readonly stableSteps?: number;
  /** Steps in all. */
  readonly trainingSteps?: number;
  /** Steps of the way down. */
  readonly decaySteps: number;
  /** Course of the way up; `"linear"` unless told. */
  readonly warmupType?: Slope;
  /** Course of the way down; `"cosine"` unless told. */
  readonly decayType?: Slope;
  /** Share of the rate at both ends; 0 unless told. */
  readonly minLrRatio?: number;
  /** Waves of a cosine on the way down; 0.5 unless told. */
  readonly cycles?: number;
}

const WARMUP_STABLE_DECAY_OPTIONS: OptionNames<WarmupStableDecayOptions> = {
  learningRate: true,
  warmupSteps: true,
  stableSteps: true,
  trainingSteps: true,
  decaySteps: true,
  warmupType: true,
  decayType: true,
  minLrRatio: true,
  cycles: true,
};

const UP: Readonly<Record<Slope, (share: number) => number>> = {
  linear: (share) => share,
  cosine: (share) => 0.5 * (1 - Math.cos(Math.PI * share)),
  "1-sqrt": (share) => 1 - Math.sqrt(1 - share),
};

const DOWN: Readonly<Record<Slope, (share: number, cycles: number) => number>> = {
  linear: (share) => 1 - share,
  cosine: (share, cycles) => 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * share)),
  "1-sqrt": (share) => 1 - Math.sqrt(share),
};

/**
 * Up to the rate, along it, and down from it, as transformers' `warmup_stable_decay`.
 *
 * @throws {RangeError} When a number is out of range, or the level has no length.
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const name = "warmupStableDecay";
  checkOptions(name, options, WARMUP_STABLE_DECAY_OPTIONS);
  const { learningRate, warmupSteps = 0, decaySteps, trainingSteps } = options;
  const { warmupType = "linear", decayType = "cosine", minLrRatio = 0, cycles = 0.5 } = options;
  checkNumber(name, "learningRate", learningRate);
  checkNumber(name, "warmupSteps", warmupSteps, 0);
  checkNumber(name, "minLrRatio", minLrRatio, 0);
  checkNumber(name, "cycles", cycles, 0);
  checkSteps(name, "decaySteps", decaySteps);
  if (options.stableSteps === undefined && trainingSteps === undefined) {
    throw new RangeError(
      `Cannot make the schedule ${name}: give stableSteps, or trainingSteps for all three parts`,
    );
  }
  for (const slope of [warmupType, decayType]) {
    if (!Object.hasOwn(UP, slope)) {
      throw new RangeError(
        `Cannot make the schedule ${name}: a slope must be one of ${
          Object.keys(UP)
        }, current value ` +
          `is ${JSON.stringify(slope)}`,
      );
    }
  }
  const stableSteps = options.stableSteps ?? trainingSteps! - warmupSteps - decaySteps;
  checkNumber(name, "stableSteps", stableSteps, 0);
  const level = (share: number) => Math.max(0, share * (1 - minLrRatio) + minLrRatio);
  const shareAt = (step: number) => {
    if (step < warmupSteps) return level(UP[warmupType](step / Math.max(1, warmupSteps)));
    const down = step - warmupSteps - stableSteps;
    if (down < 0) return 1;
    if (down < decaySteps) return level(DOWN[decayType](down / Math.max(1, decaySteps), cycles));
    return minLrRatio;
  };
  return makeSchedule(
    name,
    { ...options, warmupSteps, stableSteps, warmupType, decayType, minLrRatio, cycles },
    (step) => learningRate * shareAt(step),
  );
}

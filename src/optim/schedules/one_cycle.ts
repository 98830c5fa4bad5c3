/**
 * One cycle, as fastai's `fit_one_cycle`.
 *
 * @module
 */

import type { OptionNames } from "../../core/require_options.ts";
import { checkNumber, checkOptions, checkSteps } from "./checks.ts";
import { makeSchedule, type Schedule } from "./schedule.ts";

/** Options of {@linkcode oneCycle} and {@linkcode oneCycleMomentum}. */
interface CycleOptions {
  /** Steps of the whole training. */
  readonly trainingSteps: number;
  /** Share of the steps on the way up; 0.25 unless told. */
  readonly pctStart?: number;
}

const CYCLE_OPTIONS: OptionNames<CycleOptions> = {
  trainingSteps: true,
  pctStart: true,
};

/** Options of {@linkcode oneCycle}. */
export interface OneCycleOptions extends CycleOptions {
  /** The highest rate. */
  readonly maxLearningRate: number;
  /** What it is divided by for the first rate; 25 unless told. */
  readonly div?: number;
  /** What it is divided by for the last rate; 100,000 unless told. */
  readonly divFinal?: number;
}

const ONE_CYCLE_OPTIONS: OptionNames<OneCycleOptions> = {
  ...CYCLE_OPTIONS,
  maxLearningRate: true,
  div: true,
  divFinal: true,
};

/** Options of {@linkcode oneCycleMomentum}. */
export interface OneCycleMomentumOptions extends CycleOptions {
  /** Momentum at the beginning, at the highest rate and at the end; 0.95, 0.85, 0.95 unless told. */
  readonly momentums?: readonly [number, number, number];
}

const ONE_CYCLE_MOMENTUM_OPTIONS: OptionNames<OneCycleMomentumOptions> = {
  ...CYCLE_OPTIONS,
  momentums: true,
};

/** Half a cosine from one number to another. */
function bend(from: number, to: number, share: number): number {
  return from + (1 + Math.cos(Math.PI * (1 - share))) * (to - from) / 2;
}

interface Course {
  readonly name: string;
  readonly trainingSteps: number;
  readonly pctStart: number;
  readonly levels: readonly [number, number, number];
}

function course(config: object, { name, trainingSteps, pctStart, levels }: Course): Schedule {
  checkSteps(name, "trainingSteps", trainingSteps);
  if (!(pctStart > 0 && pctStart < 1)) {
    throw new RangeError(
      `Cannot make the schedule ${name}: pctStart must lie between 0 and 1, current value is ${pctStart}`,
    );
  }
  const [first, middle, last] = levels;
  return makeSchedule(name, config, (step) => {
    const share = Math.min(step / trainingSteps, 1);
    return share < pctStart
      ? bend(first, middle, share / pctStart)
      : bend(middle, last, (share - pctStart) / (1 - pctStart));
  });
}

/**
 * The rate of one cycle: half a cosine up, half a cosine down to almost nothing (Smith and Topin,
 * Super-Convergence, https://arxiv.org/abs/1708.07120). For the momentum that goes with it see
 * `oneCycleMomentum`.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const name = "oneCycle";
  checkOptions(name, options, ONE_CYCLE_OPTIONS);
  const { maxLearningRate, trainingSteps, div = 25, divFinal = 1e5, pctStart = 0.25 } = options;
  checkNumber(name, "maxLearningRate", maxLearningRate);
  checkSteps(name, "div", div);
  checkSteps(name, "divFinal", divFinal);
  const levels = [maxLearningRate / div, maxLearningRate, maxLearningRate / divFinal] as const;
  return course({ ...options, div, divFinal, pctStart }, { name, trainingSteps, pctStart, levels });
}

/**
 * The momentum of one cycle: low where the rate is high. For the `momentum` of `sgd` or the `beta1` of
 * `adam` and `adamW`.
 *
 * @throws {RangeError} When a number is out of range.
 */
export function oneCycleMomentum(options: OneCycleMomentumOptions): Schedule {
  const name = "oneCycleMomentum";
  checkOptions(name, options, ONE_CYCLE_MOMENTUM_OPTIONS);
  const { trainingSteps, momentums = [0.95, 0.85, 0.95], pctStart = 0.25 } = options;
  for (const momentum of momentums) checkNumber(name, "momentums", momentum, 0);
  return course({ ...options, momentums, pctStart }, {
    name,
    trainingSteps,
    pctStart,
    levels: momentums,
  });
}

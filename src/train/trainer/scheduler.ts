/**
 * Learning rates by the names of Hugging Face.
 *
 * @module
 */

import * as schedules from "../../optim/schedules/mod.ts";

/** The schedules of a `Trainer`, by the names of Hugging Face. */
export type SchedulerType =
  | "linear"
  | "cosine"
  | "cosine_with_restarts"
  | "polynomial"
  | "constant"
  | "constant_with_warmup"
  | "inverse_sqrt"
  | "reduce_lr_on_plateau"
  | "cosine_with_min_lr"
  | "cosine_warmup_with_min_lr"
  | "warmup_stable_decay";

/** What a schedule is made of. */
interface SchedulerOptions {
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly trainingSteps: number;
}

type Make = (options: SchedulerOptions & Readonly<Record<string, unknown>>) => schedules.Schedule;

const MAKERS = {
  linear: schedules.linear,
  cosine: schedules.cosine,
  cosine_with_restarts: schedules.cosineWithRestarts,
  polynomial: schedules.polynomial,
  constant: ({ learningRate }: SchedulerOptions) => schedules.constant({ learningRate }),
  constant_with_warmup: ({ trainingSteps: _, ...options }: SchedulerOptions) =>
    schedules.constantWithWarmup(options),
  inverse_sqrt: ({ trainingSteps: _, ...options }: SchedulerOptions) =>
    schedules.inverseSqrt(options),
  cosine_with_min_lr: schedules.cosineWithMinLr,
  cosine_warmup_with_min_lr: schedules.cosineWarmupWithMinLr,
  warmup_stable_decay: schedules.warmupStableDecay,
} as unknown as Readonly<Record<string, Make>>;

/**
 * The learning rate of a training; the number itself where it follows measures.
 *
 * @throws {RangeError} When there is no schedule of this name.
 */
export function scheduler(
  type: SchedulerType,
  options: SchedulerOptions,
  more: Readonly<Record<string, unknown>>,
): number | schedules.Schedule {
  if (type === "reduce_lr_on_plateau") return options.learningRate;
  const make = Object.hasOwn(MAKERS, type) ? MAKERS[type] : undefined;
  if (make === undefined) {
    throw new RangeError(
      `Cannot train: lrSchedulerType must be one of ${Object.keys(MAKERS).join(", ")} and ` +
        `reduce_lr_on_plateau, current value is ${JSON.stringify(type)}`,
    );
  }
  const { warmupSteps, trainingSteps } = options;
  const steps = warmupSteps < 1 ? Math.ceil(warmupSteps * trainingSteps) : warmupSteps;
  return make({ ...options, warmupSteps: steps, ...more });
}

/**
 * Learning rates that follow the step: those of Keras, of Hugging Face's transformers, and fastai's one
 * cycle, each a pure function in float64.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { display, train } from "tensaur";
 *
 * const rate = train.schedules.cosine({ learningRate: 3e-4, warmupSteps: 10, trainingSteps: 100 });
 * assertEquals(rate(10), 3e-4);
 * display.lineChart(rate.values(100), { title: "Learning rate" });
 * ```
 *
 * @module
 */

export { from } from "./from.ts";
export {
  constant,
  constantWithWarmup,
  cosine,
  type CosineOptions,
  cosineWarmupWithMinLr,
  type CosineWarmupWithMinLrOptions,
  cosineWithMinLr,
  type CosineWithMinLrOptions,
  cosineWithRestarts,
  inverseSqrt,
  type InverseSqrtOptions,
  linear,
  polynomial,
  type PolynomialOptions,
  type TrainingOptions,
  type WarmupOptions,
} from "./hugging_face.ts";
export {
  cosineDecay,
  type CosineDecayOptions,
  cosineDecayRestarts,
  type CosineDecayRestartsOptions,
  type DecayOptions,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstantDecay,
  type PiecewiseConstantOptions,
  polynomialDecay,
  type PolynomialDecayOptions,
} from "./keras.ts";
export {
  oneCycle,
  oneCycleMomentum,
  type OneCycleMomentumOptions,
  type OneCycleOptions,
} from "./one_cycle.ts";
export {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauState,
} from "./reduce_on_plateau.ts";
export type { Schedule, ScheduleConfig, ScheduleJson } from "./schedule.ts";
export {
  type Slope,
  warmupStableDecay,
  type WarmupStableDecayOptions,
} from "./warmup_stable_decay.ts";

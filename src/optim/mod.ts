/**
 * Optimizers, the schedules of their learning rates, and what is done to gradients. `train` has all
 * of it too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { train } from "tensaur";
 *
 * using optimizer = train.adam({
 *   learningRate: train.schedules.cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 }),
 * });
 * assertEquals(optimizer.currentLearningRate, 0.1);
 * ```
 *
 * @module
 */

export * as gradients from "./gradients/mod.ts";
export * from "./optimizers/mod.ts";
export * as schedules from "./schedules/mod.ts";

/**
 * Schedules made again from what was written down.
 *
 * @module
 */

import * as huggingFace from "./hugging_face.ts";
import * as keras from "./keras.ts";
import { oneCycle, oneCycleMomentum } from "./one_cycle.ts";
import type { Schedule, ScheduleConfig, ScheduleJson } from "./schedule.ts";
import { warmupStableDecay } from "./warmup_stable_decay.ts";

const MAKERS = { ...huggingFace, ...keras, oneCycle, oneCycleMomentum, warmupStableDecay };

/**
 * Makes a schedule of what `JSON.stringify(schedule)` has written.
 *
 * @throws {RangeError} When there is no schedule of that name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { train } from "tensaur";
 *
 * const rate = train.schedules.cosine({ learningRate: 0.1, trainingSteps: 100 });
 * const again = train.schedules.from(JSON.parse(JSON.stringify(rate)));
 * assertEquals(again(30), rate(30));
 * ```
 */
export function from({ name, config }: ScheduleJson): Schedule {
  if (!Object.hasOwn(MAKERS, name)) {
    throw new RangeError(
      `Cannot make a schedule ${JSON.stringify(name)}: it must be one of ${Object.keys(MAKERS)}`,
    );
  }
  return (MAKERS as unknown as Record<string, (config: ScheduleConfig) => Schedule>)[name]!(config);
}

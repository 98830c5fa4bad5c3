import * as tensaur from "../../../src/engine/tf.ts";

/** The engine of this project on libtensorflow. */
export const tf: unknown = tensaur;

/** Opens libtensorflow, as a user's program does. */
export const ready: () => Promise<unknown> = tensaur.ready;

/** Whatever `ready` chose: with libtensorflow at hand it is `tensorflow`. */
export function backendName(): string {
  return tensaur.getBackend();
}

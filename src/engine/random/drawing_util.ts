/** tfjs's helpers that draw numbers rather than tensors. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { tracingBackend } from "./tracing.ts";

const { shuffle, shuffleCombo, createShuffledIndices, randUniform } = tfjs.util;

/** `tf.util.shuffle` and the like, which refuse to draw while code is traced. */
export const drawingUtil = {
  "util.shuffle": refusing("shuffle", shuffle),
  "util.shuffleCombo": refusing("shuffleCombo", shuffleCombo),
  "util.createShuffledIndices": refusing("createShuffledIndices", createShuffledIndices),
  "util.randUniform": refusing("randUniform", randUniform),
};

function refusing<A extends unknown[], R>(
  name: string,
  draw: (...args: A) => R,
): (...args: A) => R {
  return (...args) => {
    if (tracingBackend() === null) return draw(...args);
    throw new TypeError(
      `Cannot call tf.util.${name}() in a function that jit compiles: what it draws would be the ` +
        "same at each call; draw with tf.randomUniform(), or outside and pass the result as an " +
        "argument",
    );
  };
}

/** Functions of tfjs that draw in JavaScript and cannot do so in a trace. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { tracingBackend } from "./tracing.ts";

/**
 * Makes a tensor of what `randFunction` returns, element by element; see `rand` of tfjs.
 *
 * @throws {TypeError} In a function that `jit` compiles: it would run once, not at each call.
 */
export function rand<R extends tfjs.Rank>(
  shape: tfjs.ShapeMap[R],
  randFunction: () => number,
  dtype?: tfjs.DataType,
): tfjs.Tensor<R> {
  refuseTraced("tf.rand()", "use tf.randomUniform() or tf.randomNormal()");
  return tfjs.rand(shape, randFunction, dtype);
}

const { shuffle, shuffleCombo, createShuffledIndices, randUniform } = tfjs.util;

/** tfjs's helpers that draw: `tf.util.shuffle` and the like. */
export const drawingUtil = {
  "util.shuffle": refusing("tf.util.shuffle()", shuffle),
  "util.shuffleCombo": refusing("tf.util.shuffleCombo()", shuffleCombo),
  "util.createShuffledIndices": refusing(
    "tf.util.createShuffledIndices()",
    createShuffledIndices,
  ),
  "util.randUniform": refusing("tf.util.randUniform()", randUniform),
};

function refusing<A extends unknown[], R>(
  name: string,
  draw: (...args: A) => R,
): (...args: A) => R {
  return (...args) => {
    refuseTraced(name, "draw with tf.randomUniform()");
    return draw(...args);
  };
}

function refuseTraced(name: string, instead: string): void {
  if (tracingBackend() === null) return;
  throw new TypeError(
    `Cannot call ${name} in a function that jit compiles: what it draws would be the same at each ` +
      `call; ${instead}, or draw outside and pass the result as an argument`,
  );
}

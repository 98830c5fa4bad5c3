import * as tfjs from "../deps/tfjs.ts";

/**
 * What stands for the values of a float32 tensor that has none.
 *
 * Of an array that holds a tensor tfjs makes a tensor without values, from which its cpu backend computes
 * NaN; tfjs-layers' transformer decoder depends on it.
 *
 * @param shape The tensor's shape.
 * @returns NaN for every element, after a warning.
 */
export function missingValues(shape: readonly number[]): Float32Array<ArrayBuffer> {
  tfjs.backend_util.warn(`A tensor of shape [${shape}] has no values and counts as NaN`);
  return new Float32Array(tfjs.util.sizeFromShape([...shape])).fill(NaN);
}

/**
 * Tensaur: deep learning for Deno.
 *
 * @module
 */

export * as engine from "./src/engine/mod.ts";
export * as tf from "./src/engine/tf.ts";

/**
 * Tensaur: deep learning for Deno.
 *
 * @module
 */

export * as data from "./src/data/mod.ts";
export * as display from "./src/display/mod.ts";
export * as engine from "./src/engine/mod.ts";
export * as io from "./src/io/mod.ts";
export { jit } from "./src/jit/mod.ts";
export * as metrics from "./src/metrics/mod.ts";
export * as models from "./src/models/mod.ts";
export * as nn from "./src/nn/mod.ts";
export { show } from "./src/display/mod.ts";
export * as text from "./src/text/mod.ts";
export * as tf from "./src/engine/tf.ts";
export * as track from "./src/tracking/mod.ts";
export * as train from "./src/train/mod.ts";
export * as widgets from "./src/widgets/mod.ts";

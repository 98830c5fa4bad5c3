/**
 * What is done to gradients between computing and applying them.
 *
 * @module
 */

export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from "./clip.ts";
export { areFinite } from "./finite.ts";

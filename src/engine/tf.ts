/**
 * The tfjs namespace with Tensaur's engine under it.
 *
 * Everything of `@tensorflow/tfjs` 4.22, and in place of its `ready()` one that chooses the engine.
 *
 * @module
 */

import { registerTensorflow } from "./start.ts";

registerTensorflow();

export * from "../deps/tfjs.ts";
export { ready } from "./select.ts";

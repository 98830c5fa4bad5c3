/** Puts the fused ops behind the functions of tfjs that mean them. @module */

import { replaceOps } from "../replace_ops.ts";
import { registerFusedLayers } from "./layers.ts";
import { softmaxCrossEntropy } from "./losses.ts";

/** Registers them all. */
export function registerFused(): void {
  replaceOps({ "losses.softmaxCrossEntropy": softmaxCrossEntropy });
  registerFusedLayers();
}

/**
 * Layers of tfjs that the fused ops compute.
 *
 * tfjs-layers keeps its classes in a register, by which models are loaded. Each class here gets another
 * `call` (or `apply`), which hands on to tfjs's own what the fused op does not do.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { batchNormCall } from "./layers/batch_norm.ts";
import { geluApply } from "./layers/gelu.ts";
import { layerNormCall } from "./layers/layer_norm.ts";
import { lstmCall } from "./layers/lstm.ts";
import { type Method, replaced } from "./layers/method.ts";

/** New methods by the names of class and method: each is made of the one that it replaces. */
const METHODS:
  readonly (readonly [className: string, name: string, make: (own: Method) => Method])[] = [
    ["BatchNormalization", "call", batchNormCall],
    ["LayerNormalization", "call", layerNormCall],
    ["LSTM", "call", lstmCall],
    ["gelu", "apply", () => geluApply(false)],
    ["gelu_new", "apply", () => geluApply(true)],
  ];

/** Puts the fused ops into tfjs's layers. Once more does no harm. */
export function registerFusedLayers(): void {
  const classes = tfjs.serialization.SerializationMap.getMap().classNameMap;
  for (const [className, name, make] of METHODS) {
    const found = classes[className];
    if (found === undefined) throw new Error(`Internal: tfjs has no layer ${className}`);
    const prototype = found[0].prototype as unknown as Record<string, Method>;
    const own = prototype[name]!;
    if (replaced.has(own)) continue;
    const method = make(own);
    replaced.add(method);
    prototype[name] = method;
  }
}

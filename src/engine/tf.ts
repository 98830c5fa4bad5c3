/**
 * The tfjs namespace with Tensaur's engine under it.
 *
 * Everything of `@tensorflow/tfjs` 4.22 and of tfjs-node's `tf.node` and `tf.io`; `ready()` chooses
 * the engine; tensors work with `using`.
 *
 * @module
 */

import { registerChainedOps } from "./chained_ops.ts";
import { registerDivNoNan } from "./div_no_nan.ts";
import { registerFileIo } from "./file_io.ts";
import { registerFused } from "./fused/register.ts";
import { registerGradients } from "./gradients/register.ts";
import { quietCpu } from "./quiet_cpu.ts";
import { registerRandom } from "./random/register.ts";
import { registerTensorflow } from "./start.ts";
import { enableUsing } from "./using.ts";

registerTensorflow();
registerRandom();
registerFused();
registerDivNoNan();
registerChainedOps();
quietCpu();
registerGradients();
registerFileIo();
enableUsing();

export * from "../deps/tfjs.ts";
export { divNoNan } from "./div_no_nan.ts";
export { add, div, mul, sub } from "./plain_arithmetic.ts";
export {
  dropout,
  multinomial,
  randomGamma,
  randomNormal,
  randomStandardNormal,
  randomUniform,
  randomUniformInt,
  truncatedNormal,
} from "./random/mod.ts";
export { ready } from "./select.ts";
export * as io from "./tf_io.ts";
export * as node from "./tf_node.ts";

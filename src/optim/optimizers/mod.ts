/**
 * Optimizers of Keras 3, under its names and with its defaults.
 *
 * @module
 */

export type { InPlaceOp, InPlaceUpdate, Scalars } from "../../jit/in_place_update.ts";
export { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
export { Adafactor, type AdafactorOptions } from "./adafactor.ts";
export { Adagrad, type AdagradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions, AdamW } from "./adam.ts";
export { Adamax, type AdamaxOptions } from "./adamax.ts";
export type { DecayRule } from "./decay_rule.ts";
export { Lamb, type LambOptions } from "./lamb.ts";
export { Lion, type LionOptions } from "./lion.ts";
export { Muon, type MuonOptions } from "./muon.ts";
export { Nadam, type NadamOptions } from "./nadam.ts";
export { Optimizer } from "./optimizer.ts";
export type { EmaOptions, OptimizerOptions, Settings } from "./options.ts";
export { registerOptimizers } from "./register.ts";
export { RmsProp, type RmsPropOptions } from "./rms_prop.ts";
export { Sgd, type SgdOptions } from "./sgd.ts";
export type { Assignments, Moment, Step, WeightUpdate } from "./update.ts";
export {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamW,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  sgd,
} from "./factories.ts";

/**
 * Optimizers in saved models.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { Adadelta } from "./adadelta.ts";
import { Adafactor } from "./adafactor.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam, AdamW } from "./adam.ts";
import { Adamax } from "./adamax.ts";
import { Lamb } from "./lamb.ts";
import { Lion } from "./lion.ts";
import { Muon } from "./muon.ts";
import { Nadam } from "./nadam.ts";
import { RmsProp } from "./rms_prop.ts";
import { Sgd } from "./sgd.ts";

const CLASSES = [
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  AdamW,
  Adamax,
  Lamb,
  Lion,
  Muon,
  Nadam,
  RmsProp,
  Sgd,
];

/**
 * Lets `tf.loadLayersModel` make these optimizers again, of models that were saved with
 * `includeOptimizer: true`.
 */
export function registerOptimizers(): void {
  for (const one of CLASSES) {
    tf.serialization.registerClass(
      one as unknown as tf.serialization.SerializableConstructor<
        tf.serialization.Serializable
      >,
    );
  }
}

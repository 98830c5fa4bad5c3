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
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * train.registerOptimizers();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * const learningRate = train.schedules.cosine({ learningRate: 0.1, trainingSteps: 100 });
 * model.compile({ optimizer: train.lion({ learningRate }), loss: "meanSquaredError" });
 * await model.fit(tf.ones([4, 2]), tf.ones([4, 1]), { verbose: 0 });
 *
 * let saved: tf.io.ModelArtifacts | undefined;
 * await model.save(
 *   tf.io.withSaveHandler((artifacts: tf.io.ModelArtifacts) => {
 *     saved = artifacts;
 *     return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
 *   }),
 *   { includeOptimizer: true },
 * );
 * const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
 * assertEquals(loaded.optimizer.iterations, 1);
 * ```
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

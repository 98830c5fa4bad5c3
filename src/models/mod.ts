/**
 * Networks ready to train.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * assertEquals(model.outputs[0]?.shape, [null, 10]);
 * model.dispose();
 * ```
 *
 * @module
 */
export { load, type LoadOptions, type SavedModel } from "./files/load.ts";
export { save, type SaveOptions } from "./files/save.ts";
export { WeightsMismatchError } from "./keras/assign_weight.ts";
export { KerasFileError } from "./keras/keras_error.ts";
export { loadKeras, type LoadKerasOptions } from "./keras/load_keras.ts";
export { saveKeras, type SaveKerasOptions } from "./keras/save_keras.ts";
export { saveSavedModel, type SaveSavedModelOptions } from "./saved_model/save_saved_model.ts";
export type { SavedInput, SavedSignature } from "./saved_model/signature_source.ts";
export { mnistCnn, type MnistCnnOptions } from "./mnist_cnn.ts";
export {
  loadWeights,
  type LoadWeightsOptions,
  type LoadWeightsResult,
} from "./weights/load_weights.ts";
export { saveWeights, type SaveWeightsOptions } from "./weights/save_weights.ts";

/**
 * `tf.io`: tfjs's, with tfjs-node's `fileSystem` and `nodeHTTPRequest` on top.
 *
 * @module
 */

import { io } from "../deps/tfjs.ts";

export { fileSystem } from "./file_io.ts";

/**
 * A handler that loads a model over HTTP, as tfjs-node names it.
 *
 * @param path Address of the model.json.
 * @param requestInit Options for `fetch`.
 * @param weightPathPrefix Where the weights lie, if not beside the model.json.
 */
export function nodeHTTPRequest(
  path: string,
  requestInit?: RequestInit,
  weightPathPrefix?: string,
): io.IOHandler {
  return io.browserHTTPRequest(path, {
    ...(requestInit === undefined ? {} : { requestInit }),
    ...(weightPathPrefix === undefined ? {} : { weightPathPrefix }),
  });
}

export const {
  CompositeArrayBuffer,
  browserFiles,
  browserHTTPRequest,
  concatenateArrayBuffers,
  copyModel,
  decodeWeights,
  decodeWeightsStream,
  encodeWeights,
  fromMemory,
  fromMemorySync,
  getLoadHandlers,
  getModelArtifactsForJSON,
  getModelArtifactsForJSONSync,
  getModelArtifactsInfoForJSON,
  getSaveHandlers,
  getWeightSpecs,
  http,
  isHTTPScheme,
  listModels,
  loadWeights,
  moveModel,
  registerLoadRouter,
  registerSaveRouter,
  removeModel,
  weightsLoaderFactory,
  withSaveHandler,
  withSaveHandlerSync,
} = io;

/** Saves and loads a model. */
export type IOHandler = io.IOHandler;
/** Saves and loads a model without waiting. */
export type IOHandlerSync = io.IOHandlerSync;
/** Loads a model. */
export type LoadHandler = io.LoadHandler;
/** Options of loading a model. */
export type LoadOptions = io.LoadOptions;
/** A model: topology, weights, and what was saved beside them. */
export type ModelArtifacts = io.ModelArtifacts;
/** Date and sizes of a saved model. */
export type ModelArtifactsInfo = io.ModelArtifactsInfo;
/** Contents of a model.json. */
export type ModelJSON = io.ModelJSON;
/** Lists and removes stored models. */
export type ModelStoreManager = io.ModelStoreManager;
/** Called with the share that is loaded, 0 to 1. */
export type OnProgressCallback = io.OnProgressCallback;
/** A request for `fetch`. */
export type RequestDetails = io.RequestDetails;
/** Options of saving a model. */
export type SaveConfig = io.SaveConfig;
/** Saves a model. */
export type SaveHandler = io.SaveHandler;
/** What came of saving a model. */
export type SaveResult = io.SaveResult;
/** Optimizer, loss and metrics of a saved model. */
export type TrainingConfig = io.TrainingConfig;
/** Bytes of weights. */
export type WeightData = io.WeightData;
/** Weights that share one quantization. */
export type WeightGroup = io.WeightGroup;
/** Where the weights of a model lie. */
export type WeightsManifestConfig = io.WeightsManifestConfig;
/** Name, shape and dtype of one weight. */
export type WeightsManifestEntry = io.WeightsManifestEntry;

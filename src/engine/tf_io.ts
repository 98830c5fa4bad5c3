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

export type IOHandler = io.IOHandler;
export type IOHandlerSync = io.IOHandlerSync;
export type LoadHandler = io.LoadHandler;
export type LoadOptions = io.LoadOptions;
export type ModelArtifacts = io.ModelArtifacts;
export type ModelArtifactsInfo = io.ModelArtifactsInfo;
export type ModelJSON = io.ModelJSON;
export type ModelStoreManager = io.ModelStoreManager;
export type OnProgressCallback = io.OnProgressCallback;
export type RequestDetails = io.RequestDetails;
export type SaveConfig = io.SaveConfig;
export type SaveHandler = io.SaveHandler;
export type SaveResult = io.SaveResult;
export type TrainingConfig = io.TrainingConfig;
export type WeightData = io.WeightData;
export type WeightGroup = io.WeightGroup;
export type WeightsManifestConfig = io.WeightsManifestConfig;
export type WeightsManifestEntry = io.WeightsManifestEntry;

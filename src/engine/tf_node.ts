/**
 * `tf.node`: tfjs-node's images and TensorBoard.
 *
 * @module
 */

import type { NodeApi } from "../deps/tfjs_node_types.ts";

export type { NodeApi };

let loaded: NodeApi | undefined;

/** Hands over tfjs-node's functions, once the engine has loaded them. */
export function provideNodeApi(api: NodeApi): void {
  loaded = api;
}

/** tfjs-node's function called `name`, at the moment it is called. */
function late<K extends keyof NodeApi>(name: K): NodeApi[K] {
  const call = (...args: unknown[]) => {
    if (loaded === undefined) {
      throw new Error(
        `Cannot call tf.node.${name}: it needs the tensorflow engine; call \`await tf.ready()\` ` +
          "first, and `engine.info()` to see why another engine was chosen",
      );
    }
    return (loaded[name] as (...args: unknown[]) => unknown)(...args);
  };
  return call as NodeApi[K];
}

/** Decodes a BMP, GIF, JPEG or PNG image into an int32 tensor `[height, width, channels]`. */
export const decodeImage: NodeApi["decodeImage"] = late("decodeImage");
/** Decodes a BMP image into an int32 tensor `[height, width, channels]`. */
export const decodeBmp: NodeApi["decodeBmp"] = late("decodeBmp");
/** Decodes a GIF into an int32 tensor `[frames, height, width, 3]`. */
export const decodeGif: NodeApi["decodeGif"] = late("decodeGif");
/** Decodes a PNG image into an int32 tensor `[height, width, channels]`. */
export const decodePng: NodeApi["decodePng"] = late("decodePng");
/** Decodes a JPEG image into an int32 tensor `[height, width, channels]`. */
export const decodeJpeg: NodeApi["decodeJpeg"] = late("decodeJpeg");
/** Encodes an image tensor `[height, width, channels]` of values 0 to 255 as JPEG. */
export const encodeJpeg: NodeApi["encodeJpeg"] = late("encodeJpeg");
/** Encodes an image tensor `[height, width, channels]` of values 0 to 255 as PNG. */
export const encodePng: NodeApi["encodePng"] = late("encodePng");
/** Opens a writer of TensorBoard event files in a folder. */
export const summaryFileWriter: NodeApi["summaryFileWriter"] = late("summaryFileWriter");
/** A callback for `model.fit` that writes losses and metrics for TensorBoard. */
export const tensorBoard: NodeApi["tensorBoard"] = late("tensorBoard");
export {
  getMetaGraphsFromSavedModel,
  getNumOfSavedModels,
  loadSavedModel,
} from "./load_saved_model.ts";
export { TFSavedModel } from "./saved_model.ts";
export type {
  SavedModelInputs,
  SavedModelMetaGraph,
  SavedModelSignature,
  SavedModelTensorInfo,
} from "./saved_model.ts";

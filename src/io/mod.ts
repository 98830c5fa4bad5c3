/**
 * File formats, bytes in and arrays out, and the streams that text is written to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * assertEquals(io.readIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 1, 7])).shape, [1]);
 * ```
 *
 * @module
 */
export {
  isNdArray,
  type NdArray,
  ndArray,
  type NdArrayOf,
  type NdData,
  type NdDType,
} from "../core/nd_array.ts";
export { gunzip, type GunzipOptions } from "./gzip.ts";
export { readH5, type ReadH5Options, writeH5 } from "./h5/h5.ts";
export type { H5Attribute, H5Group } from "./h5/h5_group.ts";
export { type IdxArray, readIdx } from "./idx.ts";
export { type ColorMode, decodeImage, type DecodeImageOptions } from "./image/decode_image.ts";
export { type EncodedFormat, encodeImage, type EncodeImageOptions } from "./image/encode_image.ts";
export { ImageError } from "./image/image_error.ts";
export { type ImageFormat, imageFormat } from "./image/image_format.ts";
export { readNpy, writeNpy } from "./npy/npy.ts";
export { readNpz, writeNpz } from "./npy/npz.ts";
export { replaceFile } from "./replace_file.ts";
export type { SafetensorsEntry } from "./safetensors/header.ts";
export {
  readSafetensors,
  type Safetensors,
  safetensorsParts,
  writeSafetensors,
  type WriteSafetensorsOptions,
} from "./safetensors/safetensors.ts";
export { SafetensorsFile } from "./safetensors/safetensors_file.ts";
export { DamagedFolderError, type FileSeal, type Seal } from "./sealed_folder/seal.ts";
export { SealedFolder } from "./sealed_folder/sealed_folder.ts";
export { type FileContent, writeSealedFolder } from "./sealed_folder/write_sealed_folder.ts";
export { standardStream, type TextTarget } from "./standard_stream.ts";
export { readWav, type ReadWavOptions, type Wav } from "./wav/read_wav.ts";
export { resample } from "./wav/resample.ts";
export { writeWav } from "./wav/write_wav.ts";
export { readZip, type ReadZipOptions } from "./zip/read_zip.ts";
export { writeZip, type WriteZipOptions } from "./zip/write_zip.ts";

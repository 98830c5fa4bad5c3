/**
 * Types of the parts of tfjs-node that Tensaur uses.
 *
 * Written down here because even a type import of the package would make it part of every program's
 * module graph; see tfjs_node.ts.
 *
 * @module
 */

import type {
  CustomCallback,
  DataType,
  io,
  KernelBackend,
  Scalar,
  Tensor,
  Tensor3D,
  Tensor4D,
  TensorInfo,
} from "./tfjs.ts";

/** An attribute of a TensorFlow op, as tfjs-node's kernels write it. */
export interface NodeOpAttr {
  name: string;
  type: number;
  value: boolean | number | object | string | number[];
}

/** tfjs-node's backend class, the methods that kernels call. */
export interface NodeBackend extends KernelBackend {
  binding: object;
  isGPUPackage: boolean;
  isUsingGpuDevice: boolean;
  executeSingleInput(op: string, input: TensorInfo): Tensor;
  executeSingleOutput(op: string, attrs: NodeOpAttr[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attrs: NodeOpAttr[],
    inputs: TensorInfo[],
    numOutputs: number,
  ): Tensor[];
  getDTypeInteger(dtype: DataType): number;
  getNumOfTFTensors(): number;
}

/** `dist/nodejs_kernel_backend.js`. */
export interface KernelBackendModule {
  NodeJSKernelBackend: new (binding: object, packageName: string) => NodeBackend;
}

/** `dist/int64_tensors.js`: a 64-bit integer as two 32-bit ones, low half first. */
export interface Int64Module {
  Int64Scalar: new (value: number) => { readonly valueArray: Int32Array<ArrayBuffer> };
}

/** A writer of TensorBoard event files. */
export interface SummaryFileWriter {
  /** Writes one number under `name`. */
  scalar(name: string, value: Scalar | number, step: number, description?: string): void;
  /** Writes the distribution of a tensor's values under `name`. */
  histogram(
    name: string,
    data: Tensor,
    step: number,
    buckets?: number,
    description?: string,
  ): void;
  /** Writes out what is held back. */
  flush(): void;
}

/** What the TensorBoard callback writes. */
export interface TensorBoardCallbackArgs {
  /** Whether losses and metrics are written after each batch or each epoch, the default. */
  updateFreq?: "batch" | "epoch";
  /** Epochs between two histograms of the weights; 0, the default, for none. */
  histogramFreq?: number;
}

/** `tf.node` without SavedModels. */
export interface NodeApi {
  decodeBmp(contents: Uint8Array, channels?: number): Tensor3D;
  decodeGif(contents: Uint8Array): Tensor4D;
  decodeImage(
    contents: Uint8Array,
    channels?: number,
    dtype?: string,
    expandAnimations?: boolean,
  ): Tensor3D | Tensor4D;
  decodeJpeg(
    contents: Uint8Array,
    channels?: number,
    ratio?: number,
    fancyUpscaling?: boolean,
    tryRecoverTruncated?: boolean,
    acceptableFraction?: number,
    dctMethod?: string,
  ): Tensor3D;
  decodePng(contents: Uint8Array, channels?: number, dtype?: string): Tensor3D;
  encodeJpeg(
    image: Tensor3D,
    format?: "" | "grayscale" | "rgb",
    quality?: number,
    progressive?: boolean,
    optimizeSize?: boolean,
    chromaDownsampling?: boolean,
    densityUnit?: "in" | "cm",
    xDensity?: number,
    yDensity?: number,
    xmpMetadata?: string,
  ): Promise<Uint8Array>;
  encodePng(image: Tensor3D, compression?: number): Promise<Uint8Array>;
  summaryFileWriter(
    logdir: string,
    maxQueue?: number,
    flushMillis?: number,
    filenameSuffix?: string,
  ): SummaryFileWriter;
  tensorBoard(logdir?: string, args?: TensorBoardCallbackArgs): CustomCallback;
}

/** `dist/io/file_system.js`. */
export interface FileSystemModule {
  NodeFileSystem: new (path: string | string[]) => io.IOHandler;
}

/** `dist/callbacks.js`. */
export interface CallbacksModule {
  ProgbarLogger: new () => CustomCallback;
  progressBarHelper: object;
}

/**
 * Labelled pictures of one size, in memory as tensors.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { ArrayDataset } from "../array_dataset.ts";

/** Pictures before they become tensors. */
export interface ImageBytes {
  /** How many pictures. */
  readonly size: number;
  /** 0 to 255, picture by picture, row by row, channels running fastest. */
  readonly pixels: Uint8Array;
  /** Class of each. */
  readonly labels: Uint8Array;
}

/** What is known of pictures besides the pictures. */
export interface ImagesOrigin {
  /** Where they come from, in words fit for printing. */
  readonly source: string;
  /** Whether this is a part of the data set exactly as published. */
  readonly official: boolean;
  /** Folder of the files; undefined where they come from a package. */
  readonly folder?: string | undefined;
  /** Names of the classes, by their numbers. */
  readonly classNames: readonly string[];
}

/** A data set of pictures of one size. It owns its tensors. */
export class NamedImages extends ArrayDataset implements ImagesOrigin {
  /** Where they come from, in words fit for printing. */
  readonly source: string;
  /** Whether this is a part of the data set exactly as published. */
  readonly official: boolean;
  /** Folder of the files; undefined where they come from a package. */
  readonly folder: string | undefined;
  /** Names of the classes, by their numbers. */
  readonly classNames: readonly string[];

  /**
   * Makes tensors of the pictures.
   *
   * @param bytes Pixels 0 to 255 and labels.
   * @param shape Height, width and channels.
   * @param origin Where they come from, and the names of the classes.
   */
  constructor(
    bytes: ImageBytes,
    { shape, ...origin }: ImagesOrigin & { readonly shape: readonly [number, number, number] },
  ) {
    const values = Float32Array.from(bytes.pixels, (pixel) => pixel / 255);
    super(
      tf.tensor4d(values, [bytes.size, ...shape]),
      tf.tensor1d(Int32Array.from(bytes.labels), "int32"),
    );
    this.source = origin.source;
    this.official = origin.official;
    this.folder = origin.folder;
    this.classNames = origin.classNames;
  }

  /** The pictures, float32 `[size, height, width, channels]`, 0 to 1. */
  get images(): tf.Tensor4D {
    return this.inputs as tf.Tensor4D;
  }

  /** Their classes, int32 `[size]`. */
  get labels(): tf.Tensor1D {
    return this.targets as tf.Tensor1D;
  }
}

/** The first pictures, sharing the bytes. */
export function firstImages({ size, pixels, labels }: ImageBytes, limit: number): ImageBytes {
  if (limit >= size) return { size, pixels, labels };
  const each = pixels.length / size;
  return {
    size: limit,
    pixels: pixels.subarray(0, limit * each),
    labels: labels.subarray(0, limit),
  };
}

/** Two parts of a data set. The receiver disposes them, one by one or together. */
export interface Parts<P extends Disposable> extends Disposable {
  /** To train on. */
  readonly train: P;
  /** What no training may see. */
  readonly test: P;
  /** Frees both parts. */
  dispose(): void;
}

/** Two parts that are freed together. */
export function partsOf<P extends Disposable>(train: P, test: P): Parts<P> {
  function dispose(): void {
    train[Symbol.dispose]();
    test[Symbol.dispose]();
  }
  return { train, test, dispose, [Symbol.dispose]: dispose };
}

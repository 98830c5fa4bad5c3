/**
 * Labelled pictures of digits, in memory as tensors.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { ArrayDataset } from "./array_dataset.ts";
import type { DigitBytes } from "./mnist_package.ts";

/** What is known of a set of digits besides the digits. */
export interface DigitsOrigin {
  /** Where they come from, in words fit for printing: without the paths of this machine. */
  readonly source: string;
  /** Whether this is a part of MNIST exactly as published. */
  readonly official: boolean;
  /** Folder of the files; undefined where they come from a package. */
  readonly folder?: string | undefined;
}

/** A data set of 28 x 28 digits, 3,140 bytes each. It owns its tensors. */
export class Digits extends ArrayDataset implements DigitsOrigin {
  /** Where they come from, in words fit for printing: without the paths of this machine. */
  readonly source: string;
  /** Whether this is a part of MNIST exactly as published. */
  readonly official: boolean;
  /** Folder of the files; undefined where they come from a package. */
  readonly folder: string | undefined;

  /**
   * Makes tensors of the digits.
   *
   * @param bytes Pixels 0 to 255 and labels.
   * @param origin Where they come from.
   */
  constructor(bytes: DigitBytes, origin: DigitsOrigin) {
    const ink = Float32Array.from(bytes.pixels, (pixel) => pixel / 255);
    super(
      tf.tensor4d(ink, [bytes.size, 28, 28, 1]),
      tf.tensor1d(Int32Array.from(bytes.labels), "int32"),
    );
    this.source = origin.source;
    this.official = origin.official;
    this.folder = origin.folder;
  }

  /** The pictures, float32 `[size, 28, 28, 1]`, 0 (paper) to 1 (ink). */
  get images(): tf.Tensor4D {
    return this.inputs as tf.Tensor4D;
  }

  /** What they show, int32 `[size]`, 0 to 9. */
  get labels(): tf.Tensor1D {
    return this.targets as tf.Tensor1D;
  }
}

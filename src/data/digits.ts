/**
 * Labelled pictures of digits, in memory as tensors.
 *
 * @module
 */
import type { DigitBytes } from "./mnist_package.ts";
import { type ImagesOrigin, NamedImages } from "./named/named_images.ts";

/** What is known of a set of digits besides the digits. */
export type DigitsOrigin = Omit<ImagesOrigin, "classNames">;

/**
 * A data set of 28 x 28 digits, 3,140 bytes each: images float32 `[size, 28, 28, 1]`, 0 (paper) to 1
 * (ink), labels int32 `[size]`, 0 to 9. It owns its tensors.
 */
export class Digits extends NamedImages {
  /**
   * Makes tensors of the digits.
   *
   * @param bytes Pixels 0 to 255 and labels.
   * @param origin Where they come from.
   */
  constructor(bytes: DigitBytes, origin: DigitsOrigin) {
    super(bytes, { ...origin, shape: [28, 28, 1], classNames: [..."0123456789"] });
  }
}

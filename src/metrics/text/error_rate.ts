/**
 * Errors of recognised speech and writing.
 *
 * @module
 */
import { editDistance } from "../../core/edit_distance.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { words } from "./n_grams.ts";
import { resultOf, TextMetric } from "./text_metric.ts";

/** Options of {@linkcode ErrorRate}. */
export interface ErrorRateOptions {
  /** What is counted: words between blanks, unless told, or characters, blanks among them. */
  readonly unit?: "word" | "character";
}

const ERROR_RATE_OPTIONS: OptionNames<ErrorRateOptions> = { unit: true };

/**
 * Error rate over texts that come bit by bit: errors in all divided by what the references have in all;
 * see {@linkcode wordErrorRate}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const rate = new metrics.ErrorRate({ unit: "character" });
 * rate.update(["cut"], ["cat"]);
 * assertEquals(rate.result(), 1 / 3);
 * ```
 */
export class ErrorRate extends TextMetric {
  readonly #units: (text: string) => string[];

  /** Takes what is counted. */
  constructor(options: ErrorRateOptions = {}) {
    requireOptions("Cannot compute the error rate", options, ERROR_RATE_OPTIONS);
    const { unit = "word" } = options;
    super(`${unit} error rate`, 2);
    this.#units = unit === "word" ? words : (text) => Array.from(text);
  }

  /** What one text adds to the state. */
  protected counts(prediction: string, references: readonly string[]): number[] {
    if (references.length > 1) {
      throw new TypeError(
        `Cannot compute the ${this.name}: wanted one reference for each text, got ` +
          `${references.length}`,
      );
    }
    const reference = this.#units(references[0]!);
    return [editDistance(this.#units(prediction), reference), reference.length];
  }

  /** The result of counts that were added up. */
  protected compute(counts: Float64Array): number {
    return counts[0]! / counts[1]!;
  }
}

/**
 * How many words must be changed, added or taken away for each word of the references, over all texts: what
 * jiwer and torchmetrics give. Case and punctuation count.
 *
 * @param predictions What was recognised.
 * @param references What was said, one for each.
 * @returns 0 for no errors; can exceed 1. Infinite where the references have no words but the texts do.
 * @throws {TypeError} When there are not as many of both.
 * @throws {RangeError} When there are no texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.wordErrorRate(["the cat sat"], ["the cat is on it"]), 3 / 5);
 * ```
 */
export function wordErrorRate(
  predictions: readonly string[],
  references: readonly string[],
): number {
  return resultOf(new ErrorRate(), predictions, references);
}

/**
 * How many characters must be changed, added or taken away for each of the references, over all texts,
 * blanks among them: what torchmetrics gives.
 *
 * @param predictions What was recognised.
 * @param references What was written, one for each.
 * @returns 0 for no errors; can exceed 1.
 * @throws {TypeError} When there are not as many of both.
 * @throws {RangeError} When there are no texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.characterErrorRate(["机器学习"], ["深度学习"]), 0.5);
 * ```
 */
export function characterErrorRate(
  predictions: readonly string[],
  references: readonly string[],
): number {
  return resultOf(new ErrorRate({ unit: "character" }), predictions, references);
}

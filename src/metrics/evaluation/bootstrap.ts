/**
 * How sure a number is that was measured on a sample.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { IntervalValues } from "../../core/evaluation.ts";
import { generator } from "../../core/permutation.ts";
import { quantile } from "../../core/quantile.ts";
import type { ClassLabel } from "../values.ts";
import { normalQuantile, normalShare } from "./normal.ts";
import { decimals, ShownResult } from "./shown.ts";

/** A column of examples: targets, say, or predictions. */
export type Column<T extends ClassLabel = ClassLabel> = ArrayLike<T>;

/** A number out of columns, such as a metric. */
export type Statistic<T extends ClassLabel> = (...columns: T[][]) => number;

/** Options of {@linkcode bootstrap}. */
export interface BootstrapOptions {
  /** How many draws; 9,999 unless told. */
  readonly resamples?: number;
  /** How sure; 0.95 unless told. */
  readonly confidence?: number;
  /**
   * Shares of the draws with correction of bias and skewness (`"BCa"`, unless told), or as they are
   * (`"percentile"`).
   */
  readonly method?: "BCa" | "percentile";
  /** Decides the draws; 0 unless told. */
  readonly seed?: number;
}

const BOOTSTRAP_OPTIONS: OptionNames<BootstrapOptions> = {
  resamples: true,
  confidence: true,
  method: true,
  seed: true,
};

/** What {@linkcode bootstrap} returns. */
export class ConfidenceInterval extends ShownResult implements IntervalValues {
  readonly kind = "confidenceInterval";

  /** Takes the ends and what they were computed from. */
  constructor(
    readonly value: number,
    readonly low: number,
    readonly high: number,
    readonly confidence: number,
    readonly distribution: Float64Array,
  ) {
    super();
  }

  /** Standard deviation of the draws. */
  get standardError(): number {
    const { length } = this.distribution;
    const mean = this.distribution.reduce((sum, value) => sum + value, 0) / length;
    const squares = this.distribution.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return Math.sqrt(squares / (length - 1));
  }

  /** The number with its interval. */
  toString(): string {
    return `${decimals(this.value)} (${this.confidence * 100} % from ${decimals(this.low)} to ` +
      `${decimals(this.high)})`;
  }
}

/** What an interval is computed from. */
export interface Draws {
  /** The number of all examples. */
  readonly value: number;
  /** The number of each draw. */
  readonly distribution: Float64Array;
  /** The number without each one of the examples. */
  readonly jackknife?: Float64Array;
}

/** Both ends. B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, section 14.3. */
export function intervalOf(
  { value, distribution, jackknife }: Draws,
  confidence: number,
): readonly [low: number, high: number] {
  const sorted = distribution.toSorted();
  const tail = (1 - confidence) / 2;
  if (jackknife === undefined) return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  const below = distribution.reduce((sum, draw) => sum + Number(draw < value), 0);
  const notAbove = distribution.reduce((sum, draw) => sum + Number(draw <= value), 0);
  const bias = normalQuantile((below + notAbove) / 2 / distribution.length);
  const mean = jackknife.reduce((sum, one) => sum + one, 0) / jackknife.length;
  const power = (exponent: number) =>
    jackknife.reduce((sum, one) => sum + (mean - one) ** exponent, 0);
  const acceleration = power(3) / (6 * power(2) ** 1.5);
  const end = (z: number) => {
    const moved = bias + z;
    return quantile(sorted, normalShare(bias + moved / (1 - acceleration * moved)));
  };
  const z = normalQuantile(tail);
  return [end(z), end(-z)];
}

/**
 * A confidence interval of any number that is computed from examples, by drawing as many examples with
 * replacement, again and again: `scipy.stats.bootstrap`, paired.
 *
 * @param columns Lists of one length; an example is what they have at one place: its target and its
 *   prediction, say.
 * @param statistic Computes the number of drawn columns.
 * @param options How many draws, how sure, which method, seed.
 * @returns The number, its interval and the draws; it shows itself as a chart. Both ends are NaN where no
 *   draw differs under BCa.
 * @throws {TypeError} When the columns differ in length.
 * @throws {RangeError} When there are fewer than 2 examples, or an option is out of range.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const targets = [1, 0, 1, 1, 0, 1, 0, 1, 1, 0];
 * const answers = [1, 0, 1, 0, 0, 1, 1, 1, 1, 0];
 * const f1 = (truth: number[], answers: number[]) => metrics.f1Score(truth, answers);
 * const interval = metrics.bootstrap([targets, answers], f1, { resamples: 999 });
 * assert(interval.low < interval.value && interval.value < interval.high);
 * ```
 */
export function bootstrap<T extends ClassLabel>(
  columns: readonly Column<T>[],
  statistic: Statistic<T>,
  options: BootstrapOptions = {},
): ConfidenceInterval {
  requireOptions("Cannot draw samples", options, BOOTSTRAP_OPTIONS);
  const { resamples = 9999, confidence = 0.95, method = "BCa", seed = 0 } = options;
  const size = checked(columns, resamples, confidence);
  const lists = columns.map((column) => Array.from(column));
  const value = statistic(...lists);
  const next = generator([seed]);
  const distribution = Float64Array.from({ length: resamples }, () => {
    const places = Array.from({ length: size }, () => Math.floor(next() / 4294967296 * size));
    return statistic(...lists.map((list) => places.map((place) => list[place]!)));
  });
  const jackknife = method === "percentile" ? undefined : Float64Array.from(
    { length: size },
    (_, out) => statistic(...lists.map((list) => list.toSpliced(out, 1))),
  );
  const draws = { value, distribution, ...jackknife && { jackknife } };
  return new ConfidenceInterval(value, ...intervalOf(draws, confidence), confidence, distribution);
}

function checked(columns: readonly Column[], resamples: number, confidence: number): number {
  const size = columns[0]?.length ?? 0;
  const other = columns.find(({ length }) => length !== size);
  if (other !== undefined) {
    throw new TypeError(
      `Cannot draw examples: columns must be of one length, got ${size} and ${other.length}`,
    );
  }
  if (size < 2) {
    throw new RangeError(`Cannot draw examples: wanted 2 or more, got ${size}`);
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(
      `Cannot draw examples: resamples must be a whole number from 1, not ${resamples}`,
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(
      `Cannot draw examples: confidence must be between 0 and 1, not ${confidence}`,
    );
  }
  return size;
}

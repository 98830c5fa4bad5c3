/**
 * A learning rate that falls when training no longer gets better.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";

/** Options of {@linkcode ReduceOnPlateau}. */
export interface ReduceOnPlateauOptions {
  /** The first rate. */
  readonly learningRate: number;
  /** Whether a smaller measure is better, `"min"`, or a larger one; `"min"` unless told. */
  readonly mode?: "min" | "max";
  /** What the rate is multiplied by; 0.1 unless told. */
  readonly factor?: number;
  /** How many measures in a row may be no better; 10 unless told. */
  readonly patience?: number;
  /** How much better a measure must be to count; 0.0001 unless told. */
  readonly threshold?: number;
  /** Whether that is a share of the best measure, `"rel"`, or a difference; `"rel"` unless told. */
  readonly thresholdMode?: "rel" | "abs";
  /** Measures after a change that do not count; 0 unless told. */
  readonly cooldown?: number;
  /** The rate does not fall below; 0 unless told. */
  readonly minLr?: number;
  /** A change that is smaller is not made; 1e-8 unless told. */
  readonly epsilon?: number;
}

const DEFAULTS: Required<Omit<ReduceOnPlateauOptions, "learningRate">> = {
  mode: "min",
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: "rel",
  cooldown: 0,
  minLr: 0,
  epsilon: 1e-8,
};

/** All that decides what {@linkcode ReduceOnPlateau} does next. */
export interface ReduceOnPlateauState {
  /** The rate. */
  readonly learningRate: number;
  /** The best measure so far; null before the first. */
  readonly best: number | null;
  /** Measures in a row that were no better. */
  readonly badCount: number;
  /** Measures yet that do not count. */
  readonly cooldownLeft: number;
}

/**
 * Lowers a learning rate when a measure has not become better for a while, as PyTorch's
 * `ReduceLROnPlateau`, which transformers' `reduce_lr_on_plateau` is. It follows measures and not
 * steps, so it is no schedule: hand each measure to `update` and its result to the optimizer.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { train } from "tensaur";
 *
 * const plateau = new train.schedules.ReduceOnPlateau({ learningRate: 1, factor: 0.5, patience: 1 });
 * const rates = [3, 2, 2, 2, 1].map((loss) => plateau.update(loss));
 * assertEquals(rates, [1, 1, 1, 0.5, 0.5]);
 * ```
 */
export class ReduceOnPlateau {
  readonly #options: Required<ReduceOnPlateauOptions>;
  #state: ReduceOnPlateauState;

  /**
   * Begins with the first rate.
   *
   * @throws {RangeError} When `factor` is not between 0 and 1, or `patience` negative.
   */
  constructor(options: ReduceOnPlateauOptions) {
    requireOptions("Cannot reduce on a plateau", options, { ...DEFAULTS, learningRate: true });
    this.#options = { ...DEFAULTS, ...options };
    const { factor, patience, learningRate } = this.#options;
    if (!(factor > 0 && factor < 1)) {
      throw new RangeError(
        `Cannot reduce on a plateau: factor must lie between 0 and 1, current value is ${factor}`,
      );
    }
    if (!(patience >= 0)) {
      throw new RangeError(
        `Cannot reduce on a plateau: patience must not be negative, current value is ${patience}`,
      );
    }
    this.#state = { learningRate, best: null, badCount: 0, cooldownLeft: 0 };
  }

  /** The rate at present. */
  get learningRate(): number {
    return this.#state.learningRate;
  }

  /** All that decides what comes next, as plain values; may be set. */
  get state(): ReduceOnPlateauState {
    return this.#state;
  }

  set state(state: ReduceOnPlateauState) {
    this.#state = { ...state };
  }

  /**
   * Takes a measure, such as an epoch's validation loss.
   *
   * @returns The rate from now on.
   */
  update(measure: number): number {
    const { patience, cooldown } = this.#options;
    let { learningRate, best, badCount, cooldownLeft } = this.#state;
    if (this.#isBetter(measure, best)) [best, badCount] = [measure, 0];
    else badCount++;
    if (cooldownLeft > 0) {
      cooldownLeft--;
      badCount = 0;
    }
    if (badCount > patience) {
      learningRate = this.#lowered(learningRate);
      cooldownLeft = cooldown;
      badCount = 0;
    }
    this.#state = { learningRate, best, badCount, cooldownLeft };
    return learningRate;
  }

  #isBetter(measure: number, best: number | null): boolean {
    if (best === null) return !Number.isNaN(measure);
    const { mode, threshold, thresholdMode } = this.#options;
    const margin = thresholdMode === "rel" ? best * threshold : threshold;
    return mode === "min" ? measure < best - margin : measure > best + margin;
  }

  #lowered(rate: number): number {
    const { factor, minLr, epsilon } = this.#options;
    const lower = Math.max(rate * factor, minLr);
    return rate - lower > epsilon ? lower : rate;
  }
}

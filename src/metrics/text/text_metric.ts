/**
 * Metrics of texts whose state is a vector of counts that texts add to.
 *
 * @module
 */
import { CountState, type StreamingState } from "../streaming/count_state.ts";

/** The texts that would have been right: one, or several. */
export type References = string | readonly string[];

/** A metric of texts, over as many as one likes. */
export abstract class TextMetric<R = number> {
  /** What it is called. */
  readonly name: string;
  readonly #size: number;
  #state: CountState;

  /** Takes the name and how many counts there are. */
  constructor(name: string, size: number) {
    this.name = name;
    this.#size = size;
    this.#state = new CountState(name, size);
  }

  /** What one text adds. */
  protected abstract counts(prediction: string, references: readonly string[]): ArrayLike<number>;

  /** The result of the sum. */
  protected abstract compute(counts: Float64Array): R;

  /**
   * Adds texts.
   *
   * @param predictions What the model wrote.
   * @param references What would have been right, for each one text or several.
   * @throws {TypeError} When there are not as many of both, or a text has no reference.
   */
  update(predictions: readonly string[], references: readonly References[]): void {
    if (typeof predictions === "string" || typeof references === "string") {
      throw new TypeError(`Cannot compute ${this.name}: wanted lists of texts, got one text`);
    }
    if (predictions.length !== references.length) {
      throw new TypeError(
        `Cannot compute ${this.name}: wanted references for each of ${predictions.length} texts, ` +
          `got ${references.length}`,
      );
    }
    predictions.forEach((prediction, i) => {
      const given = [references[i]!].flat();
      if (given.length === 0) {
        throw new TypeError(`Cannot compute ${this.name}: text ${i} has no reference`);
      }
      this.#state.add(this.counts(prediction, given));
    });
  }

  /** The result over all texts so far. */
  result(): R {
    return this.compute(this.#state.counts);
  }

  /** Adds what another metric of the same kind counted. */
  merge(other: StreamingState | TextMetric<R>): void {
    this.#state.merge(other instanceof TextMetric ? other.state() : other);
  }

  /** What was counted, as JSON; `merge` into a fresh one takes it up. */
  state(): StreamingState {
    return this.#state.toJson();
  }

  /** Begins anew. */
  reset(): void {
    this.#state = new CountState(this.name, this.#size);
  }
}

/** The result of a metric for some texts. */
export function resultOf<R>(
  metric: TextMetric<R>,
  predictions: readonly string[],
  references: readonly References[],
): R {
  metric.update(predictions, references);
  if (predictions.length === 0) {
    throw new RangeError(`Cannot compute ${metric.name}: there are no texts`);
  }
  return metric.result();
}

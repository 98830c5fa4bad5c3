/**
 * Metrics of the counts of classes.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { type Average, averaged, chosenCounts, type Score } from "../classification/averages.ts";
import type { ClassTable } from "../classification/table.ts";
import { type ClassesOptions, classPair, exampleWeights } from "./read_outputs.ts";
import { StreamingMetric, type StreamingOptions } from "./streaming_metric.ts";

/** Options of {@linkcode Precision} and its like. */
export interface StreamingClassOptions extends ClassesOptions {
  /** What it is called; its kind unless told. */
  readonly name?: string;
  /** How the numbers of the classes become one; `"binary"` for 2 classes, else `"macro"`, unless told. */
  readonly average?: Exclude<Average, "none">;
  /** What 0 divided by 0 is; 0 unless told. */
  readonly zeroDivision?: number;
}

const STREAMING_CLASS_OPTIONS: OptionNames<StreamingClassOptions> = {
  classes: true,
  threshold: true,
  name: true,
  average: true,
  zeroDivision: true,
};

/** A number, or something else, out of a table; the options say how classes become one. */
export type TableScore<R> = (table: ClassTable, options: StreamingClassOptions) => R;

/**
 * A score of the classes, averaged; NaN of no examples. Classes that are nowhere are left out of means.
 */
export function averagedScore(score: Score): TableScore<number> {
  return (table, { name = "a mean", zeroDivision = 0, ...options }) => {
    const { average = table.labels.length === 2 ? "binary" : "macro" } = options;
    const chosen = chosenCounts(name, table, { average });
    if (chosen[0]!.all === 0) return NaN;
    const there = average === "binary"
      ? chosen
      : chosen.filter(({ support, taken }) => support > 0 || taken > 0);
    return averaged(there, score, { average, zeroDivision }) as number;
  };
}

/**
 * A metric whose state is how often each class is taken for each: `classes`² counts, and one of the
 * examples whose class number is out of range, which `result` refuses.
 */
export abstract class TableMetric<R = number> extends StreamingMetric<R> {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize: number;
  /** How many classes there are. */
  readonly classes: number;
  readonly #score: TableScore<R>;
  readonly #options: StreamingClassOptions;

  /** Takes what it is called, what it makes of a table, and its options. */
  constructor(kind: string, score: TableScore<R>, options: StreamingClassOptions) {
    super();
    requireOptions(`Cannot make ${kind}`, options, STREAMING_CLASS_OPTIONS);
    const { classes = 2, name = kind } = options;
    if (!Number.isInteger(classes) || classes < 2) {
      throw new RangeError(
        `Cannot make ${kind}: classes must be a whole number from 2, current value is ${classes}`,
      );
    }
    this.name = name;
    this.classes = classes;
    this.stateSize = classes ** 2 + 1;
    this.#score = score;
    this.#options = { ...options, name };
  }

  /** How often each class, row by row, is taken for each, and at the end what is out of range. */
  counts(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): tf.Tensor1D {
    return tf.tidy(() => {
      const { classes, name, stateSize } = this;
      const pair = classPair(name, targets, outputs, this.#options);
      const weights = exampleWeights(name, options.sampleWeights, pair.targets.size);
      const known = (numbers: tf.Tensor) =>
        tf.logicalAnd(tf.greaterEqual(numbers, 0), tf.less(numbers, classes));
      const inside = tf.logicalAnd(known(pair.targets), known(pair.answers));
      const width = tf.scalar(classes, "int32");
      const cells = tf.add(tf.mul(pair.targets, width), pair.answers);
      const lost = tf.fill(cells.shape, stateSize - 1, "int32");
      const places = tf.where(inside, cells, lost) as tf.Tensor1D;
      return tf.unsortedSegmentSum(weights, places, stateSize) as tf.Tensor1D;
    });
  }

  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): R {
    const lost = counts[this.stateSize - 1]!;
    if (lost !== 0) {
      throw new RangeError(
        `Cannot compute ${this.name}: class numbers must be whole ones from 0 to ` +
          `${this.classes - 1}, and those of ${lost} examples are not`,
      );
    }
    const labels = Array.from({ length: this.classes }, (_, i) => i);
    return this.#score({ labels, counts: Array.from(counts).slice(0, -1) }, this.#options);
  }
}

/**
 * One number out of those of several classes.
 *
 * @module
 */
import type { ClassLabel } from "../values.ts";
import { type ClassCounts, type ClassTable, countsOf } from "./table.ts";

/**
 * How the numbers of the classes become one: that of `posLabel` (`"binary"`), that of all counts added up
 * (`"micro"`), their mean (`"macro"`), their mean weighted by support (`"weighted"`), or each by itself
 * (`"none"`), in the order of the labels.
 */
export type Average = "binary" | "micro" | "macro" | "weighted" | "none";

/** What a metric with such an average returns. */
export type Averaged<A extends Average> = A extends "none" ? number[] : number;

/** How classes are chosen and averaged; the names are scikit-learn's. */
export interface AverageOptions<A extends Average = Average> {
  /** How the numbers of the classes become one; `"binary"` unless told. */
  readonly average?: A;
  /** The class that counts where the average is `"binary"`; 1 unless told. */
  readonly posLabel?: ClassLabel;
  /** Which classes, in which order; those that are there unless told. */
  readonly labels?: readonly ClassLabel[];
  /** What 0 divided by 0 is; 0 unless told. Classes with NaN do not count in means. */
  readonly zeroDivision?: number;
}

/** A number divided by another. */
export type Quotient = readonly [above: number, below: number];

/** A quotient of the counts of a class. */
export type Score = (counts: ClassCounts) => Quotient;

function divide([above, below]: Quotient, zero: number): number {
  return below === 0 ? zero : above / below;
}

/** The counts of the chosen classes. */
export function chosenCounts(
  what: string,
  table: ClassTable,
  { average = "binary", posLabel = 1, labels }: AverageOptions,
): ClassCounts[] {
  const counts = countsOf(table);
  const of = (label: ClassLabel) => {
    const index = table.labels.indexOf(label);
    return counts[index] ?? { hits: 0, support: 0, taken: 0, all: counts[0]?.all ?? 0 };
  };
  if (average !== "binary") return (labels ?? table.labels).map(of);
  if (table.labels.length > 2) {
    throw new RangeError(
      `Cannot compute ${what}: there are ${table.labels.length} classes, and average is ` +
        '"binary"; choose "micro", "macro", "weighted" or "none"',
    );
  }
  // Where there are two classes and neither is asked for, the question is wrong; of one class alone
  // the other may just be absent.
  if (table.labels.length === 2 && !table.labels.includes(posLabel)) {
    throw new RangeError(
      `Cannot compute ${what}: posLabel ${String(posLabel)} is none of the classes ` +
        table.labels.map(String).join(", "),
    );
  }
  return [of(posLabel)];
}

/** Averages a score over classes. */
export function averaged(
  counts: readonly ClassCounts[],
  score: Score,
  { average = "binary", zeroDivision = 0 }: AverageOptions,
): number | number[] {
  const each = () => counts.map((one) => divide(score(one), zeroDivision));
  switch (average) {
    case "binary":
      return each()[0]!;
    case "none":
      return each();
    case "micro": {
      const sum = (of: (one: ClassCounts) => number) =>
        counts.reduce((total, one) => total + of(one), 0);
      // Each class is asked about each example.
      return divide(
        score({
          hits: sum(({ hits }) => hits),
          support: sum(({ support }) => support),
          taken: sum(({ taken }) => taken),
          all: sum(({ all }) => all),
        }),
        zeroDivision,
      );
    }
    case "macro":
    case "weighted": {
      let [total, weight] = [0, 0];
      each().forEach((value, i) => {
        if (Number.isNaN(value)) return;
        const share = average === "macro" ? 1 : counts[i]!.support;
        total += value * share;
        weight += share;
      });
      return weight === 0 ? zeroDivision : total / weight;
    }
    default:
      throw new RangeError(
        `Cannot average over classes: average must be "binary", "micro", "macro", "weighted" or ` +
          `"none", not "${average}"`,
      );
  }
}

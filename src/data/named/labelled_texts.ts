/**
 * Texts with labels.
 *
 * @module
 */

import { Dataset } from "../dataset/dataset.ts";
import { arraySource } from "../dataset/array_source.ts";

/** A text and its class. */
export type LabelledText = { readonly inputs: string; readonly targets: number };

/** Texts and their classes: a data set of `{ inputs, targets }` that can be taken as lists as well. */
export class LabelledTexts extends Dataset<LabelledText> {
  /** The texts. */
  readonly texts: readonly string[];
  /** Class of each. */
  readonly labels: Int32Array;
  /** Where they come from, in words fit for printing. */
  readonly source: string;

  /**
   * Puts texts and labels together.
   *
   * @param texts The texts.
   * @param labels As many classes.
   * @param source Where they come from.
   */
  constructor(
    texts: readonly string[],
    { labels, source }: { readonly labels: Int32Array; readonly source: string },
  ) {
    super(arraySource(texts.map((inputs, i) => ({ inputs, targets: labels[i]! }))));
    this.texts = texts;
    this.labels = labels;
    this.source = source;
  }
}

/**
 * What a value shows as.
 *
 * @module
 */

import { DISPLAY } from "../core/shown.ts";

/** One value in several formats, by MIME type; a front end takes the best that it knows. */
export interface MimeBundle {
  /** For terminals and wherever nothing else fits: always there. */
  readonly "text/plain": string;
  /** Base64. */
  readonly "image/png"?: string;
  /** The source of a drawing. */
  readonly "image/svg+xml"?: string;
  /** A piece of a page, all text from data escaped. */
  readonly "text/html"?: string;
  /** Other formats: text, or JSON. */
  readonly [mime: string]: unknown;
}

export { DISPLAY };

/** A value that notebooks show by a method of its own. */
export interface Displayable {
  /** The value by MIME type. */
  [DISPLAY](): MimeBundle;
}

/** How a value is written as text. */
export interface TextOptions {
  /** Characters per line that there are; 80 unless told. */
  readonly columns?: number;
  /** Whether there are colours; false unless told. */
  readonly colors?: boolean;
}

/** A displayable value whose text fits the place that it is written to. */
export interface View extends Displayable {
  /**
   * The value as text.
   *
   * @param options Width and colours of the place.
   * @returns Lines without a newline at the end.
   */
  toText(options?: TextOptions): string;
}

/** Whether `value` knows how it is shown and how it is written. */
export function isView(value: unknown): value is View {
  return isDisplayable(value) && typeof (value as Partial<View>).toText === "function";
}

/** Whether notebooks show `value` by a method of its own. */
export function isDisplayable(value: unknown): value is { [DISPLAY](): unknown } {
  return (typeof value === "object" || typeof value === "function") && value !== null &&
    typeof (value as Partial<Displayable>)[DISPLAY] === "function";
}

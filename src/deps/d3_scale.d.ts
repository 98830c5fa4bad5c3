/** What is used of d3-scale 4. @module */

/** From a domain of numbers to a range of places. */
export interface Scale {
  /** The place of a number. */
  (value: number): number;
  /** Sets the numbers at both ends. */
  domain(ends: readonly [number, number]): Scale;
  /** The numbers at both ends. */
  domain(): [number, number];
  /** Sets the places at both ends. */
  range(ends: readonly [number, number]): Scale;
  /** Moves both ends outward to round numbers. */
  nice(count?: number): Scale;
  /** Round numbers between the ends, about as many as told. */
  ticks(count?: number): number[];
}

/** An even scale. */
export function scaleLinear(): Scale;

/** A scale on which equal factors are equally far apart. */
export function scaleLog(): Scale;

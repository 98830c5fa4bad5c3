/**
 * Numbers as colours that people with any eyesight can tell apart.
 *
 * @module
 */

/** Red, green and blue, 0 to 255. */
export type Color = readonly [number, number, number];

/** Colours between which a scale runs evenly. */
export type ColorScale = readonly Color[];

function parse(hex: string): Color {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Low to high: Viridis, from dark violet to yellow. */
export const VIRIDIS: ColorScale = [
  "440154",
  "482878",
  "3e4989",
  "31688e",
  "26828e",
  "1f9e89",
  "35b779",
  "6ece58",
  "b5de2b",
  "fde725",
].map(parse);

/** Below and above zero: blue over white to red, equally dark at both ends. */
export const DIVERGING: ColorScale = [
  "053061",
  "2166ac",
  "4393c3",
  "92c5de",
  "d1e5f0",
  "f7f7f7",
  "fddbc7",
  "f4a582",
  "d6604d",
  "b2182b",
  "67001f",
].map(parse);

/** Where there is no number. */
export const NO_NUMBER: Color = [128, 128, 128];

/** The colour at `share`, 0 to 1, of a scale. */
export function colorAt(scale: ColorScale, share: number): Color {
  if (Number.isNaN(share)) return NO_NUMBER;
  const place = Math.max(0, Math.min(1, share)) * (scale.length - 1);
  const index = Math.min(scale.length - 2, Math.floor(place));
  const [from, to] = [scale[index]!, scale[index + 1]!];
  const between = (channel: 0 | 1 | 2) =>
    Math.round(from[channel] + (to[channel] - from[channel]) * (place - index));
  return [between(0), between(1), between(2)];
}

/** The colour as CSS and SVG have it. */
export function hexColor(color: Color): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** A scale and the numbers at its ends. */
export interface ScaledColors {
  /** The colours. */
  readonly scale: ColorScale;
  /** The number at the first colour. */
  readonly low: number;
  /** The number at the last colour. */
  readonly high: number;
}

/** Colours for numbers from `low` to `high`: around zero where there are both signs. */
export function colorsFor(low: number, high: number): ScaledColors {
  if (!(low < 0 && high > 0)) return { scale: VIRIDIS, low, high };
  const size = Math.max(-low, high);
  return { scale: DIVERGING, low: -size, high: size };
}

/** The colour of a number. */
export function colorOf(value: number, { scale, low, high }: ScaledColors): Color {
  if (Number.isNaN(value)) return NO_NUMBER;
  return colorAt(scale, high > low ? (value - low) / (high - low) : value > high ? 1 : 0.5);
}

/**
 * Pieces of static SVG, and scales that count in powers.
 *
 * @module
 */

/** Attributes of an element. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An element with what is in it, which must be SVG already. */
export function element(name: string, attributes: Attributes, ...inside: string[]): string {
  const listed = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escape(typeof value === "number" ? round(value) : value)}"`);
  const start = `<${name}${listed.join("")}`;
  return inside.length === 0 ? `${start}/>` : `${start}>${inside.join("")}</${name}>`;
}

/** A text at a point. */
export function label(text: string, attributes: Attributes): string {
  return element("text", attributes, escape(text));
}

/** What shows when the pointer rests on an element. */
export function tooltip(text: string): string {
  return element("title", {}, escape(text));
}

/** Text as it stands in SVG. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Places numbers along a line by their logarithm. */
export class LogScale {
  /** Smallest and largest number. */
  readonly domain: readonly [number, number];
  readonly #range: readonly [number, number];

  /**
   * @param numbers Positive numbers that must be on it.
   * @param range Where the smallest and the largest stand.
   */
  constructor(numbers: readonly number[], range: readonly [number, number]) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    // A scale needs some width even if all numbers are the same.
    this.domain = high / low < 1.5 ? [low / 1.5, high * 1.5] : [low, high];
    this.#range = range;
  }

  /** Where a number stands; numbers outside stand at the end. */
  at(value: number): number {
    const [low, high] = this.domain.map(Math.log) as [number, number];
    const share = (Math.log(value) - low) / (high - low);
    const [start, end] = this.#range;
    return start + Math.min(1, Math.max(0, share)) * (end - start);
  }

  /** Round numbers on it: powers of ten, with their halves and fifths where there is room. */
  ticks(most: number): number[] {
    const [low, high] = this.domain;
    const from = Math.floor(Math.log10(low));
    const to = Math.ceil(Math.log10(high));
    for (const steps of [[1, 2, 5], [1, 3], [1]]) {
      const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i))
        .flatMap((power) => steps.map((step) => step * power))
        .filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
      if (ticks.length <= most) return ticks;
    }
    return [low, high];
  }
}

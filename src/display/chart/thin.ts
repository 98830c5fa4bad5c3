/**
 * Fewer points that look the same.
 *
 * @module
 */

import { countText } from "../text/number_text.ts";
import type { Place } from "./panel.ts";

/** Points of a line or of a cloud. */
export interface Points {
  /** One per point. */
  readonly x: readonly Place[];
  /** One per point. */
  readonly y: readonly number[];
}

/** Points as they are given; without x they are counted from `from`. */
export interface GivenPoints {
  readonly x?: ArrayLike<Place> | undefined;
  readonly y: ArrayLike<number>;
}

/** Keeps the lowest and the highest of each stretch of a line, so that no peak is lost. */
export function thinLine(points: GivenPoints, limit: number): Points {
  const { y } = points;
  if (y.length <= limit) return pick(points, Array.from({ length: y.length }, (_, i) => i));
  const stretches = Math.floor((limit - 2) / 2);
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor((stretch * (y.length - 2)) / stretches);
    const end = 1 + Math.floor(((stretch + 1) * (y.length - 2)) / stretches);
    let [lowest, highest] = [start, start];
    for (let i = start + 1; i < end; i++) {
      const value = y[i]!;
      if (value < y[lowest]! || Number.isNaN(y[lowest]!)) lowest = i;
      if (value > y[highest]! || Number.isNaN(y[highest]!)) highest = i;
    }
    kept.push(Math.min(lowest, highest));
    if (lowest !== highest) kept.push(Math.max(lowest, highest));
  }
  kept.push(y.length - 1);
  return pick(points, kept);
}

/** Keeps every n-th point. */
export function thinPoints(points: GivenPoints, limit: number): Points {
  const { length } = points.y;
  const count = Math.min(length, limit);
  return pick(points, Array.from({ length: count }, (_, i) => Math.floor((i * length) / count)));
}

/** A word about what was left out; undefined where all of it is there. */
export function thinnedNote(shown: number, all: number, what: string): string | undefined {
  return shown < all ? `${countText(shown)} of ${countText(all)} ${what}` : undefined;
}

function pick({ x, y }: GivenPoints, kept: readonly number[]): Points {
  return { x: kept.map((i) => x === undefined ? i : x[i]!), y: kept.map((i) => y[i]!) };
}

/** Means of blocks of a table, so that neither side is longer than `limit`. */
export function thinTable(
  values: readonly ArrayLike<number>[],
  limit: number,
): { values: number[][]; tall: number; wide: number } {
  const columns = Math.max(0, ...values.map((row) => row.length));
  const [tall, wide] = [Math.ceil(values.length / limit) || 1, Math.ceil(columns / limit) || 1];
  const mean = (top: number, left: number): number => {
    let [sum, count] = [0, 0];
    for (let y = top; y < Math.min(values.length, top + tall); y++) {
      for (let x = left; x < Math.min(columns, left + wide); x++) {
        const value = values[y]![x] ?? NaN;
        if (!Number.isFinite(value)) continue;
        sum += value;
        count++;
      }
    }
    return count === 0 ? NaN : sum / count;
  };
  const rows = Array.from(
    { length: Math.ceil(values.length / tall) },
    (_, y) => Array.from({ length: Math.ceil(columns / wide) }, (_, x) => mean(y * tall, x * wide)),
  );
  return { values: rows, tall, wide };
}

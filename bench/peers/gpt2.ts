/**
 * The GPT-2 that is trained on a GPU: shapes, weights and tokens, the same for all (gpt2.py).
 *
 * @module
 */

import type { GptShape } from "./shapes.ts";

/** Millions of weights: the size of the job. */
export const GPT2_SIZE = 124;

const FULL: GptShape = {
  vocabulary: 50_257,
  width: 768,
  layers: 12,
  heads: 12,
  length: 1024,
  batch: 16,
};
/** For rehearsals; so that a loss tells of every weight, its weights are large. */
const REHEARSAL: GptShape = {
  vocabulary: 211,
  width: 32,
  layers: 2,
  heads: 4,
  length: 64,
  batch: 4,
};
const SCALE = 0.02;
const REHEARSAL_SCALE = 0.15;

/** Settings of AdamW. */
export const GPT2_TRAINING = { rate: 6e-4, beta2: 0.95, decay: 0.1 } as const;

const TOKENS_START = 2 ** 30;

/** The shape of a size. */
export function gpt2Shape(size: number): GptShape {
  return size === GPT2_SIZE ? FULL : REHEARSAL;
}

/** A random integer below 2 ** 32 for a place (MurmurHash3's finish). */
function mixed(place: number): number {
  let h = Math.imul(place, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Makes matrices of random numbers, one after another: all peers draw them in one order. */
export class Gpt2Weights {
  readonly #scale: number;
  #place = 0;

  /** Begins for a size. */
  constructor(size: number) {
    this.#scale = (size === GPT2_SIZE ? SCALE : REHEARSAL_SCALE) * Math.sqrt(12);
  }

  /** The values of the next matrix, row by row. */
  matrix(rows: number, columns: number): Float32Array<ArrayBuffer> {
    const start = this.#place;
    this.#place += rows * columns;
    return Float32Array.from(
      { length: rows * columns },
      (_, i) => (mixed(start + i) / 2 ** 32 - 0.5) * this.#scale,
    );
  }
}

/** Two of [batch, length]: what is read, and what comes next. */
export function gpt2Tokens(
  { batch, length, vocabulary }: GptShape,
): [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>] {
  const token = (place: number) => mixed(TOKENS_START + place) % vocabulary;
  const part = (shift: number) =>
    Int32Array.from({ length: batch * length }, (_, i) => {
      const example = Math.floor(i / length);
      return token(example * (length + 1) + i % length + shift);
    });
  return [part(0), part(1)];
}

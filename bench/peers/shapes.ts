/**
 * Shapes of the jobs, the same for all peers (bench/peers/shapes.py).
 *
 * @module
 */

/** The network for digits: filters of its three convolutions, units of the layer after them. */
export const CNN = { filters: [32, 64, 64], hidden: 64, classes: 10 } as const;

/** The language model; its width is the size of the job. */
export const GPT = { vocabulary: 512, heads: 8, layers: 4, length: 128, batch: 16 } as const;

/** Shape of a language model and of its batches. */
export interface GptShape {
  /** Tokens that it knows. */
  readonly vocabulary: number;
  /** Width of its states. */
  readonly width: number;
  /** Number of its blocks. */
  readonly layers: number;
  /** Heads of its attention. */
  readonly heads: number;
  /** Tokens of an example. */
  readonly length: number;
  /** Examples of a batch. */
  readonly batch: number;
}

/** The recurrent network; the number of its time steps is the size of the job. */
export const LSTM = { units: 128, features: 32, batch: 64, classes: 10 } as const;

/** The network of wide layers, whose weights outweigh all else; their width is the size. */
export const DENSE = { layers: 4, batch: 128, classes: 10 } as const;

/** Floats in each of the three arrays of the triad: 64 MiB, more than caches hold. */
export const TRIAD_FLOATS = 16 * 2 ** 20;

/** Products in a row of the job for GPUs. */
export const PRODUCTS = 8;

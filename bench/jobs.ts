/**
 * The jobs: what is timed, at which sizes, and which ratio to a peer the project has promised.
 *
 * @module
 */

import {
  cnnWork,
  denseWork,
  gptWork,
  lstmWork,
  matmulWork,
  transferWork,
  triadWork,
  type Work,
} from "./work.ts";

/** Names of the peers. */
export type PeerName = "tensaur" | "tfjs-wasm" | "tfjs-node" | "keras" | "torch" | "jax";

/** A promise: ours takes at most this share of what the peer takes. */
export interface Bar {
  /** The peer. */
  readonly peer: PeerName;
  /** Which of its ways; its best one unless told. */
  readonly mode?: string;
  /** Size of the job. */
  readonly size: number;
  /** Largest ratio of ours to the peer's. */
  readonly atMost: number;
}

/** A promise of a time. */
export interface TimeBar {
  /** Size of the job. */
  readonly size: number;
  /** Most milliseconds. */
  readonly ms: number;
}

/** How a job is run: by turns of open processes, by starting processes, or by their memory. */
export type Kind = "turns" | "start" | "memory";

/** Something that is timed. */
export interface Job {
  /** Name on the command line and between processes. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  /** How it is run. */
  readonly kind: Kind;
  /** Sizes it is run at, growing. */
  readonly sizes: readonly number[];
  /** The size that a quick run keeps, and the one that stands in the first table. */
  readonly main: number;
  /** What a size counts, after the number: "images", "wide"; nothing where there is but one. */
  readonly sizeUnit: string;
  /** The least that must be done, where that can be said. */
  readonly work?: (size: number) => Work;
  /** What the project has promised against peers. */
  readonly bars?: readonly Bar[];
  /** What it has promised by the clock. */
  readonly timeBars?: readonly TimeBar[];
}

/** All jobs, in the order in which they run. */
export const JOBS: readonly Job[] = [
  {
    name: "triad",
    title: "Memory bandwidth: a + 3 b",
    kind: "turns",
    sizes: [16],
    main: 16,
    sizeUnit: "Mi floats",
    work: triadWork,
  },
  {
    name: "matmul",
    title: "Matrix product, float32",
    kind: "turns",
    sizes: [256, 512, 1024, 2048],
    main: 2048,
    sizeUnit: "square",
    work: (size) => matmulWork(size),
    bars: [{ peer: "keras", size: 2048, atMost: 1 / 0.95 }],
  },
  {
    name: "matmul-bf16",
    title: "Matrix product, bfloat16",
    kind: "turns",
    sizes: [1024, 2048],
    main: 2048,
    sizeUnit: "square",
    work: (size) => matmulWork(size, "bfloat16"),
  },
  {
    name: "dispatch",
    title: "Op dispatch: add of two vectors",
    kind: "turns",
    sizes: [3, 1024, 65_536],
    main: 3,
    sizeUnit: "floats",
    bars: [{ peer: "tfjs-node", size: 3, atMost: 0.6 }],
  },
  {
    name: "cnn",
    title: "MNIST CNN step, Adam",
    kind: "turns",
    sizes: [16, 64, 256],
    main: 64,
    sizeUnit: "images",
    work: cnnWork,
    bars: [
      { peer: "keras", mode: "fit", size: 64, atMost: 0.8 },
      { peer: "keras", size: 64, atMost: 0.8 },
      { peer: "torch", size: 64, atMost: 0.6 },
    ],
  },
  {
    name: "gpt",
    title: "GPT step, float32, Adam",
    kind: "turns",
    sizes: [128, 256, 512],
    main: 256,
    sizeUnit: "wide",
    work: (size) => gptWork(size),
    bars: [{ peer: "torch", size: 256, atMost: 0.85 }, { peer: "jax", size: 256, atMost: 0.4 }],
  },
  {
    name: "gpt-bf16",
    title: "GPT step, bfloat16, Adam",
    kind: "turns",
    sizes: [128, 256, 512],
    main: 256,
    sizeUnit: "wide",
    work: (size) => gptWork(size, "bfloat16"),
    bars: [{ peer: "torch", size: 256, atMost: 0.75 }],
  },
  {
    name: "lstm",
    title: "LSTM step, batch 64, Adam",
    kind: "turns",
    sizes: [25, 100, 200],
    main: 100,
    sizeUnit: "time steps",
    work: lstmWork,
    bars: [{ peer: "keras", size: 100, atMost: 1 }],
  },
  {
    name: "dense",
    title: "Dense step, batch 128, Adam",
    kind: "turns",
    // All lanes hold the model at once: 4096 would be 16 GB.
    sizes: [512, 1024, 2048],
    main: 2048,
    sizeUnit: "wide",
    work: denseWork,
  },
  {
    name: "upload",
    title: "Host to device, one float back",
    kind: "turns",
    sizes: [2 ** 10, 2 ** 18, 2 ** 24],
    main: 2 ** 24,
    sizeUnit: "floats",
    work: transferWork,
  },
  {
    name: "download",
    title: "Device to host",
    kind: "turns",
    sizes: [2 ** 10, 2 ** 18, 2 ** 24],
    main: 2 ** 24,
    sizeUnit: "floats",
    work: transferWork,
  },
  {
    name: "trace",
    title: "Tracing the GPT's step",
    kind: "turns",
    sizes: [1, 4, 12],
    main: 4,
    sizeUnit: "layers",
  },
  {
    name: "first-step",
    title: "The GPT's first compiled step",
    kind: "turns",
    sizes: [4],
    main: 4,
    sizeUnit: "layers",
  },
  {
    name: "import",
    title: "Process that imports",
    kind: "start",
    sizes: [1],
    main: 1,
    sizeUnit: "",
  },
  {
    name: "first-result",
    title: "Process that imports, adds, prints",
    kind: "start",
    sizes: [1],
    main: 1,
    sizeUnit: "",
  },
  {
    name: "memory-cnn",
    title: "Peak memory: MNIST CNN",
    kind: "memory",
    sizes: [64],
    main: 64,
    sizeUnit: "images",
    bars: [{ peer: "keras", size: 64, atMost: 1.1 }],
  },
  {
    name: "memory-gpt",
    title: "Peak memory: GPT",
    kind: "memory",
    sizes: [256],
    main: 256,
    sizeUnit: "wide",
    bars: [{ peer: "keras", size: 256, atMost: 1.1 }],
  },
  {
    name: "memory-dense",
    title: "Peak memory: 4 dense layers",
    kind: "memory",
    sizes: [4096],
    main: 4096,
    sizeUnit: "wide",
    bars: [{ peer: "keras", size: 4096, atMost: 1.1 }],
  },
];

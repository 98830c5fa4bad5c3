import type { Report } from "../../bench/summary.ts";

/** A small report: two jobs that tell limits, one with promises, one failure. */
export const REPORT: Report = {
  date: "2026-01-02",
  machine: {
    cpu: "Processor <1>",
    cores: 2,
    memoryGiB: 16,
    system: "linux 6",
    instructions: ["avx2"],
    load: 0.1,
  },
  versions: { tensaur: { TensorFlow: "2.21.0" }, keras: { Keras: "3" }, torch: { PyTorch: "2" } },
  missing: { jax: "there is no python3" },
  rounds: 3,
  turn: 500,
  samples: [
    { job: "triad", size: 16, peer: "torch", mode: "eager", rounds: [20.1, 10, 30] },
    { job: "matmul", size: 2048, peer: "tensaur", mode: "eager", rounds: [100, 80, 90] },
    { job: "matmul", size: 2048, peer: "keras", mode: "eager", rounds: [100, 90, 95] },
    { job: "cnn", size: 16, peer: "tensaur", mode: "jit", rounds: [4, 4, 4] },
    { job: "cnn", size: 16, peer: "keras", mode: "fit", rounds: [5, 5, 5] },
    { job: "cnn", size: 64, peer: "tensaur", mode: "jit", rounds: [9, 9, 18] },
    { job: "cnn", size: 64, peer: "tensaur", mode: "eager", rounds: [30, 30, 30] },
    { job: "cnn", size: 64, peer: "keras", mode: "fit", rounds: [12, 12, 24] },
    { job: "cnn", size: 64, peer: "keras", mode: "tf.function", rounds: [10, 10, 20] },
    { job: "cnn", size: 64, peer: "keras", mode: "fit, XLA", rounds: [25, 25, 25] },
    { job: "cnn", size: 64, peer: "torch", mode: "eager", rounds: [20, 18, 36] },
    { job: "cnn", size: 64, peer: "tfjs-wasm", mode: "eager", rounds: [], missing: "no kernel" },
    { job: "memory-cnn", size: 64, peer: "tensaur", mode: "jit", rounds: [500], before: 300 },
    { job: "memory-cnn", size: 64, peer: "keras", mode: "fit", rounds: [1000], before: 700 },
  ],
};

/**
 * Our own GPT-2, with the weights and tokens that all peers have.
 *
 * @module
 */

import { tf, train } from "../../mod.ts";
import { GPT2_TRAINING, gpt2Shape, gpt2Tokens, Gpt2Weights } from "./gpt2.ts";
import { gptTraining } from "./tfjs_gpt.ts";
import { stepping } from "./tfjs_jobs.ts";
import type { OpenJob, Side } from "./tfjs_side.ts";

/** The job; the side decides how it is compiled. */
export function gpt2(side: Side, size: number): OpenJob {
  const shape = gpt2Shape(size);
  const { batch, length } = shape;
  const { rate, beta2, decay } = GPT2_TRAINING;
  const draw = new Gpt2Weights(size);
  const trained = gptTraining(side, {
    ...shape,
    matrix: (rows, columns) => tf.tensor2d(draw.matrix(rows, columns), [rows, columns]),
    tokens: () => {
      const [read, next] = gpt2Tokens(shape);
      return [tf.tensor2d(read, [batch, length]), tf.tensor2d(next, [batch, length])];
    },
    optimizer: () =>
      train.adamW({
        learningRate: rate,
        beta2,
        weightDecay: decay,
        epsilon: 1e-8,
        decays: "matrices",
      }),
  });
  return stepping(side, trained);
}

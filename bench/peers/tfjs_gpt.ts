/**
 * A small GPT on tfjs's API and its training step.
 *
 * @module
 */

import type * as tensaur from "../../src/engine/tf.ts";
import { GPT, type GptShape } from "./shapes.ts";
import type { Norm, Side, Trained } from "./tfjs_side.ts";

/** Size of the model, and how it is trained. */
export interface GptSize extends Partial<GptShape> {
  /** Width of its states; what else of its shape is not told is that of the benchmark. */
  readonly width: number;
  /** Makes the first values of a matrix; random ones unless told. */
  readonly matrix?: (rows: number, columns: number) => tensaur.Tensor;
  /** Makes what is read and what comes next, of [batch, length]; at random unless told. */
  readonly tokens?: () => [tensaur.Tensor, tensaur.Tensor];
  /** Makes the optimizer; Adam unless told. */
  readonly optimizer?: () => tensaur.Optimizer;
}

/** Weights of a dense layer. */
interface Linear {
  /** `[from, to]`. */
  readonly kernel: tensaur.Tensor2D;
  /** `[to]`. */
  readonly bias: tensaur.Tensor1D;
}

/** Weights of one block. */
interface Block {
  readonly norm1: Norm;
  readonly norm2: Norm;
  readonly qkv: Linear;
  readonly out: Linear;
  readonly up: Linear;
  readonly down: Linear;
}

/** The model's training step and a batch for it. */
export function gptTraining(
  { tf, blocks, parted = (loss) => loss }: Pick<Side, "tf" | "blocks" | "parted">,
  { matrix, tokens: text, optimizer: makeOptimizer, ...size }: GptSize,
): Trained {
  const { width, layers, heads, vocabulary, length, batch: examples } = { ...GPT, ...size };
  const weights: tensaur.Variable[] = [];
  const variable = (start: tensaur.Tensor) => {
    const made = tf.variable(start);
    start.dispose();
    weights.push(made);
    return made as tensaur.Variable<never>;
  };
  const random = (rows: number, columns: number) =>
    variable(matrix?.(rows, columns) ?? tf.randomNormal([rows, columns], 0, 0.02));
  const norm = () => ({ scale: variable(tf.ones([width])), offset: variable(tf.zeros([width])) });
  const linear = (from: number, to: number) => ({
    kernel: random(from, to),
    bias: variable(tf.zeros([to])),
  });
  const tokens: tensaur.Tensor2D = random(vocabulary, width);
  const positions: tensaur.Tensor2D = random(length, width);
  const stack = Array.from({ length: layers }, (): Block => ({
    norm1: norm(),
    norm2: norm(),
    qkv: linear(width, 3 * width),
    out: linear(width, width),
    up: linear(width, 4 * width),
    down: linear(4 * width, width),
  }));
  const last = norm();

  const apply = (x: tensaur.Tensor, { kernel, bias }: Linear) => tf.add(tf.matMul(x, kernel), bias);

  function attend(x: tensaur.Tensor, { qkv, out }: Block): tensaur.Tensor {
    const parts = [-1, length, 3, heads, width / heads];
    const [q, k, v] = tf.unstack(
      tf.transpose(tf.reshape(apply(x, qkv), parts), [2, 0, 3, 1, 4]),
    ) as tensaur.Tensor4D[]; // [batch, heads, length, depth]
    const attended = tf.transpose(blocks.attention(q!, k!, v!), [0, 2, 1, 3]);
    return apply(tf.reshape(attended, x.shape), out);
  }

  function logits(ids: tensaur.Tensor): tensaur.Tensor2D {
    const embedded = tf.add(tf.gather(tokens, ids as tensaur.Tensor1D), positions);
    // States are [batch * length, width] from here on.
    let x = tf.reshape(embedded, [-1, width]) as tensaur.Tensor;
    for (const block of stack) {
      x = tf.add(x, attend(blocks.layerNorm(x, block.norm1), block));
      const hidden = blocks.gelu(apply(blocks.layerNorm(x, block.norm2), block.up));
      x = tf.add(x, apply(hidden, block.down));
    }
    return tf.matMul(blocks.layerNorm(x, last), tokens, false, true) as tensaur.Tensor2D;
  }

  const optimizer = makeOptimizer?.() ?? tf.train.adam(3e-4);
  const draw = () => tf.randomUniform([examples, length], 0, vocabulary, "int32");
  const batch: [tensaur.Tensor, tensaur.Tensor] = text?.() ?? [draw(), draw()];
  const loss = parted((ids, next) => blocks.crossEntropy(tf.reshape(next, [-1]), logits(ids)));
  return {
    step: (ids, next) => optimizer.minimize(() => loss(ids, next), true, weights)!,
    batch,
    dispose() {
      optimizer.dispose();
      tf.dispose([...weights, ...batch]);
    },
  };
}

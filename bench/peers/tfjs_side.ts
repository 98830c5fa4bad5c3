/**
 * What the jobs on tfjs's API need to know of the peer that they run on.
 *
 * @module
 */

import type * as tensaur from "../../src/engine/tf.ts";

/** tfjs's namespace, whoever's it is. */
export type Tf = typeof tensaur;

/** A job that is built. */
export interface OpenJob {
  /** Runs a number of iterations; may return milliseconds per iteration that it took itself. */
  readonly run: (iterations: number) => void | number;
  /** What the first iteration has computed, such as a loss. */
  readonly value?: () => number | undefined;
  /** Frees what was built. */
  readonly dispose?: () => void;
}

/** A training step on one batch; it returns the loss. */
export type Step = (x: tensaur.Tensor, y: tensaur.Tensor) => tensaur.Scalar;

/** What a job trains. */
export interface Trained {
  /** One training step. */
  readonly step: Step;
  /** What it is trained on. */
  readonly batch: [tensaur.Tensor, tensaur.Tensor];
  /** Frees model, optimizer and batch. */
  readonly dispose: () => void;
}

/** A function of two tensors that {@linkcode Compile} takes. */
type TensorFunction = (x: tensaur.Tensor, y: tensaur.Tensor) => tensaur.Tensor;

/** Compiles a function of two tensors, or gives it back. */
export type Compile = <F extends TensorFunction>(fn: F) => F & { dispose?(): void };

/** Scale and offset of a normalisation. */
export interface Norm {
  /** `[width]`. */
  readonly scale: tensaur.Tensor1D;
  /** `[width]`. */
  readonly offset: tensaur.Tensor1D;
}

/** Parts for which a peer may have ops of its own. */
export interface Blocks {
  /** Normalises the last axis. */
  layerNorm(x: tensaur.Tensor, norm: Norm): tensaur.Tensor;
  /** The tanh form of GELU. */
  gelu(x: tensaur.Tensor): tensaur.Tensor;
  /** Causal attention; queries, keys and values are `[batch, heads, length, depth]`. */
  attention(q: tensaur.Tensor4D, k: tensaur.Tensor4D, v: tensaur.Tensor4D): tensaur.Tensor4D;
  /** Mean cross entropy of classes `[batch]` and logits `[batch, classes]`. */
  crossEntropy(classes: tensaur.Tensor, logits: tensaur.Tensor2D): tensaur.Scalar;
}

/** What a job is built with. */
export interface Side {
  /** tfjs. */
  readonly tf: Tf;
  /** Compiles a function of tensors, or gives it back. */
  readonly compile: Compile;
  /** The parts of the language model and of losses. */
  readonly blocks: Blocks;
  /** What is made of a loss, a mean over the examples of a batch, before it is trained on. */
  readonly parted?: (loss: Step) => Step;
  /** Waits for a GPU, which answers before it is done; ops on a CPU are done when they return. */
  readonly settle?: (result: tensaur.Tensor) => void;
}

/** The blocks made of ops that every tfjs has. */
export function plainBlocks(tf: Tf): Blocks {
  return {
    layerNorm(x, { scale, offset }) {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(
        tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale),
        offset,
      );
    },
    gelu(x) {
      const inner = tf.mul(
        tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)),
        Math.sqrt(2 / Math.PI),
      );
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
    },
    attention(q, k, v) {
      const [, , length, depth] = q.shape;
      // [length, length]: 0 up to the diagonal, very negative above it
      const mask = tf.mul(tf.sub(tf.linalg.bandPart(tf.ones([length, length]), -1, 0), 1), 1e9);
      const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(depth)), mask);
      return tf.matMul(tf.softmax(scores), v) as tensaur.Tensor4D;
    },
    crossEntropy(classes, logits) {
      const labels = tf.oneHot(classes as tensaur.Tensor1D, logits.shape[1]);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tensaur.Scalar;
    },
  };
}

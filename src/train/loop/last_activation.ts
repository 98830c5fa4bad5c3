/**
 * What the last activation of a model made its answers of.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { ProbabilityActivation } from "../logits_loss.ts";

/** What a model answers, and what went into the activation that it ends in. */
export interface AnswerWithLogits {
  /** The answer. */
  readonly outputs: tf.Tensor;
  /**
   * What the activation got, kept past the end of `tf.tidy`: the caller disposes it. Undefined where the
   * answer does not come straight from such an activation.
   */
  readonly logits: tf.Tensor | undefined;
}

type Activate = (x: tf.Tensor, axis?: number) => tf.Tensor;

/**
 * Runs a model and listens to the activation of its last layer.
 *
 * @param model A model with one output.
 * @param activation The activation whose logits are wanted.
 * @param run Runs the model.
 */
export function answerWithLogits(
  model: tf.LayersModel,
  activation: ProbabilityActivation,
  run: () => tf.Tensor,
): AnswerWithLogits {
  const place = activationOf(lastLayer(model), activation);
  if (place === undefined) return { outputs: run(), logits: undefined };
  const { holder, method } = place;
  const own = Object.getOwnPropertyDescriptor(holder, method);
  const activate = holder[method]!;
  const heard: { readonly output: tf.Tensor; readonly logits: tf.Tensor }[] = [];
  holder[method] = (x, axis = -1) => {
    const output = activate.call(holder, x, axis);
    // The layer frees what it got on the way to its answer.
    if (axis === -1 || axis === x.rank - 1) {
      heard.push({ output, logits: tf.keep(tf.clone(x)) });
    }
    return output;
  };
  let logits: tf.Tensor | undefined;
  try {
    const outputs = run();
    // A layer may be used in several places: what counts is who made the answer.
    logits = heard.find(({ output }) => output === outputs)?.logits;
    return { outputs, logits };
  } finally {
    if (own === undefined) delete holder[method];
    else Object.defineProperty(holder, method, own);
    tf.dispose(heard.map((one) => one.logits).filter((one) => one !== logits));
  }
}

/** The layer that the answer comes from, also of a model that ends in a model. */
function lastLayer(model: tf.LayersModel): tf.layers.Layer | undefined {
  const { outputLayers: [last] = [] } = model as unknown as { outputLayers?: tf.layers.Layer[] };
  return last instanceof tf.LayersModel ? lastLayer(last) : last;
}

/** Where a layer has its activation, if it is the one that is looked for. */
function activationOf(
  layer: tf.layers.Layer | undefined,
  name: ProbabilityActivation,
): { holder: Record<string, Activate>; method: string } | undefined {
  const { activation } = (layer ?? {}) as {
    activation?: { getClassName?(): string } & Record<string, Activate>;
  };
  if (activation?.getClassName?.() === name) return { holder: activation, method: "apply" };
  if (name !== "softmax" || layer?.getClassName() !== "Softmax") return undefined;
  return { holder: layer as unknown as Record<string, Activate>, method: "softmax" };
}

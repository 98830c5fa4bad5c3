/**
 * The recurrent network as a loop inside the compiled step, in place of one traced cell per time step.
 *
 * @module
 */

import { jit, nn, tf } from "../../mod.ts";
import { LSTM } from "./shapes.ts";
import type { Trained } from "./tfjs_side.ts";

/** The network's training step and a batch for it. */
export function scannedLstm(steps: number): Trained {
  const { units, features, batch, classes } = LSTM;
  const weights: tf.Variable[] = [];
  const variable = (start: tf.Tensor) => {
    const made = tf.variable(start);
    start.dispose();
    weights.push(made);
    return made;
  };
  const kernel = variable(tf.randomNormal([features, 4 * units], 0, 0.1));
  const recurrent = variable(tf.randomNormal([units, 4 * units], 0, 0.1));
  const bias = variable(tf.zeros([4 * units]));
  const head = variable(tf.randomNormal([units, classes], 0, 0.1));
  const headBias = variable(tf.zeros([classes]));

  type State = [h: tf.Tensor, c: tf.Tensor];
  const cell = ([h, c]: State, x: tf.Tensor): [State, null] => {
    const [i, f, o, g] = tf.split(tf.add(x, tf.matMul(h, recurrent)), 4, -1); // [batch, units]
    const kept = tf.mul(tf.sigmoid(f!), c);
    const next = tf.add(kept, tf.mul(tf.sigmoid(i!), tf.tanh(g!)));
    return [[tf.mul(tf.sigmoid(o!), tf.tanh(next)), next], null];
  };

  const logits = (x: tf.Tensor) => {
    const alongTime = tf.transpose(x, [1, 0, 2]); // [steps, batch, features]
    const rows = tf.reshape(alongTime, [steps * batch, features]);
    const projected = tf.add(tf.matMul(rows as tf.Tensor2D, kernel as tf.Tensor2D), bias);
    const inputs = tf.reshape(projected, [steps, batch, 4 * units]);
    const start: State = [tf.zeros([batch, units]), tf.zeros([batch, units])];
    const [[h]] = jit.scan(cell, start, inputs);
    return tf.add(tf.matMul(h, head), headBias); // [batch, classes]
  };

  const optimizer = tf.train.adam(1e-3);
  const data: [tf.Tensor, tf.Tensor] = [
    tf.randomNormal([batch, steps, features]),
    tf.randomUniform([batch], 0, classes, "int32"),
  ];
  return {
    step: (x, y) =>
      optimizer.minimize(
        () => nn.sparseSoftmaxCrossEntropy(y, logits(x)) as tf.Scalar,
        true,
        weights,
      )!,
    batch: data,
    dispose() {
      optimizer.dispose();
      tf.dispose([...weights, ...data]);
    },
  };
}

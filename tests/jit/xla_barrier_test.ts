import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import type { TensorflowBackend } from "../../src/engine/backend.ts";
import * as tf from "../../src/engine/tf.ts";
import { currentTrace } from "../../src/jit/current_trace.ts";
import { jit } from "../../src/jit/mod.ts";
import { behindBarrier } from "../../src/jit/xla_barrier.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";

describeTensorflow("behindBarrier()", () => {
  it("gives the tensors as they are, each in its place, through XLA", () => {
    using compiled = jit((x: tf.Tensor, y: tf.Tensor) => {
      const backend = tf.backend() as TensorflowBackend;
      const after = tf.add(x, 1);
      return behindBarrier(currentTrace()!, backend, { tensors: [x, y], after });
    }, { xla: true });
    using x = tf.tensor1d([1, 2]);
    using y = tf.tensor2d([[3], [4], [5]]);
    const [a, b] = compiled(x, y);
    assertEquals([[...a!.dataSync()], a!.shape], [[1, 2], [2]]);
    assertEquals([[...b!.dataSync()], b!.shape], [[3, 4, 5], [3, 1]]);
    tf.dispose([a!, b!]);
  });
});

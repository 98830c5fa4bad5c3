import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { checkpointed, checkpointLayer } from "../../src/train/checkpointed.ts";
import { fit } from "../../src/train/fit.ts";
import { blobs } from "./blobs.ts";

const weights: tf.Variable[] = [];

/** A deep function of weights, in blocks; with dropout where it is told so. */
function deep(
  wrap: (block: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) => tf.Tensor,
  rate: number,
) {
  return (x: tf.Tensor) => {
    let y = x;
    for (const weight of weights) {
      y = wrap((x) => {
        const wide = tf.sigmoid(tf.matMul(x, weight));
        const thin = tf.tanh(tf.matMul(wide, weight, false, true));
        return rate > 0 ? tf.dropout(thin, rate) : thin;
      })(y);
    }
    return tf.mean(tf.square(y)) as tf.Scalar;
  };
}
const plain = (block: (x: tf.Tensor) => tf.Tensor) => block;

function gradients(loss: (x: tf.Tensor) => tf.Scalar) {
  return (x: tf.Tensor): tf.Tensor[] => {
    const { value, grads } = tf.variableGrads(() => loss(x), weights);
    return [value, ...weights.map(({ name }) => grads[name]!)];
  };
}
const read = (tensors: tf.Tensor[]) => tensors.map((tensor) => tensor.dataSync().slice());

describe("checkpointed()", () => {
  beforeAll(async () => {
    await tf.ready();
    for (let i = 0; i < 4; i++) {
      weights.push(tf.tidy(() => tf.variable(tf.randomNormal([8, 32], 0, 0.3, "float32", i + 1))));
    }
  });

  it("has the same values and gradients to the last bit, op by op and compiled", () => {
    const x = tf.randomNormal([16, 8], 0, 1, "float32", 9);
    const [one, other] = [gradients(deep(plain, 0)), gradients(deep(checkpointed, 0))];
    assertEquals(read(other(x)), read(one(x)));
    assertEquals(read(jit(other)(x)), read(jit(one)(x)));
    const [dx, again] = [deep(plain, 0), deep(checkpointed, 0)].map((loss) => tf.grad(loss)(x));
    assertEquals(again!.dataSync(), dx!.dataSync());
  });

  it("drops out the same when it is run again", () => {
    const x = tf.randomNormal([16, 8], 0, 1, "float32", 9);
    const [one, other] = [gradients(deep(plain, 0.4)), gradients(deep(checkpointed, 0.4))];
    const run = (fn: typeof one) => {
      const compiled = jit(fn, { seed: 3 });
      return [read(compiled(x)), read(compiled(x))];
    };
    assertEquals(run(other), run(one));
    // Op by op: the derivative along the gradient is its squared length only for one and the same mask.
    const weight = weights[0]!;
    const dropped = checkpointed((x) => tf.dropout(tf.matMul(x, weight), 0.5));
    const { value, grads } = tf.variableGrads(() => tf.sum(dropped(x)) as tf.Scalar, [weight]);
    const product = tf.sum(tf.mul(grads[weight.name]!, weight)).dataSync()[0]!;
    assert(Math.abs(product - value.dataSync()[0]!) < 1e-3, `${product} and ${value.dataSync()}`);
  });

  it("leaves nothing behind", () => {
    const x = tf.randomNormal([16, 8], 0, 1, "float32", 9);
    const loss = gradients(deep(checkpointed, 0));
    tf.dispose(loss(x));
    const before = tf.memory().numTensors;
    tf.dispose(loss(x));
    assertEquals(tf.memory().numTensors, before);
  });

  it("trains a layer of a model as it would train without", async () => {
    using points = blobs(30);
    const train = async (wrapped: boolean, compiled: boolean) => {
      const initial = (seed: number) => ({
        kernelInitializer: tf.initializers.glorotUniform({ seed }),
      });
      const hidden = tf.layers.dense({
        units: 8,
        activation: "tanh",
        inputShape: [2],
        ...initial(1),
      });
      if (wrapped) checkpointLayer(hidden);
      const model = tf.sequential({
        layers: [hidden, tf.layers.dense({ units: 3, ...initial(2) })],
      });
      const options = { epochs: 3, progress: false, jit: compiled };
      const { loss } = await fit(model, points, options);
      const weights = read(model.getWeights());
      model.dispose();
      return { loss, weights };
    };
    assertEquals(await train(true, false), await train(false, false));
    const [one, other] = [await train(true, true), await train(false, true)];
    one.loss.forEach((loss, i) => assertAlmostEquals(loss, other.loss[i]!, 1e-6));
  });

  for (const [how, least] of [["jit", 1.7], ["eager", 2]] as const) {
    it(
      `needs a fraction of the memory (${how})`,
      { ignore: Deno.build.os !== "linux" },
      async () => {
        const peak = async (kind: string) => {
          const script = new URL("checkpointed_memory.ts", import.meta.url).href;
          const { stdout } = await new Deno.Command(Deno.execPath(), {
            args: ["run", "-A", "--no-check", script, kind, how],
          }).output();
          return Number(new TextDecoder().decode(stdout));
        };
        const [kept, again] = [await peak("plain"), await peak("checkpointed")];
        assert(kept > least * again, `${kept} and ${again} bytes`);
      },
    );
  }
});

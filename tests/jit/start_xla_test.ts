import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import "../../src/engine/tf.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { childFigures } from "./child.ts";

const MODULE = new URL("../../mod.ts", import.meta.url).href;

/** Eight equal column sums at a time, each pair of which TensorFlow may run side by side. */
const EQUAL_SUMS = `
import { jit, tf } from ${JSON.stringify(MODULE)};
await tf.ready();
for (let width = 256; width < 304; width++) {
  const xs = Array.from({ length: 8 }, () => tf.ones([512, width]));
  const biases = xs.map(() => tf.zeros([width]));
  const loss = (...biases: tf.Tensor[]) =>
    tf.addN(biases.map((bias, i) => tf.sum(tf.square(tf.add(xs[i]!, bias))))) as tf.Scalar;
  const gradients = jit((...biases: tf.Tensor[]) => tf.grads(loss)(biases));
  for (let i = 0; i < 2; i++) tf.dispose(gradients(...biases));
  const [gradient] = gradients(...biases);
  console.log(gradient!.dataSync()[width - 1]);
}
`;

describeTensorflow("startXla()", () => {
  it("lets equal parts that XLA has compiled run side by side", async () => {
    // Without the flag one process in two to eight ends with a segmentation fault.
    for (let run = 0; run < 3; run++) {
      assertEquals(await childFigures(EQUAL_SUMS), new Array(48).fill(1024));
    }
  });

  it("leaves the environment as it was", async () => {
    const figures = await childFigures(`
      import { jit, tf } from ${JSON.stringify(MODULE)};
      await tf.ready();
      const environment = () => Object.entries(Deno.env.toObject()).sort().join();
      const before = environment();
      const double = jit((x: tf.Tensor) => tf.add(x, x), { xla: true });
      console.log(double(tf.scalar(4)).dataSync()[0]);
      console.log(Number(environment() === before));
    `);
    assertEquals(figures, [8, 1]);
  });
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { from } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { sgd } from "../../../src/optim/optimizers/mod.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { inFolder } from "../../in_folder.ts";

/** 60,000 fits into float16, and times the first scale of the loss it does not. */
const HUGE = 60_000;

/** What a weight of 1 becomes whose gradient is the input, one input a batch, in float16. */
async function learnt(inputs: readonly number[], options: FitOptions): Promise<number> {
  const weight = tf.tidy(() => tf.variable(tf.ones([1, 1])));
  const optimizer = options.optimizer ?? tf.train.sgd(0.125);
  const model = {
    variables: [weight],
    loss: ({ inputs }: { inputs: tf.Tensor }) => tf.mean(tf.matMul(inputs as tf.Tensor2D, weight)),
  };
  await fit(model, from(inputs.map((value) => ({ inputs: [value] }))), {
    jit: { precision: "float16" },
    batchSize: 1,
    shuffle: false,
    progress: false,
    ...options,
    optimizer,
  });
  const [value] = await weight.data();
  weight.dispose();
  optimizer.dispose();
  return value!;
}

describeTensorflow("a window of gradients in float16", () => {
  const window = { gradientAccumulationSteps: 2 } as const;

  for (const [place, inputs] of Object.entries({ first: [HUGE, 1], last: [1, HUGE] })) {
    it(`makes no update where its ${place} batch overflows, and the next one begins empty`, async () => {
      assertAlmostEquals(await learnt([...inputs, 0.5, 1], window), 1 - 0.125 * 0.75, 1e-6);
    });
  }

  it("makes no update where the last, shorter one of an epoch overflows", async () => {
    const windows = { gradientAccumulationSteps: 3, epochs: 2 };
    const weight = await learnt([0.5, 1, 0.75, 0.25, HUGE], windows);
    assertAlmostEquals(weight, 1 - 2 * 0.125 * 0.75, 1e-6);
  });

  it("halves the scale once, however many of its batches overflow", () =>
    inFolder(async (dir) => {
      const checkpoints = { dir, everySteps: 1, keep: 9 };
      await learnt([1, 1, HUGE, HUGE, 1, 1], { ...window, checkpoints });
      const scales = await Promise.all([1, 2, 3].map(async (step) => {
        const text = await Deno.readTextFile(`${dir}/checkpoint-${step}/trainer_state.json`);
        return JSON.parse(text).scaling.scale;
      }));
      assertEquals(scales, [2 ** 15, 2 ** 14, 2 ** 14]);
    }));

  const clips = { clipValue: 1e6, globalClipNorm: 1e6, clipNorm: 1e6 };
  for (const [clip, value] of Object.entries(clips)) {
    it(`is left out as well where the optimizer adds up what ${clip} has clipped`, async () => {
      const make = () => sgd({ learningRate: 0.125, accumulationSteps: 2 });
      for (const inputs of [[HUGE, 1], [1, HUGE]]) {
        const weight = await learnt([...inputs, 0.5, 1], { optimizer: make(), [clip]: value });
        assertAlmostEquals(weight, 1 - 0.125 * 0.75, 1e-6);
      }
    });
  }
});

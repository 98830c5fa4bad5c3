import { assertAlmostEquals, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { OUR_BLOCKS } from "../../bench/peers/tensaur_blocks.ts";
import { scannedLstm } from "../../bench/peers/tensaur_lstm.ts";
import { TFJS_JOBS } from "../../bench/peers/tfjs_jobs.ts";
import { type Compile, type Norm, plainBlocks, type Side } from "../../bench/peers/tfjs_side.ts";
import { engine, jit, tf } from "../../mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";

const plain: Side = { tf, blocks: plainBlocks(tf), compile: (fn) => fn };
const ours: Side = { tf, blocks: OUR_BLOCKS, compile: ((fn) => jit(fn)) as Compile };

/** A size that each job is done with in no time. */
const SMALL: Readonly<Record<string, number>> = { cnn: 1, gpt: 8, lstm: 2, dense: 4 };

describeTensorflow("the benchmark's jobs", () => {
  for (const [name, job] of Object.entries(TFJS_JOBS)) {
    for (const [way, side] of Object.entries({ "op by op": plain, "compiled": ours })) {
      it(`${name} runs ${way} and leaves nothing behind`, () => {
        const before = engine.memory().tensors;
        const { run, dispose } = job(side, SMALL[name] ?? 16);
        run(2);
        dispose?.();
        assertEquals(engine.memory().tensors - before, 0);
      });
    }
  }

  it("lstm as a loop learns and leaves nothing behind", () => {
    const before = engine.memory().tensors;
    const trained = scannedLstm(3);
    const step = jit(trained.step);
    const losses = Array.from({ length: 20 }, () => {
      const loss = step(...trained.batch);
      const [value] = loss.dataSync();
      loss.dispose();
      return value!;
    });
    assertAlmostEquals(losses[0]!, Math.log(10), 0.3);
    assertEquals(losses.at(-1)! < losses[0]!, true);
    step.dispose();
    trained.dispose();
    assertEquals(engine.memory().tensors - before, 0);
  });

  it("our blocks compute what tfjs's ops compute", () => {
    const [theirs, mine] = [plainBlocks(tf), OUR_BLOCKS];
    tf.tidy(() => {
      const x = tf.randomNormal([4, 6]);
      const norm = { scale: tf.randomNormal([6]), offset: tf.randomNormal([6]) } as unknown as Norm;
      assertTensorsClose(mine.layerNorm(x, norm), theirs.layerNorm(x, norm));
      assertTensorsClose(mine.gelu(x), theirs.gelu(x));
      const [q, k, v] = [0, 1, 2].map(() => tf.randomNormal([2, 3, 5, 4]) as tf.Tensor4D);
      assertTensorsClose(mine.attention(q!, k!, v!), theirs.attention(q!, k!, v!));
      const classes = tf.tensor1d([0, 5, 2, 3], "int32");
      const logits = x as tf.Tensor2D;
      assertTensorsClose(
        mine.crossEntropy(classes, logits),
        theirs.crossEntropy(classes, logits),
      );
    });
  });
});

function assertTensorsClose(actual: tf.Tensor, expected: tf.Tensor): void {
  assertEquals(actual.shape, expected.shape);
  const values = expected.dataSync();
  for (const [i, value] of actual.dataSync().entries()) assertAlmostEquals(value, values[i]!, 1e-4);
}

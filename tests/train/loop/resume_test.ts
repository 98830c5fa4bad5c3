import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import type { ArrayDataset } from "../../../src/data/array_dataset.ts";
import * as tf from "../../../src/engine/tf.ts";
import { CheckpointStore } from "../../../src/train/checkpoint/checkpoint_store.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { sparseSoftmaxCrossEntropy } from "../../../src/nn/sparse_softmax_cross_entropy.ts";
import { CheckpointError } from "../../../src/train/loop/saver.ts";
import { blobs, classifier } from "../blobs.ts";
import { checkResumption } from "./resume_law.ts";
import { scenarios } from "./resume_training.ts";
import { inFolder } from "../../in_folder.ts";

/** Trains anew, each time with another model and optimizer. */
async function trained(points: ArrayDataset, options: FitOptions) {
  const model = classifier();
  const optimizer = tf.train.adam(0.01);
  const history = await fit(model, points, {
    epochs: 4,
    batchSize: 8,
    progress: false,
    optimizer,
    ...options,
  });
  const weights = model.getWeights().map((weight) => weight.dataSync().slice());
  model.dispose();
  optimizer.dispose();
  return { history, weights };
}

describe("a training that goes on", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const scenario of Object.keys(scenarios)) {
    it(`fit() of ${scenario} comes to the same bits after kill -9 at random moments`, async () => {
      const expected = await scenarios[scenario]!(undefined);
      const killed = await checkResumption(scenario, { kills: 2, expected });
      assert(killed > 0, "no process was killed in time");
    });
  }

  it("fit() goes on after the Stop button where it was", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      const whole = await trained(points, {});
      const stop = new AbortController();
      const checkpoints = { dir, everyEpoch: false };
      let steps = 0;
      const first = await trained(points, {
        checkpoints,
        signal: stop.signal,
        callbacks: [{ onStepEnd: () => ++steps === 13 && stop.abort() }],
      });
      assertEquals(first.history.stopped, true);
      assertEquals(await new CheckpointStore(dir).steps(), [13]);
      const second = await trained(points, { checkpoints, resume: true });
      assertEquals(second.weights, whole.weights);
      assertEquals(second.history.loss, whole.history.loss);
      assertEquals(second.history.accuracy, whole.history.accuracy);
    }));

  it("fit() goes on with the scale of the loss in float16", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      const jit = { precision: "float16" } as const;
      // So large that the first scales overflow.
      const loss = (targets: tf.Tensor, outputs: tf.Tensor) =>
        tf.mul(sparseSoftmaxCrossEntropy(targets, outputs), 256);
      const whole = await trained(points, { jit, loss, onNaN: "ignore" });
      const checkpoints = { dir };
      await trained(points, { jit, loss, onNaN: "ignore", checkpoints, epochs: 1 });
      const more = { jit, loss, onNaN: "ignore", checkpoints, resume: true } as const;
      assertEquals((await trained(points, more)).weights, whole.weights);
    }));

  it("fit() goes on for more epochs, and names what else was changed", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      const checkpoints = { dir };
      const whole = await trained(points, {});
      await trained(points, { checkpoints, epochs: 2 });
      const { weights, history } = await trained(points, { checkpoints, resume: true });
      assertEquals(weights, whole.weights);
      assertEquals(history.epoch, [1, 2, 3, 4]);
      await assertRejects(
        () => trained(points, { checkpoints, resume: true, batchSize: 9, seed: 1 }),
        RangeError,
        "batchSize was 8 and is 9; seed was 0 and is 1",
      );
      await assertRejects(() => trained(points, { resume: true }), TypeError, "resume needs");
    }));

  it("fit() names a damaged checkpoint and goes on from the one before", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      const checkpoints = { dir, keep: 3 };
      const whole = await trained(points, {});
      await trained(points, { checkpoints, epochs: 3 });
      const file = `${dir}/checkpoint-24/model.safetensors`;
      const bytes = await Deno.readFile(file);
      bytes[bytes.length - 3]! ^= 4;
      await Deno.writeFile(file, bytes);
      const { weights, history } = await trained(points, { checkpoints, resume: true });
      assertEquals(history.warnings.length, 1);
      assertMatch(history.warnings[0]!, /checkpoint-24, so an older one.*model\.safetensors/);
      assertEquals(weights, whole.weights);
    }));

  it("fit() keeps the checkpoint with the best validation besides the newest", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      const { history } = await trained(points, {
        epochs: 6,
        validationSplit: 0.2,
        optimizer: tf.train.sgd(0.5),
        checkpoints: { dir, keep: 1, best: "valLoss" },
      });
      const store = new CheckpointStore(dir);
      const best = history.valLoss.indexOf(Math.min(...history.valLoss)) + 1;
      assertEquals(await store.bestStep(), best * 6);
    }));

  it("fit() trains on where a checkpoint could not be written, and says so", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      // A file where the folder of the second checkpoint would be.
      const checkpoints = { dir: `${dir}/runs`, keep: 9 };
      const whole = await trained(points, {});
      const { history, weights } = await trained(points, {
        checkpoints,
        onEpoch({ epoch }) {
          Deno.mkdirSync(`${dir}/runs`, { recursive: true });
          if (epoch === 1) Deno.writeTextFileSync(`${dir}/runs/checkpoint-16`, "in the way");
        },
      });
      assertEquals(weights, whole.weights);
      assertEquals(history.warnings.length, 1);
      assertMatch(history.warnings[0]!, /Cannot write checkpoint-16 .*checkpoint-8 stays/);
      await Deno.remove(`${dir}/runs/checkpoint-16`);
      assertEquals(await new CheckpointStore(`${dir}/runs`).steps(), [8, 24, 32]);
    }));

  it("fit() ends with an error when three checkpoints in a row cannot be written", () =>
    inFolder(async (dir) => {
      using points = blobs(60);
      await Deno.writeTextFile(`${dir}/file`, "no folder");
      const error = await assertRejects(
        () => trained(points, { epochs: 9, checkpoints: { dir: `${dir}/file` } }),
        CheckpointError,
        "3 in a row",
      );
      assert(error.cause instanceof Error);
    }));

  const mounts = Deno.build.os === "linux" && Deno.uid() === 0 && canMount();
  const skipped = mounts ? "" : " (skipped: needs to mount a small disk)";
  it(`fit() loses nothing when the disk is full in the middle of a checkpoint${skipped}`, {
    ignore: !mounts,
  }, () =>
    inFolder(async (dir) => {
      await mount(dir);
      try {
        using points = blobs(60);
        const whole = await trained(points, { epochs: 3 });
        const checkpoints = { dir: `${dir}/runs`, keep: 1 };
        // Room for one checkpoint, and for a part of the second.
        await Deno.writeFile(`${dir}/ballast`, new Uint8Array(96 * 1024));
        const { history } = await trained(points, { checkpoints, epochs: 2 });
        assertMatch(history.warnings.join(), /No space left on device.*training goes on/);
        const { checkpoint, skipped } = await new CheckpointStore(`${dir}/runs`).latest();
        assertEquals(skipped, []);
        assertEquals(checkpoint?.step, 8);
        await Deno.remove(`${dir}/ballast`);
        const again = await trained(points, { checkpoints, epochs: 3, resume: true });
        assertEquals(again.weights, whole.weights);
      } finally {
        await run("umount", dir);
      }
    }));
});

async function run(command: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(command, { args, stderr: "null" }).output();
  return success;
}

async function mount(dir: string): Promise<void> {
  assert(await run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", dir), "cannot mount");
}

function canMount(): boolean {
  const dir = Deno.makeTempDirSync();
  const command = (name: string, args: string[]) =>
    new Deno.Command(name, { args, stderr: "null" }).outputSync().success;
  try {
    return command("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", dir]) &&
      command("umount", [dir]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  } finally {
    Deno.removeSync(dir);
  }
}

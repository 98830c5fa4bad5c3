import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { CheckpointStore } from "../../../src/train/checkpoint/checkpoint_store.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import type { TrainEvent } from "../../../src/train/loop/events.ts";
import { NonFiniteLossError } from "../../../src/train/loop/non_finite_loss.ts";
import { blobs, classifier } from "../blobs.ts";
import { inFolder } from "../../in_folder.ts";

const steps = { epochs: 3, batchSize: 8, progress: false } as const;

/** Trains on 64 points, 8 updates an epoch, with another model and optimizer each time. */
async function trained(options: FitOptions) {
  const model = classifier();
  const optimizer = options.optimizer ?? tf.train.sgd(0.1);
  using points = blobs(64);
  try {
    const history = await fit(model, points, { ...steps, ...options, optimizer });
    return { history, weights: model.getWeights().map((weight) => weight.dataSync().slice()) };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

async function damage(dir: string, step: number): Promise<void> {
  await Deno.truncate(`${dir}/checkpoint-${step}/model.safetensors`, 10);
}

/** Makes the weights useless after an update, so that the loss of the next is no number. */
function spoilAfter(step: number) {
  return {
    onStepEnd({ state, optimizer }: TrainEvent) {
      if (state.globalStep === step) (optimizer as tf.SGDOptimizer).setLearningRate(NaN);
    },
  };
}

describe("checkpoints of a training", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const onNaN of ["throw", "stop"] as const) {
    it(`of weights that are spoilt push out none that are whole, with onNaN "${onNaN}"`, () =>
      inFolder(async (dir) => {
        const run = () =>
          trained({
            checkpoints: { dir, everySteps: 2, keep: 3 },
            callbacks: [spoilAfter(5)],
            onNaN,
          });
        if (onNaN === "throw") await assertRejects(run, NonFiniteLossError);
        else assert((await run()).history.stopped);
        // The loss of update 6 is of the weights before it, and a number.
        const { checkpoint } = await new CheckpointStore(dir).latest();
        assertEquals(checkpoint?.step, 6);
        const store = new CheckpointStore(dir);
        assertEquals(await store.steps(), [2, 4, 6]);
        const { arrays } = await store.load(4);
        const numbers = Object.values(arrays.model!).flatMap(({ data }) =>
          Array.from(data as Float32Array)
        );
        assert(numbers.every(Number.isFinite));
      }));
  }

  it("are whole when a training that has failed says so", () =>
    inFolder(async (dir) => {
      const fails = {
        onSave() {
          throw new Error("mine");
        },
      };
      const checkpoints = { dir, everySteps: 4 };
      await assertRejects(() => trained({ checkpoints, callbacks: [fails] }), Error, "mine");
      assertEquals(Array.from(Deno.readDirSync(dir), ({ name }) => name), ["checkpoint-4"]);
    }));

  it("are written of the best evaluation, where it comes between two of them as well", () =>
    inFolder(async (dir) => {
      using points = blobs(30);
      const { history } = await trained({
        checkpoints: { dir, everySteps: 5, keep: 1, best: "valLoss" },
        validationData: points,
        optimizer: tf.train.sgd(1.5),
        epochs: 5,
      });
      const best = history.valLoss.indexOf(Math.min(...history.valLoss)) + 1;
      const store = new CheckpointStore(dir);
      assertEquals(await store.bestStep(), best * 8);
      assertEquals((await store.load(best * 8)).step, best * 8);
    }));

  it("have no best where nothing is measured that tells it", () =>
    inFolder(async (dir) => {
      const run = (best: string, options: FitOptions) =>
        trained({ checkpoints: { dir, best }, ...options });
      await assertRejects(
        () => run("valLoss", {}),
        TypeError,
        'the best "valLoss" needs evaluations',
      );
      await assertRejects(() => run("loss", { validationSplit: 0.5 }), RangeError, "valLoss");
    }));

  it("of other trainings are not mixed with: a folder that has some wants resume", () =>
    inFolder(async (dir) => {
      const checkpoints = { dir };
      await trained({ checkpoints });
      const error = await assertRejects(() => trained({ checkpoints, epochs: 1 }), RangeError);
      assertMatch(error.message, /has checkpoints already, up to checkpoint-24: go on .* resume/);
      assertEquals(await new CheckpointStore(dir).steps(), [16, 24]);
      const { history } = await trained({ checkpoints, resume: true });
      assertEquals(history.epoch, [1, 2, 3]);
    }));

  it("that are left behind damaged push out none of those that follow", () =>
    inFolder(async (dir) => {
      const whole = await trained({});
      await trained({ checkpoints: { dir }, epochs: 2 });
      await damage(dir, 16);
      const seen: number[][] = [];
      const store = new CheckpointStore(dir);
      const again = await trained({
        checkpoints: { dir, everySteps: 3, keep: 1 },
        callbacks: [{ onStepBegin: async () => void seen.push(await store.steps()) }],
        resume: true,
      });
      // From 8 on: until then the damaged one counts as the newest of another line.
      assert(seen.every((steps) => steps.some((step) => step !== 16)), JSON.stringify(seen));
      assertEquals(again.weights, whole.weights);
      assertEquals(await store.steps(), [24]);
    }));

  it("that are all damaged are named, and training says that it begins anew", () =>
    inFolder(async (dir) => {
      await trained({ checkpoints: { dir }, epochs: 1 });
      await damage(dir, 8);
      const { history, weights } = await trained({ checkpoints: { dir }, resume: true });
      assertMatch(history.warnings.join(), /Cannot use checkpoint-8, so training begins anew/);
      assertEquals(weights, (await trained({})).weights);
    }));

  it("of another optimizer are refused by name", () =>
    inFolder(async (dir) => {
      await trained({ checkpoints: { dir }, epochs: 1 });
      const optimizer = tf.train.adam(0.1);
      const error = await assertRejects(
        () => trained({ checkpoints: { dir }, resume: true, optimizer }),
        RangeError,
      );
      assertMatch(error.message, /optimizer was "SGD" and is "Adam"/);
    }));
});

import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { readH5, writeH5 } from "../../../src/io/h5/h5.ts";
import { save } from "../../../src/models/files/save.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { saveKeras } from "../../../src/models/keras/save_keras.ts";
import * as optim from "../../../src/optim/mod.ts";
import {
  LAST,
  STEPS,
  type TrainedGolden,
  trainedGoldens,
  trainSteps,
  weightDifference,
} from "../../parity/models/keras_training.ts";

/** Seven steps of either library's float32. */
const TOLERANCE = 3e-6;

const refuse = {
  onNotice: (notice: string) => {
    throw new Error(notice);
  },
};

describe("Keras files of models in training", () => {
  let all: TrainedGolden[];
  const golden = (name: string) => all.find((one) => one.name === name)!;
  beforeAll(async () => {
    await tf.ready();
    all = await trainedGoldens();
  });

  it("training goes on as in Keras, with every optimizer and schedule, out of both kinds of files", async () => {
    assertEquals(all.length, 24);
    for (const { name, files, weights } of all) {
      for (const [ending, bytes] of Object.entries(files)) {
        const before = tf.memory().numTensors;
        const model = await loadKeras(bytes, refuse);
        assertEquals(model.optimizer.iterations, name === "adam_accumulation" ? 1 : STEPS);
        await trainSteps(model, STEPS, LAST);
        assertLess(weightDifference(model, weights), TOLERANCE, name + ending);
        model.dispose();
        assertEquals(tf.memory().numTensors, before, `${name}${ending} leaks`);
      }
    }
  });

  it("without its state an optimizer goes elsewhere, so that the law above says something", async () => {
    for (const name of ["sgd_momentum", "adam", "rmsprop", "adagrad", "nadam", "lion", "cosine"]) {
      const { files, weights } = golden(name);
      const model = await loadKeras(files[".keras"]!, refuse);
      const { settings } = model.optimizer as optim.Adam;
      const anew = new (model.optimizer.constructor as typeof optim.Adam)(settings);
      model.compile({ optimizer: anew, loss: "meanSquaredError" });
      await trainSteps(model, STEPS, LAST);
      assertLess(1000 * TOLERANCE, weightDifference(model, weights), name);
      model.dispose();
      anew.dispose();
    }
  });

  it("saveKeras() writes the state that loadKeras() goes on with, in the middle of a training", async () => {
    const folder = await Deno.makeTempDir();
    for (const [i, { name, files, weights }] of all.entries()) {
      // Each kind of file with every second one; Keras reads all of them (train_for_keras.ts).
      const path = `${folder}/a${i % 2 === 0 ? ".keras" : ".h5"}`;
      const model = await loadKeras(files[".keras"]!, refuse);
      await trainSteps(model, STEPS, STEPS + 2);
      await saveKeras(model, path, refuse);
      model.dispose();
      const again = await loadKeras(path, refuse);
      await trainSteps(again, STEPS + 2, LAST);
      assertLess(weightDifference(again, weights), TOLERANCE, name);
      again.dispose();
    }
    await Deno.remove(folder, { recursive: true });
  });

  it("models.save() leaves the state out where it is told so", async () => {
    const path = await Deno.makeTempFile({ suffix: ".keras" });
    const model = await loadKeras(golden("adam").files[".keras"]!, refuse);
    for (const [options, iterations] of [[{}, STEPS], [{ includeOptimizer: false }, 0]] as const) {
      await save(model, path, options);
      const again = await loadKeras(path, refuse);
      assertEquals(again.optimizer.iterations, iterations);
      assertEquals((again.optimizer as optim.Adam).settings.beta1, 0.8);
      again.dispose();
    }
    model.dispose();
    await Deno.remove(path);
  });

  it("schedules and whole rates come back as they were", async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/a.h5`;
    const { schedules } = optim;
    const rates = [
      1,
      0,
      0.1,
      schedules.cosineDecay({ initialLearningRate: 1, decaySteps: 10 }),
      schedules.piecewiseConstantDecay({ boundaries: [1, 5], values: [2, 1, 0.5] }),
      schedules.exponentialDecay({ initialLearningRate: 1, decaySteps: 10, decayRate: 2 }),
    ];
    for (const learningRate of rates) {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      const optimizer = optim.adam({ learningRate });
      model.compile({ optimizer, loss: "meanSquaredError" });
      await saveKeras(model, path, refuse);
      const loaded = await loadKeras(path, refuse);
      const again = (loaded.optimizer as optim.Adam).learningRate;
      assertEquals(JSON.stringify(again), JSON.stringify(learningRate));
      loaded.dispose();
      model.dispose();
      optimizer.dispose();
    }
    await Deno.remove(folder, { recursive: true });
  });

  it("what Keras or a file does not have is told of, and the rest is there", async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/a.h5`;
    const noticesOf = async (optimizer: tf.Optimizer): Promise<string[]> => {
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      model.compile({ optimizer, loss: "meanSquaredError" });
      const notices: string[] = [];
      await saveKeras(model, path, { onNotice: (notice) => notices.push(notice) });
      model.dispose();
      optimizer.dispose();
      return notices;
    };
    const cases: [tf.Optimizer, string][] = [
      [optim.adamW(), "All weights decay in Keras"],
      [optim.adam({ l2: 0.1 }), "l2 = 0.1"],
      [
        optim.sgd({ momentum: 0.9, rateInMomentum: false }),
        "The optimizer's state is not written: its momentum holds gradients",
      ],
      [
        optim.adam({
          learningRate: optim.schedules.cosine({ learningRate: 1, trainingSteps: 9 }),
        }),
        "Keras does not have the schedule cosine: its rate of now, 1, is written",
      ],
      [tf.train.adam(0.1), "The optimizer's state is not written: it is tfjs' own"],
    ];
    for (const [optimizer, message] of cases) {
      const notices = await noticesOf(optimizer);
      assertEquals(notices.length, 1);
      assertStringIncludes(notices[0]!, message);
      const loaded = await loadKeras(path);
      assert(loaded.optimizer instanceof optim.Optimizer);
      loaded.dispose();
    }
    await Deno.remove(folder, { recursive: true });
  });

  it("a state of other weights is not taken over, and the notice says why", async () => {
    const root = await readH5(golden("adam").files[".h5"]!);
    const { optimizer_weights: state, ...children } = root.children;
    const { attributes, children: arrays } = state as unknown as {
      attributes: { weight_names: string[] };
      children: Record<string, never>;
    };
    const names = attributes.weight_names;
    const swapped = names.with(2, names[3]!).with(3, names[2]!);
    const cases: [string[], string][] = [
      [names.slice(0, -1), "it has 17 variables, and Adam of these weights has 18"],
      [names.slice(1), "it does not begin with a count of steps"],
      [swapped, "stands where the file should have"],
      [names.with(2, names[4]!).with(4, names[2]!), "has the shape"],
    ];
    const before = tf.memory().numTensors;
    for (const [weight_names, message] of cases) {
      const bytes = await writeH5({
        attributes: root.attributes,
        children: {
          ...children,
          optimizer_weights: { attributes: { weight_names }, children: arrays },
        },
      });
      const notices: string[] = [];
      const model = await loadKeras(bytes, { onNotice: (notice) => notices.push(notice) });
      assertEquals(notices.length, 1, String(notices));
      assertStringIncludes(notices[0]!, "The optimizer's state is not taken over, it starts anew");
      assertStringIncludes(notices[0]!, message);
      assertEquals(model.optimizer.iterations, 0);
      model.dispose();
    }
    assertEquals(tf.memory().numTensors, before);
  });
});

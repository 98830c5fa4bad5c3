import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import type { TensorflowBackend } from "../../../src/engine/backend.ts";
import { jit } from "../../../src/jit/mod.ts";
import { save } from "../../../src/models/files/save.ts";
import { load } from "../../../src/models/files/load.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { mnistCnn } from "../../../src/models/mnist_cnn.ts";
import {
  saveSavedModel,
  type SaveSavedModelOptions,
} from "../../../src/models/saved_model/save_saved_model.ts";
import { assertAllClose } from "../../tolerance.ts";
import { layerCases } from "../../engine/layer_cases.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { goldens } from "../../parity/models/goldens.ts";
import { liveHandles } from "../../engine/live_handles.ts";
import { modelCases } from "./model_cases.ts";
import { answers, outputsByName } from "./outputs_by_name.ts";
import { inFolder } from "../../in_folder.ts";

/** Saves a function and gives it back as loaded, with what is to be called at the end. */
async function roundTrip(
  fn: Parameters<typeof saveSavedModel>[0],
  options: SaveSavedModelOptions,
  use: (loaded: tf.node.TFSavedModel, folder: string) => void | Promise<void>,
  signature = "serving_default",
): Promise<void> {
  await inFolder(async (folder) => {
    await saveSavedModel(fn, `${folder}/model`, options);
    const loaded = await tf.node.loadSavedModel(`${folder}/model`, ["serve"], signature);
    try {
      await use(loaded, `${folder}/model`);
    } finally {
      loaded.dispose();
    }
  });
}

/** Asserts that a saved model gives what the model gives, with several numbers of examples. */
async function assertSame(
  model: tf.LayersModel,
  given: (examples: number) => tf.Tensor[],
): Promise<void> {
  await roundTrip(model, {}, (loaded) => {
    for (const examples of [1, 2, 5]) {
      const inputs = given(examples);
      const found = outputsByName(loaded, inputs, model);
      for (const [name, wanted] of Object.entries(answers(model, inputs))) {
        assertEquals(found[name]?.shape, wanted.shape, name);
        assertAllClose(found[name]!.dataSync(), wanted.dataSync());
      }
    }
  });
}

describeTensorflow("models.saveSavedModel()", () => {
  // CategoryEncoding and CenterCrop look at the number of examples in JavaScript.
  const fixed = new Set(["categoryEncoding", "centerCrop"]);
  for (const { name, shape, indices, make } of layerCases.filter((one) => !fixed.has(one.name))) {
    it(`saves the layer ${name} for any number of examples`, () => {
      const input = tf.input({ shape });
      const model = tf.model({ inputs: input, outputs: make().apply(input) as tf.SymbolicTensor });
      return assertSame(model, (examples) => [
        indices
          ? tf.cast(tf.randomUniform([examples, ...shape], 0, indices, "int32", 1), "float32")
          : tf.randomNormal([examples, ...shape], 0, 1, "float32", 1),
      ]);
    });
  }

  it("saves every model that Keras has saved", async () => {
    for (const { files, inputs } of await goldens()) {
      const model = await loadKeras(files[".keras"]!, { onNotice: () => {} });
      await assertSame(model, (examples) =>
        model.inputs.map(({ dtype }, i) => {
          const { data, shape } = inputs[i]!;
          const times = shape.map((_, axis) => axis === 0 ? Math.ceil(examples / shape[0]!) : 1);
          return tf.slice(tf.tile(tf.tensor(data, shape, dtype), times), 0, examples);
        }));
      model.dispose();
    }
  });

  for (const { name, make, given } of modelCases) {
    it(`saves ${name}`, () => assertSame(make(), given));
  }

  it("saves mnistCnn() with its weights as variables, trained ones and others", async () => {
    const model = mnistCnn({ seed: 1 });
    await inFolder(async (folder) => {
      await saveSavedModel(model, `${folder}/a`);
      const loaded = await tf.node.loadSavedModel(`${folder}/a`);
      const x = tf.randomUniform([3, 28, 28, 1], 0, 1, "float32", 1);
      assertAllClose(
        (loaded.predict(x) as tf.Tensor).dataSync(),
        (model.predict(x) as tf.Tensor).dataSync(),
      );
      loaded.dispose();
      const entries = await Array.fromAsync(Deno.readDir(`${folder}/a`), ({ name }) => name);
      assertEquals(entries.sort(), ["assets", "saved_model.pb", "variables"]);
      const files = await Array.fromAsync(Deno.readDir(`${folder}/a/variables`), (one) => one.name);
      assertEquals(files.sort(), ["variables.data-00000-of-00001", "variables.index"]);
    });
    model.dispose();
  });

  it("a loaded model has gradients with regard to its weights", async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: "tanh" })],
    });
    const x = tf.ones([2, 3]);
    const wanted = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor));
    await roundTrip(model, {}, (loaded) => {
      const { grads } = tf.variableGrads(
        () => tf.sum(loaded.predict(x) as tf.Tensor),
        loaded.trainableVariables,
      );
      for (const value of Object.values(wanted.grads)) {
        const other = Object.values(grads).find((one) => String(one.shape) === String(value.shape));
        assertAllClose(other!.dataSync(), value.dataSync());
      }
    });
  });

  it("leaves no tensor and no variable behind", async () => {
    const model = tf.sequential({ layers: [tf.layers.lstm({ units: 2, inputShape: [3, 2] })] });
    await inFolder(async (folder) => {
      await saveSavedModel(model, `${folder}/a`);
      const before = tf.memory().numTensors;
      const { eager } = tf.backend() as TensorflowBackend;
      const left = await liveHandles(eager, () => saveSavedModel(model, `${folder}/a`));
      assertEquals([left, tf.memory().numTensors], [0, before]);
    });
  });
});

describeTensorflow("models.saveSavedModel() of functions", () => {
  it("saves a compiled function with variables, constants and outputs by name", async () => {
    const weight = tf.variable(tf.tensor([2, 3]), true, "weight");
    const shift = tf.tensor([10, 20]);
    const fn = jit((x: tf.Tensor) => ({ y: tf.add(tf.mul(x, weight), shift), same: x, weight }));
    await roundTrip(fn, { inputs: { x: { shape: [null, 2] } } }, (loaded) => {
      weight.assign(tf.tensor([0, 0]));
      const { y, same, weight: kept } = loaded.predict({
        x: tf.tensor([[1, 2], [3, 4]]),
      }) as tf.NamedTensorMap;
      assertEquals([...y!.dataSync()], [12, 26, 16, 32]);
      assertEquals([...same!.dataSync()], [1, 2, 3, 4]);
      assertEquals([...kept!.dataSync()], [2, 3]);
      assertEquals(loaded.inputs.map(({ shape }) => shape), [[-1, 2]]);
      assertEquals(loaded.outputs.map(({ shape }) => shape), [[-1, 2], [2], [-1, 2]]);
    });
    weight.dispose();
  });

  it("takes lengths of axes from the arguments wherever the code uses them", async () => {
    const fn = (x: tf.Tensor) => {
      const [rows = 0, columns = 0] = x.shape;
      const counted = tf.tensor1d(Array.from({ length: rows }, (_, i) => 2 * i + 1), "int32");
      return [
        tf.reshape(x, [rows * columns]),
        tf.div(tf.sum(x, 0), rows),
        counted,
        tf.concat([x, tf.zeros([rows, columns + 1])], 1),
        tf.range(0, 3 * rows, 1, "int32"),
      ];
    };
    await roundTrip(fn, { inputs: { x: { shape: [null, null] } } }, (loaded) => {
      for (const [rows, columns] of [[1, 4], [3, 2]]) {
        const x = tf.randomNormal([rows!, columns!], 0, 1, "float32", 1);
        const found = loaded.predict({ x }) as tf.NamedTensorMap;
        fn(x).forEach((wanted, i) => {
          assertEquals(found[`output_${i}`]!.shape, wanted.shape);
          assertAllClose(found[`output_${i}`]!.dataSync(), wanted.dataSync());
        });
      }
      assertEquals(loaded.outputs.map(({ shape }) => shape), [[-1], [-1], [-1], [-1, -1], [-1]]);
    });
  });

  it("takes them in branches and loops, too", async () => {
    const fn = (x: tf.Tensor) => {
      const rows = x.shape[0]!;
      const wide = jit.cond(
        tf.greater(tf.sum(x), 0),
        () => tf.concat([x, tf.zeros([rows, 3])], 1),
        () => tf.concat([x, tf.ones([rows, 3])], 1),
      ) as tf.Tensor;
      const [, turned] = jit.while(
        ([i]) => tf.less(i!, 3),
        ([i, y]) => [tf.add(i!, 1), tf.reshape(tf.transpose(tf.mul(y!, 2)), [rows, 5])],
        [tf.scalar(0), wide],
      ) as tf.Tensor[];
      return turned!;
    };
    await roundTrip(fn, { inputs: { x: { shape: [null, 2] } } }, (loaded) => {
      for (const rows of [1, 4]) {
        for (const sign of [1, -1]) {
          const x = tf.mul(tf.randomUniform([rows, 2], 0.5, 1, "float32", 1), sign);
          const found = loaded.predict({ x }) as tf.NamedTensorMap;
          assertAllClose(found["output_0"]!.dataSync(), fn(x).dataSync());
        }
      }
    });
  });

  it("named axes are one length, and keep integers, texts and truth values", async () => {
    const fn = (a: tf.Tensor, b: tf.Tensor, text: tf.Tensor) => ({
      sum: tf.add(a, b),
      less: tf.less(a, b),
      text,
    });
    const axis = { shape: ["batch", "time"], dtype: "int32" } as const;
    const inputs = { b: axis, a: axis, text: { shape: [null], dtype: "string" } } as const;
    await roundTrip(fn, { inputs }, (loaded) => {
      const found = loaded.predict({
        b: tf.tensor([[1, 2]], [1, 2], "int32"),
        a: tf.tensor([[3, 1]], [1, 2], "int32"),
        text: tf.tensor(["ein Wort"]),
      }) as tf.NamedTensorMap;
      assertEquals([...found["sum"]!.dataSync()], [4, 3]);
      assertEquals(found["less"]!.dtype, "bool");
      // As fn is called: first b, then a.
      assertEquals([...found["less"]!.dataSync()], [1, 0]);
      assertEquals(found["text"]!.dataSync() as unknown as string[], ["ein Wort"]);
    });
  });

  it("draws other random numbers and assigns variables at each call", async () => {
    const calls = tf.variable(tf.scalar(0), false, "calls");
    const fn = (x: tf.Tensor) => {
      calls.assign(tf.add(calls, 1));
      return { noise: tf.add(x, tf.randomUniform(x.shape)), calls: tf.mul(calls, 1) };
    };
    await roundTrip(fn, { inputs: { x: { shape: [null, 4] } } }, (loaded) => {
      const run = () => loaded.predict({ x: tf.zeros([2, 4]) }) as tf.NamedTensorMap;
      const [a, b] = [run(), run()];
      assertNotEquals(a["noise"]!.dataSync(), b["noise"]!.dataSync());
      assertEquals([a["calls"]!.dataSync()[0], b["calls"]!.dataSync()[0]], [1, 2]);
    });
    assertEquals(calls.dataSync()[0], 0);
    calls.dispose();
  });

  it("saves several signatures that share variables", async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], name: "hidden" }),
        tf.layers.dense({ units: 1, name: "score" }),
      ],
    });
    const features = (x: tf.Tensor) => model.layers[0]!.apply(x) as tf.Tensor;
    const signatures = { features: { inputs: { x: { shape: [null, 3] } }, compute: features } };
    const x = tf.ones([2, 3]);
    await roundTrip(model, { signatures }, async (loaded, folder) => {
      const { output_0 } = loaded.predict({ x }) as tf.NamedTensorMap;
      assertAllClose(output_0!.dataSync(), features(x).dataSync());
      const [graph] = await tf.node.getMetaGraphsFromSavedModel(folder);
      const names = Object.keys(graph!.signatureDefs).sort();
      assertEquals(names, ["features", "serve", "serving_default"]);
      await assertRejects(
        () => tf.node.loadSavedModel(folder, ["serve"], "absent"),
        Error,
        "absent",
      );
    }, "features");
  });

  it("says what has no form for any number of examples, and saves it for one number", async () => {
    const given = { inputs: { x: { shape: [null, 2] } } };
    const cases: [string, (x: tf.Tensor) => tf.Tensor][] = [
      ["Const", (x) => tf.matMul(tf.eye(x.shape[0]!), x)],
      ["attribute num of its node Unpack_1", (x) => tf.addN(tf.unstack(x))],
      ["runs other ops", (x) => x.shape[0]! > 220 ? tf.neg(x) : tf.abs(x)],
    ];
    await inFolder(async (folder) => {
      for (const [message, fn] of cases) {
        const failed = await assertRejects(
          () => saveSavedModel(fn, `${folder}/a`, given),
          TypeError,
          message,
        );
        assertMatch(failed.message, /signature serving_default.*batch; give/);
        await saveSavedModel(fn, `${folder}/fixed`, { ...given, batch: 4 });
        const loaded = await tf.node.loadSavedModel(`${folder}/fixed`);
        assertEquals(loaded.inputs[0]!.shape, [4, 2]);
        loaded.dispose();
      }
      const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
      assertEquals(names, ["fixed"]);
    });
  });

  it("refuses what cannot be saved", async () => {
    const inputs = { x: { shape: [null, 2] } };
    const fn = (x: tf.Tensor) => tf.neg(x);
    const refused: [Parameters<typeof saveSavedModel>[0], unknown, string][] = [
      [fn, {}, "inputs must name at least one input"],
      [fn, { inputs: { x: {} } }, "the input x needs a shape"],
      [fn, { inputs: { x: { shape: [null, -1] } } }, "a length, a name or null"],
      [fn, { inputs: { "a b": { shape: [null] } } }, 'cannot be named "a b"'],
      [fn, { inputs: { x: { shape: [null], type: "int32" } } }, 'no option "type"'],
      [fn, { inputs, batchSize: 3 }, 'no option "batchSize"'],
      [() => ({}), { inputs }, "it returns no tensor"],
      [() => ({ y: 3 } as never), { inputs }, "its output y is no tensor but 3"],
      [() => Promise.resolve() as never, { inputs }, "async"],
      [
        (x: tf.Tensor) => tf.add(x, tf.variable(tf.scalar(1), false, "made within")),
        { inputs },
        "makes the variable made within",
      ],
      [
        (x: tf.Tensor) => (x.dataSync(), x),
        { inputs },
        "Cannot read a tensor's value",
      ],
      [
        fn,
        { inputs, signatures: { serving_default: { inputs, compute: fn } } },
        "is the model itself",
      ],
    ];
    const variables = Object.keys(tf.engine().registeredVariables).length;
    await inFolder(async (folder) => {
      for (const [source, options, message] of refused) {
        await assertRejects(
          () => saveSavedModel(source, `${folder}/a`, options as SaveSavedModelOptions),
          TypeError,
          message,
        );
      }
      await assertRejects(
        () => saveSavedModel(fn, `${folder}/a`, { inputs, batch: 0 }),
        RangeError,
        "batch must be a positive integer",
      );
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      await assertRejects(
        () => saveSavedModel(model, `${folder}/a`, { inputs: { other: {} } }),
        TypeError,
        "has no input other, only",
      );
      assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
      model.dispose();
    });
    assertEquals(Object.keys(tf.engine().registeredVariables).length, variables);
  });
});

describeTensorflow("models.save() of SavedModels", () => {
  it("writes one by the file's name, or by the format, and load() reads it", async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    await inFolder(async (folder) => {
      await save(model, `${folder}/a/saved_model.pb`);
      await save(model, new URL(`file://${folder}/b`), { format: "savedModel" });
      for (const name of ["a", "b"]) {
        const loaded = await load(`${folder}/${name}`);
        assert(loaded instanceof tf.node.TFSavedModel);
        loaded.dispose();
      }
    });
  });
});

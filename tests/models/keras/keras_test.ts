import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { readZip } from "../../../src/io/zip/read_zip.ts";
import { writeZip } from "../../../src/io/zip/write_zip.ts";
import { KerasFileError } from "../../../src/models/keras/keras_error.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { saveKeras } from "../../../src/models/keras/save_keras.ts";
import { difference, type Golden, goldenFiles, goldens } from "../../parity/models/goldens.ts";

const TOLERANCE = 1e-5;

describe("Keras files", () => {
  let all: Golden[];
  let files: Record<string, Uint8Array>;
  const golden = (name: string) => all.find((one) => one.name === name)!;
  const quiet = { onNotice: () => {} };
  beforeAll(async () => {
    await tf.ready();
    files = await goldenFiles();
    all = await goldens();
  });

  it("loadKeras() predicts what Keras does, for every kind of layer and both kinds of files", async () => {
    assertEquals(all.length, 37);
    for (const one of all) {
      for (const [ending, bytes] of Object.entries(one.files)) {
        const before = tf.memory().numTensors;
        const model = await loadKeras(bytes, { ...quiet, compile: false });
        assertLess(difference(model, one), TOLERANCE, one.name + ending);
        model.dispose();
        // tfjs's dispose() keeps layers that are called twice.
        if (!["nested", "shared"].includes(one.name)) {
          assertEquals(tf.memory().numTensors, before, `${one.name}${ending} leaks`);
        }
      }
    }
  });

  it("loadKeras() predicts what Keras 2 does, out of its .h5 and .keras", async () => {
    const old = await goldens("keras2.zip");
    assertEquals(old.map(({ name }) => name), ["cnn", "rnn", "graph"]);
    for (const one of old) {
      for (const [ending, bytes] of Object.entries(one.files)) {
        const model = await loadKeras(bytes, quiet);
        assertLess(difference(model, one), TOLERANCE, one.name + ending);
        model.dispose();
      }
    }
  });

  it("saveKeras() writes what loadKeras() reads the same again", async () => {
    const folder = await Deno.makeTempDir();
    // check_keras.py has Keras read all of them.
    const names =
      "mnist_cnn text_classifier residual two_inputs nested shared tagger frozen_base states gru";
    for (const one of names.split(" ").map(golden)) {
      const model = await loadKeras(one.files[".keras"]!, quiet);
      for (const ending of [".keras", ".h5"]) {
        const path = `${folder}/model${ending}`;
        await saveKeras(model, path, quiet);
        const again = await loadKeras(path, quiet);
        assertLess(difference(again, one), TOLERANCE, one.name + ending);
        assertEquals(again.layers.map(({ name }) => name), model.layers.map(({ name }) => name));
        again.dispose();
      }
      model.dispose();
    }
    await Deno.remove(folder, { recursive: true });
  });

  it("loadKeras() refuses what tfjs does not have, naming layer and option", async () => {
    const wanted: Record<string, string> = {
      lambda: 'Lambda "lambda" holds Python code, which is never run',
      group_normalization: "of a class that tfjs does not have",
      groups: "has groups = 2, which tfjs does not have",
      hard_sigmoid: 'activation is "hard_sigmoid", which is another function in Keras 3',
      causal: 'has padding = "causal"',
      keepdims: "has keepdims = true",
      operation: "is the operation keras.src.ops.numpy.Add",
      float64: "tfjs' layers are float32",
      two_layers_backward: "has a backward_layer that differs from its layer",
    };
    for (const [name, message] of Object.entries(wanted)) {
      const error = await assertRejects(
        () => loadKeras(files[`refused_${name}.keras`]!),
        KerasFileError,
      );
      assertStringIncludes(error.message, message);
    }
    assertEquals(
      Object.keys(files).filter((name) => name.startsWith("refused")).length,
      Object.keys(wanted).length,
    );
  });

  it("loadKeras() takes loss, optimizer and metrics over", async () => {
    for (const ending of [".keras", ".h5"]) {
      const notices: string[] = [];
      const model = await loadKeras(golden("compiled").files[ending]!, {
        onNotice: (notice) => notices.push(notice),
      });
      const { learningRate, beta1 } = model.optimizer.getConfig() as Record<string, number>;
      assertEquals([learningRate!.toFixed(4), beta1], ["0.0200", 0.8]);
      assertEquals(model.loss, "sparseCategoricalCrossentropy");
      assertEquals(notices, []);
      // Eight examples are one batch of 32.
      assertEquals(model.optimizer.iterations, 1);
      model.dispose();
    }
  });

  it("loadKeras() keeps frozen layers frozen and names with spaces", async () => {
    const frozen = await loadKeras(golden("frozen_base").files[".keras"]!, quiet);
    assertEquals(frozen.trainableWeights.length, 2);
    const residual = await loadKeras(golden("residual").files[".keras"]!, quiet);
    assert(residual.layers.some(({ name }) => name === "conv 0"));
    frozen.dispose();
    residual.dispose();
  });

  it("loadKeras() says of damaged files which, and what", async () => {
    const bytes = golden("dense").files[".keras"]!;
    const inside = await readZip(bytes);
    const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const changed = async (files: Record<string, Uint8Array>) =>
      await writeZip({ ...inside, ...files });
    const config = JSON.parse(new TextDecoder().decode(inside["config.json"]));
    const { "config.json": _config, ...withoutConfig } = inside;
    const { "model.weights.h5": weights, ...withoutWeights } = inside;
    const cases: [Uint8Array, string][] = [
      [new Uint8Array(), "The file is empty"],
      [new TextEncoder().encode("\x80\x04pickle"), "neither a zip file (.keras) nor HDF5"],
      [bytes.slice(0, bytes.length / 2), "Cannot read a zip file"],
      [golden("dense").files[".h5"]!.slice(0, 3000), "Cannot read an HDF5 file"],
      [await writeZip(withoutConfig), "Its config.json cannot be read: it is missing"],
      [await writeZip(withoutWeights), "The archive has no model.weights.h5"],
      [weights!, "it holds weights and no model"],
      [await changed({ "config.json": text("[") }), "The model's configuration must be an object"],
      [await changed({ "config.json": text({ ...config, class_name: "MyModel" }) }), '"MyModel"'],
      [
        await changed({ "config.json": text({ ...config, config: { layers: [{}] } }) }),
        "A layer's class must be a text",
      ],
      [
        await changed({
          "config.json": text({
            ...config,
            config: { ...config.config, layers: config.config.layers.slice(0, 2) },
          }),
        }),
        'The file has "layers/dense_1/vars/0", which the model does not have',
      ],
      [
        await changed({
          "model.weights.h5":
            (await readZip(golden("conv2d").files[".keras"]!))["model.weights.h5"]!,
        }),
        'The file has no "layers/dense/vars/0"',
      ],
    ];
    const before = tf.memory().numTensors;
    for (const [file, message] of cases) {
      const error = await assertRejects(() => loadKeras(file), KerasFileError);
      assertStringIncludes(error.message, message);
    }
    assertEquals(tf.memory().numTensors, before);
    await assertRejects(() => loadKeras(bytes, { maxBytes: 5000 }), KerasFileError, "5000 bytes");
    await assertRejects(() => loadKeras("/no/such.keras"), Deno.errors.NotFound);
  });

  it("saveKeras() names what Keras does not have, and writes nothing", async () => {
    const folder = await Deno.makeTempDir();
    const model = tf.sequential({
      layers: [tf.layers.thresholdedReLU({ inputShape: [2], name: "cut" })],
    });
    await assertRejects(
      () => saveKeras(model, `${folder}/a.keras`),
      KerasFileError,
      'ThresholdedReLU "cut" is of a class that Keras 3 does not have',
    );
    await assertRejects(() => saveKeras(model, `${folder}/a.txt`), TypeError, "format must be");
    assertEquals([...Deno.readDirSync(folder)], []);
    await Deno.remove(folder, { recursive: true });
  });

  it("the GRU of Keras trains, and gradients reach all its weights", async () => {
    const model = await loadKeras(golden("gru").files[".keras"]!, quiet);
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    const x = tf.randomNormal([8, 5, 3], 0, 1, "float32", 1);
    const y = tf.ones([8, 2]);
    const { history } = await model.fit(x, y, { epochs: 8, verbose: 0 });
    assertLess(history.loss!.at(-1) as number, history.loss![0] as number);
    model.getWeights().forEach((weight, i) => {
      assert(weight.dataSync().some((value, j) => value !== before[i]![j]), `weight ${i}`);
    });
    tf.dispose([x, y]);
    model.dispose();
  });
});

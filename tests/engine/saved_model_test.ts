import { assert, assertEquals, assertLess, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import * as tf from "../../src/engine/tf.ts";
import { SavedModelSession } from "../../src/ffi/saved_model.ts";
import type { TensorflowBackend } from "../../src/engine/backend.ts";
import { assertAllClose, gradientToleranceOf } from "../tolerance.ts";
import { liveHandles } from "./live_handles.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

function fixture(name: string): string {
  return fileURLToPath(new URL(`./saved_model/${name}`, import.meta.url));
}

function load(name: string, signature?: string): Promise<tf.node.TFSavedModel> {
  return tf.node.loadSavedModel(fixture(name), ["serve"], signature);
}

function one(result: tf.node.SavedModelInputs): tf.Tensor {
  assert(result instanceof tf.Tensor);
  return result;
}

function named(result: tf.node.SavedModelInputs): tf.NamedTensorMap {
  assert(!(result instanceof tf.Tensor) && !Array.isArray(result));
  return result;
}

/** Runs `body` and asserts that it leaves no tensor behind, on either side. */
async function withoutLeaks(body: () => void | Promise<void>): Promise<void> {
  const before = tf.memory() as tf.MemoryInfo & { numTensorsNative: number };
  await body();
  const after = tf.memory() as typeof before;
  assertEquals(after.numTensors, before.numTensors);
  assertEquals(after.numTensorsNative, before.numTensorsNative);
  assertEquals(tf.node.getNumOfSavedModels(), 0);
}

/** Derivatives of `f` at some elements of `x`, by differences. */
function differences(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, at: number[]): number[] {
  const step = 1e-2;
  const value = (i: number, by: number) =>
    tf.tidy(() => {
      const moved = x.dataSync().slice();
      moved[i]! += by;
      return f(tf.tensor(moved, x.shape)).dataSync()[0]!;
    });
  // Of fourth order: https://en.wikipedia.org/wiki/Finite_difference_coefficient
  return at.map((i) => {
    const near = value(i, step) - value(i, -step);
    const far = value(i, 2 * step) - value(i, -2 * step);
    return (8 * near - far) / (12 * step);
  });
}

describe("tf.node.getMetaGraphsFromSavedModel()", () => {
  it("lists tags, signatures, dtypes and shapes", async () => {
    const [graph, ...others] = await tf.node.getMetaGraphsFromSavedModel(fixture("module"));
    assertEquals(others, []);
    assertEquals(graph!.tags, ["serve"]);
    assertEquals(
      Object.keys(graph!.signatureDefs).sort(),
      ["count", "endless", "look_up", "loop", "mixed", "recur", "serving_default", "types"],
    );
    const { inputs, outputs } = graph!.signatureDefs["types"]!;
    assertEquals(Object.keys(inputs), ["b", "bf", "c", "d", "h", "n", "s", "u"]);
    assertEquals(inputs["n"], {
      name: "types_n:0",
      dtype: "int32",
      tfDtype: "DT_INT64",
      shape: [-1],
    });
    assertEquals(outputs["h"]!.tfDtype, "DT_HALF");
    assertEquals(outputs["bf"]!.tfDtype, "DT_BFLOAT16");
    assertEquals(outputs["d"]!.tfDtype, "DT_DOUBLE");
  });

  it("says what is wrong with a folder that holds none, or a damaged one", async () => {
    const folder = Deno.makeTempDirSync();
    await assertRejects(
      () => tf.node.getMetaGraphsFromSavedModel(folder),
      TypeError,
      `There is no saved_model.pb file in the directory: ${folder}`,
    );
    const whole = Deno.readFileSync(`${fixture("module")}/saved_model.pb`);
    Deno.writeFileSync(`${folder}/saved_model.pb`, whole.subarray(0, 1000));
    await assertRejects(
      () => tf.node.getMetaGraphsFromSavedModel(folder),
      TypeError,
      "saved_model.pb is damaged",
    );
    Deno.removeSync(folder, { recursive: true });
  });
});

describeTensorflow("tf.node.loadSavedModel()", () => {
  it("refuses tags, signatures and folders that are not there", async () => {
    await withoutLeaks(async () => {
      const path = fixture("module");
      await assertRejects(
        () => tf.node.loadSavedModel(path, ["train"]),
        TypeError,
        "The SavedModel does not have tags: train",
      );
      await assertRejects(
        () => tf.node.loadSavedModel(path, ["serve"], "nope"),
        RangeError,
        "The SavedModel does not have signature: nope",
      );
      await assertRejects(
        () => tf.node.loadSavedModel(`${path}/none`),
        TypeError,
        "saved_model.pb",
      );
    });
  });

  it("loads a model once for all its signatures, and frees it with the last", async () => {
    await withoutLeaks(async () => {
      const first = await load("module");
      const second = await load("module", "look_up");
      assertEquals(tf.node.getNumOfSavedModels(), 1);
      first.dispose();
      assertEquals(tf.node.getNumOfSavedModels(), 1);
      assertThrows(() => first.dispose(), Error, "already been deleted");
      assertThrows(() => first.predict([]), Error, "already been deleted");
      second.dispose();
    });
  });
});

describeTensorflow("TFSavedModel.predict()", () => {
  it("gives a tensor for a tensor, a list for a list, names for names", async () => {
    using model = await load("tensorflow_1");
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2]]);
      assertEquals([...one(model.predict(x)).dataSync()], [8]);
      const list = model.predict([x]);
      assert(Array.isArray(list));
      assertEquals([...list[0]!.dataSync()], [8]);
      assertEquals([...named(model.predict({ x }))["y"]!.dataSync()], [8]);
    });
  });

  const inputs = () => ({
    n: tf.tensor1d([1, -(2 ** 30)], "int32"),
    u: tf.tensor1d([0, 254], "int32"),
    d: tf.tensor1d([0.5]),
    h: tf.tensor1d([0.5, 32752]),
    bf: tf.tensor1d([1.5]),
    b: tf.tensor1d([true, false], "bool"),
    s: tf.tensor1d(["abc", "é"]),
    c: tf.complex([1], [2]),
  });

  for (const mode of ["in its session", "as a function"]) {
    it(`keeps the values of every dtype ${mode}`, async () => {
      using model = await load("module", "types");
      if (mode === "as a function") assertEquals(model.variables, []);
      let result = {};
      tf.tidy(() => {
        const outputs = named(model.predict(inputs()));
        result = Object.fromEntries(
          Object.entries(outputs).map(([name, tensor]) => [name, {
            dtype: tensor.dtype,
            values: [...tensor.dataSync()] as unknown[],
          }]),
        );
      });
      assertEquals(result, {
        b: { dtype: "bool", values: [0, 1] },
        bf: { dtype: "float32", values: [3] },
        c: { dtype: "complex64", values: [2, 4] },
        d: { dtype: "float32", values: [1] },
        h: { dtype: "float32", values: [1, 65504] },
        n: { dtype: "int32", values: [2, -(2 ** 31)] },
        s: { dtype: "string", values: ["ABC", "é"] },
        u: { dtype: "int32", values: [1, 255] },
      });
    });

    it(`refuses what a dtype cannot hold ${mode}, and leaks nothing`, async () => {
      await withoutLeaks(async () => {
        using model = await load("module", "types");
        if (mode === "as a function") assertEquals(model.variables, []);
        const refuse = (change: () => tf.NamedTensorMap, message: string) =>
          assertThrows(
            () => tf.tidy(() => void model.predict({ ...inputs(), ...change() })),
            Error,
            message,
          );
        refuse(
          () => ({ u: tf.tensor1d([256], "int32") }),
          "uint8, which cannot hold the value 256",
        );
        refuse(() => ({ u: tf.tensor1d([-1], "int32") }), "uint8, which cannot hold the value -1");
        refuse(() => ({ u: tf.tensor1d([1]) }), "float32 is not converted by itself");
        refuse(() => ({ h: tf.tensor1d([1e6]) }), "float16, which cannot hold the value 1000000");
        refuse(() => ({ n: tf.tensor1d([1.5]) }), "its input n is int64");
        refuse(() => ({ b: tf.tensor1d([1], "int32") }), "its input b is bool");
        refuse(() => ({ s: tf.tensor1d([1]) }), "its input s is string");
        // 2 * 2^30 is no int32 any more.
        refuse(() => ({ n: tf.tensor1d([2 ** 30], "int32") }), "is the int64 2147483648");
      });
    });
  }

  for (const mode of ["in its session", "as a function", "on a tape", "by names"]) {
    it(`frees the other handles when one is refused ${mode}`, async () => {
      using model = await load("module", "types");
      if (mode === "as a function") assertEquals(model.variables, []);
      const backend = tf.backend() as TensorflowBackend;
      const id = backend.loadSavedModelMetaGraph(fixture("module"), "serve");
      const run = (given: tf.NamedTensorMap) => {
        if (mode !== "by names") return named(model.predict(given));
        const infos = Object.keys(given).map((name) => model.signature.inputs[name]!);
        const outputs = model.outputs.map(({ name }) => name);
        return backend.runSavedModel(id, Object.values(given), infos, outputs);
      };
      const refuse = (change: tf.NamedTensorMap, message: string) => {
        const rest = inputs();
        const given: tf.NamedTensorMap = { ...rest, ...change };
        const call = () => run(given);
        const taped = () => tf.grad((d) => named(model.predict({ ...given, d }))["d"]!.sum());
        assertThrows(mode === "on a tape" ? () => taped()(given["d"]!) : call, RangeError, message);
        tf.dispose([rest, given]);
      };
      const all = () => {
        refuse({ u: tf.tensor1d([256], "int32") }, "which cannot hold the value 256");
        refuse({ n: tf.tensor1d([2 ** 30], "int32") }, "is the int64 2147483648");
      };
      assertEquals(await liveHandles(backend.eager, all), 0);
      backend.deleteSavedModel(id);
    });
  }

  it("refuses missing, unknown and too many inputs", async () => {
    using model = await load("module");
    tf.tidy(() => {
      const x = tf.zeros([1, 2]);
      assertThrows(() => model.predict({ z: x }), TypeError, "input names are x, however");
      assertThrows(() => model.predict({}), TypeError, "input names are x, however");
      assertThrows(() => model.predict([x, x]), TypeError, "Length of input op names (1)");
    });
  });

  it("looks strings up in the model's table, and says why that has no gradient", async () => {
    using model = await load("module", "look_up");
    tf.tidy(() => {
      assertEquals([...one(model.predict(tf.tensor1d(["b", "?"]))).dataSync()], [2, 0]);
      assertThrows(() => model.trainableVariables, TypeError, "lives in the model's own session");
      // Still works, on the tape as well, as long as no gradient goes through it.
      const weight = tf.variable(tf.scalar(2));
      const { grads } = tf.variableGrads(() =>
        tf.mul(weight, tf.sum(one(model.predict(tf.tensor1d(["b"])))).cast("float32")) as tf.Scalar
      );
      assertEquals([...grads[weight.name]!.dataSync()], [2]);
      weight.dispose();
    });
  });

  it("counts in a variable from call to call", async () => {
    using model = await load("module", "count");
    tf.tidy(() => {
      const x = tf.tensor1d([10]);
      assertEquals(one(model.predict(x)).dataSync()[0], 10);
      assertEquals(one(model.predict(x)).dataSync()[0], 20);
      assertThrows(
        () => model.trainableVariables,
        TypeError,
        "it changes a variable while it runs",
      );
    });
  });
});

describeTensorflow("TFSavedModel.execute()", () => {
  it("gives outputs by name, and any tensor of the graph", async () => {
    using model = await load("tensorflow_1");
    tf.tidy(() => {
      const x = tf.tensor2d([[1, 2]]);
      const y = model.execute(x, "y");
      assert(y instanceof tf.Tensor);
      assertEquals([...y.dataSync()], [8]);
      const [weights] = model.execute({ x }, ["w/read"]) as tf.Tensor[];
      assertEquals([...weights!.dataSync()], [2, 3]);
      assertThrows(() => model.execute(x, "none"), RangeError, 'Cannot find "none"');
    });
  });
});

describeTensorflow("training a SavedModel", () => {
  it("lists the variables, and those that train", async () => {
    using model = await load("module");
    const names = (list: tf.Variable[]) => list.map(({ name }) => name.split("/").pop()).sort();
    assertEquals(names(model.variables), ["b", "scale", "w"]);
    assertEquals(names(model.trainableVariables), ["b", "w"]);
    using keras = await load("keras");
    assertEquals(keras.variables.length, 6);
    assertEquals(keras.trainableVariables.length, 4);
    assert(keras.trainableVariables.every(({ name }) => !/moving/.test(name)));
    using old = await load("tensorflow_1");
    assertEquals(old.trainableVariables.length, 1);
  });

  for (const name of ["module", "keras", "tensorflow_1"]) {
    it(`computes the same with and without gradients: ${name}`, async () => {
      await withoutLeaks(async () => {
        using model = await load(name);
        const width = name === "keras" ? 4 : 2;
        tf.tidy(() => {
          const x = tf.randomNormal([5, width], 0, 1, "float32", 7);
          const session = one(model.predict(x));
          assert(model.variables.length > 0);
          const eager = one(model.predict(x));
          assertAllClose(eager, session);
          const taped = tf.valueAndGrad((x: tf.Tensor) => tf.sum(one(model.predict(x))))(x);
          assertAllClose(taped.value, tf.sum(session));
        });
      });
    });

    it(`has gradients that agree with finite differences: ${name}`, async () => {
      using model = await load(name);
      const width = name === "keras" ? 4 : 2;
      tf.tidy(() => {
        const x = tf.randomNormal([3, width], 0, 1, "float32", 3);
        const f = (x: tf.Tensor) => tf.sum(tf.square(one(model.predict(x))));
        const at = [0, 1, 2, 3, 4, 5];
        const tolerance = gradientToleranceOf("float32");
        const dx = tf.grad(f)(x).dataSync();
        assertAllClose(at.map((i) => dx[i]!), differences(f, x, at), { tolerance });
        const variables = model.trainableVariables;
        const { grads } = tf.variableGrads(() => f(x) as tf.Scalar, variables);
        for (const variable of variables) {
          const before = variable.clone();
          const numeric = differences(
            (value) => {
              variable.assign(value);
              return f(x);
            },
            before,
            [0],
          );
          variable.assign(before);
          const message = variable.name;
          assertAllClose([grads[variable.name]!.dataSync()[0]!], numeric, { tolerance, message });
        }
      });
    });
  }

  it("learns, and leaves nothing behind from step to step", async () => {
    await withoutLeaks(async () => {
      using model = await load("keras");
      const optimizer = tf.train.adam(0.05);
      const x = tf.randomNormal([30, 4], 0, 1, "float32", 5);
      const labels = tf.tidy(() => tf.oneHot(tf.argMax(tf.slice(x, [0, 0], [30, 3]), 1), 3));
      const variables = model.trainableVariables;
      const step = () =>
        tf.tidy(() =>
          optimizer.minimize(
            () => tf.losses.softmaxCrossEntropy(labels, tf.log(one(model.predict(x)))),
            true,
            variables,
          )!.dataSync()[0]!
        );
      const first = step();
      const tensors = tf.memory().numTensors;
      let last = first;
      for (let i = 0; i < 50; i++) last = step();
      assertEquals(tf.memory().numTensors, tensors);
      assertLess(last, first / 2);
      tf.dispose([x, labels]);
      optimizer.dispose();
    });
  });

  it("shares variables between signatures, and sees values that were assigned", async () => {
    using model = await load("module");
    using loop = await load("module", "loop");
    tf.tidy(() => {
      const x = tf.tensor1d([1]);
      assertEquals(one(loop.predict(x)).dataSync()[0], 24);
      const scale = model.variables.find(({ name }) => name.endsWith("scale"))!;
      scale.assign(tf.scalar(1));
      assertEquals(one(loop.predict(x)).dataSync()[0], 8);
      assertEquals(one(loop.execute(x, "y") as tf.Tensor).dataSync()[0], 8);
    });
  });

  it("trains float64 variables as float32, and gathers rows", async () => {
    using model = await load("module", "mixed");
    tf.tidy(() => {
      const inputs = { d: tf.tensor1d([2, 3]), i: tf.tensor1d([1], "int32") };
      const variables = model.trainableVariables;
      assertEquals(variables.map(({ dtype }) => dtype), ["float32", "float32"]);
      const loss = () => {
        const { wide, picked, count } = named(model.predict(inputs));
        assertEquals(count!.dtype, "int32");
        return tf.add(tf.sum(wide!), tf.sum(picked!)) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, variables);
      assertEquals(value.dataSync()[0], 22);
      const of = (name: string) => [
        ...grads[variables.find((one) => one.name.endsWith(name))!.name]!.dataSync(),
      ];
      assertEquals(of("wide"), [2, 3]);
      // Rounding has the derivative 0.
      assertEquals(of("w"), [0, 0, 1, 1]);
    });
  });

  it("goes back through loops whose number of rounds is known", async () => {
    using loop = await load("module", "loop");
    using recur = await load("module", "recur");
    tf.tidy(() => {
      const dx = tf.grad((x: tf.Tensor) => tf.sum(one(loop.predict(x))))(tf.tensor1d([1, 2]));
      assertEquals([...dx.dataSync()], [24, 24]);
      const x = tf.tensor2d([[0.1, -0.2], [0.3, 0.1], [-0.4, 0.2]]);
      const before = one(recur.predict(x));
      const [w] = recur.trainableVariables;
      assertAllClose(one(recur.predict(x)), before);
      const loss = () => tf.sum(tf.square(one(recur.predict(x)))) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, [w!]);
      const values = w!.clone();
      const at = [0, 1, 2, 3];
      const numeric = differences((moved) => (w!.assign(moved), loss()), values, at);
      const tolerance = gradientToleranceOf("float32");
      assertAllClose(grads[w!.name]!, numeric, { tolerance });
    });
  });

  it("refuses a gradient through an open loop and a gradient of a gradient, and says so", async () => {
    using loop = await load("module", "endless");
    using model = await load("module");
    tf.tidy(() => {
      const x = tf.tensor1d([60]);
      assertEquals(one(loop.predict(x)).dataSync()[0], 360);
      assertEquals(loop.variables.length, 1);
      assertEquals(one(loop.predict(x)).dataSync()[0], 360);
      assertThrows(
        () => tf.grad((x: tf.Tensor) => tf.sum(one(loop.predict(x))))(x),
        Error,
        "Cannot compute a gradient through the SavedModel",
      );
      const once = tf.grad((x: tf.Tensor) => tf.sum(one(model.predict(x))));
      assertThrows(
        () => tf.grad((x: tf.Tensor) => tf.sum(once(x)))(tf.zeros([1, 2])),
        Error,
        "Cannot compute a gradient of a gradient",
      );
    });
  });

  it("refuses a shape that the signature does not declare", async () => {
    using model = await load("module");
    assert(model.variables.length > 0);
    tf.tidy(() => {
      assertThrows(
        () => model.predict(tf.zeros([1, 3])),
        TypeError,
        "its input x is float32[-1,2], it was given float32[1,3]",
      );
    });
  });

  it("saves what it learnt in a SavedModel that loads again", async () => {
    for (const name of ["module", "keras", "tensorflow_1"]) {
      const folder = `${Deno.makeTempDirSync()}/saved/model`;
      await withoutLeaks(async () => {
        const x = tf.ones([2, name === "keras" ? 4 : 2]);
        using model = await load(name);
        for (const variable of model.trainableVariables) {
          tf.tidy(() => variable.assign(tf.add(variable, 0.25)));
        }
        const wanted = one(model.predict(x));
        await model.save(folder);
        using again = await tf.node.loadSavedModel(folder);
        const got = one(again.predict(x));
        assertAllClose(got, wanted);
        const backend = tf.backend() as unknown as TensorflowBackend;
        const session = SavedModelSession.load(backend.eager.library, folder);
        assertEquals(
          session.variables().filter(({ trainable }) => trainable).length,
          model
            .trainableVariables.length + (name === "module" ? 1 : 0),
        );
        session.dispose();
        tf.dispose([x, wanted, got]);
      });
      Deno.removeSync(folder, { recursive: true });
    }
  });
});

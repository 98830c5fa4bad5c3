import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import * as tf from "../../src/engine/tf.ts";
import type { Device } from "../../src/ffi/device.ts";
import { jit } from "../../src/jit/mod.ts";
import { compile } from "../../src/jit/jit.ts";
import {
  functionDevice,
  whyNotWhole,
  type XlaCircumstances,
  xlaMode,
  type XlaObstacles,
} from "../../src/jit/xla_policy.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { warnings } from "./warnings.ts";

describe("xlaMode()", () => {
  const onGpu: XlaCircumstances = {
    option: "auto",
    device: "GPU",
    works: true,
    traces: 0,
    refused: false,
  };
  const cases: readonly [string, Partial<XlaCircumstances>, ReturnType<typeof xlaMode>][] = [
    ["compiles the function as a whole on a GPU", {}, "whole"],
    ["compiles formulas alone on a CPU", { device: "CPU" }, "formulas"],
    ["compiles formulas alone on a GPU where the whole was refused", { refused: true }, "formulas"],
    ["compiles formulas alone where it is told to", { option: false }, "formulas"],
    ["compiles the function as a whole on a CPU where it is told to", {
      option: true,
      device: "CPU",
    }, "whole"],
    ["compiles nothing where XLA does not work", { works: false }, "none"],
    ["compiles nothing for the 17th shape", { traces: 16 }, "none"],
    ["goes on for ever where it is told to", { option: true, traces: 16, works: false }, "whole"],
  ];
  for (const [name, change, mode] of cases) {
    it(name, () => assertEquals(xlaMode({ ...onGpu, ...change }), mode));
  }
});

describe("functionDevice()", () => {
  const device = (type: string, index = 0): Device => ({
    name: `/job:localhost/replica:0/task:0/device:${type}:${index}`,
    type,
    memoryBytes: 1,
  });
  const devices = [device("CPU"), device("GPU"), device("GPU", 1)];

  it("is the first GPU unless told", () => {
    assertEquals(functionDevice({ devices, device: null }), devices[1]);
    assertEquals(functionDevice({ devices: [devices[0]!], device: null }), devices[0]);
  });

  it("is the one that was asked for", () => {
    for (const one of devices) assertEquals(functionDevice({ devices, device: one.name }), one);
  });
});

describe("whyNotWhole()", () => {
  const clear: XlaObstacles = {
    device: "GPU",
    lacking: new Map(),
    strings: undefined,
    variables: [{ name: "kernel", dtype: DType.float32 }],
  };

  it("finds nothing against numbers and known ops", () => {
    assertEquals(whyNotWhole(clear), undefined);
  });

  it("names ops that XLA lacks, with their lines", () => {
    const lacking = new Map([["Crop", "at f (a.ts:1:2)"], ["Foo", ""]]);
    assertEquals(
      whyNotWhole({ ...clear, lacking }),
      "XLA has no Crop (at f (a.ts:1:2)), Foo on GPU",
    );
  });

  it("names strings", () => {
    assertEquals(
      whyNotWhole({ ...clear, strings: "Const" }),
      "it has tensors of strings, and XLA has only numbers",
    );
  });

  it("names variables that a GPU does not hold", () => {
    const variables = [...clear.variables, { name: "count", dtype: DType.int32 }];
    assertEquals(
      whyNotWhole({ ...clear, variables }),
      "the variable count is int32, which stays in the host's memory",
    );
    assertEquals(whyNotWhole({ ...clear, variables, device: "CPU" }), undefined);
  });
});

describeTensorflow("a function that XLA compiles as a whole where it can", () => {
  /** As on a GPU. */
  const modeOf = (given: XlaCircumstances) => xlaMode({ ...given, device: "GPU" });
  const pool = (x: tf.Tensor4D) => tf.maxPoolWithArgmax(x, 2, 2, "valid").indexes!;
  const picture = () => tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);

  it("is compiled as a whole, and its variables with it", () => {
    const weight = tf.tidy(() => tf.variable(tf.ones([2, 2])));
    const optimizer = tf.train.adam(0.1);
    const loss = (x: tf.Tensor) =>
      tf.mean(tf.square(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)));
    const step = compile(
      (x: tf.Tensor) =>
        optimizer.minimize(() => loss(x) as tf.Scalar, true, [weight as tf.Variable])!,
      { modeOf, name: "step" },
    );
    using x = tf.ones([4, 2]);
    const losses = [1, 2, 3].map(() => {
      using value = step(x);
      return value.dataSync()[0]!;
    });
    assertEquals(step.stats().xla, "whole");
    assertEquals(losses[0], 4);
    assertEquals(losses[2]! < losses[1]! && losses[1]! < 4, true);
    step.dispose();
    optimizer.dispose();
    weight.dispose();
  });

  it("goes on without where XLA lacks an op, which is said once, with its line", async () => {
    const compiled = compile(pool, { modeOf });
    const heard = await warnings(() => {
      for (const size of [2, 4]) {
        using x = tf.ones([1, size, size, 1]) as tf.Tensor4D;
        using places = compiled(x);
        assertEquals(places.shape[1], size / 2);
      }
    });
    assertEquals(heard.length, 1);
    assertMatch(
      heard[0]!,
      /^jit runs pool without XLA as a whole: XLA has no MaxPoolWithArgmax \(at .*xla_policy_test.ts:\d+:\d+\)+ on CPU\. Large/,
    );
    assertEquals([compiled.stats().xla, compiled.stats().traces], ["formulas", 2]);
    compiled.dispose();
  });

  it("goes on without where only the first call tells, also on another thread", async () => {
    const f = (x: tf.Tensor) => tf.cumsum(x);
    const heard = await warnings(async () => {
      for (const other of [false, true]) {
        const compiled = compile(f, { modeOf });
        using x = tf.complex([1, 2], [3, 4]);
        using sums = other ? await compiled.run([x]) : compiled(x);
        assertEquals([...tf.tidy(() => tf.real(sums).dataSync())], [1, 3]);
        assertEquals(compiled.stats().xla, "formulas");
        compiled.dispose();
      }
    });
    assertEquals(heard.length, 2);
    assertMatch(heard[0]!, /^jit runs f without XLA as a whole: .*it has no Cumsum for complex64/);
  });

  it("is explained without where only a run tells", async () => {
    using x = tf.complex([1, 2], [3, 4]);
    const compiled = compile((x: tf.Tensor) => tf.cumsum(x), { modeOf });
    const heard = await warnings(() => {
      assertEquals(jit.explain(compiled, x).xla, false);
    });
    assertEquals(heard.length, 1);
    compiled.dispose();
  });

  it("makes the variables of the function once, though it is traced twice", async () => {
    const optimizer = tf.train.adam(0.1);
    const weight = tf.tidy(() => tf.variable(tf.ones([1, 2, 2, 1])));
    const compiled = compile((x: tf.Tensor4D) => {
      const loss = optimizer.minimize(
        () => tf.mean(tf.square(tf.mul(weight, x))) as tf.Scalar,
        true,
        [weight as tf.Variable],
      )!;
      return [loss, pool(x)];
    }, { modeOf });
    using x = picture();
    const variables = () => Object.keys(tf.engine().state.registeredVariables).length;
    let made = 0;
    await warnings(() => {
      tf.dispose(compiled(x));
      made = variables();
      tf.dispose(compiled(x));
    });
    assertEquals(variables(), made);
    compiled.dispose();
    optimizer.dispose();
    weight.dispose();
  });

  it("throws what the function throws, once", async () => {
    let runs = 0;
    const compiled = compile((_: tf.Tensor) => {
      runs++;
      throw new RangeError("mine");
    }, { modeOf });
    using x = tf.scalar(1);
    const heard = await warnings(() => {
      assertThrows(() => compiled(x), RangeError, "mine");
    });
    assertEquals([runs, heard.length], [1, 0]);
  });

  it("is refused with xla: true, as it was", async () => {
    using x = picture();
    const compiled = jit(pool, { xla: true });
    await assertRejects(() => compiled.run([x]), TypeError, "Cannot compile pool with XLA");
  });

  it("refuses another word for xla", () => {
    assertThrows(
      () => jit(pool, { xla: "yes" as "auto" }),
      TypeError,
      'Cannot compile: xla must be true, false or "auto", current value is "yes"',
    );
  });
});

import { assert, assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { it } from "@std/testing/bdd";
import { collectGarbage } from "../../src/deps/collect_garbage.ts";
import * as tf from "../../src/engine/tf.ts";
import { GraphFunction } from "../../src/ffi/function.ts";
import { jit } from "../../src/jit/mod.ts";
import { liveHandles } from "../engine/live_handles.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { childFigures } from "./child.ts";
import { numbers, tensorflow } from "./engine_snapshot.ts";
import { warnings } from "./warnings.ts";

function at(path: string): string {
  return new URL(path, import.meta.url).href;
}

describeTensorflow("the traces that a compiled function keeps", () => {
  it("are as many as was asked, and those used last", () => {
    const f = jit((x: tf.Tensor) => tf.sum(x), { maxTraces: 3 });
    const call = (length: number) => tf.tidy(() => numbers(f(tf.ones([length])))[0]);
    for (const length of [1, 2, 3, 1, 4]) assertEquals(call(length), length);
    assertEquals([f.stats().traces, f.stats().cached], [4, 3]);
    // 2 was not used longest
    for (const length of [1, 3, 4]) call(length);
    assertEquals(f.stats().traces, 4);
    call(2);
    assertEquals([f.stats().traces, f.stats().cached], [5, 3]);
    f.dispose();
  });

  it("leave TensorFlow without a handle when they go", async () => {
    const weight = tf.tidy(() => tf.variable(tf.ones([2, 2])));
    const { eager } = tensorflow();
    const inputs = Array.from({ length: 5 }, (_, i) => tf.ones([i + 1, 2]));
    tf.dispose(inputs.map((x) => tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D)));
    const left = await liveHandles(eager, () => {
      const f = jit((x: tf.Tensor2D) => tf.matMul(x, weight as tf.Tensor2D), { maxTraces: 2 });
      for (const x of [...inputs, ...inputs.slice(0, 2)]) f(x as tf.Tensor2D).dispose();
      assertEquals(f.stats().traces, 7);
      f.dispose();
      weight.dispose();
    });
    tf.dispose(inputs);
    assertEquals(left, 0);
  });

  it("are freed with a function that nobody holds", async () => {
    const { prototype } = GraphFunction;
    const { dispose } = prototype;
    const freed = new Set<string>();
    prototype.dispose = function () {
      freed.add(this.name);
      dispose.call(this);
    };
    try {
      const make = () => jit((x: tf.Tensor) => tf.square(x), { name: "forgotten" });
      using x = tf.scalar(3);
      for (let i = 0; i < 20; i++) make()(x).dispose();
      collectGarbage();
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 5));
      const names = [...freed].filter((name) => name.startsWith("jit_forgotten_"));
      assertGreater(names.length, 15);
    } finally {
      prototype.dispose = dispose;
    }
  });

  it("do not grow with 1,000 different shapes", async () => {
    const [early, late] = await childFigures(`
      import { jit, tf } from ${JSON.stringify(at("../../mod.ts"))};
      import { collectGarbage } from ${JSON.stringify(at("../../src/deps/collect_garbage.ts"))};
      await tf.ready();
      async function resident() {
        // JavaScript's own garbage, which V8 collects when it likes, would blur the figure.
        collectGarbage();
        await new Promise((resolve) => setTimeout(resolve));
        return Deno.memoryUsage().rss;
      }
      const weight = tf.variable(tf.ones([8, 8]));
      const optimizer = tf.train.adam(0.01);
      const loss = (x) => tf.mean(tf.square(tf.relu(tf.matMul(x, weight))));
      const step = jit((x) => optimizer.minimize(() => loss(x), true, [weight]), { maxTraces: 8 });
      tf.backend_util.warn = () => {};
      for (let rows = 1; rows <= 1000; rows++) {
        tf.tidy(() => { step(tf.ones([rows, 8])).dataSync(); });
        if (rows === 200) console.log(await resident());
      }
      console.log(await resident());
    `);
    // It was 1.35; TensorFlow 2.16 itself keeps a few kilobytes of each.
    assertLess(late! / early!, 1.05);
  });
});

describeTensorflow("the warning of many traces", () => {
  it("names the number that should be a tensor, once", async () => {
    const f = jit((options: { x: tf.Tensor; rate: number }) => tf.mul(options.x, options.rate), {
      name: "scaled",
    });
    using x = tf.scalar(2);
    const heard = await warnings(() => {
      for (let rate = 3; rate < 40; rate++) f({ x, rate }).dispose();
    });
    assertEquals(heard.length, 1);
    const [text] = heard;
    assertStringIncludes(text!, "jit has traced scaled 8 times");
    assertStringIncludes(text!, "argument 0.rate is the number 3, 4, 5, …");
    assertStringIncludes(text!, "tf.scalar(value)");
  });

  it("names shapes, texts and objects that are others each time", async () => {
    const causes: [string, string, (i: number) => unknown][] = [
      [
        "argument 1 is a tensor float32[1], float32[2], float32[3], …",
        "padding",
        (i) => tf.ones([i + 1]),
      ],
      ['argument 1 is the text "0", "1", "2", …', "each value", (i) => `${i}`],
      ["argument 1 is another object each time", "make it once", () => new Date()],
      ["argument 1 is another function each time", "make it once", () => () => 1],
      ["argument 1[0] is a tensor float32[1], float32[2], float32[3], …", "padding", (i) => [
        tf.ones([i + 1]),
      ]],
    ];
    using x = tf.scalar(1);
    for (const [what, advice, make] of causes) {
      const f = jit((x: tf.Tensor, _other: unknown) => tf.add(x, 1));
      const heard = await warnings(() => {
        tf.tidy(() => {
          for (let i = 0; i < 12; i++) f(x, make(i));
        });
      });
      assertEquals(heard.length, 1, what);
      assertStringIncludes(heard[0]!, what);
      assertStringIncludes(heard[0]!, advice);
    }
  });

  it("says that a tensor is another one each time", async () => {
    let held = tf.scalar(0);
    const f = jit((x: tf.Tensor) => tf.add(x, held));
    using x = tf.scalar(1);
    const heard = await warnings(() => {
      for (let i = 1; i < 12; i++) {
        assertEquals(tf.tidy(() => numbers(f(x))), [i]);
        held.dispose();
        held = tf.scalar(i);
      }
    });
    assertEquals(heard.length, 1);
    assertStringIncludes(heard[0]!, "a tensor that it uses has been disposed");
    assert(f.stats().cached === 1);
    held.dispose();
  });

  it("is silent for a few shapes", async () => {
    const f = jit((x: tf.Tensor) => tf.add(x, 1));
    const heard = await warnings(() => {
      for (let i = 0; i < 100; i++) tf.tidy(() => f(tf.ones([i % 7])));
    });
    assertEquals(heard, []);
  });
});

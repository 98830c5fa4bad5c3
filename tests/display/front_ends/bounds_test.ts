import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { bundle, show } from "../../../src/display/mod.ts";
import { display, jit, tf } from "../../../mod.ts";
import { all, ATTACK } from "./hostile.ts";

/** Bytes of a bundle as JSON, whatever is shown. */
const MOST = 1_000_000;

// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Values that are too large to be shown whole, and what is said of it. */
const large: Readonly<Record<string, readonly [make: () => unknown, says: string]>> = {
  "a line of 10 million points": [() => display.lineChart(many), "2000 of 10,000,000 points"],
  "a cloud of 10 million points": [
    () => display.scatterChart({ x: many, y: many }),
    "4000 of 10,000,000 points",
  ],
  "10 million bars": [() => display.barChart(many), "200 of 10,000,000 points"],
  "a histogram of 10 million": [() => display.histogram(many), "10,000,000 values"],
  "a vector of 10 million": [() => tf.tensor1d(many), "1e-5"],
  "a sound of 10 million samples": [() => display.audio(many), "of 10,000,000 points"],
  "5,000 series": [
    () =>
      display.lineChart(Object.fromEntries(long(5_000).map((i) => [`${i}`, many.slice(0, 99)]))),
    "the first 100 of 5000 series",
  ],
  "1,000 series of bars": [
    () => display.barChart(long(1_000).map((i) => ({ name: ATTACK + i, y: many.slice(0, 200) }))),
    "10 of 200 points",
  ],
  "10,000 classes": [
    () => display.confusionMatrix(long(10_000), long(10_000)),
    "100 × 100 of 10,000 classes",
  ],
  "a table of 5,000 rows and 2,000 columns": [
    () => long(5_000).map((row) => long(2_000).map((column) => row * column)),
    "20 of 5000 rows",
  ],
  "a table that is asked to be too large": [
    () =>
      display.table(long(2_000).map(() => new Array(500).fill("<".repeat(200))), {
        maxRows: 2_000,
        maxColumns: 500,
      }),
    "25 of 2000 rows",
  ],
  "an image of 20,000 × 20,000": [
    () => tf.zeros([20_000, 20_000, 1], "bool"),
    "from 16,000,000 of 400,000,000 values",
  ],
  "an image of one pixel": [() => tf.ones([1, 1, 3]), "[1, 1, 1]"],
  "deep nesting": [() => long(10_000).reduce((inner: object) => ({ inner }), {}), "[Object]"],
  "a cycle": [() => cycle, "[Circular *1]"],
  "a getter that throws": [() => [{
    get bad() {
      return fail();
    },
  }, { good: 1 }], "bad"],
  "a proxy that throws": [() => ({ inner: new Proxy({}, { ownKeys: fail, get: fail }) }), "inner"],
  "a model without layers": [() => tf.sequential(), "no layers yet"],
};

const many = Float32Array.from({ length: 10_000_000 }, (_, i) => i / 1e5);
const long = (length: number) => Array.from({ length }, (_, i) => i);
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

function fail(): never {
  throw new Error("do not look");
}

describe("bounds of displays", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const [name, { make }] of Object.entries(all)) {
    it(`${name}: less than 1 MB, nothing that runs, no control characters`, async () => {
      const value = await make();
      const shown = bundle(value);
      assertLess(JSON.stringify(shown).length, MOST);
      for (const [mime, data] of Object.entries(shown)) {
        const text = typeof data === "string" ? data : JSON.stringify(data);
        assert(!CONTROLS.test(text), mime);
        assert(text.isWellFormed(), mime);
        if (mime === "text/plain") continue;
        assert(!/<script|<img src=x|<svg onload|\sonerror="/.test(text), mime);
        // Coordinates are numbers.
        if (mime === "image/svg+xml") assert(!/="[^"]*(NaN|Infinity|undefined)/.test(text));
      }
      tf.disposeVariables();
    });
  }

  for (const [name, [make, says]] of Object.entries(large)) {
    it(`${name}: less than 1 MB within 5 s, and what is left out is said`, () => {
      const value = make();
      const start = performance.now();
      const shown = bundle(value);
      assertLess(performance.now() - start, 5_000);
      assertLess(JSON.stringify(shown).length, MOST);
      assertStringIncludes(shown["text/plain"], says);
      if (value instanceof tf.Tensor) value.dispose();
    });
  }

  it("a formula holds no tag for pages that take it as it is", () => {
    const shown = bundle(display.latex(`a<b ${ATTACK}`))["text/latex"] as string;
    assert(shown.startsWith("$$a< b"));
    assert(!/<[a-z/]/i.test(shown) && !CONTROLS.test(shown));
  });

  it("show() of a tensor that jit traces says that there are no values", () => {
    let text = "";
    const square = jit((x: tf.Tensor) => {
      show(x, { write: (part) => text += part });
      return tf.square(x);
    });
    square(tf.tensor1d([1, 2])).dispose();
    assertStringIncludes(text, "float32 [2]");
    assertStringIncludes(text, "Cannot read a tensor's value while jit traces");
  });

  it("show() of a disposed tensor says so", () => {
    const tensor = tf.scalar(1);
    tensor.dispose();
    let text = "";
    show(tensor, { write: (part) => text += part });
    assertEquals(text.includes("disposed"), true);
  });
});

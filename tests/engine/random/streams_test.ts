import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tfjs from "../../../src/deps/tfjs.ts";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { correlation } from "./statistics.ts";

const N = 20_000;

/** Values of the tensors that `fn` returns, which are disposed. */
function valuesOf(fn: () => tf.Tensor | tf.Tensor[]): number[][] {
  const tensors = [fn()].flat();
  const values = tensors.map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  return values;
}

/** Every op that draws, seeded or not. */
const DRAWS: Record<string, (seed?: number) => tf.Tensor> = {
  dropout: (seed) => tf.dropout(tf.ones([50]), 0.5, undefined, seed),
  multinomial: (seed) => tf.multinomial([0.1, 0.2, 0.3], 50, seed),
  randomGamma: (seed) => tf.randomGamma([50], 2, 1, "float32", seed),
  randomNormal: (seed) => tf.randomNormal([50], 0, 1, "float32", seed),
  randomStandardNormal: (seed) => tf.randomStandardNormal([50], "float32", seed),
  randomUniform: (seed) => tf.randomUniform([50], 0, 1, "float32", seed),
  randomUniformInt: (seed) => tf.randomUniformInt([50], 0, 1000, seed),
  truncatedNormal: (seed) => tf.truncatedNormal([50], 0, 1, "float32", seed),
};

describeTensorflow("streams of random numbers in compiled code", () => {
  for (const [name, draw] of Object.entries(DRAWS)) {
    it(`${name}() draws anew at each call, and a run repeats from its seed`, () => {
      using first = jit(() => draw(), { seed: 1 });
      using again = jit(() => draw(), { seed: 1 });
      using other = jit(() => draw(), { seed: 2 });
      const calls = [1, 2, 3].map(() => valuesOf(first)[0]);
      assertNotEquals(calls[0], calls[1]);
      assertNotEquals(calls[1], calls[2]);
      assertEquals([1, 2, 3].map(() => valuesOf(again)[0]), calls);
      assertNotEquals(valuesOf(other)[0], calls[0]);
      assertEquals(first.stats().traces, 1);
    });

    it(`${name}() with a seed gives at each call what it gives without jit`, () => {
      const [eager] = valuesOf(() => draw(7));
      for (const xla of [false, true]) {
        using seeded = jit(() => draw(7), { xla });
        assertEquals(valuesOf(seeded), [eager!]);
        assertEquals(valuesOf(seeded), [eager!]);
      }
    });

    it(`${name}() leaves no tensor behind`, () => {
      using draws = jit(() => draw());
      const before = tf.memory().numTensors;
      valuesOf(draws);
      valuesOf(() => tf.tidy(() => draw()));
      assertEquals(tf.memory().numTensors, before);
    });
  }

  it("without jit are tfjs's own", () => {
    assertEquals(
      valuesOf(() => tf.randomNormal([9], 1, 2, "float32", 5)),
      valuesOf(() => tfjs.randomNormal([9], 1, 2, "float32", 5)),
    );
    assertEquals(
      valuesOf(() => tf.dropout(tf.ones([9]), 0.5, [9], "seed")),
      valuesOf(() => tfjs.dropout(tf.ones([9]), 0.5, [9], "seed")),
    );
    assertNotEquals(valuesOf(() => tf.rand([9], Math.random)), valuesOf(() => tf.zeros([9])));
  });

  it("of two draws, two calls and two seeds have nothing to do with each other", () => {
    const draw = () => [tf.randomUniform([N]), tf.randomUniform([N])];
    const rows = [0, 1, -1, 2 ** 31].flatMap((seed) => {
      using draws = jit(draw, { seed });
      return [...valuesOf(draws), ...valuesOf(draws)];
    });
    rows.forEach((a, i) =>
      rows.slice(i + 1).forEach((b) => {
        const related = correlation(a, b) * Math.sqrt(N);
        assert(Math.abs(related) < 4.5, `correlation ${related / Math.sqrt(N)}`);
      })
    );
    // A stream that began a few numbers later would show the same numbers elsewhere.
    const triples = rows.flatMap((row) => row.slice(2).map((_, k) => key(row, k + 2)));
    assertEquals(new Set(triples).size, triples.length);
  });

  it("are not mixed with what JavaScript draws: that is refused", () => {
    const own = "Cannot call tfjs's own";
    const refused: [string, () => unknown][] = [
      [`${own} rand()`, () => tf.rand([2], Math.random)],
      // As they are called in a converted model, or by tfjs's layers in a bundle of ES modules.
      [`${own} multinomial()`, () => tfjs.multinomial([1, 2], 3)],
      [`${own} randomGamma()`, () => tfjs.randomGamma([2], 1)],
      [`${own} randomNormal()`, () => tfjs.randomStandardNormal([2])],
      [`${own} randomUniform()`, () => tfjs.randomUniformInt([2], 0, 5)],
      [`${own} randomUniform()`, () => tfjs.dropout([1, 2], 0.5)],
      [`${own} truncatedNormal()`, () => tfjs.truncatedNormal([2])],
      ["Cannot call tf.util.shuffle()", () => tf.util.shuffle([1, 2])],
      ["Cannot call tf.util.shuffleCombo()", () => tf.util.shuffleCombo([1, 2], [3, 4])],
      ["Cannot call tf.util.createShuffledIndices()", () => tf.util.createShuffledIndices(2)],
      ["Cannot call tf.util.randUniform()", () => tf.util.randUniform(0, 1)],
    ];
    for (const [message, draw] of refused) {
      tf.tidy(() => void draw());
      const traced = jit(() => {
        draw();
        return tf.ones([1]);
      });
      assertThrows(traced, TypeError, message);
      tf.tidy(() => void draw());
    }
  });

  it("refuse wrong arguments", () => {
    const wrong: [string, () => tf.Tensor][] = [
      ["dtype must be float32 or int32", () => tf.randomNormal([1], 0, 1, "bool" as "int32")],
      ["dtype must be float32 or int32", () => tf.truncatedNormal([1], 0, 1, "bool" as "int32")],
      ["dtype must be float32 or int32", () => tf.randomGamma([1], 1, 1, "bool" as "int32")],
      ["or bool", () => tf.randomUniform([1], 0, 1, "string" as "bool")],
      ["alpha must be positive", () => tf.randomGamma([1], 0)],
      ["at least 2 elements", () => tf.multinomial([1], 3)],
      ["positive integers", () => tf.randomUniform([-1])],
    ];
    for (const [message, draw] of wrong) assertThrows(jit(draw), Error, message);
  });
});

function key(row: readonly number[], k: number): string {
  return [row[k], row[k - 1], row[k - 2]].join();
}

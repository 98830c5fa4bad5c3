import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import {
  assertDistributed,
  assertShares,
  type Distribution,
  normalCumulative,
} from "./statistics.ts";

const N = 40_001;

/** What the first call of compiled code draws; XLA gives the same up to rounding. */
function drawn(fn: () => tf.Tensor): Float32Array {
  const [graph, xla] = [false, true].map((xla) => {
    using compiled = jit(fn, { xla, seed: 11 });
    const tensor = compiled();
    const values = tensor.dataSync() as Float32Array;
    tensor.dispose();
    return values;
  });
  for (let i = 0; i < graph!.length; i++) {
    const [a, b] = [graph![i]!, xla![i]!];
    assert(Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a)), `XLA drew ${b} instead of ${a}`);
  }
  return graph!;
}

function uniform(min: number, max: number): Distribution {
  return {
    mean: (min + max) / 2,
    variance: (max - min) ** 2 / 12,
    kurtosis: 1.8,
    cumulative: (x) => (x - min) / (max - min),
  };
}

function normal(mean: number, stdDev: number): Distribution {
  const cumulative = (x: number) => normalCumulative((x - mean) / stdDev);
  return { mean, variance: stdDev ** 2, kurtosis: 3, cumulative };
}

/** Counts of the whole numbers from 0 to below `length`. */
function counted(values: ArrayLike<number>, length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (let i = 0; i < values.length; i++) counts[values[i]!]!++;
  return counts;
}

describeTensorflow("random numbers in compiled code", () => {
  describe("randomUniform()", () => {
    it("is uniform, from its lower bound to below its upper one", () => {
      const unit = drawn(() => tf.randomUniform([N]));
      assertDistributed(unit, uniform(0, 1));
      assert(unit.every((x) => x >= 0 && x < 1));
      const values = drawn(() => tf.randomUniform([3, N], -2.5, 4));
      assertDistributed(values, uniform(-2.5, 4));
      assert(values.every((x) => x >= -2.5 && x < 4));
    });

    it("draws every whole number as often; towards zero, as tfjs rounds, below it", () => {
      const values = drawn(() => tf.randomUniformInt([N], 0, 7));
      assertShares(counted(values, 7), new Array(7).fill(1 / 7));
      const around = drawn(() => tf.randomUniformInt([N], -2, 2)).map((x) => x + 2);
      assertShares(counted(around, 4), [0, 1 / 4, 1 / 2, 1 / 4]);
      const broken = drawn(() => tf.randomUniform([N], 0.5, 3, "int32"));
      assertShares(counted(broken, 3), [1 / 5, 2 / 5, 2 / 5]);
    });

    it("draws truth values", () => {
      const values = drawn(() => tf.randomUniform([N], 0, 2, "bool"));
      assertShares(counted(values, 2), [1 / 2, 1 / 2]);
    });

    it("draws scalars and empty tensors", () => {
      assertEquals(drawn(() => tf.randomUniform([])).length, 1);
      assertEquals(drawn(() => tf.randomUniform([0, 3])).length, 0);
    });
  });

  describe("randomNormal()", () => {
    it("is normal", () => {
      assertDistributed(drawn(() => tf.randomNormal([N], 3, 0.5)), normal(3, 0.5));
      assertDistributed(drawn(() => tf.randomStandardNormal([2, N])), normal(0, 1));
    });

    it("reaches far, and stays finite", () => {
      const values = drawn(() => tf.randomNormal([2_000_000]));
      const farthest = values.reduce((far, x) => Math.max(far, Math.abs(x)), 0);
      assert(farthest > 4.5 && farthest < 7, `${farthest}`);
    });

    it("draws whole numbers", () => {
      const values = drawn(() => tf.randomNormal([N], 2, 0.4, "int32"));
      const share = (x: number) =>
        normalCumulative((x + 0.5 - 2) / 0.4) - normalCumulative((x - 0.5 - 2) / 0.4);
      assertShares(counted(values, 5).slice(1, 4), [1, 2, 3].map(share));
    });
  });

  it("truncatedNormal() is normal within two deviations", () => {
    const values = drawn(() => tf.truncatedNormal([N], 1, 2));
    assert(values.every((x) => x >= -3 && x <= 5));
    const within = 2 * normalCumulative(2) - 1;
    assertDistributed(values, {
      mean: 1,
      variance: 4 * 0.774_074,
      kurtosis: 2.36,
      cumulative: (x) => (normalCumulative((x - 1) / 2) - 0.5) / within + 0.5,
    });
  });

  it("randomGamma() has tfjs's distribution, above and below 1", () => {
    const exponential = drawn(() => tf.randomGamma([N], 1, 3));
    assertDistributed(exponential, {
      mean: 3,
      variance: 9,
      kurtosis: 9,
      cumulative: (x) => 1 - Math.exp(-x / 3),
    });
    assertDistributed(drawn(() => tf.randomGamma([N], 3)), {
      mean: 3,
      variance: 3,
      kurtosis: 5,
      cumulative: (x) => 1 - Math.exp(-x) * (1 + x + x * x / 2),
    });
    // Half the square of a normal number.
    assertDistributed(drawn(() => tf.randomGamma([N], 0.5)), {
      mean: 0.5,
      variance: 0.5,
      kurtosis: 15,
      cumulative: (x) => 2 * normalCumulative(Math.sqrt(2 * x)) - 1,
    });
  });

  describe("multinomial()", () => {
    const shares = [0.1, 0, 0.6, 0.3, 0];

    it("draws categories by their probabilities", () => {
      const values = drawn(() => tf.multinomial(tf.tensor1d(shares), N, undefined, true));
      assertShares(counted(values, 5), shares);
    });

    it("draws categories by their logits, row by row", () => {
      const logits = tf.tensor2d([shares.map((x) => Math.log(x)), [0, 0, 0, 0, 0]]);
      const values = drawn(() => tf.multinomial(logits, N));
      assertShares(counted(values.slice(0, N), 5), shares);
      assertShares(counted(values.slice(N), 5), new Array(5).fill(1 / 5));
      logits.dispose();
    });
  });
});

import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../../src/nn/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { tidily, valuesOf } from "../../nn/numbers.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

/** What a peer computed; see make_losses.py, which writes them. */
interface Golden {
  name: string;
  loss: string;
  library: string;
  options: Record<string, unknown>;
  targets: { shape: number[]; data: number[]; dtype: "int32" | "float32" };
  outputs: { shape: number[]; data: number[] };
  sampleWeights?: number[];
  shape: number[];
  result: number[];
  gradient: number[];
}

type Loss = (targets: tf.Tensor, outputs: tf.Tensor, options: object) => tf.Tensor;

const golden: Golden[] = JSON.parse(
  Deno.readTextFileSync(new URL("./losses.json", import.meta.url)),
);
const losses = nn as unknown as Record<string, Loss>;

/** The peers compute in float32, too, and round what is clipped in other places. */
const TOLERANCE = { relative: 3e-5, absolute: 3e-6 };

describeOnEngines("losses against their peers", () => {
  for (const one of golden) {
    it(`${one.name}: ${one.loss}() gives what ${one.library} gives, gradient too`, () => {
      tidily(() => {
        const { targets, outputs, sampleWeights } = one;
        const given = tf.tensor(targets.data, targets.shape, targets.dtype);
        const x = tf.tensor(outputs.data, outputs.shape);
        const options = {
          ...one.options,
          ...sampleWeights && { sampleWeights: tf.tensor1d(sampleWeights) },
        };
        const compute = (x: tf.Tensor) => losses[one.loss]!(given, x, options);
        const value = compute(x);
        assertEquals(value.shape, one.shape);
        assertAllClose(valuesOf(value), one.result, { tolerance: TOLERANCE });
        const gradient = tf.grad((x) => tf.sum(compute(x)))(x);
        assertAllClose(valuesOf(gradient), one.gradient, {
          tolerance: TOLERANCE,
          message: "gradient",
        });
      });
    });
  }
});

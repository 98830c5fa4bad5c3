import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { filled, inRows, numbers, tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The outputs of one sequence, in double precision. */
function reference(
  x: number[][],
  { kernel, recurrent, bias }: { kernel: number[][]; recurrent: number[][]; bias: number[] },
): { outputs: number[][]; c: number[] } {
  const units = recurrent.length;
  let h = new Array<number>(units).fill(0);
  let c = [...h];
  const outputs = x.map((step) => {
    const gates = bias.map((start, column) =>
      start + step.reduce((sum, one, i) => sum + one * kernel[i]![column]!, 0) +
      h.reduce((sum, one, i) => sum + one * recurrent[i]![column]!, 0)
    );
    const [i, f, g, o] = inRows(gates, units) as [number[], number[], number[], number[]];
    c = c.map((cell, at) => sigmoid(f[at]!) * cell + sigmoid(i[at]!) * Math.tanh(g[at]!));
    h = c.map((cell, at) => sigmoid(o[at]!) * Math.tanh(cell));
    return h;
  });
  return { outputs, c };
}

describeOnEngines("lstm()", () => {
  it("lstm() agrees with double precision over 30 steps, forwards and backwards", () => {
    tidily(() => {
      const [batch, time, features, units] = [3, 30, 4, 5];
      const weights = {
        kernel: inRows(numbers(features * 4 * units, 2), 4 * units),
        recurrent: inRows(numbers(units * 4 * units, 3), 4 * units),
        bias: numbers(4 * units, 4),
      };
      const x = filled([batch, time, features]);
      const sequences = inRows(inRows(valuesOf(x), features).flat(), time * features)
        .map((sequence) => inRows(sequence, features));
      const given = {
        kernel: tf.tensor2d(weights.kernel),
        recurrentKernel: tf.tensor2d(weights.recurrent),
        bias: tf.tensor1d(weights.bias),
      };
      const made = nn.lstm(x, given);
      const wanted = sequences.map((sequence) => reference(sequence, weights));
      assertAllClose(valuesOf(made.outputs), wanted.flatMap(({ outputs }) => outputs.flat()));
      assertAllClose(valuesOf(made.h), wanted.flatMap(({ outputs }) => outputs.at(-1)!));
      assertAllClose(valuesOf(made.c), wanted.flatMap(({ c }) => c));
      const backwards = nn.lstm(x, given, { goBackwards: true });
      assertAllClose(
        valuesOf(backwards.outputs),
        sequences.flatMap((one) => reference(one.toReversed(), weights).outputs.flat()),
      );
    });
  });

  it("lstm() goes on from a state as if it had not stopped", () => {
    tidily(() => {
      const weights = { kernel: filled([2, 12], 2), recurrentKernel: filled([3, 12], 3) };
      const x = filled([2, 6, 2]);
      const whole = nn.lstm(x, weights);
      const first = nn.lstm(tf.slice(x, [0, 0, 0], [2, 2, 2]), weights);
      const second = nn.lstm(tf.slice(x, [0, 2, 0], [2, 4, 2]), weights, {
        initialState: [first.h, first.c],
      });
      assertAllClose(second.h, whole.h);
      assertAllClose(second.c, whole.c);
      assertAllClose(tf.concat([first.outputs, second.outputs], 1), whole.outputs);
    });
  });

  it("lstm() holds for huge inputs and passes NaN on in its own sequence", () => {
    tidily(() => {
      const weights = { kernel: tf.ones([1, 4]), recurrentKernel: tf.ones([1, 4]) };
      const x = tf.tensor3d([1e4, 1e4, -1e4, -1e4, NaN, 0, 1e-30, 1e-30], [4, 2, 1]);
      const { h } = nn.lstm(x, weights);
      const small = reference([[1e-30], [1e-30]], {
        kernel: [[1, 1, 1, 1]],
        recurrent: [[1, 1, 1, 1]],
        bias: [0, 0, 0, 0],
      }).outputs[1]![0]!;
      assertAllClose(h, [Math.tanh(2), 0, NaN, small]);
      const gradient = tf.grad((x) => tf.sum(nn.lstm(x, weights).h))(x);
      assertAllClose(valuesOf(gradient).slice(0, 4), [0, 0, 0, 0]);
    });
  });

  it("lstm() takes no batch and no steps", () => {
    tidily(() => {
      const weights = { kernel: filled([2, 12]), recurrentKernel: filled([3, 12]) };
      assertEquals(nn.lstm(tf.zeros([0, 4, 2]), weights).outputs.shape, [0, 4, 3]);
      const none = nn.lstm(tf.zeros([2, 0, 2]), weights, {
        initialState: [tf.ones([2, 3]), tf.zeros([2, 3])],
      });
      assertEquals(none.outputs.shape, [2, 0, 3]);
      assertEquals(valuesOf(none.h), [1, 1, 1, 1, 1, 1]);
    });
  });

  it("lstm() rejects shapes and dtypes that do not fit", () => {
    tidily(() => {
      const weights = { kernel: tf.zeros([2, 12]), recurrentKernel: tf.zeros([3, 12]) };
      const x = tf.zeros([1, 4, 2]);
      assertThrows(() => nn.lstm(tf.zeros([4, 2]), weights), TypeError, "it is float32 [4, 2]");
      assertThrows(() => nn.lstm(tf.cast(x, "int32"), weights), TypeError, "x must be float32");
      assertThrows(
        () => nn.lstm(tf.zeros([1, 4, 5]), weights),
        TypeError,
        "kernel must be [5, 12], and it is float32 [2, 12]",
      );
      assertThrows(
        () => nn.lstm(x, { ...weights, bias: tf.zeros([3]) }),
        TypeError,
        "bias must be [12], and it is float32 [3]",
      );
      assertThrows(
        () => nn.lstm(x, weights, { initialState: [tf.zeros([1, 3]), tf.zeros([2, 3])] }),
        TypeError,
        "c must be [1, 3], and it is float32 [2, 3]",
      );
    });
  });
});

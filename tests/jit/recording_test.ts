import {
  assert,
  assertEquals,
  assertFalse,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import {
  assertLeavesNothing,
  numbers,
  tensorflow,
  variable as makeVariable,
} from "./engine_snapshot.ts";

describeTensorflow("a trace that fails", () => {
  it("hands on what the function throws, and leaves everything as it was", () => {
    const variable = makeVariable([1, 2]);
    const x = tf.tensor([3, 4]);
    const failing = jit((given: tf.Tensor, fails: boolean) => {
      variable.assign(tf.add(variable, given));
      tf.tidy(() => {
        const inner = tf.tidy(() => tf.keep(tf.square(variable)));
        if (fails) throw new RangeError("mine");
        return inner;
      });
      return tf.sum(variable);
    });
    for (let i = 0; i < 3; i++) {
      assertLeavesNothing(() => {
        assertThrows(() => failing(x, true), RangeError, "mine");
      });
      assertLeavesNothing(() => {
        tf.tidy(() => {
          assertThrows(() => failing(x, true), RangeError, "mine");
        });
      });
    }
    const sum = failing(x, false);
    assertEquals(numbers(sum), [10]);
    assertEquals(numbers(variable), [4, 6]);
    tf.dispose([variable, x, sum]);
  });

  it("in the middle of a gradient leaves no tape and no reference to what it had saved", () => {
    const weight = makeVariable([1, 2]);
    const held = tf.tensor([5, 6]);
    const loss = () => {
      const product = tf.mul(tf.mul(weight, held), weight);
      if (product.rank === 1) throw new TypeError("no scalar");
      return product as tf.Scalar;
    };
    const failing = jit(() => tf.variableGrads(loss).value);
    assertLeavesNothing(() => {
      assertThrows(() => failing(), TypeError, "no scalar");
    });
    const refused = jit(() => tf.variableGrads(() => tf.mul(weight, held) as tf.Scalar).value);
    assertLeavesNothing(() => {
      assertThrows(() => refused(), Error, "scalar");
    });
    assertEquals(tensorflow().refCount(held.dataId), 1);
    tf.dispose([weight, held]);
  });

  it("gives the moments that an optimizer has made before their first values", () => {
    for (
      const make of [
        () => tf.train.adam(0.1),
        () => tf.train.adamax(0.1),
        () => tf.train.adadelta(0.1),
        () => tf.train.adagrad(0.1),
        () => tf.train.rmsprop(0.1),
        () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
        () => tf.train.momentum(0.1, 0.9),
      ]
    ) {
      const start = [1, -2, 3];
      const train = (
        optimizer: tf.Optimizer,
        weight: tf.Variable,
        run: (step: () => tf.Scalar) => tf.Scalar,
      ) => {
        const step = () => optimizer.minimize(() => tf.sum(tf.square(weight)), true, [weight])!;
        return Array.from({ length: 4 }, () => numbers(run(step))[0]!);
      };
      const eagerWeight = makeVariable(start);
      const expected = train(make(), eagerWeight, (step) => step());

      const optimizer = make();
      const weight = makeVariable(start);
      let fails = true;
      const step = jit((_marker: boolean) => {
        const loss = optimizer.minimize(() => tf.sum(tf.square(weight)), true, [weight])!;
        if (fails) throw new Error("after the update");
        return loss;
      });
      assertThrows(() => step(true), Error, "after the update");
      assertEquals(numbers(weight), start);
      for (const { tensor } of weightsNow(optimizer)) numbers(tensor);
      fails = false;
      const got = [step(true), step(true)].map((loss) => numbers(loss)[0]!);
      // and eager steps go on from there
      const rest = train(optimizer, weight, (eager) => eager());
      assertClose([...got, ...rest].slice(0, 4), expected);
      tf.dispose([weight, eagerWeight]);
    }
  });

  it("gives first values that need arguments, random numbers and each other", () => {
    const made: tf.Variable[] = [];
    const failing = jit((x: tf.Tensor) => {
      made.push(tf.variable(tf.mul(x, 2)));
      made.push(tf.variable(tf.add(made[0]!, 1)));
      made.push(tf.variable(tf.randomNormal([2])));
      made[0]!.assign(tf.zeros([2]));
      throw new Error("late");
    });
    assertThrows(() => failing(tf.tensor([1, 2])), Error, "late");
    assertEquals(made.map((variable) => variable.isDisposed), [false, false, false]);
    assertEquals(numbers(made[0]!), [2, 4]);
    assertEquals(numbers(made[1]!), [3, 5]);
    assert(numbers(made[2]!).every(Number.isFinite));
    assertEquals(tf.engine().registeredVariables[made[0]!.name], made[0]);
    tf.dispose(made);
  });

  it("refuses an async function and what it does after await", async () => {
    const variable = makeVariable(1);
    let late: unknown;
    const failing = jit(async (x: tf.Tensor) => {
      const doubled = tf.mul(x, 2);
      await Promise.resolve();
      try {
        variable.assign(tf.add(doubled, 1) as tf.Scalar);
      } catch (error) {
        late = error;
        throw error;
      }
    });
    const x = tf.scalar(1);
    assertLeavesNothing(() => {
      assertThrows(() => failing(x), TypeError, "async function");
    });
    await assertRejects(() => failing.run([x]), TypeError, "async function");
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertStringIncludes(String(late), "jit has traced");
    assertEquals(numbers(variable), [1]);
    variable.dispose();
  });

  it("names the line that reads a value", () => {
    const reads = jit((x: tf.Tensor) => x.dataSync()[0]! > 0 ? x : tf.neg(x));
    const x = tf.scalar(1);
    assertLeavesNothing(() => {
      const error = assertThrows(() => reads(x), TypeError, "Cannot read");
      assertStringIncludes((error as Error).message, "recording_test.ts:");
    });
    const prints = jit((x: tf.Tensor) => x.arraySync());
    assertThrows(() => prints(tf.scalar(1)), TypeError, "Cannot read");
    const awaits = jit((x: tf.Tensor) => x.data());
    assertThrows(() => awaits(tf.scalar(1)), TypeError);
  });

  it("refuses to dispose what was made outside", () => {
    const outer = tf.tensor([1, 2]);
    const variable = makeVariable(3);
    const disposals: [string, (x: tf.Tensor) => void][] = [
      ["tensor", () => outer.dispose()],
      ["tensor", () => {
        tf.clone(outer);
        outer.dispose();
      }],
      ["tensor", () => tf.tidy(() => tf.dispose([outer]))],
      ["variable", () => variable.dispose()],
      ["tensor", (x) => x.dispose()],
    ];
    for (const [what, dispose] of disposals) {
      const failing = jit((x: tf.Tensor) => {
        dispose(x);
        return tf.add(x, 1);
      });
      const x = tf.scalar(1);
      assertLeavesNothing(() => {
        assertThrows(() => failing(x), TypeError, `Cannot dispose`, what + dispose);
      });
      assertFalse(x.isDisposed);
      assertFalse(outer.isDisposed);
      assertEquals(numbers(outer), [1, 2]);
      x.dispose();
    }
    tf.dispose([outer, variable]);
  });

  it("lets clones of outer tensors come and go", () => {
    const outer = tf.tensor([1, 2]);
    const variable = makeVariable([3, 4]);
    const clones = jit((x: tf.Tensor) => {
      const all = [outer.clone(), variable.clone(), x.clone()];
      const sum = tf.addN(all);
      all[0]!.dispose();
      tf.keep(all[1]!);
      return sum;
    });
    const x = tf.tensor([5, 6]);
    assertLeavesNothing(() => {
      tf.dispose(clones(x));
    });
    assertEquals(tensorflow().refCount(outer.dataId), 1);
    outer.dispose();
    assertFalse(tensorflow().has(outer.dataId));
    tf.dispose([variable, x]);
  });

  it("is clear about a traced tensor that got out", () => {
    let leaked: tf.Tensor | undefined;
    const leaks = jit((x: tf.Tensor) => {
      leaked = tf.square(x);
      return tf.add(leaked, 1);
    });
    const x = tf.tensor([2]);
    assertEquals(numbers(leaks(x)), [5]);
    for (
      const use of [
        () => tf.add(leaked!, 1),
        () => leaked!.dataSync(),
        () => leaked!.print(),
        () => tf.tidy(() => leaked!.clone().dataSync()),
        () => leaks(leaked!),
        () => jit(() => tf.add(leaked!, 1))(),
        () => tf.grad((y) => tf.sum(tf.mul(y, leaked!)))(x),
      ]
    ) {
      assertThrows(use, TypeError, "jit has traced", String(use));
    }
    assertLeavesNothing(() => leaked!.dispose());
    x.dispose();
  });

  it("can be called again in a tidy without a trace of the tensors that stood in", () => {
    const variable = makeVariable(1);
    const f = jit((x: tf.Tensor) => {
      variable.assign(tf.add(variable, 1));
      return tf.mul(x, variable);
    });
    const x = tf.scalar(3);
    const { numTensors, numBytes, numDataBuffers } = tf.memory();
    const results = Array.from({ length: 3 }, () => tf.tidy(() => numbers(f(x))[0]));
    assertEquals(results, [6, 9, 12]);
    const after = tf.memory();
    assertEquals([after.numTensors, after.numBytes, after.numDataBuffers], [
      numTensors,
      numBytes,
      numDataBuffers,
    ]);
    tf.dispose([variable, x]);
  });
});

function weightsNow(optimizer: tf.Optimizer): { tensor: tf.Tensor }[] {
  return Object.values(optimizer).flatMap((value) =>
    Array.isArray(value)
      ? value.filter((slot) => slot?.variable !== undefined).map(({ variable }) => ({
        tensor: variable as tf.Tensor,
      }))
      : []
  );
}

function assertClose(actual: number[], expected: number[]): void {
  assertEquals(actual.length, expected.length);
  actual.forEach((value, i) => {
    if (Math.abs(value - expected[i]!) > 1e-5 * Math.abs(expected[i]!) + 1e-6) {
      throw new Error(`${actual} is not ${expected}`);
    }
  });
}

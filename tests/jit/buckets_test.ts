import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { type Bucket, jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertLeavesNothing, numbers } from "./engine_snapshot.ts";

const row = (length: number) => tf.range(1, length + 1);

describeTensorflow("buckets", () => {
  it("make a few traces of many lengths", () => {
    using sum = jit((x: tf.Tensor) => tf.sum(x), { buckets: { argument: 0 } });
    for (let length = 1; length <= 100; length++) {
      using x = row(length);
      using total = sum(x);
      assertEquals(numbers(total), [length * (length + 1) / 2]);
    }
    // 1, 2, 4, ... 128
    assertEquals(sum.stats().traces, 8);
  });

  it("pad with a value to the sizes that are given, and cut results back", () => {
    const buckets: Bucket[] = [{ argument: 1, sizes: [4, 8], value: -1, resultAxis: 0 }];
    using f = jit((_scale: number, { x }: { x: tf.Tensor }) => ({
      doubled: tf.mul(x, 2),
      smallest: tf.min(x),
    }), { buckets });
    using x = row(5);
    const { doubled, smallest } = f(2, { x });
    assertEquals(numbers(doubled), [2, 4, 6, 8, 10]);
    assertEquals(numbers(smallest), [-1]);
    using long = row(9);
    assertThrows(() => f(2, { x: long }), RangeError, "its length is 9 and the largest bucket 8");
    tf.dispose([doubled, smallest]);
  });

  it("pad another axis and leave tensors that fit as they are", async () => {
    using f = jit((x: tf.Tensor) => tf.mul(x, 2), {
      buckets: { argument: 0, axis: 1, resultAxis: 1 },
    });
    using x = tf.ones([3, 5]);
    using fits = tf.ones([3, 8]);
    f(x).dispose();
    assertLeavesNothing(() => {
      using y = f(x);
      assertEquals(y.shape, [3, 5]);
      using z = f(fits);
      assertEquals(z.shape, [3, 8]);
    });
    using later = await f.run([x]);
    assertEquals(later.shape, [3, 5]);
    assertEquals(f.stats().traces, 1);
  });

  it("must make sense", () => {
    const compile = (bucket: Bucket) => () => jit(() => 1, { buckets: bucket });
    assertThrows(compile({ argument: -1 }), RangeError, "a bucket's argument must be");
    assertThrows(compile({ argument: 0, axis: 0.5 }), RangeError, "a bucket's axis must be");
    assertThrows(compile({ argument: 0, sizes: [] }), RangeError, "current value is []");
    assertThrows(compile({ argument: 0, sizes: [4, 4] }), RangeError, "each larger than the one");
    using x = tf.scalar(1);
    using f = jit((x: tf.Tensor) => x, { buckets: { argument: 0 } });
    assertThrows(() => f(x), RangeError, "its tensor [] has no axis 0");
    using g = jit((x: tf.Tensor) => x, { buckets: { argument: 1 } });
    assertThrows(() => g(x), RangeError, "the call has 1 arguments");
  });
});

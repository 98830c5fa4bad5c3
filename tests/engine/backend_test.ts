import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { TensorflowBackend } from "../../src/engine/backend.ts";
import { memory } from "../../src/engine/memory_report.ts";
import * as tf from "../../src/engine/tf.ts";
import { wrapAll } from "../../src/engine/wrap_all.ts";
import { TensorFlowError } from "../../src/ffi/status.ts";
import { describeTensorflow } from "./with_tensorflow.ts";

function backend(): TensorflowBackend {
  const current = tf.backend();
  assertInstanceOf(current, TensorflowBackend);
  return current;
}

/** int64 tensor of `values` run through an op that gives int64 back. */
function int64Result(values: bigint[]): tf.Tensor {
  const { context } = backend();
  const handle = context.createTensor(9, [values.length], BigInt64Array.from(values));
  return backend().fromHandle(handle, "Int64Op");
}

describeTensorflow("TensorflowBackend", () => {
  it("keeps int64 results that fit into int32", () => {
    using x = int64Result([-1n, 0n, 2147483647n]);
    assertEquals(x.dtype, "int32");
    assertEquals([...x.dataSync()], [-1, 0, 2147483647]);
  });

  it("reads what TensorFlow was not given as it is, without giving it to it", () => {
    const buffer = tf.buffer([3], "string");
    buffer.set("first", 0);
    buffer.set("third", 2);
    using texts = buffer.toTensor();
    assertEquals(1 in texts.dataSync(), false);
    using numbers = tf.tensor([1, 2]);
    numbers.dataSync();
    assertEquals(backend().recordOf(numbers.dataId).handle, 0n);
  });

  it("refuses an int64 result that does not fit, and says which element", () => {
    const before = tf.memory().numTensors;
    assertThrows(
      () => int64Result([1n, 2147483648n]),
      RangeError,
      "element 1 is the int64 2147483648",
    );
    assertEquals(tf.memory().numTensors, before);
  });

  it("refuses an unsigned result that does not fit", () => {
    const { context } = backend();
    const cases: [number, ArrayBufferView<ArrayBuffer>, string][] = [
      [22, Uint32Array.of(7, 4294967295), "element 1 is the uint32 4294967295"],
      [22, Uint32Array.of(2147483648), "element 0 is the uint32 2147483648"],
      [23, BigUint64Array.of(2n ** 64n - 1n), "element 0 is the uint64 18446744073709551615"],
      [23, BigUint64Array.of(0n, 2n ** 31n), "element 1 is the uint64 2147483648"],
      [9, BigInt64Array.of(-(2n ** 31n) - 1n), "element 0 is the int64 -2147483649"],
    ];
    for (const [dtype, values, message] of cases) {
      const length = values.byteLength / (dtype === 22 ? 4 : 8);
      const handle = context.createTensor(dtype, [length], values);
      assertThrows(() => backend().fromHandle(handle, "op"), RangeError, message);
    }
    const most = context.createTensor(9, [2], BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n));
    using kept = backend().fromHandle(most, "op");
    assertEquals([...kept.dataSync()], [-2147483648, 2147483647]);
  });

  it("leaves nothing behind when one output of several is refused", () => {
    const { context } = backend();
    const before = { tensors: memory().tensors, numTensors: tf.memory().numTensors };
    const pair = context.createTensor(9, [2, 1], BigInt64Array.of(1n, 2n ** 40n));
    const attrs = [{ name: "num", type: 1, value: 2 }, { name: "axis", type: 1, value: 0 }];
    context.execute("Unpack", attrs, [pair], 2);
    const handles = [...context.outputs.subarray(0, 2)].toReversed();
    const deleted: bigint[] = [];
    const spy = { deleteTensor: (handle: bigint) => void deleted.push(handle) };
    assertThrows(
      () => wrapAll(spy, handles, (handle) => backend().fromHandle(handle, "Unpack")),
      RangeError,
    );
    assertEquals(deleted, [handles[1]!]);
    for (const handle of [pair, ...deleted]) context.deleteTensor(handle);
    assertEquals({ tensors: memory().tensors, numTensors: tf.memory().numTensors }, before);
  });

  it("leaves nothing behind when it writes for TensorBoard", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const writer = tf.node.summaryFileWriter(folder);
      const binding = backend().binding as unknown as { getNumOfTensors(): number };
      const before = binding.getNumOfTensors();
      using data = tf.randomNormal([100]);
      for (let step = 0; step < 5; step++) {
        writer.scalar("loss", step, step);
        writer.histogram("weights", data, step);
      }
      assertEquals(binding.getNumOfTensors(), before);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("makes float32 of float64 and float16, int32 of small integers", () => {
    const { context } = backend();
    const half = context.createTensor(19, [2], Uint16Array.of(0x3c00, 0xc000));
    const double = context.createTensor(2, [1], Float64Array.of(0.1));
    const bytes = context.createTensor(4, [2], Uint8Array.of(7, 255));
    using a = backend().fromHandle(half, "half");
    using b = backend().fromHandle(double, "double");
    using c = backend().fromHandle(bytes, "bytes");
    assertEquals([...a.dataSync()], [1, -2]);
    assertEquals(b.dataSync()[0], Math.fround(0.1));
    assertEquals([...c.dataSync()], [7, 255]);
    assertEquals([a.dtype, b.dtype, c.dtype], ["float32", "float32", "int32"]);
  });

  it("explains a refused op by name, inputs and reason", () => {
    const error = assertThrows(
      () => backend().run("MatMul", [], [tf.ones([2, 3]), tf.ones([2, 3])], 1),
      TensorFlowError,
    );
    assertEquals(error.code, "INVALID_ARGUMENT");
    assertEquals(error.op, "MatMul");
    assertEquals(error.message.includes("float32[2,3], float32[2,3]"), true);
  });

  it("says that a tensor was disposed", () => {
    const x = tf.ones([2]);
    const y = x.clone();
    x.dispose();
    y.dispose();
    assertThrows(() => tf.add(x, 1), Error, "disposed");
  });

  it("refuses a shape that is none, and keeps its memory figures", () => {
    const { bytes } = memory();
    for (const shape of [[undefined], [NaN], [-2], [1.5]]) {
      assertThrows(
        () => backend().write(new Float32Array(2), shape as number[], "float32"),
        TypeError,
        "no list of lengths",
      );
    }
    assertEquals(memory().bytes, bytes);
  });

  it("moves a tensor from the cpu backend and back", async () => {
    await tf.setBackend("cpu");
    const x = tf.tensor([1, 2, 3]);
    await tf.setBackend("tensorflow");
    const y = tf.mul(x, 2);
    assertEquals([...y.dataSync()], [2, 4, 6]);
    await tf.setBackend("cpu");
    const z = tf.add(y, 1);
    assertEquals([...z.dataSync()], [3, 5, 7]);
    await tf.setBackend("tensorflow");
    tf.dispose([x, y, z]);
  });

  it("tells -0 from 0 and keeps NaN among cached scalars", () => {
    assertEquals(Object.is(tf.scalar(-0).mul(1).dataSync()[0], -0), true);
    assertEquals(Object.is(tf.scalar(0).mul(1).dataSync()[0], 0), true);
    assertEquals(tf.scalar(NaN).mul(1).dataSync()[0], NaN);
  });

  it("lets the event loop turn while tensors are read in a loop", async () => {
    let turned = false;
    const timer = setTimeout(() => turned = true, 0);
    const end = performance.now() + 100;
    while (performance.now() < end) {
      using x = tf.ones([4]);
      await x.data();
    }
    clearTimeout(timer);
    assertEquals(turned, true);
  });

  it("round-trips sizes 0, 1, 255, 256 and 70,000 and ranks 0 to 6", async () => {
    for (const size of [0, 1, 255, 256, 70_000]) {
      using x = tf.range(0, size);
      using y = tf.add(x, 1);
      assertEquals(y.shape, [size]);
      const values = await y.data();
      assertEquals(values.length, size);
      assertEquals(size === 0 ? size : values[size - 1], size);
    }
    for (let rank = 0; rank <= 6; rank++) {
      using x = tf.ones(new Array(rank).fill(2));
      using y = tf.sum(x);
      assertEquals(y.dataSync()[0], 2 ** rank);
    }
  });
});

import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readIdx } from "../../src/io/idx.ts";

/** An IDX file with the given type code, shape and bytes of values. */
function idx(code: number, shape: number[], values: ArrayBuffer | number[]): Uint8Array {
  const body = new Uint8Array(values);
  const bytes = new Uint8Array(4 + 4 * shape.length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, code);
  view.setUint8(3, shape.length);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  bytes.set(body, 4 + 4 * shape.length);
  return bytes;
}

/** Values written big-endian. */
function bigEndian(
  width: number,
  values: number[],
  set: "setInt16" | "setInt32" | "setFloat32" | "setFloat64",
): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(width * values.length));
  values.forEach((value, i) => view[set](width * i, value));
  return view.buffer;
}

describe("readIdx", () => {
  it("readIdx() reads bytes as a view", () => {
    const bytes = idx(0x08, [2, 3], [1, 2, 3, 4, 5, 255]);
    const array = readIdx(bytes);
    assertEquals(array.dtype, "uint8");
    assertEquals(array.shape, [2, 3]);
    assertEquals([...array.data], [1, 2, 3, 4, 5, 255]);
    assertEquals(array.data.buffer, bytes.buffer);
  });

  it("readIdx() reads every type", () => {
    assertEquals([...readIdx(idx(0x09, [2], [127, 128])).data], [127, -128]);
    assertEquals([...readIdx(idx(0x0b, [2], bigEndian(2, [-2, 300], "setInt16"))).data], [-2, 300]);
    assertEquals([...readIdx(idx(0x0c, [1], bigEndian(4, [-70000], "setInt32"))).data], [-70000]);
    assertEquals([...readIdx(idx(0x0d, [2], bigEndian(4, [0.5, -1], "setFloat32"))).data], [
      0.5,
      -1,
    ]);
    assertEquals([...readIdx(idx(0x0e, [1], bigEndian(8, [0.1], "setFloat64"))).data], [0.1]);
  });

  it("readIdx() reads out of the middle of a buffer", () => {
    const file = idx(0x09, [2], [1, 255]);
    const around = new Uint8Array(file.length + 5);
    around.set(file, 3);
    assertEquals([...readIdx(around.subarray(3, 3 + file.length)).data], [1, -1]);
  });

  it("readIdx() reads no values and a single one", () => {
    assertEquals(readIdx(idx(0x08, [0, 28, 28], [])).data.length, 0);
    assertEquals([...readIdx(idx(0x08, [], [9])).data], [9]);
  });

  it("readIdx() rejects what is no IDX file", () => {
    assertThrows(() => readIdx(new Uint8Array(3)), SyntaxError, "the data has 3 bytes");
    assertThrows(() => readIdx(new Uint8Array([0x1f, 0x8b, 8, 0])), SyntaxError, "0x1f8b");
    assertThrows(() => readIdx(new Uint8Array([0, 0, 8, 2, 0])), SyntaxError, "header of 12 bytes");
    assertThrows(() => readIdx(idx(0x0a, [1], [1])), SyntaxError, "current value is 0x0a");
  });

  it("readIdx() rejects missing and surplus values", () => {
    assertThrows(() => readIdx(idx(0x08, [2, 2], [1, 2, 3])), SyntaxError, "needs 4 bytes");
    assertThrows(() => readIdx(idx(0x0c, [1], [0, 0, 0, 0, 0])), SyntaxError, "there are 5");
  });
});

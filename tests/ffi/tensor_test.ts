import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType, dtypeBytes, type DTypeName } from "../../src/core/dtype.ts";
import { shapeSize } from "../../src/core/shape.ts";
import { utf8 } from "../../src/ffi/strings.ts";
import { deleteTensor, newTensor, readTensor } from "../../src/ffi/tensor.ts";
import { bytes, describeLibrary, eager, library } from "./with_library.ts";

const RAW = [
  "float32",
  "float64",
  "int32",
  "uint8",
  "int16",
  "int8",
  "complex64",
  "int64",
  "bool",
  "bfloat16",
  "uint16",
  "complex128",
  "float16",
  "uint32",
  "uint64",
] as const satisfies readonly DTypeName[];

const SIZES = [0, 1, 255, 256, 70_000];
const SHAPES = [[], [3], [2, 3], [2, 1, 3], [2, 1, 3, 1], [1, 2, 1, 3, 2], [2, 1, 2, 1, 2, 3]];

/** Bytes that are valid in every dtype: a bool is 0 or 1. */
function contents(dtype: DTypeName, size: number): Uint8Array<ArrayBuffer> {
  const length = size * dtypeBytes(DType[dtype]);
  return Uint8Array.from({ length }, (_, i) => dtype === "bool" ? i % 2 : (i * 37) % 251);
}

function roundTrip(dtype: DTypeName, shape: number[]): void {
  const data = contents(dtype, shapeSize(shape));
  const handle = eager().createTensor(DType[dtype], shape, data);
  try {
    assertEquals(eager().dtype(handle), DType[dtype]);
    assertEquals(eager().shape(handle), shape);
    assertEquals(eager().read(handle), data);
  } finally {
    eager().deleteTensor(handle);
  }
}

describeLibrary("tensors", () => {
  for (const dtype of RAW) {
    it(`${dtype} goes to TensorFlow and back in every size`, () => {
      for (const size of SIZES) roundTrip(dtype, [size]);
    });

    it(`${dtype} goes to TensorFlow and back in every rank from 0 to 6`, () => {
      for (const shape of SHAPES) roundTrip(dtype, shape);
    });
  }

  it("strings of every length go to TensorFlow and back", () => {
    // 22 bytes is the longest that TensorFlow keeps inside its header.
    const lengths = [0, 1, 22, 23, 24, 255, 256, 70_000];
    const texts = lengths.map((length) => Uint8Array.from({ length }, (_, i) => i % 256));
    const handle = eager().createTensor(DType.string, [2, 4], texts);
    assertEquals(eager().shape(handle), [2, 4]);
    assertEquals(eager().read(handle), texts);
    eager().deleteTensor(handle);
  });

  it("many strings, none, and one in a scalar go to TensorFlow and back", () => {
    for (const shape of [[70_000], [0], [], [0, 3], [1, 1, 1, 1, 1, 1]]) {
      const texts = Array.from({ length: shapeSize(shape) }, (_, i) => utf8(`ä${i}`));
      const handle = eager().createTensor(DType.string, shape, texts);
      assertEquals(eager().read(handle), texts);
      eager().deleteTensor(handle);
    }
  });

  it("what is large comes back whole, the ends of its memory too", () => {
    // Around the size from which the result's memory is asked for in huge pages.
    for (const more of [-1, 0, 4097]) {
      const data = new Uint8Array(32 * 2 ** 20 + more);
      for (let i = 0; i < data.length; i++) data[i] = i % 251;
      const handle = eager().createTensor(DType.uint8, [data.length], data);
      const back = eager().read(handle) as Uint8Array;
      eager().deleteTensor(handle);
      assertEquals(back.length, data.length);
      // assertEquals would take seconds for so many.
      assertEquals(back.findIndex((value, i) => value !== i % 251), -1);
    }
  });

  it("a view into a larger buffer gives its own part alone", () => {
    const part = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
    const handle = eager().createTensor(DType.float32, [2], part);
    assertEquals(eager().read(handle), bytes(Float32Array.of(1, 2)));
    eager().deleteTensor(handle);
  });

  it("host tensors keep dtype, shape and contents", () => {
    const data = bytes(BigInt64Array.of(1n, -(2n ** 62n)));
    const tensor = newTensor(library(), DType.int64, [2, 1], data);
    assertEquals(readTensor(library(), tensor), { dtype: DType.int64, shape: [2, 1], data });
    const handle = eager().fromHost(tensor);
    deleteTensor(library(), tensor);
    assertEquals(eager().read(handle), data);
    eager().deleteTensor(handle);
  });

  it("a resource is a handle that another op takes", () => {
    const type = { name: "dtype", type: 4, value: DType.float32 };
    const shape = { name: "shape", type: 5, value: [2] };
    eager().execute("VarHandleOp", [type, shape], [], 1);
    const variable = eager().outputs[0]!;
    assertEquals(eager().dtype(variable), DType.resource);
    assertEquals(eager().describe(variable), "resource");
    assertThrows(() => eager().read(variable), TypeError, "it is a handle and has no values");
    const value = eager().createTensor(DType.float32, [2], Float32Array.of(1, 2));
    assertEquals(eager().execute("AssignVariableOp", [type], [variable, value], 0), 0);
    eager().execute("ReadVariableOp", [type], [variable], 1);
    assertEquals(eager().read(eager().outputs[0]!), bytes(Float32Array.of(1, 2)));
  });

  it("data of a wrong length are refused with what is wanted and what came", () => {
    assertThrows(
      () => eager().createTensor(DType.int64, [3], new Uint8Array(20)),
      TypeError,
      "Cannot fill a int64[3] tensor: it takes 24 bytes, the data have 20",
    );
    assertThrows(
      () => eager().createTensor(DType.string, [2], [utf8("a")]),
      TypeError,
      "it takes 2 byte strings, the data have 1",
    );
    assertThrows(
      () => eager().createTensor(DType.string, [1], new Uint8Array(24)),
      TypeError,
      "the data have raw bytes",
    );
    assertThrows(
      () => eager().createTensor(DType.float32, [1], [utf8("a")]),
      TypeError,
      "its data are byte strings",
    );
  });

  it("shapes that would end the process are refused", () => {
    const empty = new Uint8Array();
    for (const shape of [[-1], [-1, -1], [1.5], [NaN], [0, -2]]) {
      assertThrows(
        () => eager().createTensor(DType.uint8, shape, empty),
        RangeError,
        "each axis must be an integer from 0",
      );
    }
    assertThrows(
      () => eager().createTensor(DType.uint8, [0, 2 ** 40, 2 ** 40], empty),
      RangeError,
      "that is too large",
    );
    const ranks = new Array<number>(255).fill(1);
    assertThrows(
      () => eager().createTensor(DType.uint8, ranks, new Uint8Array(1)),
      RangeError,
      "Cannot make a tensor of rank 255: 254 is the most",
    );
    roundTrip("uint8", ranks.slice(1));
  });

  it("an unknown dtype is refused", () => {
    assertThrows(
      () => eager().createTensor(99, [1], new Uint8Array(1)),
      TypeError,
      "TensorFlow has no dtype with number 99",
    );
  });

  it("a resource cannot be made of bytes", () => {
    for (const dtype of [DType.resource, DType.variant]) {
      assertThrows(
        () => eager().createTensor(dtype, [1], new Uint8Array()),
        TypeError,
        "it is a handle, which only an op can make",
      );
    }
  });
});

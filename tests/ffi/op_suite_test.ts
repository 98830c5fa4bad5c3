import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { DType, dtypeName } from "../../src/core/dtype.ts";
import { assertAllClose } from "../tolerance.ts";
import { OP_SUITE, type TableTensor } from "./op_suite.ts";
import { bytes, describeLibrary, eager } from "./with_library.ts";

function upload({ dtype, shape, values }: TableTensor): bigint {
  return eager().createTensor(dtype, shape, values);
}

function numbers(data: Uint8Array<ArrayBuffer>, dtype: number): Float32Array | Float64Array {
  return dtype === DType.float64 ? new Float64Array(data.buffer) : new Float32Array(data.buffer);
}

function compare(handle: bigint, { dtype, shape, values }: TableTensor): void {
  assertEquals(dtypeName(eager().dtype(handle)), dtypeName(dtype));
  assertEquals(eager().shape(handle), shape);
  const data = eager().read(handle);
  if (!ArrayBuffer.isView(values)) assertEquals(data, values);
  else if (Array.isArray(data)) throw new Error("got strings where numbers were expected");
  else if (dtype === DType.float32 || dtype === DType.float64 || dtype === DType.complex64) {
    const expected = numbers(bytes(values).slice(), dtype);
    assertAllClose(numbers(data, dtype), expected, { dtype: dtypeName(dtype) });
  } else assertEquals(data, bytes(values));
}

describeLibrary("op suite", () => {
  for (const { op, note, attrs = [], inputs, outputs } of OP_SUITE) {
    it(note === undefined ? op : `${op}, ${note}`, () => {
      const given = inputs.map(upload);
      const count = eager().execute(op, attrs, given, 16);
      const results = [...eager().outputs.subarray(0, count)];
      assert(count >= outputs.length, `${op} gave ${count} outputs`);
      outputs.forEach((output, i) => compare(results[i]!, output));
      for (const handle of [...given, ...results]) eager().deleteTensor(handle);
    });
  }

  it("has at least 60 ops", () => {
    assert(new Set(OP_SUITE.map(({ op }) => op)).size >= 60);
  });
});

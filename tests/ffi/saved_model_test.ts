import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import { DType } from "../../src/core/dtype.ts";
import { DifferentiableSignature } from "../../src/ffi/differentiable.ts";
import { flattenSignature } from "../../src/ffi/flatten.ts";
import { DisposedError } from "../../src/ffi/native.ts";
import { SavedModelSession } from "../../src/ffi/saved_model.ts";
import { TensorFlowError } from "../../src/ffi/status.ts";
import type { HostTensor } from "../../src/ffi/tensor.ts";
import { bytes, describeLibrary, eager, floats, library } from "./with_library.ts";

function load(name: string): SavedModelSession {
  const path = fileURLToPath(new URL(`../engine/saved_model/${name}`, import.meta.url));
  return SavedModelSession.load(library(), path);
}

function vector(dtype: number, data: ArrayBufferView<ArrayBuffer>, length: number): HostTensor {
  return { dtype, shape: [length], data: bytes(data) };
}

describeLibrary("SavedModelSession", () => {
  it("runs a signature on raw values of every dtype", () => {
    using model = load("module");
    const big = 2n ** 61n + 1n;
    const result = model.run("types", {
      n: vector(DType.int64, BigInt64Array.of(big, -1n), 2),
      u: vector(DType.uint8, Uint8Array.of(255), 1),
      d: vector(DType.float64, Float64Array.of(0.1), 1),
      h: vector(DType.float16, Uint16Array.of(0x3c00), 1),
      bf: vector(DType.bfloat16, Uint16Array.of(0x3f80), 1),
      b: vector(DType.bool, Uint8Array.of(1), 1),
      s: { dtype: DType.string, shape: [1], data: [new TextEncoder().encode("é x")] },
      c: vector(DType.complex64, Float32Array.of(1, 2), 1),
    });
    assertEquals(result["n"], vector(DType.int64, BigInt64Array.of(2n * big, -2n), 2));
    assertEquals(result["u"], vector(DType.uint8, Uint8Array.of(0), 1));
    assertEquals(result["d"], vector(DType.float64, Float64Array.of(0.2), 1));
    assertEquals(result["h"], vector(DType.float16, Uint16Array.of(0x4000), 1));
    assertEquals(result["bf"], vector(DType.bfloat16, Uint16Array.of(0x4000), 1));
    assertEquals(result["b"], vector(DType.bool, Uint8Array.of(0), 1));
    assertEquals(result["c"], vector(DType.complex64, Float32Array.of(2, 4), 1));
    assertEquals(result["s"]!.data, [new TextEncoder().encode("é X")]);
  });

  it("refuses inputs that the signature does not declare", () => {
    using model = load("tensorflow_1");
    const run = (inputs: Record<string, HostTensor>) => () => model.run("serving_default", inputs);
    const x = { dtype: DType.int32, shape: [1, 2], data: new Uint8Array(8) };
    assertThrows(
      run({ x }),
      TypeError,
      "its input x is a float32[-1,2], it was given a int32[1,2]",
    );
    assertThrows(
      run({ x: { ...x, dtype: DType.float32, shape: [2] } }),
      TypeError,
      "it was given a float32[2]",
    );
    assertThrows(run({}), TypeError, "its inputs are x, it was given none");
    assertThrows(run({ z: x }), TypeError, "it was given z");
    assertThrows(() => model.run("other", {}), RangeError, "does not have signature: other");
  });

  it("reads and writes variables of every kind", () => {
    for (const [name, node] of [["module", "w"], ["tensorflow_1", "w"]] as const) {
      using model = load(name);
      const before = model.readVariable(node);
      const data = bytes(new Float32Array(before.data.length / 4).fill(7));
      model.writeVariable(node, { ...before, data });
      assertEquals(model.readVariable(node), { ...before, data });
      assertThrows(
        () => model.writeVariable(node, vector(DType.float32, new Uint8Array(4), 1)),
        TypeError,
        "it was given a float32[1]",
      );
      assertEquals(model.readVariable(node).data, data);
    }
  });

  it("is not used after it was disposed", () => {
    const model = load("module");
    model.dispose();
    model.dispose();
    assertThrows(() => model.readVariable("w"), DisposedError);
  });
});

describeLibrary("flattenSignature()", () => {
  it("leaves no calls of functions and no variables", () => {
    using model = load("keras");
    const { graph, variables, outputs } = flattenSignature(model, "serving_default");
    const ops = graph.operations().map((operation) => graph.opOf(operation));
    assert(!ops.some((op) => /PartitionedCall|VarHandle|ReadVariable|Function/.test(op)));
    assertEquals(variables.length, 6);
    assertEquals(graph.describe(outputs[0]!), "float32[-1,3]");
    graph.dispose();
  });

  it("gives the functions of loops names of their own, so that two models can run", () => {
    const models = [load("module"), load("module")];
    const signatures = models.map((model) =>
      new DifferentiableSignature(eager(), model, "endless")
    );
    const x = eager().createTensor(DType.float32, [1], Float32Array.of(2));
    for (const signature of signatures) {
      const scale = eager().createTensor(DType.float32, [], Float32Array.of(3));
      assertEquals(floats(signature.run([x, scale])[0]!), [384]);
      assert(signature.whyNot() instanceof TensorFlowError);
    }
    for (const signature of signatures) signature.dispose();
    for (const model of models) model.dispose();
  });

  it("names what cannot be differentiated", () => {
    using model = load("module");
    assertThrows(() => flattenSignature(model, "look_up"), TypeError, "HashTableV2");
    assertThrows(() => flattenSignature(model, "count"), TypeError, "AssignAddVariableOp");
  });
});

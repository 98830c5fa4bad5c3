import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DType } from "../../src/core/dtype.ts";
import { MessageWriter } from "../../src/ffi/protobuf.ts";
import { readRunMetadata } from "../../src/ffi/run_metadata.ts";

const CPU = "/job:localhost/replica:0/task:0/device:CPU:0";
const START = 1_795_326_797_346_284_123n;

interface Run {
  name: string;
  label: string;
  /** Nanoseconds after the run's start, and after that the op's own start and end. */
  at?: [bigint, number, number];
}

function deviceStats(device: string, runs: Run[]): Uint8Array {
  const message = new MessageWriter().text(1, device);
  for (const { name, label, at: [start, opStart, opEnd] = [0n, 0, 0] } of runs) {
    message.message(2, (node) =>
      node.text(1, name)
        .varint(4, Math.round(opEnd / 1000))
        .message(6, (memory) => memory.text(1, "cpu").varint(2, 4096).varint(3, 1024))
        .message(7, (output) =>
          output.varint(1, 1).message(3, (tensor) =>
            tensor.varint(1, DType.bfloat16)
              .message(2, (shape) => {
                for (const length of [2, 3]) {
                  shape.message(2, (dim) =>
                    dim.varint(1, length));
                }
              })
              .message(4, (allocation) => allocation.varint(1, 12).varint(2, 256))))
        .text(8, label)
        .varint(13, START + start)
        .varint(14, opStart)
        .varint(15, opEnd));
  }
  return message.finish();
}

function metadata(devices: Uint8Array[]): Uint8Array {
  return new MessageWriter()
    .message(1, (stats) => devices.forEach((device) => stats.bytes(1, device)))
    .finish();
}

describe("readRunMetadata()", () => {
  it("reads name, op, inputs, times, memory and results of each op", () => {
    const { nodes, kernels } = readRunMetadata(metadata([deviceStats(CPU, [
      { name: "a/x", label: "a/x = _Arg()", at: [0n, 100, 250] },
      {
        name: "a/y",
        label: "[cpu 0.1MB 0.1MB] [mklcpu 1.0MB 1.0MB] a/y = SplitV(a/x, s:1, ^a/z)",
        at: [5000n, 40, 2_000_040],
      },
    ])]));
    assertEquals(kernels, []);
    assertEquals(nodes[0]!.op, "_Arg");
    assertEquals(nodes[0]!.inputs, []);
    assertEquals(nodes[1], {
      name: "a/y",
      op: "SplitV",
      inputs: ["a/x", "s:1"],
      device: CPU,
      start: 5040,
      duration: 2_000_000,
      allocatedBytes: 4096,
      peakBytes: 1024,
      outputs: [{ slot: 1, dtype: DType.bfloat16, shape: [2, 3], bytes: 12 }],
    });
  });

  it("takes kernels once, by the nodes that started them", () => {
    const matMul = { name: "layer/product:MatMul", label: "ampere_sgemm", at: [0n, 0, 7000] };
    const plain = { name: "void a::b<c::d>(int)", label: "", at: [0n, 0, 2000] };
    const trace = readRunMetadata(metadata([
      deviceStats("/device:GPU:0/stream:7", [matMul as Run]),
      deviceStats("/device:GPU:0/stream:all", [matMul as Run, plain as Run]),
      deviceStats("/device:GPU:0/memcpy", [{ name: "x:_Recv", label: "", at: [0n, 0, 1000] }]),
    ]));
    assertEquals(trace.nodes, []);
    assertEquals(trace.kernels, [
      { node: "layer/product", device: "/device:GPU:0", duration: 7000 },
      { node: "void a::b<c::d>(int)", device: "/device:GPU:0", duration: 2000 },
      { node: "x", device: "/device:GPU:0", duration: 1000 },
    ]);
  });

  it("finds nothing in an empty message", () => {
    assertEquals(readRunMetadata(new Uint8Array()), { nodes: [], kernels: [] });
  });
});

import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { ExplainedKind, ExplainedNode, ExplanationData } from "../../src/jit/explanation.ts";
import { explanationText } from "../../src/jit/explanation_text.ts";

function node(op: string, ms: number | null, more: Partial<ExplainedNode> = {}): ExplainedNode {
  return {
    name: `${op}_1`,
    op,
    device: "CPU:0",
    count: 1,
    inputs: ["float32[64,128]", "int32[2]", "float32[]", "bfloat16[8]"],
    outputs: [],
    flops: 2e6,
    bytes: 1e6,
    allocatedBytes: 0,
    ms,
    ...more,
  };
}

function kind(op: string, ms: number | null, share: number | null): ExplainedKind {
  return { op, count: 3, flops: 2e6, bytes: 1.5e6, ms, share, notCounted: 0 };
}

const data: ExplanationData = {
  name: "step",
  version: "2.21.0",
  devices: ["CPU:0"],
  xla: false,
  runs: 20,
  callMs: 1.5,
  notedMs: 2,
  opMs: 2,
  ops: 4,
  flops: 4e6,
  bytes: 2e6,
  allocatedBytes: 0,
  gflopsPerSecond: 2.6667,
  kinds: [kind("MatMul", 1.6, 0.8), { ...kind("TopKV2", 0.4, 0.2), notCounted: 3 }],
  notCounted: ["TopKV2"],
  nodes: [node("_MklMatMul", 1.6), node("TopKV2", 0.4, { flops: null, inputs: [], count: 3 })],
};

describe("explanationText()", () => {
  it("is a heading, a table of kinds, one of the slowest ops, and what is not counted", () => {
    assertEquals(
      explanationText(data),
      `\
step: 1.500 ms a call on CPU:0
4 ops, 4.00 MFLOP, 2.00 MB read and written, 2.67 GFLOP/s
TensorFlow 2.21.0, median of 20 runs, ops 2.000 ms together

op      count  GFLOP     MB     ms  share  GFLOP/s
------  -----  -----  -----  -----  -----  -------
MatMul      3  0.002  1.500  1.600  80.0%     1.25
TopKV2      3      ?      ?  0.400  20.0%

slowest ops                     ms  share  GFLOP/s
---------------------------  -----  -----  -------
MatMul [64,128] bfloat16[8]  1.600  80.0%     1.25
3 x TopKV2 TopKV2_1          0.400  20.0%

Not counted in FLOP and bytes: TopKV2.`,
    );
  });

  it("keeps to 80 columns and adds up what it does not show", () => {
    const long = "_MklNativeFusedDepthwiseConv2dNativeWithABiasAndMoreThanThat";
    const kinds = Array.from({ length: 40 }, (_, i) => kind(`${long}${i}`, 1e5, 1 / 40));
    const nodes = kinds.map(({ op }) =>
      node(op, 1e5, { inputs: ["float32[1024,1024,1024,1024]", "float32[1024,1024,1024]"] })
    );
    const devices = Array.from({ length: 8 }, (_, i) => `GPU:${i}`);
    const notCounted = Array.from({ length: 30 }, (_, i) => `SomeOp${i}`);
    const name = "a".repeat(100);
    const text = explanationText({ ...data, name, kinds, nodes, devices, notCounted, opMs: 4e6 });
    assert(text.split("\n").every((line) => line.length <= 80), text);
    assert(text.includes("24 more kinds"), text);
    assertEquals(text.match(/share/g)?.length, 2);
  });

  it("shows counts alone for what XLA compiled", () => {
    const text = explanationText({
      ...data,
      xla: true,
      opMs: null,
      kinds: [kind("MatMul", null, null)],
      notCounted: [],
      nodes: [node("MatMul", null)],
    });
    assert(text.includes("compiled by XLA, one launch"));
    assert(text.includes("MatMul"));
    assert(!text.includes("slowest") && !text.includes("share"), text);
  });

  it("can be of a function without ops", () => {
    const empty = { ...data, ops: 0, flops: 0, bytes: 0, opMs: 0, gflopsPerSecond: 0 };
    const text = explanationText({ ...empty, kinds: [], nodes: [], notCounted: [] });
    assert(text.startsWith("step: 1.500 ms a call on CPU:0\n0 ops, 0 FLOP, 0 B read"), text);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DType } from "../../../src/core/dtype.ts";
import type { NodeAttrs } from "../../../src/ffi/attr_value.ts";
import { costOf, countedName, plainName } from "../../../src/jit/cost/cost.ts";
import type { TensorSpec } from "../../../src/jit/cost/cost_node.ts";
import { attrsOf } from "./encoded_attrs.ts";

interface Call {
  inputs: (number[] | TensorSpec)[];
  output?: number[];
  dtype?: number;
  attrs?: NodeAttrs;
  fused?: string[];
}

function cost(op: string, { inputs, output, dtype = DType.float32, attrs, fused }: Call) {
  const spec = (given: number[] | TensorSpec): TensorSpec =>
    Array.isArray(given) ? { dtype, shape: given } : given;
  const outputs = output === undefined ? [] : [spec(output)];
  return costOf({ op, inputs: inputs.map(spec), outputs, attrs, fused });
}

const flops = (op: string, call: Call) => cost(op, call)?.flops;
const bytes = (op: string, call: Call) => cost(op, call)?.bytes;
const handle: TensorSpec = { dtype: DType.resource, shape: [] };
const ints = (...shape: number[]): TensorSpec => ({ dtype: DType.int32, shape });

describe("costOf()", () => {
  it("counts a matrix product as 2 m n k, transposed or not", () => {
    const work = 2 * 64 * 128 * 256;
    assertEquals(cost("MatMul", { inputs: [[64, 128], [128, 256]], output: [64, 256] }), {
      flops: work,
      bytes: 4 * (64 * 128 + 128 * 256 + 64 * 256),
    });
    assertEquals(flops("MatMul", { inputs: [[128, 64], [128, 256]], output: [64, 256] }), work);
    assertEquals(flops("_MklMatMul", { inputs: [[64, 128], [256, 128]], output: [64, 256] }), work);
    assertEquals(flops("MatMul", { inputs: [[0, 3], [3, 2]], output: [0, 2] }), 0);
  });

  it("counts each product of a batch, broadcast or not", () => {
    const output = [5, 7, 8, 16];
    const work = 2 * 5 * 7 * 8 * 16 * 4;
    for (const a of [[5, 7, 8, 4], [1, 7, 8, 4], [8, 4], [5, 7, 4, 8]]) {
      assertEquals(flops("BatchMatMulV2", { inputs: [a, [5, 7, 4, 16]], output }), work);
    }
    const complex = DType.complex64;
    assertEquals(
      flops("BatchMatMulV2", {
        inputs: [[2, 3, 4], [2, 4, 5]],
        output: [2, 3, 5],
        dtype: complex,
      }),
      8 * 2 * 3 * 5 * 4,
    );
  });

  it("adds what was fused into a product", () => {
    const call = { inputs: [[64, 128], [128, 256], [256]], output: [64, 256] };
    const product = 2 * 64 * 128 * 256;
    assertEquals(
      flops("_MklNativeFusedMatMul", { ...call, fused: ["Tanh", "BiasAdd"] }),
      product + 11 * 64 * 256,
    );
    assertEquals(flops("_FusedMatMul", call), product + 64 * 256);
    assertEquals(flops("_FusedMatMul", { ...call, fused: ["Unheard"] }), undefined);
  });

  it("counts a convolution by the taps of its filter, and its gradients alike", () => {
    const [x, filter, y] = [[8, 28, 28, 16], [3, 5, 16, 32], [8, 26, 24, 32]];
    const work = 2 * 8 * 26 * 24 * 32 * 3 * 5 * 16;
    assertEquals(flops("Conv2D", { inputs: [x, filter], output: y }), work);
    assertEquals(
      flops("_MklNativeFusedConv2D", { inputs: [x, filter, [32]], output: y, fused: ["BiasAdd"] }),
      work + 8 * 26 * 24 * 32,
    );
    assertEquals(
      flops("Conv2DBackpropInput", { inputs: [ints(4), filter, y], output: x }),
      work,
    );
    assertEquals(
      flops("_MklNativeConv2DBackpropFilter", { inputs: [x, ints(4), y], output: filter }),
      work,
    );
    // Two groups: each result sees half of the channels.
    assertEquals(flops("Conv2D", { inputs: [x, [3, 5, 8, 32]], output: y }), work / 2);
    const [volume, window, result] = [[2, 8, 8, 8, 3], [2, 2, 2, 3, 6], [2, 7, 7, 7, 6]];
    const deep = 2 * 2 * 7 ** 3 * 6 * 8 * 3;
    assertEquals(flops("Conv3D", { inputs: [volume, window], output: result }), deep);
    assertEquals(
      flops("Conv3DBackpropFilterV2", { inputs: [volume, ints(5), result], output: window }),
      deep,
    );
  });

  it("counts a depthwise convolution by its window alone", () => {
    const [x, filter, y] = [[4, 16, 16, 8], [3, 3, 8, 2], [4, 16, 16, 16]];
    const work = 2 * 4 * 16 * 16 * 16 * 9;
    const backprop = "DepthwiseConv2dNativeBackprop";
    assertEquals(flops("DepthwiseConv2dNative", { inputs: [x, filter], output: y }), work);
    assertEquals(flops(`${backprop}Input`, { inputs: [ints(4), filter, y], output: x }), work);
    assertEquals(flops(`${backprop}Filter`, { inputs: [x, ints(4), y], output: filter }), work);
  });

  it("counts pooling by its window, if that is known", () => {
    const attrs = attrsOf({ ksize: [1, 2, 3, 1] });
    const [x, y] = [[2, 8, 9, 4], [2, 4, 3, 4]];
    assertEquals(flops("MaxPool", { inputs: [x], output: y, attrs }), 6 * 2 * 4 * 3 * 4);
    assertEquals(flops("AvgPoolGrad", { inputs: [ints(4), y], output: x, attrs }), 6 * 96);
    assertEquals(flops("MaxPoolGrad", { inputs: [x, y, y], output: x, attrs }), 6 * 96);
    assertEquals(flops("MaxPool", { inputs: [x], output: y }), undefined);
  });

  it("counts reductions, softmax and losses per element read", () => {
    const rows = [32, 10];
    assertEquals(cost("Sum", { inputs: [rows, ints(1)], output: [32] }), {
      flops: 320,
      bytes: 4 * (320 + 1 + 32),
    });
    assertEquals(flops("Mean", { inputs: [rows, ints(1)], output: [32] }), 352);
    assertEquals(flops("ArgMax", { inputs: [rows, ints()], output: [32] }), 320);
    assertEquals(flops("_MklSoftmax", { inputs: [rows], output: rows }), 14 * 320);
    assertEquals(flops("LogSoftmax", { inputs: [rows], output: rows }), 14 * 320 + 10 * 32);
    assertEquals(
      flops("SparseSoftmaxCrossEntropyWithLogits", { inputs: [rows, ints(32)], output: [32] }),
      14 * 320 + 12 * 32,
    );
    assertEquals(
      flops("SoftmaxCrossEntropyWithLogits", { inputs: [rows, rows], output: [32] }),
      18 * 320 + 10 * 32,
    );
  });

  it("counts batch normalisation with its statistics only in training", () => {
    const inputs = [[4, 8, 8, 16], [16], [16], [16], [16]];
    const each = (training: boolean) =>
      flops("FusedBatchNormV3", {
        inputs,
        output: inputs[0]!,
        attrs: attrsOf({ is_training: training }),
      })! / 4096;
    assertEquals([each(true), each(false)], [7, 3]);
    assertEquals(flops("FusedBatchNormV3", { inputs, output: inputs[0]! }), undefined);
    const attrs = attrsOf({ is_training: true });
    assertEquals(
      flops("_FusedBatchNormEx", { inputs, output: inputs[0]!, attrs, fused: ["Relu"] }),
      8 * 4096,
    );
  });

  it("counts elementwise ops once for each result, series ten times", () => {
    const pair = [[3, 1], [1, 5]];
    assertEquals(cost("AddV2", { inputs: pair, output: [3, 5] }), { flops: 15, bytes: 4 * 23 });
    assertEquals(flops("Exp", { inputs: [[7]], output: [7] }), 70);
    assertEquals(flops("Sigmoid", { inputs: [[7]], output: [7] }), 84);
    assertEquals(flops("AddN", { inputs: [[7], [7], [7]], output: [7] }), 14);
    assertEquals(flops("Mul", { inputs: [[7], [7]], output: [7], dtype: DType.complex64 }), 42);
    assertEquals(flops("Exp", { inputs: [[7]], output: [7], dtype: DType.complex64 }), undefined);
    assertEquals(bytes("AddV2", { inputs: [[8], [8]], output: [8], dtype: DType.bfloat16 }), 48);
  });

  it("counts what makes numbers of random bits", () => {
    const call = { inputs: [ints(2), ints(2)], output: [3, 4] };
    assertEquals(cost("StatelessRandomUniform", call), { flops: 12, bytes: 48 });
    assertEquals(cost("StatelessRandomNormal", call), { flops: 264, bytes: 48 });
  });

  it("counts an einsum by its labels", () => {
    const einsum = (equation: string, ...shapes: number[][]) => {
      const output = shapes.pop()!;
      return flops("Einsum", { inputs: shapes, output, attrs: attrsOf({ equation }) });
    };
    assertEquals(einsum("bqhd,bkhd->bhqk", [2, 5, 3, 4], [2, 6, 3, 4], [2, 3, 5, 6]), 2 * 720);
    assertEquals(einsum("i,j->ij", [3], [4], [3, 4]), 12);
    assertEquals(einsum("ij->ji", [3, 4], [4, 3]), 0);
    assertEquals(einsum("ij->j", [3, 4], [4]), 12);
    assertEquals(einsum("...ij,jk->...ik", [2, 3, 4], [4, 5], [2, 3, 5]), undefined);
    assertEquals(flops("Einsum", { inputs: [[3], [3]], output: [] }), undefined);
  });

  it("counts an LSTM layer by its one product and its gates", () => {
    const [time, batch, input, units] = [100, 64, 32, 128];
    const x = [time, batch, input];
    const state = [batch, units];
    const kernel = [input + units, 4 * units];
    const inputs = [{ dtype: DType.int64, shape: [] }, x, state, state, kernel];
    const product = 2 * time * batch * (input + units) * 4 * units;
    const states = time * batch * units;
    assertEquals(
      flops("BlockLSTMV2", { inputs, output: [time, batch, units] }),
      product + 65 * states,
    );
    assertEquals(flops("BlockLSTMGradV2", { inputs, output: x }), 2 * product + 26 * states);
  });

  it("counts an optimizer's step by its gradient, and reads and writes its variables", () => {
    const scalars = Array.from({ length: 6 }, () => [] as number[]);
    const adam = cost("ResourceApplyAdam", {
      inputs: [handle, handle, handle, ...scalars, [10, 20]],
    });
    assertEquals(adam, { flops: 12 * 200, bytes: 7 * 4 * 200 });
    assertEquals(cost("AssignAddVariableOp", { inputs: [handle, [10]] }), {
      flops: 10,
      bytes: 120,
    });
  });

  it("moves bytes without arithmetic, or nothing at all", () => {
    assertEquals(cost("Transpose", { inputs: [[4, 5], ints(2)], output: [5, 4] }), {
      flops: 0,
      bytes: 4 * (20 + 2 + 20),
    });
    assertEquals(cost("Reshape", { inputs: [[4, 5], ints(1)], output: [20] }), {
      flops: 0,
      bytes: 0,
    });
    assertEquals(cost("ReadVariableOp", { inputs: [handle], output: [20] }), {
      flops: 0,
      bytes: 0,
    });
    // A look-up touches the rows that it takes, not the table.
    assertEquals(
      bytes("GatherV2", { inputs: [[1000, 8], ints(3), ints()], output: [3, 8] }),
      4 * 52,
    );
    assertEquals(bytes("Fill", { inputs: [ints(2), []], output: [3, 8] }), 96);
  });

  it("counts nothing that it does not know", () => {
    assertEquals(cost("TopKV2", { inputs: [[10], ints()], output: [3] }), undefined);
    assertEquals(costOf({ op: "Exp", inputs: [undefined], outputs: [undefined] }), undefined);
    assertEquals(costOf({ op: "toString", inputs: [], outputs: [] }), undefined);
  });
});

describe("countedName()", () => {
  it("sees through the names of TensorFlow's rewrites", () => {
    assertEquals(countedName("_MklNativeFusedConv2D"), "FusedConv2D");
    assertEquals(countedName("_FusedMatMul"), "FusedMatMul");
    assertEquals(countedName("FusedBatchNormV3"), "FusedBatchNormV3");
    assertEquals(plainName("_MklNativeFusedConv2D"), "Conv2D");
    assertEquals(plainName("_FusedBatchNormEx"), "FusedBatchNormV3");
    assertEquals(plainName("_MklMaxPool"), "MaxPool");
  });
});

/** The op suite: ops of every family, run one by one, with what they must give. */

import { DType } from "../../src/core/dtype.ts";
import { AttrKind, type AttrValue, type OpAttr } from "../../src/ffi/op_attrs.ts";
import { utf8 } from "../../src/ffi/strings.ts";

/** A tensor of the table. */
export interface TableTensor {
  /** Number of `TF_DataType`. */
  dtype: number;
  /** Axis lengths. */
  shape: number[];
  /** Elements in row-major order. */
  values: ArrayBufferView<ArrayBuffer> | Uint8Array<ArrayBuffer>[];
}

/** One row of the table. */
export interface OpCase {
  /** Op. */
  op: string;
  /** What sets this row apart from others of the op. */
  note?: string;
  /** Attributes. */
  attrs?: OpAttr[];
  /** Inputs. */
  inputs: TableTensor[];
  /** Outputs, compared within the tolerance of their dtype. */
  outputs: TableTensor[];
}

type Numbers = readonly number[];

/** Shape of `values`: a vector unless given. */
function shaped(values: ArrayLike<unknown>, shape?: number[]): number[] {
  return shape ?? [values.length];
}
function f32(values: Numbers, shape?: number[]): TableTensor {
  const data = Float32Array.from(values);
  return { dtype: DType.float32, shape: shaped(values, shape), values: data };
}
function f64(values: Numbers, shape?: number[]): TableTensor {
  const data = Float64Array.from(values);
  return { dtype: DType.float64, shape: shaped(values, shape), values: data };
}
function i32(values: Numbers, shape?: number[]): TableTensor {
  const data = Int32Array.from(values);
  return { dtype: DType.int32, shape: shaped(values, shape), values: data };
}
function i64(values: readonly bigint[], shape?: number[]): TableTensor {
  const data = BigInt64Array.from(values);
  return { dtype: DType.int64, shape: shaped(values, shape), values: data };
}
function u8(values: Numbers, shape?: number[]): TableTensor {
  const data = Uint8Array.from(values);
  return { dtype: DType.uint8, shape: shaped(values, shape), values: data };
}
function bool(values: Numbers, shape?: number[]): TableTensor {
  return { ...u8(values, shape), dtype: DType.bool };
}
/** float16 or bfloat16 by their bits. */
function half(bits: Numbers, dtype: number = DType.float16): TableTensor {
  return { dtype, shape: [bits.length], values: Uint16Array.from(bits) };
}
function c64(values: Numbers, shape?: number[]): TableTensor {
  const data = Float32Array.from(values);
  return { dtype: DType.complex64, shape: shape ?? [values.length / 2], values: data };
}
function text(values: string[], shape?: number[]): TableTensor {
  return { dtype: DType.string, shape: shaped(values, shape), values: values.map(utf8) };
}

function attr(type: number, name: string, value: AttrValue): OpAttr {
  return { name, type, value };
}
const type = (name: string, value: number | number[]) => attr(AttrKind.type, name, value);
const int = (name: string, value: number | bigint | number[]) => attr(AttrKind.int, name, value);
const float = (name: string, value: number | number[]) => attr(AttrKind.float, name, value);
const flag = (name: string, value: boolean) => attr(AttrKind.bool, name, value);
const string = (name: string, value: string | string[]) => attr(AttrKind.string, name, value);
const shape = (name: string, value: number[]) => attr(AttrKind.shape, name, value);

const MATRIX = f32([1, 2, 3, 4], [2, 2]);
const IMAGE = f32([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);

/** The table. */
export const OP_SUITE: readonly OpCase[] = [
  // arithmetic
  { op: "AddV2", inputs: [f32([1, 2]), f32([10], [1])], outputs: [f32([11, 12])] },
  {
    op: "AddV2",
    note: "int64 keeps all digits",
    inputs: [i64([2n ** 53n]), i64([1n])],
    outputs: [i64([2n ** 53n + 1n])],
  },
  { op: "AddV2", note: "uint8", inputs: [u8([1, 250]), u8([2, 5])], outputs: [u8([3, 255])] },
  {
    op: "AddV2",
    note: "float16",
    inputs: [half([0x3c00]), half([0x4000])],
    outputs: [half([0x4200])],
  },
  {
    op: "AddV2",
    note: "bfloat16",
    inputs: [half([0x3f80], DType.bfloat16), half([0x4000], DType.bfloat16)],
    outputs: [half([0x4040], DType.bfloat16)],
  },
  { op: "Sub", inputs: [i32([5, 3]), i32([7, 1])], outputs: [i32([-2, 2])] },
  { op: "Mul", note: "complex64", inputs: [c64([1, 2]), c64([3, -1])], outputs: [c64([5, 5])] },
  { op: "RealDiv", inputs: [f64([1, 2]), f64([3, 4])], outputs: [f64([1 / 3, 0.5])] },
  { op: "FloorDiv", inputs: [i32([-7, 7]), i32([2, 2])], outputs: [i32([-4, 3])] },
  { op: "FloorMod", inputs: [i32([-7, 7]), i32([3, 3])], outputs: [i32([2, 1])] },
  { op: "Pow", inputs: [f32([2, 3]), f32([3, 2])], outputs: [f32([8, 9])] },
  { op: "Maximum", inputs: [f32([1, 5]), f32([4, 2])], outputs: [f32([4, 5])] },
  {
    op: "AddN",
    attrs: [int("N", 3), type("T", DType.float32)],
    inputs: [f32([1]), f32([2]), f32([3])],
    outputs: [f32([6])],
  },
  // element by element
  { op: "Exp", inputs: [f32([0, 1])], outputs: [f32([1, Math.E])] },
  { op: "Log1p", inputs: [f64([0, 1e-10])], outputs: [f64([0, 1e-10])] },
  { op: "Rsqrt", inputs: [f32([4, 16])], outputs: [f32([0.5, 0.25])] },
  { op: "Tanh", inputs: [f32([0, 1])], outputs: [f32([0, Math.tanh(1)])] },
  { op: "Erf", inputs: [f32([0, 1])], outputs: [f32([0, 0.8427007929])] },
  { op: "Sigmoid", inputs: [f32([0, 100])], outputs: [f32([0.5, 1])] },
  { op: "Relu", inputs: [f32([-1, 2])], outputs: [f32([0, 2])] },
  {
    op: "LeakyRelu",
    attrs: [float("alpha", 0.25)],
    inputs: [f32([-4, 2])],
    outputs: [f32([-1, 2])],
  },
  { op: "Round", inputs: [f32([0.5, 1.5, -2.5])], outputs: [f32([0, 2, -2])] },
  { op: "ComplexAbs", inputs: [c64([3, 4])], outputs: [f32([5])] },
  { op: "Conj", inputs: [c64([3, 4])], outputs: [c64([3, -4])] },
  {
    op: "Cast",
    attrs: [type("SrcT", DType.float32), type("DstT", DType.int64)],
    inputs: [f32([1.9, -1.9])],
    outputs: [i64([1n, -1n])],
  },
  {
    op: "Bitcast",
    attrs: [type("type", DType.int32)],
    inputs: [f32([1])],
    outputs: [i32([0x3f800000])],
  },
  // comparison and logic
  { op: "Less", inputs: [f32([1, 2]), f32([2, 2])], outputs: [bool([1, 0])] },
  {
    op: "Equal",
    note: "strings",
    inputs: [text(["a", "b"]), text(["a", "c"])],
    outputs: [bool([1, 0])],
  },
  { op: "LogicalAnd", inputs: [bool([1, 1]), bool([1, 0])], outputs: [bool([1, 0])] },
  { op: "SelectV2", inputs: [bool([1, 0]), f32([1, 2]), f32([3, 4])], outputs: [f32([1, 4])] },
  { op: "Where", inputs: [bool([0, 1, 1])], outputs: [i64([1n, 2n], [2, 1])] },
  { op: "IsNan", inputs: [f32([NaN, 1])], outputs: [bool([1, 0])] },
  // matrices
  { op: "MatMul", inputs: [MATRIX, MATRIX], outputs: [f32([7, 10, 15, 22], [2, 2])] },
  {
    op: "MatMul",
    note: "transposed",
    attrs: [flag("transpose_a", true), flag("transpose_b", false)],
    inputs: [MATRIX, MATRIX],
    outputs: [f32([10, 14, 14, 20], [2, 2])],
  },
  {
    op: "BatchMatMulV2",
    inputs: [f32([1, 2, 3, 4], [2, 1, 2]), f32([1, 1], [2, 1])],
    outputs: [f32([3, 7], [2, 1, 1])],
  },
  {
    op: "Einsum",
    attrs: [int("N", 2), type("T", DType.float32), string("equation", "ij,kj->ik")],
    inputs: [MATRIX, MATRIX],
    outputs: [f32([5, 11, 11, 25], [2, 2])],
  },
  {
    op: "MatrixInverse",
    inputs: [f32([2, 0, 0, 4], [2, 2])],
    outputs: [f32([0.5, 0, 0, 0.25], [2, 2])],
  },
  // reductions
  { op: "Sum", inputs: [MATRIX, i32([0])], outputs: [f32([4, 6])] },
  {
    op: "Mean",
    note: "axes kept",
    attrs: [flag("keep_dims", true)],
    inputs: [MATRIX, i32([1])],
    outputs: [f32([1.5, 3.5], [2, 1])],
  },
  { op: "Max", note: "of an empty list of axes", inputs: [MATRIX, i32([])], outputs: [MATRIX] },
  { op: "Prod", inputs: [i64([3n, -5n]), i32([0])], outputs: [i64([-15n], [])] },
  {
    op: "ArgMax",
    attrs: [type("output_type", DType.int64)],
    inputs: [f32([1, 9, 3]), i32([0], [])],
    outputs: [i64([1n], [])],
  },
  {
    op: "Cumsum",
    attrs: [flag("exclusive", true)],
    inputs: [i32([1, 2, 3]), i32([0], [])],
    outputs: [i32([0, 1, 3])],
  },
  { op: "All", inputs: [bool([1, 0]), i32([0])], outputs: [bool([0], [])] },
  // shapes
  { op: "Reshape", inputs: [f32([1, 2]), i32([2, 1])], outputs: [f32([1, 2], [2, 1])] },
  { op: "Transpose", inputs: [MATRIX, i32([1, 0])], outputs: [f32([1, 3, 2, 4], [2, 2])] },
  { op: "ExpandDims", inputs: [f32([1]), i32([0], [])], outputs: [f32([1], [1, 1])] },
  {
    op: "Squeeze",
    attrs: [int("squeeze_dims", [0])],
    inputs: [f32([1], [1, 1])],
    outputs: [f32([1])],
  },
  {
    op: "Shape",
    attrs: [type("out_type", DType.int64)],
    inputs: [MATRIX],
    outputs: [i64([2n, 2n])],
  },
  {
    op: "ConcatV2",
    attrs: [int("N", 2), type("T", DType.int32)],
    inputs: [i32([1]), i32([2, 3]), i32([0], [])],
    outputs: [i32([1, 2, 3])],
  },
  {
    op: "Pack",
    attrs: [int("N", 2), type("T", DType.int32), int("axis", 1)],
    inputs: [i32([1, 2]), i32([3, 4])],
    outputs: [i32([1, 3, 2, 4], [2, 2])],
  },
  { op: "Unpack", attrs: [int("num", 2)], inputs: [MATRIX], outputs: [f32([1, 2]), f32([3, 4])] },
  {
    op: "SplitV",
    attrs: [int("num_split", 2)],
    inputs: [i32([1, 2, 3]), i32([1, 2]), i32([0], [])],
    outputs: [i32([1]), i32([2, 3])],
  },
  { op: "Tile", inputs: [i32([1, 2]), i32([2])], outputs: [i32([1, 2, 1, 2])] },
  {
    op: "PadV2",
    inputs: [i32([1]), i32([1, 2], [1, 2]), i32([7], [])],
    outputs: [i32([7, 1, 7, 7])],
  },
  { op: "Slice", inputs: [i32([1, 2, 3]), i32([1]), i32([2])], outputs: [i32([2, 3])] },
  {
    op: "StridedSlice",
    note: "backwards",
    attrs: [int("begin_mask", 1), int("end_mask", 1)],
    inputs: [i32([1, 2, 3]), i32([0]), i32([0]), i32([-1])],
    outputs: [i32([3, 2, 1])],
  },
  { op: "GatherV2", inputs: [f32([5, 6, 7]), i64([2n, 0n]), i32([0], [])], outputs: [f32([7, 5])] },
  { op: "ScatterNd", inputs: [i32([2], [1, 1]), f32([9]), i32([4])], outputs: [f32([0, 0, 9, 0])] },
  {
    op: "OneHot",
    inputs: [i32([1]), i32([3], []), f32([1], []), f32([0], [])],
    outputs: [f32([0, 1, 0], [1, 3])],
  },
  {
    op: "TopKV2",
    attrs: [flag("sorted", true)],
    inputs: [f32([3, 9, 5]), i32([2], [])],
    outputs: [f32([9, 5]), i32([1, 2])],
  },
  {
    op: "Unique",
    attrs: [type("out_idx", DType.int32)],
    inputs: [i32([4, 5, 4])],
    outputs: [i32([4, 5]), i32([0, 1, 0])],
  },
  { op: "Range", inputs: [i32([0], []), i32([6], []), i32([2], [])], outputs: [i32([0, 2, 4])] },
  { op: "Fill", inputs: [i32([2]), bool([1], [])], outputs: [bool([1, 1])] },
  {
    op: "Empty",
    note: "nothing to fill",
    attrs: [type("dtype", DType.float32), flag("init", true)],
    inputs: [i32([0, 3])],
    outputs: [f32([], [0, 3])],
  },
  // networks
  { op: "Softmax", inputs: [f32([0, Math.log(3)], [1, 2])], outputs: [f32([0.25, 0.75], [1, 2])] },
  {
    op: "SparseSoftmaxCrossEntropyWithLogits",
    inputs: [f32([0, 0], [1, 2]), i32([1])],
    outputs: [f32([Math.log(2)]), f32([0.5, -0.5], [1, 2])],
  },
  { op: "BiasAdd", inputs: [MATRIX, f32([10, 20])], outputs: [f32([11, 22, 13, 24], [2, 2])] },
  {
    op: "Conv2D",
    attrs: [
      int("strides", [1, 1, 1, 1]),
      string("padding", "VALID"),
      int("dilations", [1, 1, 1, 1]),
    ],
    inputs: [IMAGE, f32([1, 0, 0, -1], [2, 2, 1, 1])],
    outputs: [f32([-4, -4, -4, -4], [1, 2, 2, 1])],
  },
  {
    op: "Conv2D",
    note: "explicit padding",
    attrs: [
      int("strides", [1, 2, 2, 1]),
      string("padding", "EXPLICIT"),
      int("explicit_paddings", [0, 0, 1, 0, 1, 0, 0, 0]),
    ],
    inputs: [IMAGE, f32([1, 1, 1, 1], [2, 2, 1, 1])],
    outputs: [f32([1, 5, 11, 28], [1, 2, 2, 1])],
  },
  {
    op: "MaxPool",
    attrs: [int("ksize", [1, 2, 2, 1]), int("strides", [1, 1, 1, 1]), string("padding", "VALID")],
    inputs: [IMAGE],
    outputs: [f32([5, 6, 8, 9], [1, 2, 2, 1])],
  },
  {
    op: "FusedBatchNormV3",
    attrs: [flag("is_training", false), float("epsilon", 0)],
    inputs: [f32([3, 5], [1, 1, 2, 1]), f32([2]), f32([1]), f32([1]), f32([4])],
    // What it saves for the way back is nobody else's business, so only the result is compared.
    outputs: [f32([3, 5], [1, 1, 2, 1])],
  },
  {
    op: "ResizeBilinear",
    inputs: [f32([0, 2], [1, 1, 2, 1]), i32([1, 4])],
    outputs: [f32([0, 1, 2, 2], [1, 1, 4, 1])],
  },
  { op: "FFT", inputs: [c64([1, 0, 1, 0])], outputs: [c64([2, 0, 0, 0])] },
  // strings
  {
    op: "StringJoin",
    attrs: [int("N", 2), string("separator", "-")],
    inputs: [text(["a"]), text(["é"])],
    outputs: [text(["a-é"])],
  },
  {
    op: "StringLength",
    attrs: [string("unit", "UTF8_CHAR")],
    inputs: [text(["é", ""])],
    outputs: [i32([1, 0])],
  },
  { op: "AsString", inputs: [i64([-9007199254740993n])], outputs: [text(["-9007199254740993"])] },
  {
    op: "StringToNumber",
    attrs: [type("out_type", DType.float64)],
    inputs: [text(["1.5"])],
    outputs: [f64([1.5])],
  },
  {
    op: "DecodeRaw",
    attrs: [type("out_type", DType.uint8), flag("little_endian", true)],
    inputs: [text(["AB"], [])],
    outputs: [u8([65, 66])],
  },
  // lists as attributes
  {
    op: "DecodeCSV",
    attrs: [type("OUT_TYPE", [DType.int32, DType.string]), string("field_delim", ";")],
    inputs: [text(["7;x"]), i32([0]), text([""])],
    outputs: [i32([7]), text(["x"])],
  },
  {
    op: "Bucketize",
    attrs: [float("boundaries", [0, 10])],
    inputs: [f32([-1, 5, 11])],
    outputs: [i32([0, 1, 2])],
  },
  {
    op: "StaticRegexReplace",
    attrs: [string("pattern", "b+"), string("rewrite", "")],
    inputs: [text(["abbc"])],
    outputs: [text(["ac"])],
  },
  // random, from a seed
  {
    op: "StatelessRandomUniformFullInt",
    note: "the same numbers in every version",
    attrs: [type("dtype", DType.int32), type("T", DType.int32), type("Tseed", DType.int32)],
    inputs: [i32([2]), i32([1, 2])],
    outputs: [i32([1105988140, 1738052849])],
  },
  {
    op: "PlaceholderWithDefault",
    attrs: [shape("shape", [2])],
    inputs: [f32([1, 2])],
    outputs: [f32([1, 2])],
  },
];

/**
 * Odd calls of every op family: sizes 0, 1, 255, 256 and 70,000, ranks 0 and 6, every dtype, shapes
 * and numbers that do not belong together.
 */
import * as tfjs from "../../../src/deps/tfjs.ts";
import {
  type Attrs,
  describe,
  type Dtype,
  DTYPES,
  FEW_SHAPES,
  type Inputs,
  kernel,
  odd,
  type OddCall,
  SHAPES,
} from "./odd_call.ts";
import { indexCalls } from "./odd_indices.ts";
import { volumeCalls, windowCalls } from "./odd_windows.ts";

const UNARY = [
  ..."Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor IsFinite".split(
    " ",
  ),
  ..."IsInf IsNan LeakyRelu Log Log1p LogicalNot Neg Reciprocal Relu Relu6 Round Rsqrt".split(" "),
  ..."Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Step Tan Tanh".split(" "),
  ..."ZerosLike OnesLike Identity Real Imag ComplexAbs Diag Unique Softmax".split(" "),
];
const UNARY_ATTRS: Record<string, Attrs> = {
  LeakyRelu: { alpha: 0.2 },
  Step: { alpha: 0.5 },
  Unique: { axis: 0 },
  Softmax: { dim: -1 },
};

/** The largest tensors once only, and no diagonal of 70,000 squared. */
function fits(shape: readonly number[], dtype: Dtype, name: string): boolean {
  return shape[0] !== 70_000 || dtype === "float32" && name !== "Diag";
}

/** One input of every shape and dtype. */
function unaryCalls(): OddCall[] {
  return UNARY.flatMap((name) =>
    DTYPES.flatMap((dtype) =>
      SHAPES.filter((shape) => fits(shape, dtype, name)).map((shape) => ({
        name: `${name}(${describe(shape, dtype)})`,
        // On the cpu backend the sine of a whole number is a whole number.
        incomparable: dtype === "int32" || dtype === "bool",
        run: () => {
          const x = odd(shape, dtype);
          const key = name === "Softmax" ? "logits" : /Real|Imag/.test(name) ? "input" : "x";
          return kernel(name, { [key]: x }, UNARY_ATTRS[name]);
        },
      }))
    )
  );
}

const BINARY = [
  ..."Add Atan2 BitwiseAnd Equal FloorDiv Greater GreaterEqual Less LessEqual LogicalAnd".split(
    " ",
  ),
  ..."LogicalOr Maximum Minimum Mod Multiply NotEqual Pow RealDiv SquaredDifference Sub".split(" "),
];

/** Two inputs: equal, broadcast and mismatched shapes; equal and mixed dtypes. */
function binaryCalls(): OddCall[] {
  const pairs: [readonly number[], readonly number[]][] = [
    [[], []],
    [[0], [0]],
    [[0], [1]],
    [[0], []],
    [[2, 0, 3], [1, 3]],
    [[255], [256]],
    [[70_000], [70_000]],
    [[70_000], []],
    [[3, 4], [4, 3]],
    [[1, 2, 1, 3, 2, 1], [3, 1, 4]],
  ];
  const dtypes: [Dtype, Dtype][] = [
    ...DTYPES.map((dtype): [Dtype, Dtype] => [dtype, dtype]),
    ["float32", "int32"],
    ["bool", "float32"],
    ["string", "float32"],
    ["complex64", "int32"],
  ];
  return BINARY.flatMap((name) =>
    dtypes.flatMap(([left, right]) =>
      pairs.filter(([a]) => fits(a, left, name)).map(([a, b]) => ({
        name: `${name}(${describe(a, left)}, ${describe(b, right)})`,
        run: () => kernel(name, { a: odd(a, left), b: odd(b, right) }),
        // The cpu backend mixes the types of its arrays; its floorDiv is whole.
        incomparable: left !== right || name === "FloorDiv",
      }))
    )
  );
}

/** Reductions along axes that exist and that do not. */
function reductionCalls(): OddCall[] {
  const names = ["Sum", "Prod", "Max", "Min", "Mean", "All", "Any", "ArgMax", "ArgMin"];
  return names.flatMap((name) =>
    DTYPES.flatMap((dtype) =>
      SHAPES.filter((shape) => fits(shape, dtype, name)).flatMap((shape) =>
        [0, -1, 7].map((axis) => ({
          name: `${name}(${describe(shape, dtype)}, axis ${axis})`,
          run: () =>
            kernel(name, { x: odd(shape, dtype) }, {
              axis: name.startsWith("Arg") ? axis : [axis],
              reductionIndices: [axis],
              keepDims: false,
            }),
          // tfjs's cpu backend takes rows that are not there for zeros.
          incomparable: shape.includes(0) || axis === 7 || dtype === "complex64",
        }))
      )
    )
  );
}

/** Moves of elements with sizes that fit and that do not. */
function layoutCalls(): OddCall[] {
  const ofX = (name: string, attrs: Attrs[], key = "x"): OddCall[] =>
    DTYPES.flatMap((dtype) =>
      FEW_SHAPES.flatMap((shape) =>
        attrs.map((attr) => ({
          name: `${name}(${describe(shape, dtype)}, ${JSON.stringify(attr)})`,
          run: () => kernel(name, { [key]: odd(shape, dtype) }, attr),
          incomparable: true,
        }))
      )
    );
  return [
    ...ofX(
      "Reshape",
      [[], [0], [-1], [4], [1, 4, 1], [-1, -1], [-5], [2 ** 31], [7, 7]]
        .map((shape) => ({ shape })),
    ),
    ...ofX(
      "Transpose",
      [[], [0], [1, 0], [5, 4, 3, 2, 1, 0], [0, 0, 0], [-1, 0, 1], [9]]
        .map((perm) => ({ perm })),
    ),
    ...ofX("ExpandDims", [{ dim: 0 }, { dim: -1 }, { dim: 9 }, { dim: -99 }], "input"),
    ...ofX(
      "Tile",
      [[], [0], [2], [3, 0, 1], [-1], [1, 1, 1, 1, 1, 2], [70_000]]
        .map((reps) => ({ reps })),
    ),
    ...ofX(
      "PadV2",
      [[], [[1, 2]], [[-1, 0]], [[0, 0], [0, 1], [2, 0]], [[70_000, 0]]]
        .map((paddings) => ({ paddings, constantValue: 0 })),
    ),
    ...ofX(
      "MirrorPad",
      [[[1, 2]], [[-1, 0]], [[9, 9]]].flatMap((paddings) => [
        { paddings, mode: "reflect" },
        { paddings, mode: "symmetric" },
      ]),
    ),
    ...ofX("Slice", [
      { begin: [], size: [] },
      { begin: [0], size: [-1] },
      { begin: [3], size: [9] },
      { begin: [-2], size: [1] },
      { begin: [0, 0, 0], size: [2, 0, 3] },
    ]),
    ...ofX(
      "StridedSlice",
      [1, -1, 0, 2 ** 31 - 1].map((stride) => ({
        begin: [0],
        end: [4],
        strides: [stride],
        beginMask: 0,
        endMask: 0,
        ellipsisMask: 0,
        newAxisMask: 0,
        shrinkAxisMask: 0,
      })),
    ),
    ...ofX("Reverse", [{ dims: [0] }, { dims: [7] }, { dims: [0, 0] }, { dims: [-1] }]),
    ...ofX("Unpack", [{ axis: 0 }, { axis: -1 }, { axis: 9 }], "value"),
    ...ofX("SplitV", [
      { numOrSizeSplits: 2, axis: 0 },
      { numOrSizeSplits: [1, -1], axis: 0 },
      { numOrSizeSplits: [9, 9], axis: 0 },
      { numOrSizeSplits: 0, axis: 0 },
      { numOrSizeSplits: [4], axis: 7 },
    ]),
    ...ofX(
      "Cumsum",
      [{ axis: 0 }, { axis: 9 }].map((attr) => ({
        ...attr,
        exclusive: false,
        reverse: false,
      })),
    ),
    ...ofX(
      "Cumprod",
      [{ axis: 0 }, { axis: 9 }].map((attr) => ({
        ...attr,
        exclusive: true,
        reverse: true,
      })),
    ),
    ...ofX("TopK", [0, 1, 4, 99, -1].map((k) => ({ k, sorted: true }))),
    ...ofX("SpaceToBatchND", [
      { blockShape: [2], paddings: [[0, 0]] },
      { blockShape: [0], paddings: [[0, 0]] },
      { blockShape: [-2], paddings: [[-1, 0]] },
    ]),
    ...ofX("BatchToSpaceND", [
      { blockShape: [2], crops: [[0, 0]] },
      { blockShape: [0], crops: [[0, 0]] },
      { blockShape: [-2], crops: [[9, 9]] },
    ]),
    ...ofX(
      "OneHot",
      [0, 3, -1, 70_000].map((depth) => ({
        depth,
        onValue: 1,
        offValue: 0,
        dtype: "float32",
      })),
      "indices",
    ),
    ...ofX("Cast", DTYPES.map((dtype) => ({ dtype }))),
    ...ofX("ClipByValue", [{ clipValueMin: -1, clipValueMax: 1 }]),
  ];
}

/** Lists of tensors: none, one, 256, and some that do not belong together. */
function listCalls(): OddCall[] {
  const lists: Record<string, () => tfjs.Tensor[]> = {
    none: () => [],
    one: () => [odd([4])],
    "256": () => Array.from({ length: 256 }, () => odd([4])),
    "1000 scalars": () => Array.from({ length: 1000 }, () => odd([])),
    "other dtypes": () => [odd([4]), odd([4], "int32")],
    "other shapes": () => [odd([4]), odd([3])],
    "other ranks": () => [odd([4]), odd([2, 2])],
    "empty ones": () => [odd([0]), odd([0])],
    "empty and full": () => [odd([0]), odd([4])],
    strings: () => [odd([4], "string"), odd([4], "string")],
    "rank 6": () => [odd([1, 2, 1, 3, 2, 1]), odd([1, 2, 1, 3, 2, 1])],
  };
  const ops: Record<string, Attrs> = {
    Concat: { axis: 0 },
    Pack: { axis: 0 },
    AddN: {},
  };
  const einsums = ["i,i->", "ij,jk->ik", "", "i->ii", "->", "ab", "i,j->k"];
  return [
    ...Object.entries(ops).flatMap(([op, attrs]) =>
      Object.entries(lists).map(([what, make]) => ({
        name: `${op}(${what})`,
        run: () => kernel(op, make(), attrs),
        incomparable: true,
      }))
    ),
    ...Object.entries(lists).flatMap(([what, make]) =>
      einsums.map((equation) => ({
        name: `Einsum(${what}, "${equation}")`,
        run: () => kernel("Einsum", make(), { equation }),
        incomparable: true,
      }))
    ),
  ];
}

/** Products with inner sizes that differ, empty ones, and batches. */
function productCalls(): OddCall[] {
  const pairs: [readonly number[], readonly number[]][] = [
    [[], []],
    [[4], [4]],
    [[2, 3], [3, 2]],
    [[2, 3], [2, 3]],
    [[0, 3], [3, 0]],
    [[2, 0], [0, 2]],
    [[1, 70_000], [70_000, 1]],
    [[2, 1, 1, 2, 2, 3], [3, 1, 3, 2]],
    [[5, 2, 3], [4, 3, 2]],
  ];
  const flags = [false, true];
  return ["BatchMatMul", "_FusedMatMul"].flatMap((name) =>
    DTYPES.flatMap((dtype) =>
      pairs.flatMap(([a, b]) =>
        flags.map((transposeA) => ({
          name: `${name}(${describe(a, dtype)}, ${describe(b, dtype)}, ${transposeA})`,
          run: () =>
            kernel(name, {
              a: odd(a, dtype),
              b: odd(b, dtype),
              ...(name === "_FusedMatMul" ? { bias: odd([2]) } : {}),
            }, { transposeA, transposeB: false, activation: "relu" }),
          incomparable: true,
        }))
      )
    )
  );
}

/** Texts, images, transforms, draws and the rest. */
function otherCalls(): OddCall[] {
  const calls: OddCall[] = [];
  const add = (name: string, inputs: () => Inputs, attrs: Attrs = {}) =>
    calls.push({
      name,
      run: () => kernel(name.split("(")[0]!, inputs(), attrs),
      incomparable: true,
    });
  for (const shape of FEW_SHAPES) {
    for (const dtype of DTYPES) {
      const of = describe(shape, dtype);
      const x = () => odd(shape, dtype);
      add(`StringSplit(${of})`, () => ({ input: x(), delimiter: tfjs.scalar("-", "string") }), {
        skipEmpty: true,
      });
      add(`StringToHashBucketFast(${of})`, () => ({ input: x() }), { numBuckets: 0 });
      add(`StringNGrams(${of})`, () => ({ data: x(), dataSplits: odd([2], "int32") }), {
        separator: "",
        nGramWidths: [0, -1],
        leftPad: "",
        rightPad: "",
        padWidth: -5,
        preserveShortSequences: true,
      });
      add(`StaticRegexReplace(${of})`, () => ({ x: x() }), {
        pattern: "(",
        rewrite: "\\9",
        replaceGlobal: true,
      });
      for (const numSamples of [0, 3, -1]) {
        add(`Multinomial(${of}, ${numSamples})`, () => ({ logits: x() }), {
          numSamples,
          seed: 3.14,
          normalized: numSamples === 3,
        });
      }
      add(`Transform(${of})`, () => ({ image: x(), transforms: odd([1, 8]) }), {
        interpolation: "nearest",
        fillMode: "wrap",
        fillValue: 0,
        outputShape: [2, 2],
      });
      add(`RotateWithOffset(${of})`, () => ({ image: x() }), {
        radians: 1,
        fillValue: 0,
        center: 0.5,
      });
      add(`FlipLeftRight(${of})`, () => ({ image: x() }));
      for (const size of [[0, 0], [3, 3], [-1, 2], [1, 70_000]]) {
        for (const name of ["ResizeBilinear", "ResizeNearestNeighbor"]) {
          add(`${name}(${of}, ${size})`, () => ({ images: x() }), {
            size,
            alignCorners: true,
            halfPixelCenters: false,
          });
        }
        add(`CropAndResize(${of}, ${size})`, () => ({
          image: x(),
          boxes: odd([1, 4]),
          boxInd: tfjs.tensor([9], [1], "int32"),
        }), { cropSize: size, method: "bilinear", extrapolationValue: 0 });
      }
      for (const blockSize of [0, 2, -1, 99]) {
        add(`DepthToSpace(${of}, ${blockSize})`, () => ({ x: x() }), {
          blockSize,
          dataFormat: "NHWC",
        });
      }
      add(`LRN(${of})`, () => ({ x: x() }), { depthRadius: -1, bias: 1, alpha: 1, beta: 0.5 });
      add(`FFT(${of})`, () => ({ input: x() }));
      add(`IFFT(${of})`, () => ({ input: x() }));
      add(`Complex(${of})`, () => ({ real: x(), imag: odd([3]) }));
      add(`Prelu(${of})`, () => ({ x: x(), alpha: odd([3]) }));
      add(`Select(${of})`, () => ({ condition: odd([3], "bool"), t: x(), e: odd([4], dtype) }));
      add(`FusedBatchNorm(${of})`, () => ({
        x: x(),
        mean: odd([2]),
        variance: odd([3]),
      }), { varianceEpsilon: -1 });
      add(`Dilation2D(${of})`, () => ({ x: x(), filter: odd([2, 2, 1]) }), {
        strides: 1,
        pad: "same",
        dilations: 1,
      });
      add(`BroadcastArgs(${of})`, () => ({ s0: x(), s1: odd([3], "int32") }));
      add(`NonMaxSuppressionV3(${of})`, () => ({ boxes: x(), scores: odd([3]) }), {
        maxOutputSize: -1,
        iouThreshold: 2,
        scoreThreshold: 0,
      });
      add(`NonMaxSuppressionV5(${of})`, () => ({ boxes: odd([3, 4]), scores: x() }), {
        maxOutputSize: 3,
        iouThreshold: 0.5,
        scoreThreshold: 0,
        softNmsSigma: 0.5,
      });
    }
  }
  for (const [start, stop, step] of [[0, 5, 1], [0, 5, 0], [5, 0, 1], [0, 2 ** 33, 2 ** 31]]) {
    add(`Range(${start}, ${stop}, ${step})`, () => ({}), { start, stop, step, dtype: "int32" });
  }
  for (const num of [0, 1, 70_000, -1]) {
    add(`LinSpace(${num})`, () => ({}), { start: 0, stop: 1, num });
  }
  for (const shape of [[], [0], [70_000], [-1], [2, 0, 3]]) {
    add(`Fill([${shape}])`, () => ({}), { shape, value: 1, dtype: "float32" });
  }
  return calls;
}

/** All the calls. */
export function oddCalls(): OddCall[] {
  return [
    ...unaryCalls(),
    ...binaryCalls(),
    ...reductionCalls(),
    ...layoutCalls(),
    ...listCalls(),
    ...productCalls(),
    ...windowCalls(),
    ...volumeCalls(),
    ...indexCalls(),
    ...otherCalls(),
  ];
}

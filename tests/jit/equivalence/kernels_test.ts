import { assertEquals } from "@std/assert";
import { afterAll, beforeAll, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { elementwiseCases } from "../../engine/gradients/cases/elementwise.ts";
import { fusedOpCases } from "../../engine/gradients/cases/fused_ops.ts";
import { layoutCases } from "../../engine/gradients/cases/layout.ts";
import { pictureCases } from "../../engine/gradients/cases/pictures.ts";
import { productCases } from "../../engine/gradients/cases/products.ts";
import {
  derivativeOf,
  type GradientCase,
  gradientsOf,
  isRunnable,
  tensorOf,
} from "../../engine/gradients/finite_differences.ts";
import { NO_CASE } from "../../engine/gradients/left_out.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { HostTensor } from "./host_tensor.ts";
import { type KernelCase, kernelCases } from "./kernel_cases.ts";
import {
  assertSameTree,
  type Comparison,
  failuresInXla,
  runCompiled,
  runEagerly,
} from "./three_ways.ts";
import { gradientRegistry, UsedWhileTracing } from "./used_while_tracing.ts";

/** Kernels that are refused while they are traced: refusals_test.ts has what the error says. */
const SHAPE_OF_VALUES = [
  "NonMaxSuppressionV3",
  "NonMaxSuppressionV5",
  "RaggedGather",
  "RaggedRange",
  "SparseFillEmptyRows",
  "SparseSegmentMean",
  "SparseSegmentSum",
  "StringNGrams",
  "StringSplit",
  "Unique",
];

/** Gradients of these: what they take cannot be compiled. */
const NO_GRADIENT_COMPILED = [
  "RaggedGather",
  "SparseFillEmptyRows",
  "SparseSegmentMean",
  "SparseSegmentSum",
];

/** Ops that XLA lacks. */
const LACKING = [
  "CropAndResize",
  "Dilation2D",
  "ImageProjectiveTransformV3",
  "MaxPoolWithArgmax",
  "RaggedTensorToTensor",
  "ResizeNearestNeighborGrad",
  "SparseReshape",
];

/** Kernels with a gradient that use them. */
const NOT_IN_XLA = [
  "CropAndResize",
  "Dilation2D",
  "Dilation2DBackpropFilter",
  "Dilation2DBackpropInput",
  "MaxPoolWithArgmax",
  "RaggedTensorToTensor",
  "Transform",
];

/** Kernels without one that use them, or strings. */
const NO_GRADIENT_NOT_IN_XLA = ["SparseReshape", "StaticRegexReplace", "StringToHashBucketFast"];

/** Cases whose second derivatives go through XLA too: with them every gradient does. */
const TWICE_IN_XLA = [
  "AvgPool",
  "AvgPool3D",
  "Conv3D",
  "DepthwiseConv2dNative",
  "LRN",
  "MaxPool",
  "MaxPool3D",
  "Maximum",
  "ResizeBilinear",
  "ResizeNearestNeighbor by whole factors",
];

const gradientCases: readonly GradientCase[] = [
  ...elementwiseCases,
  ...layoutCases,
  ...productCases,
  ...pictureCases,
  ...fusedOpCases,
].filter(({ name }) => !SHAPE_OF_VALUES.some((kernel) => name.startsWith(kernel)));

/** The values of a case, its gradients, and their gradients if `order` is 2. */
function ofGradients({ name, f, at }: GradientCase, order: 1 | 2): Comparison {
  return {
    name,
    run: (xs) => ({
      values: f(...xs),
      gradients: gradientsOf(f, xs),
      second: order === 1 ? [] : gradientsOf(derivativeOf(f), xs),
    }),
    inputs: at.map((point) => {
      const x = tensorOf(point);
      const values = HostTensor.of(x);
      x.dispose();
      return values;
    }),
  };
}

function ofKernel({ name, f, at }: KernelCase): Comparison {
  const inputs: HostTensor[] = [];
  tf.tidy(() => {
    inputs.push(...at().map((x) => HostTensor.of(x)));
  });
  return { name, run: (xs) => f(...xs), inputs };
}

describeTensorflow("kernels and gradients", () => {
  let compiled: UsedWhileTracing;
  let inXla: UsedWhileTracing;
  let refusedByXla: ReadonlySet<string> = new Set();

  beforeAll(() => {
    compiled = new UsedWhileTracing();
    inXla = new UsedWhileTracing();
  });

  afterAll(() => {
    inXla.stop();
    compiled.stop();
  });

  const listen = (used: UsedWhileTracing, { name, run, inputs }: Comparison): Comparison => ({
    name,
    run: (xs) => used.under(name, () => run(xs)),
    inputs,
  });

  function checkCompiled(comparison: Comparison): void {
    const expected = runEagerly(comparison);
    const before = tf.memory().numTensors;
    const [values] = runCompiled([listen(compiled, comparison)], {});
    assertSameTree(values, expected, comparison.name);
    assertEquals(tf.memory().numTensors, before);
  }

  for (const each of gradientCases) {
    it(`${each.name}, and its gradients: compiled as op by op`, () => {
      if (isRunnable(each)) checkCompiled(ofGradients(each, each.order ?? 2));
    });
  }

  for (const each of kernelCases) {
    it(`${each.name}: compiled as op by op`, () => checkCompiled(ofKernel(each)));
  }

  it("are through XLA as they are op by op, or refused", () => {
    const comparisons = [
      ...gradientCases.filter(isRunnable).map((each) =>
        ofGradients(each, TWICE_IN_XLA.includes(each.name) ? 2 : 1)
      ),
      ...kernelCases.map(ofKernel),
    ].map((one) => listen(inXla, one));
    const expected = new Map(comparisons.map((one) => [one, runEagerly(one)]));
    const failures = failuresInXla(comparisons, expected);
    const isRefusal = (message: string) =>
      LACKING.some((op) => message.includes(`with XLA: it has no ${op}`)) ||
      message.includes("a tensor of strings, and XLA has only numbers");
    const wrong = [...failures].filter(([, { message }]) => !isRefusal(message));
    assertEquals(wrong.map(([name, { message }]) => `${name}: ${message}`), []);
    refusedByXla = new Set(failures.keys());
  });

  it("are all among the cases, or say why not", () => {
    const kernels = tf.getKernelsForBackend("tensorflow").map(({ kernelName }) => kernelName);
    const gradients = [...gradientRegistry().keys()].filter((name) => NO_CASE[name] === undefined);
    const traced = compiled.all();
    const xla = inXla.all(refusedByXla);
    const left = (all: string[], used: ReadonlySet<string>) =>
      all.filter((name) => !used.has(name)).sort();
    assertEquals(left(kernels, traced.kernels), SHAPE_OF_VALUES);
    assertEquals(left(gradients, traced.gradients), NO_GRADIENT_COMPILED);
    const kernelsNotInXla = [...SHAPE_OF_VALUES, ...NOT_IN_XLA, ...NO_GRADIENT_NOT_IN_XLA];
    assertEquals(left(kernels, xla.kernels), kernelsNotInXla.sort());
    assertEquals(left(gradients, xla.gradients), [...NO_GRADIENT_COMPILED, ...NOT_IN_XLA].sort());
  });
});

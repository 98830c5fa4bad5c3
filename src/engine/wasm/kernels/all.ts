import * as tfjs from "../../../deps/tfjs.ts";
import type { KernelCall } from "../backend.ts";
import { cpuHas, runOnCpu } from "../cpu_bridge.ts";
import { divert, setKernel } from "../override.ts";
import { batchMatMul, ownsPacking } from "./batch_mat_mul.ts";
import { cast } from "./cast.ts";
import { clipByValue } from "./clip_by_value.ts";
import { complex, complexAbs, imag, real } from "./complex.ts";
import { conv2dBackpropFilter, conv2dBackpropInput } from "./conv2d_backprop.ts";
import { conv2dChannelsFirst } from "./conv2d_channels_first.ts";
import { conv3dBackpropFilter, conv3dBackpropInput } from "./conv3d_backprop.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./depthwise_backprop.ts";
import { accumulateFromLast, hasForeignAxis } from "./cumulative.ts";
import { dilation2d, dilation2dBackpropFilter, dilation2dBackpropInput } from "./dilation2d.ts";
import { dividesByZero } from "./division.ts";
import { einsum } from "./einsum.ts";
import { fusedConv2d, fusedDepthwiseConv2d, fusedMatMul } from "./fused.ts";
import { gather } from "./gather.ts";
import { identity } from "./identity.ts";
import { maxPoolWithArgmax } from "./max_pool_with_argmax.ts";
import { crop, crops, refuseToCrop } from "./pad.ts";
import {
  avgPool,
  avgPool3dGrad,
  avgPoolGrad,
  maxPool,
  maxPool3d,
  maxPool3dGrad,
  maxPoolGrad,
} from "./pool.ts";
import { hasHalfPixelCenters, resizeBilinearGrad, resizeNearestGrad } from "./resize_grad.ts";
import {
  selectBooleans,
  selectMixed,
  selectRows,
  selectsBooleans,
  selectsMixed,
  selectsRows,
} from "./select.ts";
import { slice, sliceComplex } from "./slice.ts";
import { sumLeadingAxes, sumsLeadingAxes } from "./sum.ts";
import { reflects, transformEach } from "./transform.ts";
import { unsortedSegmentSum } from "./unsorted_segment_sum.ts";
import { isCompiled, overImages } from "./windows.ts";

/** Kernels that only move references or have cases of their own for strings and complex numbers. */
const ANY_DTYPE = new Set([
  "Cast",
  "Complex",
  "ComplexAbs",
  "ExpandDims",
  "Identity",
  "Imag",
  "Real",
  "Reshape",
]);

const COMPILED_ACTIVATIONS = new Set(
  ["linear", "relu", "relu6", "prelu", "leakyrelu", "sigmoid", "elu"],
);

/**
 * Registers the kernels which the wasm backend lacks, puts its faults right and lets tfjs's cpu
 * backend do the rest. The backend's own kernels must be registered.
 */
export function registerKernels(): void {
  const own = tfjs.getKernelsForBackend("wasm").map((kernel) => kernel.kernelName);
  setKernel("Conv2DBackpropFilter", conv2dBackpropFilter);
  setKernel("DepthwiseConv2dNativeBackpropFilter", depthwiseBackpropFilter);
  setKernel("DepthwiseConv2dNativeBackpropInput", depthwiseBackpropInput);
  setKernel("UnsortedSegmentSum", unsortedSegmentSum);
  setKernel("Einsum", einsum);
  setKernel("Complex", complex);
  setKernel("ComplexAbs", complexAbs);
  setKernel("Real", real);
  setKernel("Imag", imag);
  for (const { kernelName } of tfjs.getKernelsForBackend("cpu")) {
    if (tfjs.getKernel(kernelName, "wasm") === undefined) {
      setKernel(kernelName, (call) => runOnCpu(kernelName, call));
    }
  }
  replaceFaulty();
  divertUnsupported();
  divertFaulty();
  for (const name of own) {
    if (ANY_DTYPE.has(name) || !cpuHas(name)) continue;
    divert(name, hasStringsOrComplex, (call) => runOnCpu(name, call));
  }
  divert("Slice", ({ inputs }) => inputs.x?.dtype === "complex64", sliceComplex);
}

/** Kernels whose compiled form is wrong, or slow enough to make training pointless. */
function replaceFaulty(): void {
  setKernel("BatchMatMul", batchMatMul);
  setKernel("Cast", cast);
  setKernel("ClipByValue", clipByValue);
  setKernel("Conv2DBackpropInput", conv2dBackpropInput);
  setKernel("GatherV2", gather);
  setKernel("Identity", identity);
  setKernel("AvgPool3DGrad", avgPool3dGrad);
  setKernel("AvgPoolGrad", avgPoolGrad);
  setKernel("Conv3DBackpropFilterV2", conv3dBackpropFilter);
  setKernel("Conv3DBackpropInputV2", conv3dBackpropInput);
  setKernel("MaxPool3D", maxPool3d);
  setKernel("MaxPool3DGrad", maxPool3dGrad);
  setKernel("MaxPoolGrad", maxPoolGrad);
  setKernel("Slice", slice);
}

/** Calls that the compiled kernels refuse or answer with memory that nobody has written. */
function divertUnsupported(): void {
  const channelsFirst = ({ attrs }: KernelCall) => attrs.dataFormat === "NCHW";
  divert("Conv2D", channelsFirst, conv2dChannelsFirst);
  divert("FusedConv2D", (call) => channelsFirst(call) || unfusable(call), fusedConv2d);
  divert("FusedDepthwiseConv2D", unfusable, fusedDepthwiseConv2d);
  divert("_FusedMatMul", (call) => {
    const { a, b } = call.inputs;
    const single = a?.shape[0] === 1 && b?.shape[0] === 1;
    const { transposeA, transposeB } = call.attrs;
    return unfusable(call) || hasIntegers(call) || !single || Boolean(transposeA || transposeB) ||
      !ownsPacking(b);
  }, fusedMatMul);
  divert("Prelu", (call) => !isPerChannel(call.inputs.x!, call.inputs.alpha!), (call) => {
    return runOnCpu("Prelu", call);
  });
  // The compiled kernel takes a matrix for a batch; tfjs's other backends count all of its values.
  divert("Bincount", ({ inputs }) => inputs.x?.shape.length !== 1, (call) => {
    return runOnCpu("Bincount", call);
  });
  // cpu compares numbers of any two dtypes; the compiled kernel refuses them, and booleans.
  divert("SearchSorted", hasUnlikeDtypes, (call) => runOnCpu("SearchSorted", call));
  divert("ResizeBilinearGrad", hasHalfPixelCenters, resizeBilinearGrad);
  divert("ResizeNearestNeighborGrad", hasHalfPixelCenters, resizeNearestGrad);
  divert("Sum", sumsLeadingAxes, sumLeadingAxes);
}

/** Calls that the compiled kernels answer with wrong values, without a word, or do not survive. */
function divertFaulty(): void {
  divert("MaxPoolWithArgmax", hasFloats, maxPoolWithArgmax);
  divert("Dilation2D", hasFloats, dilation2d);
  divert("Dilation2DBackpropInput", hasFloats, dilation2dBackpropInput);
  divert("Dilation2DBackpropFilter", hasFloats, dilation2dBackpropFilter);
  divert("Transform", reflects, transformEach);
  divert("Select", selectsBooleans, selectBooleans);
  divert("Select", selectsRows, selectRows);
  divert("Select", selectsMixed, selectMixed);
  divert("Transpose", isEmpty, (call) => runOnCpu("Transpose", call));
  divert("PadV2", crops, crop);
  divert("SpaceToBatchND", crops, refuseToCrop);
  for (const name of ["Cumsum", "Cumprod"]) {
    divert(name, hasForeignAxis, (call) => accumulateFromLast(name, call));
  }
  for (const name of ["Mod", "FloorDiv"]) {
    divert(name, dividesByZero, (call) => runOnCpu(name, call));
  }
  divert("RealDiv", hasIntegers, (call) => runOnCpu("RealDiv", call));
  for (const [name, kernel] of [["MaxPool", maxPool], ["AvgPool", avgPool]] as const) {
    divert(name, (call) => !isCompiled(overImages(call, call.inputs.x!)), kernel);
    divert(name, hasIntegers, (call) => runOnCpu(name, call));
  }
}

function allInputs({ inputs }: KernelCall): tfjs.TensorInfo[] {
  return (Array.isArray(inputs) ? inputs : Object.values(inputs)).flat()
    .filter((info) => info !== undefined && info !== null);
}

function isEmpty(call: KernelCall): boolean {
  return allInputs(call).some(({ shape }) => shape.includes(0));
}

function hasIntegers(call: KernelCall): boolean {
  return allInputs(call).some(({ dtype }) => dtype !== "float32");
}

function hasUnlikeDtypes(call: KernelCall): boolean {
  const dtypes = new Set(allInputs(call).map(({ dtype }) => dtype));
  return dtypes.size > 1 || dtypes.has("bool");
}

function hasFloats(call: KernelCall): boolean {
  return !hasIntegers(call);
}

function hasStringsOrComplex(call: KernelCall): boolean {
  const foreign = (dtype: unknown) => dtype === "string" || dtype === "complex64";
  return foreign(call.attrs.dtype) || allInputs(call).some(({ dtype }) => foreign(dtype));
}

/** Whether `alpha` has one slope for each value of the last axis of `x`, and nothing else. */
function isPerChannel(x: tfjs.TensorInfo, alpha: tfjs.TensorInfo): boolean {
  const channels = x.shape.at(-1);
  return alpha.shape.at(-1) === channels && tfjs.util.sizeFromShape(alpha.shape) === channels;
}

/** The compiled fused kernels know a bias per output channel, and look at the shape it was made with. */
function unfusable({ inputs, attrs, backend }: KernelCall): boolean {
  const { bias, preluActivationWeights } = inputs;
  if (!COMPILED_ACTIVATIONS.has(attrs.activation as string)) return true;
  if (preluActivationWeights && preluActivationWeights.shape.length !== 1) return true;
  if (bias === undefined || bias === null) return false;
  return bias.shape.length !== 1 || backend.dataIdMap.get(bias.dataId).shape.length !== 1;
}

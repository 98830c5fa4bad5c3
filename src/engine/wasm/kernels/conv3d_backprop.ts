/**
 * Gradients of a three-dimensional convolution: for each layer of the filter, the gradient of a
 * two-dimensional one over all images that the layer meets. The compiled kernels are wrong.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import {
  callKernel,
  floats,
  input,
  type KernelCall,
  release,
  type WasmBackend,
} from "../backend.ts";

type Shape5 = [number, number, number, number, number];

function geometry(call: KernelCall, xShape: number[], filterShape: number[]) {
  const { strides, pad } = call.attrs;
  const info = tfjs.backend_util.computeConv3DInfo(
    xShape as Shape5,
    filterShape as Shape5,
    strides as [number, number, number],
    1,
    pad as "same" | "valid",
  );
  const { top, bottom, left, right } = info.padInfo;
  const flat = {
    strides: [info.strideHeight, info.strideWidth],
    pad: [[0, 0], [top, bottom], [left, right], [0, 0]],
    dataFormat: "NHWC",
  };
  return { info, flat };
}

/** The output depths from `begin` on, `count` in all, at which the filter's layer meets the input. */
function meeting(info: tfjs.backend_util.Conv3DInfo, layer: number) {
  const front = info.padInfo.front - layer;
  const begin = Math.max(0, Math.ceil(front / info.strideDepth));
  const end = Math.min(info.outDepth, Math.ceil((info.inDepth + front) / info.strideDepth));
  return { begin, count: Math.max(0, end - begin), depth: begin * info.strideDepth - front };
}

/** Takes `count` depths, `stride` apart from `begin` on, as a batch of images. */
function images(
  backend: WasmBackend,
  x: tfjs.TensorInfo,
  { begin, count, stride }: { begin: number; count: number; stride: number },
): tfjs.TensorInfo {
  const [batch, depth, height, width, channels] = x.shape as Shape5;
  const out = backend.makeOutput([batch * count, height, width, channels], "float32");
  const from = floats(backend, x);
  const to = floats(backend, out);
  const size = height * width * channels;
  for (let i = 0; i < batch * count; i++) {
    const source = Math.floor(i / count) * depth + begin + (i % count) * stride;
    to.set(from.subarray(source * size, (source + 1) * size), i * size);
  }
  return out;
}

/**
 * `Conv3DBackpropFilterV2`: `x` [batch, d, h, w, in] and `dy` [batch, od, oh, ow, out] to
 * [kd, kh, kw, in, out].
 */
export function conv3dBackpropFilter(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const dy = input(call, "dy");
  const filterShape = call.attrs.filterShape as Shape5;
  const { info, flat } = geometry(call, x.shape, filterShape);
  const out = backend.makeOutput(filterShape, "float32");
  const size = tfjs.util.sizeFromShape(filterShape) / filterShape[0];
  for (let layer = 0; layer < filterShape[0]; layer++) {
    const { begin, count, depth } = meeting(info, layer);
    if (count === 0) {
      floats(backend, out).fill(0, layer * size, (layer + 1) * size);
      continue;
    }
    const inputs = {
      x: images(backend, x, { begin: depth, count, stride: info.strideDepth }),
      dy: images(backend, dy, { begin, count, stride: 1 }),
    };
    const attrs = { ...flat, filterShape: filterShape.slice(1) };
    const part = callKernel(backend, "Conv2DBackpropFilter", inputs, attrs);
    floats(backend, out).set(floats(backend, part), layer * size);
    release(backend, inputs.x, inputs.dy, part);
  }
  return out;
}

/**
 * `Conv3DBackpropInputV2`: `dy` [batch, od, oh, ow, out] and `filter` [kd, kh, kw, in, out] to the
 * input's shape [batch, d, h, w, in].
 */
export function conv3dBackpropInput(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const dy = input(call, "dy");
  const filter = input(call, "filter");
  const [batch, depth, height, width, channels] = call.attrs.inputShape as Shape5;
  const { info, flat } = geometry(call, [batch, depth, height, width, channels], filter.shape);
  const out = backend.makeOutput([batch, depth, height, width, channels], "float32");
  floats(backend, out).fill(0);
  const size = height * width * channels;
  const layerShape = filter.shape.slice(1);
  for (let layer = 0; layer < filter.shape[0]!; layer++) {
    const { begin, count, depth: first } = meeting(info, layer);
    if (count === 0) continue;
    const weights = callKernel(backend, "Slice", { x: filter }, {
      begin: [layer, 0, 0, 0, 0],
      size: [1, ...layerShape],
    });
    const images2d = images(backend, dy, { begin, count, stride: 1 });
    const inputs = { dy: images2d, filter: { ...weights, shape: layerShape } };
    const attrs = { ...flat, inputShape: [batch * count, height, width, channels] };
    const part = callKernel(backend, "Conv2DBackpropInput", inputs, attrs);
    const from = floats(backend, part);
    const to = floats(backend, out);
    for (let i = 0; i < batch * count; i++) {
      const z = first + (i % count) * info.strideDepth;
      const target = (Math.floor(i / count) * depth + z) * size;
      const source = i * size;
      for (let k = 0; k < size; k++) to[target + k] = to[target + k]! + from[source + k]!;
    }
    release(backend, weights, images2d, part);
  }
  return out;
}

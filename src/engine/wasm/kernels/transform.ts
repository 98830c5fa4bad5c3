import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, release } from "../backend.ts";
import { runOnCpu } from "../cpu_bridge.ts";

/** Whether places outside an image are mirrored: the compiled kernel mirrors those before it wrongly. */
export function reflects({ inputs, attrs }: KernelCall): boolean {
  return attrs.fillMode === "reflect" && inputs.image!.shape[0] !== 0;
}

/** `Transform` by tfjs's cpu backend, one image at a time: of a batch it transforms only the first. */
export function transformEach(call: KernelCall): tfjs.TensorInfo {
  const { backend, attrs } = call;
  const images = input(call, "image");
  const transforms = input(call, "transforms");
  const size = attrs.outputShape ?? images.shape.slice(1, 3);
  const cut = (x: tfjs.TensorInfo, index: number) =>
    callKernel(backend, "Slice", { x }, {
      begin: [x.shape[0] === 1 ? 0 : index, ...x.shape.slice(1).map(() => 0)],
      size: [1, ...x.shape.slice(1)],
    });
  const parts = Array.from({ length: images.shape[0]! }, (_, index) => {
    const inputs = { image: cut(images, index), transforms: cut(transforms, index) };
    const part = runOnCpu("Transform", { backend, inputs, attrs: { ...attrs, outputShape: size } });
    release(backend, inputs.image, inputs.transforms);
    return part as tfjs.TensorInfo;
  });
  if (parts.length === 1) return parts[0]!;
  const out = callKernel(backend, "Concat", parts as unknown as Record<string, tfjs.TensorInfo>, {
    axis: 0,
  });
  release(backend, ...parts);
  return out;
}

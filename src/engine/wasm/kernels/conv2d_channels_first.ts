import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, release } from "../backend.ts";
import { toChannelsFirst, toChannelsLast } from "./channels.ts";

/** `Conv2D` of [batch, channels, h, w], by way of [batch, h, w, channels]. */
export function conv2dChannelsFirst(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const { pad } = call.attrs;
  const x = toChannelsLast(backend, input(call, "x"));
  const raw = callKernel(backend, "Conv2D", { x, filter: input(call, "filter") }, {
    ...call.attrs,
    pad: Array.isArray(pad) ? [pad[0], pad[2], pad[3], pad[1]] : pad,
    dataFormat: "NHWC",
  });
  const out = toChannelsFirst(backend, raw);
  release(backend, x, raw);
  return out;
}

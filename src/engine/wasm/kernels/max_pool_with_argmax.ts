import type * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall, view } from "../backend.ts";
import { eachWindow, overImages } from "./windows.ts";

/**
 * `MaxPoolWithArgmax` of float32: [batch, h, w, channels] to the largest value of each window and its
 * position in the flattened image, or in the flattened batch. Passes over NaN, as tfjs's other backends
 * do; the compiled kernel starts at the smallest positive number and misses windows below it.
 *
 * @throws {TypeError} When `x` has not four axes.
 */
export function maxPoolWithArgmax(call: KernelCall): tfjs.TensorInfo[] {
  const { backend, attrs } = call;
  const x = input(call, "x");
  if (x.shape.length !== 4) {
    throw new TypeError(
      `Cannot pool [${x.shape}] with MaxPoolWithArgmax: x must be [batch, height, width, channels]`,
    );
  }
  const g = overImages(call, x);
  const pooled = backend.makeOutput(g.outShape, "float32");
  const indexes = backend.makeOutput(g.outShape, "int32");
  const xs = floats(backend, x);
  const most = floats(backend, pooled);
  const places = view(backend, indexes);
  most.fill(-Infinity);
  places.fill(-1);
  const imageSize = g.input[1] * g.input[2] * g.channels;
  eachWindow(g, (cells, count, result) => {
    const first = cells[0]!;
    const start = attrs.includeBatchInIndex ? 0 : first - first % imageSize;
    for (let c = 0; c < g.channels; c++) places[result + c] = first - start + c;
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        const value = xs[cell + c]!;
        if (value > most[result + c]!) {
          most[result + c] = value;
          places[result + c] = cell - start + c;
        }
      }
    }
  });
  return [pooled, indexes];
}

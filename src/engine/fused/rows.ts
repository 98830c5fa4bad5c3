/** Tensors of any rank as matrices of rows along their last axis. @module */

import * as tfjs from "../../deps/tfjs.ts";

/** `x` of shape [..., width] as [rows, width]; a scalar is a row of one. */
export function asRows(x: tfjs.Tensor): tfjs.Tensor {
  if (x.rank === 2) return x;
  const width = x.shape.at(-1) ?? 1;
  return tfjs.reshape(x, [tfjs.util.sizeFromShape(x.shape.slice(0, -1)), width]);
}

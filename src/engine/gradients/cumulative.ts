/** Gradients of running sums and products, and of the product. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { asFloat, axesOf, gradientOf } from "./gradient.ts";

interface CumulativeAttrs {
  axis: number;
  exclusive: boolean;
  reverse: boolean;
}

const cumsum = gradientOf<CumulativeAttrs>("Cumsum", {}, ({ dy, attrs }) => ({
  x: () => tfjs.cumsum(dy, attrs.axis, attrs.exclusive, !attrs.reverse),
}));

/**
 * dx[j] = (product of x before j) * s[j], where s[j] = dy[j] + x[j + 1] * s[j + 1].
 *
 * Divides by nothing, so zeros in x are no special case. The recurrence is solved for all j at
 * once by doubling: log2(n) steps.
 */
const cumprod = gradientOf<CumulativeAttrs>(
  "Cumprod",
  { inputs: ["x"] },
  ({ dy, saved, attrs: { axis, exclusive, reverse } }) => ({
    x: () => {
      const shape = dy.shape;
      const [axis0] = axesOf(axis, shape) as [number];
      const rows = (tensor: tfjs.Tensor): tfjs.Tensor2D => {
        const moved = tfjs.transpose(tensor, swapped(shape.length, axis0));
        const flat = tfjs.reshape(moved, [-1, shape[axis0]!]) as tfjs.Tensor2D;
        return reverse ? tfjs.reverse(flat, 1) : flat;
      };
      if (dy.size === 0) return tfjs.zeros(shape);
      const x = rows(asFloat(saved.x!));
      let sums = rows(dy);
      if (exclusive) sums = ahead(sums, 1);
      let factors = ahead(x, 1);
      for (let step = 1; step < x.shape[1]; step *= 2) {
        sums = tfjs.add(sums, tfjs.mul(factors, ahead(sums, step)));
        factors = tfjs.mul(factors, ahead(factors, step));
      }
      const dx = tfjs.mul(tfjs.cumprod(x, 1, true), sums) as tfjs.Tensor2D;
      const ordered = reverse ? tfjs.reverse(dx, 1) : dx;
      const perm = swapped(shape.length, axis0);
      return tfjs.transpose(tfjs.reshape(ordered, perm.map((from) => shape[from]!)), perm);
    },
  }),
);

/** `rows[:, step:]`, filled up with zeros. */
function ahead(rows: tfjs.Tensor2D, step: number): tfjs.Tensor2D {
  const [count, length] = rows.shape;
  const kept = Math.max(length - step, 0);
  const part = tfjs.slice2d(rows, [0, length - kept], [count, kept]);
  return tfjs.pad2d(part, [[0, 0], [0, length - kept]]);
}

/** The permutation that exchanges `axis` and the last axis: its own inverse. */
function swapped(rank: number, axis: number): number[] {
  const perm = Array.from({ length: rank }, (_, i) => i);
  [perm[axis], perm[rank - 1]] = [perm[rank - 1]!, perm[axis]!];
  return perm;
}

/** The product of all other elements: of those before and of those after. */
const prod = gradientOf<{ axis: number | number[] | null }>(
  "Prod",
  { inputs: ["x"] },
  ({ dy, saved, attrs }) => ({
    x: () => {
      const x = asFloat(saved.x!);
      const shape = x.shape;
      const reduced = axesOf(attrs.axis, shape);
      const perm = [...shape.keys()].filter((axis) => !reduced.includes(axis)).concat(reduced);
      const moved = tfjs.transpose(x, perm);
      const others = tfjs.reshape(moved, [dy.size, x.size / Math.max(dy.size, 1)]);
      const product = tfjs.mul(
        tfjs.cumprod(others, 1, true, false),
        tfjs.cumprod(others, 1, true, true),
      );
      const dx = tfjs.mul(product, tfjs.reshape(dy, [dy.size, 1]));
      const undo = perm.map((_, axis) => perm.indexOf(axis));
      return tfjs.transpose(tfjs.reshape(dx, moved.shape), undo);
    },
  }),
);

/** Gradients of running sums and products, and of the product. */
export const cumulativeGradients: tfjs.GradConfig[] = [cumsum, cumprod, prod];

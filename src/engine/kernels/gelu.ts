/** The Gaussian error linear unit and its slope. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import { GELU_CUBIC, GELU_SLOPE, LARGEST_SQUARE } from "../fused/gelu.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";

type Attrs = { approximate: boolean };

/** 0.5 * (1 + erf(x / sqrt(2))): the share of a normal distribution that lies below x. */
function share(f: Formula, x: bigint): bigint {
  return f.add(f.mul(f.unary("Erf", f.mul(x, Math.SQRT1_2)), 0.5), 0.5);
}

/** The same by way of tanh: 0.5 * (1 + tanh(u)) is the sigmoid of 2u = x * (slope + cubic * x^2). */
function roughShare(f: Formula, x: bigint, square: bigint): bigint {
  return f.unary("Sigmoid", f.mul(f.add(f.mul(square, GELU_CUBIC), GELU_SLOPE), x));
}

const gelu = defineKernel<{ x: tfjs.TensorInfo }, Attrs>(
  "Gelu",
  ({ backend, inputs, attrs: { approximate } }) => {
    using f = new Formula(backend);
    const [y] = f.together(nameOf("Gelu", approximate), [f.of(inputs.x)], (f, [x]) => {
      const below = approximate ? roughShare(f, x!, f.unary("Square", x!)) : share(f, x!);
      return [f.mul(x!, below)];
    });
    return f.result(y!, "Gelu");
  },
);

function nameOf(kernel: string, approximate: boolean): string {
  return approximate ? `Approximate${kernel}` : kernel;
}

/** share + x * its slope. */
function slopeOf(f: Formula, x: bigint, approximate: boolean): bigint {
  const square = f.unary("Square", x);
  if (!approximate) {
    const density = f.mul(f.unary("Exp", f.mul(square, -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return f.add(f.mul(x, density), share(f, x));
  }
  const bounded = f.run("Minimum", [], [square, f.number(LARGEST_SQUARE)]);
  const below = roughShare(f, x, bounded);
  const steepness = f.add(f.mul(bounded, 3 * GELU_CUBIC), GELU_SLOPE);
  // The sigmoid's own slope first: 0 far out, where the other factors are large.
  const sigmoidSlope = f.sub(below, f.unary("Square", below));
  return f.add(f.mul(f.mul(x, sigmoidSlope), steepness), below);
}

const geluGrad = defineKernel<{ dy: tfjs.TensorInfo; x: tfjs.TensorInfo }, Attrs>(
  "GeluGrad",
  ({ backend, inputs, attrs: { approximate } }) => {
    using f = new Formula(backend);
    const given = [f.of(inputs.dy), f.of(inputs.x)];
    const [dx] = f.together(
      nameOf("GeluGrad", approximate),
      given,
      (f, [dy, x]) => [f.mul(dy!, slopeOf(f, x!, approximate))],
    );
    return f.result(dx!, "GeluGrad");
  },
);

/** Both. */
export const geluKernels: tfjs.KernelConfig[] = [gelu, geluGrad];

/**
 * Gradients of complex numbers and Fourier transforms.
 *
 * The gradient of a real loss L by z = x + iy is dL/dx + i dL/dy, as in TensorFlow: following its
 * negative descends. Through a holomorphic f it is multiplied by the conjugate of f'.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, sumTo } from "./gradient.ts";

/** The complex conjugate; a real tensor is its own. */
export function conjugate(tensor: tfjs.Tensor): tfjs.Tensor {
  if (tensor.dtype !== "complex64") return tensor;
  return tfjs.complex(tfjs.real(tensor), tfjs.neg(tfjs.imag(tensor)));
}

const complex = gradientOf("Complex", { inputs: ["real", "imag"] }, ({ dy, saved }) => ({
  real: () => sumTo(tfjs.real(dy), saved.real!.shape),
  imag: () => sumTo(tfjs.imag(dy), saved.imag!.shape),
}));

/** {@linkcode real} and {@linkcode imag} of a real tensor exist too: itself and zero. */
const real = gradientOf("Real", { inputs: ["input"] }, ({ dy, saved: { input } }) => ({
  input: () => input!.dtype === "complex64" ? tfjs.complex(dy, tfjs.zerosLike(dy)) : dy.clone(),
}));

const imag = gradientOf("Imag", { inputs: ["input"] }, ({ dy, saved: { input } }) => ({
  input: () =>
    input!.dtype === "complex64" ? tfjs.complex(tfjs.zerosLike(dy), dy) : tfjs.zerosLike(dy),
}));

/** z / |z|, and 0 at 0. */
const complexAbs = gradientOf(
  "ComplexAbs",
  { inputs: ["x"] },
  ({ dy, saved: { x } }) => ({
    x: () => {
      const length = tfjs.abs(x!);
      const isZero = tfjs.equal(length, 0);
      const weight = tfjs.div(dy, tfjs.where(isZero, tfjs.onesLike(length), length));
      return tfjs.complex(
        tfjs.mul(weight, tfjs.real(x!)),
        tfjs.mul(weight, tfjs.imag(x!)),
      );
    },
  }),
);

const fft = gradientOf("FFT", {}, ({ dy }) => ({
  input: () => scale(tfjs.ifft(dy), dy.shape.at(-1)!),
}));

const ifft = gradientOf("IFFT", {}, ({ dy }) => ({
  input: () => scale(tfjs.fft(dy), 1 / dy.shape.at(-1)!),
}));

function scale(tensor: tfjs.Tensor, factor: number): tfjs.Tensor {
  return tfjs.complex(
    tfjs.mul(tfjs.real(tensor), factor),
    tfjs.mul(tfjs.imag(tensor), factor),
  );
}

/** Gradients of complex kernels. */
export const complexGradients: tfjs.GradConfig[] = [complex, real, imag, complexAbs, fft, ifft];

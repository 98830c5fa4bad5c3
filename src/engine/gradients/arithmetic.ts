/** Gradients of arithmetic with two operands, which broadcast. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { conjugate } from "./complex.ts";
import { asFloat, type GradientCall, gradientOf, sumTo } from "./gradient.ts";

/** d(ab): complex weights enter conjugated. */
const multiply = gradientOf("Multiply", { inputs: ["a", "b"] }, ({ dy, saved: { a, b } }) => ({
  a: () => sumTo(tfjs.mul(dy, conjugate(asFloat(b!))), a!.shape),
  b: () => sumTo(tfjs.mul(dy, conjugate(asFloat(a!))), b!.shape),
}));

const divide = gradientOf("RealDiv", { inputs: ["a", "b"] }, quotientGradients);

function quotientGradients({ dy, saved: { a, b } }: GradientCall<unknown>) {
  return {
    a: () => sumTo(tfjs.div(dy, conjugate(asFloat(b!))), a!.shape),
    b: () => {
      const divisor = conjugate(asFloat(b!));
      // Divides twice: the square of a small divisor would be zero.
      const quotient = tfjs.div(tfjs.div(conjugate(asFloat(a!)), divisor), divisor);
      return sumTo(tfjs.neg(tfjs.mul(dy, quotient)), b!.shape);
    },
  };
}

/** The larger operand gets the gradient; of equal ones the first. */
const maximum = gradientOf("Maximum", { inputs: ["a", "b"] }, ({ dy, saved: { a, b } }) => ({
  a: () => sumTo(tfjs.where(tfjs.greaterEqual(a!, b!), dy, tfjs.zerosLike(dy)), a!.shape),
  b: () => sumTo(tfjs.where(tfjs.less(a!, b!), dy, tfjs.zerosLike(dy)), b!.shape),
}));

const minimum = gradientOf("Minimum", { inputs: ["a", "b"] }, ({ dy, saved: { a, b } }) => ({
  a: () => sumTo(tfjs.where(tfjs.lessEqual(a!, b!), dy, tfjs.zerosLike(dy)), a!.shape),
  b: () => sumTo(tfjs.where(tfjs.greater(a!, b!), dy, tfjs.zerosLike(dy)), b!.shape),
}));

const squaredDifference = gradientOf(
  "SquaredDifference",
  { inputs: ["a", "b"] },
  ({ dy, saved: { a, b } }) => {
    const slope = () => tfjs.mul(tfjs.mul(dy, 2), asFloat(tfjs.sub(a!, b!)));
    return {
      a: () => sumTo(slope(), a!.shape),
      b: () => sumTo(tfjs.neg(slope()), b!.shape),
    };
  },
);

const power = gradientOf(
  "Pow",
  { inputs: ["a", "b"], outputs: ["y"] },
  ({ dy, saved: { a, b, y } }) => ({
    a: () => {
      const exponent = asFloat(b!);
      const isZero = tfjs.equal(exponent, 0);
      // x^0 is 1 everywhere; 0 * x^-1 would be NaN at 0.
      const lower = tfjs.where(isZero, tfjs.onesLike(exponent), tfjs.sub(exponent, 1));
      const slope = tfjs.mul(exponent, tfjs.pow(asFloat(a!), lower));
      return sumTo(tfjs.mul(dy, slope), a!.shape);
    },
    b: () => {
      const base = asFloat(a!);
      const isPositive = tfjs.greater(base, 0);
      // The inner `where` keeps the infinite slope of log out of second derivatives.
      const log = tfjs.log(tfjs.where(isPositive, base, tfjs.onesLike(base)));
      return sumTo(tfjs.mul(dy, tfjs.mul(asFloat(y!), log)), b!.shape);
    },
  }),
);

const atan2 = gradientOf("Atan2", { inputs: ["a", "b"] }, ({ dy, saved }) => {
  const [a, b] = [asFloat(saved.a!), asFloat(saved.b!)];
  const over = (part: tfjs.Tensor) =>
    tfjs.mul(dy, tfjs.div(part, tfjs.add(tfjs.square(a), tfjs.square(b))));
  return {
    a: () => sumTo(over(b), a.shape),
    b: () => sumTo(tfjs.neg(over(a)), b.shape),
  };
});

/** Steps: flat between them. What divides integers is differentiated as if it did not round. */
const floorDivide = gradientOf("FloorDiv", { inputs: ["a", "b"] }, (call) => {
  const { a, b } = call.saved;
  if (a!.dtype !== "float32") return quotientGradients(call);
  return { a: () => tfjs.zeros(a!.shape), b: () => tfjs.zeros(b!.shape) };
});

/** Gradients of arithmetic kernels. */
export const arithmeticGradients: tfjs.GradConfig[] = [
  multiply,
  divide,
  floorDivide,
  maximum,
  minimum,
  squaredDifference,
  power,
  atan2,
];

/** Cases of kernels that work element by element. @module */

import * as tf from "../../../../src/engine/tf.ts";
import type { GradientCase } from "../finite_differences.ts";
import { apart, between, complex, exactly, signed } from "./points.ts";

const anywhere = [signed([2, 3])];
const positive = [between([2, 3], 0.4, 2)];
const small = [between([2, 3], -0.7, 0.7)];

function runKernel(name: string, inputs: object, attrs = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs) as tf.Tensor;
}

const unary: GradientCase[] = [
  { name: "Abs", f: tf.abs, at: anywhere },
  { name: "Acos", f: tf.acos, at: small },
  { name: "Acosh", f: tf.acosh, at: [between([2, 3], 1.5, 3)] },
  { name: "Asin", f: tf.asin, at: small },
  { name: "Asinh", f: tf.asinh, at: anywhere },
  { name: "Atan", f: tf.atan, at: anywhere },
  { name: "Atanh", f: tf.atanh, at: small, step: 0.02 },
  { name: "Ceil", f: tf.ceil, at: [between([2, 3], 0.1, 0.9)] },
  { name: "ClipByValue", f: (x) => tf.clipByValue(x!, -0.1, 0.7), at: [signed([4])] },
  { name: "Cos", f: tf.cos, at: anywhere },
  { name: "Cosh", f: tf.cosh, at: anywhere },
  { name: "Elu", f: tf.elu, at: anywhere },
  { name: "Erf", f: tf.erf, at: anywhere },
  { name: "Exp", f: tf.exp, at: anywhere },
  { name: "Expm1", f: tf.expm1, at: anywhere },
  { name: "Floor", f: tf.floor, at: [between([2, 3], 0.1, 0.9)] },
  { name: "Identity", f: (x) => x!.clone(), at: anywhere },
  { name: "IsFinite", f: (x) => tf.isFinite(x!), at: anywhere },
  { name: "IsInf", f: (x) => tf.isInf(x!), at: anywhere },
  { name: "IsNan", f: (x) => tf.isNaN(x!), at: anywhere },
  { name: "LeakyRelu", f: (x) => tf.leakyRelu(x!, 0.3), at: anywhere },
  { name: "Log", f: tf.log, at: positive },
  { name: "Log1p", f: tf.log1p, at: positive },
  { name: "Neg", f: tf.neg, at: anywhere },
  { name: "OnesLike", f: (x) => tf.mul(x!, tf.onesLike(x!)), at: anywhere },
  { name: "Reciprocal", f: tf.reciprocal, at: positive },
  { name: "Relu", f: tf.relu, at: anywhere },
  { name: "Relu6", f: (x) => tf.relu6(tf.mul(x!, 8)), at: anywhere },
  { name: "Round", f: tf.round, at: [between([2, 3], 0.1, 0.4)] },
  { name: "Rsqrt", f: tf.rsqrt, at: positive },
  { name: "Selu", f: tf.selu, at: anywhere },
  { name: "Sigmoid", f: tf.sigmoid, at: anywhere },
  { name: "Sign", f: tf.sign, at: anywhere },
  { name: "Sin", f: tf.sin, at: anywhere },
  { name: "Sinh", f: tf.sinh, at: anywhere },
  { name: "Softplus", f: tf.softplus, at: anywhere },
  { name: "Sqrt", f: tf.sqrt, at: positive },
  { name: "Square", f: tf.square, at: anywhere },
  { name: "Step", f: (x) => tf.step(x!, 0.5), at: anywhere },
  { name: "Tan", f: tf.tan, at: small },
  { name: "Tanh", f: tf.tanh, at: anywhere },
  { name: "ZerosLike", f: (x) => tf.add(x!, tf.zerosLike(x!)), at: anywhere },
  { name: "Cast to int32 and back", f: (x) => x!.toInt().toFloat(), at: [between([4], 1.2, 1.8)] },
  { name: "Cast to the same type", f: (x) => tf.cast(x!, "float32"), at: anywhere },
  {
    name: "EluGrad",
    f: (dy, y) => runKernel("EluGrad", { dy, y }),
    at: [signed([5]), signed([5])],
  },
  ...["ReluGrad", "Relu6Grad", "SigmoidGrad", "TanhGrad"].map((name): GradientCase => ({
    name,
    needs: name,
    f: (dy, y) => runKernel(name, { dy: dy!, y: y! }),
    at: [signed([5]), signed([5])],
  })),
  { name: "LogSoftmax", f: (x) => tf.logSoftmax(x!), at: anywhere },
  {
    name: "LogSoftmax, the kernel",
    needs: "LogSoftmax",
    f: (logits) => runKernel("LogSoftmax", { logits }, { axis: -1 }),
    at: anywhere,
  },
  { name: "Softmax", f: (x) => tf.softmax(x!), at: [signed([3, 4])] },
];

const comparisons: GradientCase[] = [
  {
    name: "Select by a comparison",
    f: (x) => tf.where(tf.greater(x!, 0), tf.square(x!), tf.exp(x!)),
    at: anywhere,
  },
  {
    name: "Select of rows by a vector",
    except: {
      cpu: "it repeats the first number of a row",
    },
    f: (a, b) => runKernel("Select", { condition: tf.tensor([1, 0], [2], "bool"), t: a, e: b }),
    at: [signed([2, 3]), signed([2, 3])],
  },
  {
    name: "Select that broadcasts",
    f: (a, b) => tf.where(tf.tensor([1, 0, 1], [3], "bool"), a!, b!),
    at: [signed([2, 3]), signed([1, 3])],
  },
  {
    name: "GreaterEqual, LogicalAnd and others let nothing through",
    f: (x) => {
      const inside = tf.logicalAnd(tf.greaterEqual(x!, -0.5), tf.lessEqual(x!, 0.5));
      const other = tf.logicalNot(tf.logicalOr(tf.less(x!, -0.9), tf.equal(x!, 3)));
      return tf.mul(x!, tf.cast(tf.logicalXor(inside, other), "float32"));
    },
    at: [exactly([5], [-0.7, -0.3, 0.1, 0.4, 0.8])],
  },
  {
    name: "ArgMax and ArgMin let nothing through",
    f: (x) => tf.mul(tf.sum(x!), tf.sum(tf.add(tf.argMax(x!, 1), tf.argMin(x!, 1)))),
    at: [apart([2, 3])],
  },
  {
    name: "OneHot lets nothing through",
    f: (x) => tf.mul(x!, tf.oneHot(tf.argMax(x!, 1) as tf.Tensor1D, 3)),
    at: [apart([2, 3])],
  },
];

const operands = [signed([2, 3]), between([2, 3], 0.5, 1.5)];
const broadcast = [signed([2, 1, 3]), between([4, 1], 0.5, 1.5)];

function binary(name: string, f: GradientCase["f"]): GradientCase[] {
  return [
    { name, f, at: operands },
    { name: `${name} that broadcasts`, f, at: broadcast },
    { name: `${name} with a scalar`, f, at: [signed([]), between([3], 0.5, 1.5)] },
  ];
}

const twoOperands: GradientCase[] = [
  ...binary("Add", (a, b) => tf.add(a!, b!)),
  ...binary("Sub", (a, b) => tf.sub(a!, b!)),
  ...binary("Multiply", (a, b) => tf.mul(a!, b!)),
  ...binary("RealDiv", (a, b) => tf.div(a!, b!)),
  ...binary("SquaredDifference", (a, b) => tf.squaredDifference(a!, b!)),
  ...binary("Atan2", (a, b) => tf.atan2(a!, b!)),
  ...binary("Prelu", (x, alpha) => tf.prelu(x!, alpha!)).slice(0, 1),
  { name: "Prelu by channel", f: (x, a) => tf.prelu(x!, a!), at: [signed([2, 3]), signed([3])] },
  {
    name: "Maximum",
    f: (a, b) => tf.maximum(a!, b!),
    at: [exactly([2, 2], [1, 2, 3, 4]), exactly([2], [2.5, 2.2])],
  },
  {
    name: "Minimum",
    f: (a, b) => tf.minimum(a!, b!),
    at: [exactly([2], [2.5, 2.2]), exactly([3, 2], [1, 2, 3, 4, -1, 0])],
  },
  {
    name: "Pow",
    f: (a, b) => tf.pow(a!, b!),
    at: [between([2, 3], 0.5, 2), between([3], -2, 3)],
  },
  { name: "Pow of negative numbers", f: (x) => tf.pow(x!, 3), at: anywhere },
  { name: "Pow with exponent 0", f: (x) => tf.pow(x!, 0), at: [exactly([3], [0, 1, -2])] },
  { name: "Pow with exponent 1 at 0", f: (x) => tf.pow(x!, 1), at: [exactly([2], [0, 1])] },
  { name: "Pow with exponent 2 at 0", f: (x) => tf.pow(x!, 2), at: [exactly([2], [0, 1])] },
  {
    name: "Mod",
    f: (a, b) => tf.mod(a!, b!),
    at: [exactly([4], [1.3, 2.6, -1.2, 0.5]), exactly([1], [0.9])],
    step: 0.02,
  },
  {
    name: "FloorDiv",
    f: (a, b) => tf.floorDiv(a!, b!),
    at: [exactly([4], [1.3, 2.6, -1.2, 0.5]), exactly([1], [0.9])],
    step: 0.02,
  },
  {
    name: "AddN",
    f: (a, b, c) => tf.addN([a!, b!, c!]),
    at: [signed([3]), signed([3]), signed([3])],
  },
];

const complexNumbers: GradientCase[] = [
  { name: "Complex", f: (a, b) => tf.complex(a!, b!), at: [signed([3]), signed([3])] },
  { name: "Real", f: (z) => tf.real(z!), at: [complex([3])] },
  { name: "Imag", f: (z) => tf.square(tf.imag(z!)), at: [complex([3])] },
  { name: "ComplexAbs", f: (z) => tf.abs(z!), at: [complex([4])] },
  {
    name: "Multiply of complex numbers",
    f: (a, b) => tf.mul(a!, b!),
    at: [complex([3]), complex([3])],
  },
  {
    name: "RealDiv of complex numbers",
    except: {
      wasm: "it has no complex division or negation",
      cpu: "it has no complex division or negation",
    },
    f: (a, b) => tf.div(a!, b!),
    at: [complex([3]), complex([3])],
  },
  {
    name: "Add and Sub of complex numbers",
    except: {
      wasm: "it has no complex division or negation",
      cpu: "it has no complex division or negation",
    },
    f: (a, b) => tf.sub(tf.add(a!, b!), tf.mul(b!, b!)),
    at: [complex([3]), complex([3])],
  },
  { name: "FFT", f: (z) => tf.fft(z!), at: [complex([2, 5])] },
  {
    name: "FFT of squares",
    f: (z) => tf.abs(tf.fft(tf.mul(z!, z!))),
    at: [complex([4])],
    step: 0.02,
  },
  { name: "IFFT", f: (z) => tf.ifft(z!), at: [complex([2, 4])] },
  {
    name: "FFT of real numbers",
    f: (x) => tf.abs(tf.spectral.rfft(x!)),
    at: [signed([6])],
    step: 0.02,
  },
  { name: "IFFT to real numbers", f: (z) => tf.spectral.irfft(z!), at: [complex([5])] },
  {
    name: "FFT in a spectrogram",
    f: (x) => tf.abs(tf.signal.stft(x as tf.Tensor1D, 6, 3)),
    at: [signed([12])],
    order: 1,
  },
  {
    name: "Reshape of complex numbers",
    f: (z) => tf.reshape(tf.mul(z!, z!), [2, 2]),
    at: [complex([4])],
  },
];

/** Cases of kernels that work element by element. */
export const elementwiseCases: GradientCase[] = [
  ...unary,
  ...comparisons,
  ...twoOperands,
  ...complexNumbers,
];

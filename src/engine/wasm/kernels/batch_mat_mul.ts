/**
 * Matrix products, each one on XNNPACK.
 *
 * The backend's own kernel uses XNNPACK only for a single product without transposition and plain loops
 * for the rest (5 to 15 times as long), and keeps packed weights by tensor without their shape: a matrix
 * multiplied under two shapes reads beyond its end.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import {
  alias,
  callKernel,
  floats,
  input,
  type KernelCall,
  release,
  type WasmBackend,
} from "../backend.ts";
import { runOnCpu } from "../cpu_bridge.ts";

type Multiply = (
  aId: number,
  aShape: Uint8Array,
  aRank: number,
  bId: number,
  bShape: Uint8Array,
  bRank: number,
  transposeA: number,
  transposeB: number,
  outId: number,
) => void;

/** Products below this many multiplications gain nothing from XNNPACK's preparations. */
const SMALL = 4096;

const compiled = new WeakMap<object, Multiply>();

/** The shape [rows, columns] under which XNNPACK has packed a tensor. */
const packedAs = new WeakMap<object, string>();

/** `BatchMatMul`: `a` [..., m, k] by `b` [..., k, n], either one transposed, to [..., m, n]. */
export function batchMatMul(call: KernelCall): tfjs.TensorInfo | tfjs.TensorInfo[] {
  const { backend } = call;
  const original = { a: input(call, "a"), b: input(call, "b") };
  if (original.a.dtype !== "float32" || original.b.dtype !== "float32") {
    return runOnCpu("BatchMatMul", call);
  }
  if (original.a.shape.length < 2 || original.b.shape.length < 2) {
    throw new TypeError(
      `Cannot multiply matrices: both must have two axes or more, current shapes are ` +
        `[${original.a.shape}] and [${original.b.shape}]`,
    );
  }
  const a = call.attrs.transposeA ? turn(backend, original.a) : alias(backend, original.a);
  const b = call.attrs.transposeB ? turn(backend, original.b) : alias(backend, original.b);
  const [m, k] = a.shape.slice(-2) as [number, number];
  const [inner, n] = b.shape.slice(-2) as [number, number];
  if (inner !== k) {
    throw new TypeError(
      `Cannot multiply matrices: the inner sizes of [${a.shape}] and [${b.shape}] must be equal, ` +
        `current values are ${k} and ${inner}`,
    );
  }
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = tfjs.backend_util.assertAndGetBroadcastShape(outerA, outerB);
  const out = backend.makeOutput([...outer, m, n], "float32");
  const batch = tfjs.util.sizeFromShape(outer);
  const batchA = tfjs.util.sizeFromShape(outerA);
  const batchB = tfjs.util.sizeFromShape(outerB);
  if (m * n * k * batch === 0) floats(backend, out).fill(0);
  else if (batchB === 1) multiplyWhole(backend, a, b, out, [batchA * m, k, n]);
  else if (batchA === batch && batchB === batch && m * k * n < SMALL) {
    run(backend, idOf(backend, a), idOf(backend, b), idOf(backend, out), [batch, m, k, n]);
  } else {
    const from = (own: number[]) => (index: number) => broadcastIndex(index, outer, own);
    multiplyEach(backend, { a, b, out }, [batch, m, k, n], from(outerA), from(outerB));
  }
  release(backend, a, b);
  return out;
}

/**
 * Whether XNNPACK may use the right-hand side `b` as it is, because it has only ever seen it in the
 * shape it has now.
 */
export function ownsPacking(b: tfjs.TensorInfo): boolean {
  const shape = b.shape.slice(-2).join();
  const before = packedAs.get(b.dataId);
  if (before === undefined) packedAs.set(b.dataId, shape);
  return before === undefined || before === shape;
}

function multiplyWhole(
  backend: WasmBackend,
  a: tfjs.TensorInfo,
  b: tfjs.TensorInfo,
  out: tfjs.TensorInfo,
  [m, k, n]: [number, number, number],
): void {
  const own = ownsPacking(b);
  const bId = own ? idOf(backend, b) : lend(backend, b, 0, k * n);
  run(backend, idOf(backend, a), bId, idOf(backend, out), [1, m, k, n]);
  if (!own) takeBack(backend, bId);
}

function multiplyEach(
  backend: WasmBackend,
  { a, b, out }: { a: tfjs.TensorInfo; b: tfjs.TensorInfo; out: tfjs.TensorInfo },
  [batch, m, k, n]: [number, number, number, number],
  fromA: (index: number) => number,
  fromB: (index: number) => number,
): void {
  for (let i = 0; i < batch; i++) {
    const aId = lend(backend, a, fromA(i) * m * k, m * k);
    const bId = lend(backend, b, fromB(i) * k * n, k * n);
    const outId = lend(backend, out, i * m * n, m * n);
    run(backend, aId, bId, outId, [1, m, k, n]);
    for (const id of [aId, bId, outId]) takeBack(backend, id);
  }
}

function run(
  backend: WasmBackend,
  aId: number,
  bId: number,
  outId: number,
  [batch, m, k, n]: [number, number, number, number],
): void {
  let multiply = compiled.get(backend.wasm);
  if (multiply === undefined) {
    const number = "number";
    const list = "array";
    const types = [number, list, number, number, list, number, number, number, number];
    multiply = backend.wasm.cwrap("BatchMatMul", null, types) as Multiply;
    compiled.set(backend.wasm, multiply);
  }
  const bytes = (shape: number[]) => new Uint8Array(new Int32Array(shape).buffer);
  multiply(aId, bytes([batch, m, k]), 3, bId, bytes([batch, k, n]), 3, 0, 0, outId);
}

/** Exchanges the last two axes. */
function turn(backend: WasmBackend, x: tfjs.TensorInfo): tfjs.TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return callKernel(backend, "Transpose", { x }, { perm });
}

/** Which matrix of a tensor with the outer axes `own` takes part in the product `index` of `outer`. */
function broadcastIndex(index: number, outer: number[], own: number[]): number {
  let rest = index;
  let stride = 1;
  let result = 0;
  for (let axis = outer.length - 1; axis >= 0; axis--) {
    const at = rest % outer[axis]!;
    rest = (rest - at) / outer[axis]!;
    const size = own[axis - outer.length + own.length] ?? 1;
    if (size > 1) result += at * stride;
    stride *= size;
  }
  return result;
}

function idOf(backend: WasmBackend, info: tfjs.TensorInfo): number {
  return backend.dataIdMap.get(info.dataId).id;
}

/** Names a part of a float32 tensor for the compiled code. */
function lend(backend: WasmBackend, info: tfjs.TensorInfo, begin: number, size: number): number {
  const id = backend.dataIdNextNumber++;
  const { memoryOffset } = backend.dataIdMap.get(info.dataId);
  backend.wasm.tfjs.registerTensor(id, size, memoryOffset! + 4 * begin);
  return id;
}

/** Makes the compiled code forget the name, and what it has packed for it. */
function takeBack(backend: WasmBackend, id: number): void {
  backend.wasm.tfjs.disposeData(id);
}

import * as tfjs from "../../../deps/tfjs.ts";
import { alias, callKernel, type KernelCall, release, type WasmBackend } from "../backend.ts";
import { runOnCpu } from "../cpu_bridge.ts";

/** A tensor with a name (the index of a label) for each of its axes. */
interface Labelled {
  info: tfjs.TensorInfo;
  labels: number[];
}

/**
 * `Einsum` of one or two tensors, as one batched matrix product.
 *
 * Labels of both tensors are batch axes when the output keeps them and inner axes when it does not;
 * labels of one tensor alone are outer axes, or summed first. Integers go to the cpu backend.
 */
export function einsum(call: KernelCall): tfjs.TensorInfo | tfjs.TensorInfo[] {
  const { backend } = call;
  const tensors = call.inputs as unknown as tfjs.TensorInfo[];
  const equation = call.attrs.equation as string;
  const { allDims, summedDims, idDims } = tfjs.backend_util.decodeEinsumEquation(
    equation,
    tensors.length,
  );
  tfjs.backend_util.checkEinsumDimSizes(allDims.length, idDims, tensors as tfjs.Tensor[]);
  if (tensors.some((info) => info.dtype !== "float32")) return runOnCpu("Einsum", call);
  const summed = new Set(summedDims);
  const outLabels = allDims.map((_, label) => label).filter((label) => !summed.has(label));
  const terms: Labelled[] = tensors.map((info, index) => ({
    info: alias(backend, info),
    labels: idDims[index]!,
  }));

  const [a, b] = terms.map((term, index) => {
    const other = terms[1 - index]?.labels ?? [];
    const alone = term.labels.filter((label) => summed.has(label) && !other.includes(label));
    return sumOut(backend, term, alone);
  }) as [Labelled, Labelled | undefined];
  if (b === undefined) return arrange(backend, a, outLabels).info;

  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => !summed.has(label));
  const inner = shared.filter((label) => summed.has(label));
  const outerA = a.labels.filter((label) => !shared.includes(label));
  const outerB = b.labels.filter((label) => !shared.includes(label));
  const size = (term: Labelled, labels: number[]) =>
    labels.map((label) => term.info.shape[term.labels.indexOf(label)]!);
  const product = (sizes: number[]) => tfjs.util.sizeFromShape(sizes);
  const shape = [...size(a, batch), ...size(a, outerA), ...size(b, outerB)];
  const batchSize = product(size(a, batch));
  const innerSize = product(size(a, inner));

  const leftShape = [batchSize, product(size(a, outerA)), innerSize];
  const rightShape = [batchSize, innerSize, product(size(b, outerB))];
  const left = arrange(backend, a, [...batch, ...outerA, ...inner]).info;
  const right = arrange(backend, b, [...batch, ...inner, ...outerB]).info;
  const raw = callKernel(backend, "BatchMatMul", {
    a: { ...left, shape: leftShape },
    b: { ...right, shape: rightShape },
  }, { transposeA: false, transposeB: false });
  release(backend, left, right);
  const result = { info: { ...raw, shape }, labels: [...batch, ...outerA, ...outerB] };
  return arrange(backend, result, outLabels).info;
}

/** Sums over the axes `labels`; gives up the tensor it gets. */
function sumOut(backend: WasmBackend, term: Labelled, labels: number[]): Labelled {
  if (labels.length === 0) return term;
  const axis = labels.map((label) => term.labels.indexOf(label));
  const info = callKernel(backend, "Sum", { x: term.info }, { axis, keepDims: false });
  release(backend, term.info);
  return { info, labels: term.labels.filter((label) => !labels.includes(label)) };
}

/** Brings the axes into the order of `labels`; gives up the tensor it gets. */
function arrange(backend: WasmBackend, term: Labelled, labels: number[]): Labelled {
  const perm = labels.map((label) => term.labels.indexOf(label));
  if (perm.every((from, to) => from === to)) return term;
  const info = callKernel(backend, "Transpose", { x: term.info }, { perm });
  release(backend, term.info);
  return { info, labels };
}

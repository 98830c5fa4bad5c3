/** Gradients of sparse and ragged tensors by their values. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, scatterRows, sumTo } from "./gradient.ts";
import { scatterCopied } from "./sample.ts";

const sparseToDense = gradientOf(
  "SparseToDense",
  { inputs: ["sparseIndices", "sparseValues"] },
  ({ dy, saved }) => {
    const values = saved.sparseValues!;
    // A scalar index means one element, a vector that many elements of a vector.
    const depth = dy.rank === 1 && saved.sparseIndices!.rank < 2
      ? 1
      : saved.sparseIndices!.shape[1]!;
    const picked = () => tfjs.gatherND(dy, tfjs.reshape(saved.sparseIndices!.toInt(), [-1, depth]));
    return {
      sparseValues: () =>
        values.rank === 0 ? tfjs.sum(picked()) : tfjs.reshape(picked(), values.shape),
      defaultValue: () => tfjs.sub(tfjs.sum(dy), tfjs.sum(picked())),
    };
  },
);

function ofSegments(kernelName: string, isMean: boolean): tfjs.GradConfig {
  return gradientOf(
    kernelName,
    { inputs: ["data", "indices", "segmentIds"] },
    ({ dy, saved: { data, indices, segmentIds } }) => ({
      data: () => {
        const [count] = data!.shape as [number];
        const segments = dy.shape[0]!;
        const ids = segmentIds!.toInt();
        let rows: tfjs.Tensor = tfjs.reshape(tfjs.gather(dy, ids), [ids.size, -1]);
        if (isMean) {
          const sizes = scatterRows(tfjs.ones([ids.size, 1]), ids, segments);
          rows = tfjs.div(rows, tfjs.gather(sizes, ids));
        }
        return tfjs.reshape(scatterRows(rows, indices!.toInt(), count), data!.shape);
      },
    }),
  );
}

const sparseFillEmptyRows = gradientOf(
  "SparseFillEmptyRows",
  { outputs: ["", "", "", "reverseIndexMap"] },
  ({ dys, saved: { reverseIndexMap } }) => {
    const values = dys[1]!;
    const kept = () => tfjs.gather(values, reverseIndexMap!.toInt());
    return {
      values: kept,
      defaultValue: () => tfjs.sub(tfjs.sum(values), tfjs.sum(kept())),
    };
  },
);

const raggedTensorToTensor = gradientOf(
  "RaggedTensorToTensor",
  { inputs: ["shape", "values", "defaultValue", "rowPartitionTensors"] },
  ({ dy, saved, attrs }) => {
    const { shape, values, defaultValue } = saved as Record<string, tfjs.Tensor>;
    const rowPartitionTensors = saved.rowPartitionTensors as unknown as tfjs.Tensor[];
    const copy = (numbers: tfjs.Tensor) => {
      const inputs = {
        shape: shape!,
        values: numbers,
        defaultValue: tfjs.zeros(defaultValue!.shape),
        rowPartitionTensors,
      };
      return tfjs.engine().runKernel(
        "RaggedTensorToTensor",
        inputs as unknown as tfjs.NamedTensorMap,
        attrs,
      ) as tfjs.Tensor;
    };
    return {
      values: () => scatterCopied(values!.shape, copy, dy),
      defaultValue: () => {
        const isDefault = tfjs.equal(copy(tfjs.ones(values!.shape)), 0);
        return sumTo(tfjs.where(isDefault, dy, tfjs.zerosLike(dy)), defaultValue!.shape);
      },
    };
  },
);

const raggedGather = gradientOf(
  "RaggedGather",
  { inputs: ["paramsNestedSplits", "paramsDenseValues", "indices"] },
  ({ dys, saved, attrs }) => ({
    paramsDenseValues: () => {
      const copy = (numbers: tfjs.Tensor) => {
        const outputs = tfjs.engine().runKernel(
          "RaggedGather",
          { ...saved, paramsDenseValues: numbers },
          attrs,
        ) as tfjs.Tensor[];
        return outputs.at(-1)!;
      };
      return scatterCopied(saved.paramsDenseValues!.shape, copy, dys.at(-1)!);
    },
  }),
);

/** Gradients of sparse and ragged kernels. */
export const sparseGradients: tfjs.GradConfig[] = [
  sparseToDense,
  ofSegments("SparseSegmentSum", false),
  ofSegments("SparseSegmentMean", true),
  sparseFillEmptyRows,
  raggedTensorToTensor,
  raggedGather,
];

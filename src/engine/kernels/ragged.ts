/** Kernels on ragged tensors: values, and where each row of them ends. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { int, texts, type } from "./attrs.ts";
import { requireRank } from "./checks.ts";
import { defineKernel } from "./define.ts";
import { explained } from "./explained.ts";

type Info = tfjs.TensorInfo;

const SPLITS = [type("Tsplits", DType.int32)];

const gather = defineKernel<
  { paramsNestedSplits: Info[]; paramsDenseValues: Info; indices: Info },
  tfjs.RaggedGatherAttrs
>("RaggedGather", ({ backend, inputs }) => {
  const { paramsNestedSplits: splits, paramsDenseValues: values, indices } = inputs;
  const rank = splits.length + indices.shape.length - 1;
  const attrs = [
    type("Tvalues", tfjsDType(values.dtype)),
    type("Tindices", tfjsDType(indices.dtype)),
    ...SPLITS,
    int("PARAMS_RAGGED_RANK", splits.length),
    int("OUTPUT_RAGGED_RANK", rank),
  ];
  return explained(
    () => backend.run("RaggedGather", attrs, [...splits, values, indices], rank + 1),
    (reason) => reason.replace(/must be sorted\.?$/, "must be sorted in ascending order"),
  );
});

const range = defineKernel<{ starts: Info; limits: Info; deltas: Info }>(
  "RaggedRange",
  ({ backend, inputs: { starts, limits, deltas } }) =>
    explained(
      () => backend.run("RaggedRange", SPLITS, [starts, limits, deltas], 2),
      // TensorFlow 2.16 names the bound of int64, which the splits are not.
      (reason) => reason.replace("9223372036854775807", "2147483647"),
    ),
);

const toTensor = defineKernel<
  { shape: Info; values: Info; defaultValue: Info; rowPartitionTensors: Info[] },
  tfjs.RaggedTensorToTensorAttrs
>("RaggedTensorToTensor", ({ backend, inputs, attrs }) => {
  const { shape, values, defaultValue, rowPartitionTensors: partitions } = inputs;
  requirePartitions(partitions, attrs.rowPartitionTypes);
  const opAttrs = [
    type("T", tfjsDType(values.dtype)),
    type("Tindex", DType.int32),
    type("Tshape", tfjsDType(shape.dtype)),
    int("num_row_partition_tensors", partitions.length),
    texts("row_partition_types", attrs.rowPartitionTypes),
  ];
  const tensors = [shape, values, defaultValue, ...partitions];
  return explained(() => backend.runOne("RaggedTensorToTensor", opAttrs, tensors));
});

/** How many axes the tensors of each kind of row partition have. */
const PARTITION_RANK: Record<string, number> = {
  FIRST_DIM_SIZE: 0,
  VALUE_ROWIDS: 1,
  ROW_SPLITS: 1,
};

/** TensorFlow takes the ranks for granted. */
function requirePartitions(partitions: readonly Info[], types: readonly string[]): void {
  if (partitions.length !== types.length) {
    throw new TypeError(
      `Cannot run RaggedTensorToTensor: there are ${partitions.length} row partitions and ` +
        `${types.length} types of them`,
    );
  }
  types.forEach((type, i) => {
    const rank = PARTITION_RANK[type];
    if (rank === undefined) {
      throw new RangeError(
        `Cannot run RaggedTensorToTensor: a row partition must be one of ${
          Object.keys(PARTITION_RANK).join(", ")
        }, not ${type}`,
      );
    }
    requireRank("RaggedTensorToTensor", rank, { [`the ${type} partition`]: partitions[i]!.shape });
  });
}

/** All of them. */
export const raggedKernels: tfjs.KernelConfig[] = [gather, range, toTensor];

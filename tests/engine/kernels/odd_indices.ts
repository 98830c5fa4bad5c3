import * as tfjs from "../../../src/deps/tfjs.ts";
import { FEW_SHAPES, type Inputs, kernel, odd, type OddCall } from "./odd_call.ts";

/** Reading and writing by index, inside and outside. */
export function indexCalls(): OddCall[] {
  const int = (values: number[], shape: number[]) => tfjs.tensor(values, shape, "int32");
  const indices: Record<string, () => tfjs.Tensor> = {
    none: () => int([], [0]),
    scalar: () => tfjs.scalar(1, "int32"),
    inside: () => int([0, 1], [2]),
    column: () => int([0, 1], [2, 1]),
    negative: () => int([-1, 0], [2]),
    outside: () => int([0, 999], [2]),
    least: () => int([-(2 ** 31)], [1]),
    "rank 6": () => int([0], [1, 1, 1, 1, 1, 1]),
    floats: () => odd([2]),
    strings: () => odd([2], "string"),
  };
  return Object.entries(indices).flatMap(([what, make]) =>
    FEW_SHAPES.flatMap((shape) => [
      ...[0, 1, -1, 9].flatMap((axis) =>
        [0, 1, -1].map((batchDims) => ({
          name: `GatherV2([${shape}], ${what}, axis ${axis}, batchDims ${batchDims})`,
          run: () => kernel("GatherV2", { x: odd(shape), indices: make() }, { axis, batchDims }),
          incomparable: true,
        }))
      ),
      {
        name: `GatherNd([${shape}], ${what})`,
        run: () => kernel("GatherNd", { params: odd(shape), indices: make() }),
        incomparable: true,
      },
      ...[[4], [0], [], [2, 3], [-1], [2 ** 31 - 1, 2 ** 31 - 1]].map((target) => ({
        name: `ScatterNd(${what}, updates [${shape}], [${target}])`,
        run: () => kernel("ScatterNd", { indices: make(), updates: odd(shape) }, { shape: target }),
        incomparable: true,
      })),
      {
        name: `TensorScatterUpdate([${shape}], ${what})`,
        run: () =>
          kernel("TensorScatterUpdate", {
            tensor: odd(shape),
            indices: make(),
            updates: odd([2]),
          }, { shape: [...shape] }),
        incomparable: true,
      },
      ...[0, 3, -1].map((numSegments) => ({
        name: `UnsortedSegmentSum([${shape}], ${what}, ${numSegments})`,
        run: () =>
          kernel("UnsortedSegmentSum", { x: odd(shape), segmentIds: make() }, { numSegments }),
        incomparable: true,
      })),
      ...["SparseSegmentSum", "SparseSegmentMean"].map((name) => ({
        name: `${name}([${shape}], ${what})`,
        run: () => kernel(name, { data: odd(shape), indices: make(), segmentIds: make() }),
        incomparable: true,
      })),
      ...["Bincount", "DenseBincount"].flatMap((name) =>
        [0, 3, -1, 70_000].map((size) => ({
          name: `${name}(${what}, weights [${shape}], ${size})`,
          run: () => kernel(name, { x: make(), weights: odd(shape) }, { size }),
          incomparable: true,
        }))
      ),
      ...["left", "right"].map((side) => ({
        name: `SearchSorted([${shape}], ${what}, ${side})`,
        run: () => kernel("SearchSorted", { sortedSequence: odd(shape), values: make() }, { side }),
        incomparable: true,
      })),
      {
        name: `SparseToDense(${what}, [${shape}])`,
        run: () =>
          kernel("SparseToDense", {
            sparseIndices: make(),
            sparseValues: odd(shape),
            defaultValue: tfjs.scalar(0),
          }, { outputShape: [4] }),
        incomparable: true,
      },
      {
        name: `SparseFillEmptyRows(${what}, [${shape}])`,
        run: () =>
          kernel("SparseFillEmptyRows", {
            indices: make(),
            values: odd(shape),
            denseShape: make(),
            defaultValue: tfjs.scalar(0),
          }),
        incomparable: true,
      },
      {
        name: `SparseReshape(${what}, [${shape}])`,
        run: () =>
          kernel("SparseReshape", {
            inputIndices: make(),
            inputShape: make(),
            newShape: odd(shape, "int32"),
          }),
        incomparable: true,
      },
      {
        name: `RaggedGather(${what}, [${shape}])`,
        run: () =>
          kernel(
            "RaggedGather",
            {
              paramsNestedSplits: [make()],
              paramsDenseValues: odd(shape),
              indices: make(),
            } as unknown as Inputs,
            { outputRaggedRank: 1 },
          ),
        incomparable: true,
      },
      {
        name: `RaggedRange(${what}, [${shape}])`,
        run: () =>
          kernel("RaggedRange", {
            starts: make(),
            limits: odd(shape, "int32"),
            deltas: make(),
          }),
        incomparable: true,
      },
      ...["FIRST_DIM_SIZE", "VALUE_ROWIDS", "ROW_SPLITS", "NONSENSE"].map((kind) => ({
        name: `RaggedTensorToTensor(${what}, [${shape}], ${kind})`,
        run: () =>
          kernel(
            "RaggedTensorToTensor",
            {
              shape: make(),
              values: odd(shape),
              defaultValue: tfjs.scalar(0),
              rowPartitionTensors: [make()],
            } as unknown as Inputs,
            { rowPartitionTypes: [kind] },
          ),
        incomparable: true,
      })),
    ])
  );
}

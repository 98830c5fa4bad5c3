/**
 * Ops that hand tensors on, lay them out anew or fill them, and compute nothing.
 *
 * @module
 */

import {
  bytesOf,
  bytesRead,
  bytesWritten,
  type Cost,
  type CostNode,
  type CostRule,
} from "./cost_node.ts";

/** They share their input's memory, look at shapes only, or are done before the run. */
const FREE = "Arg Assert AssignVariableOp Bitcast BroadcastArgs BroadcastGradientArgs Const " +
  "ConcatOffset ControlTrigger DestroyResourceOp DeviceArg DeviceRetval EagerConst Empty EnsureShape Enter " +
  "Exit ExpandDims Identity IdentityN LoopCond Merge NextIteration NoOp Placeholder " +
  "PlaceholderWithDefault PreventGradient Rank ReadVariableOp Reshape Retval Shape ShapeN Size " +
  "Snapshot Squeeze StatelessRandomGetKeyCounter StatelessRandomGetAlg StopGradient Switch " +
  "VarHandleOp VarIsInitializedOp VariableShape";

/** They read all they are given and write all they make. */
const COPIES = "BatchToSpaceND BroadcastTo Cast Complex Concat ConcatV2 DepthToSpace " +
  "Diag ExtractImagePatches Imag InvertPermutation MatrixBandPart MatrixDiag MatrixDiagV3 " +
  "MatrixSetDiag MatrixSetDiagV3 MirrorPad OneHot Pack Pad PadV2 Real ResizeNearestNeighbor Reverse " +
  "ReverseSequence ReverseV2 Roll ScatterNd Select SelectV2 SpaceToBatchND SpaceToDepth " +
  "SparseToDense Split SplitV StridedSliceGrad TensorScatterUpdate Tile Transpose Unpack " +
  "ConjugateTranspose";

/** They write without reading more than a few numbers. */
const FILLS = "Fill LinSpace OnesLike Range ZerosLike";

/** They read as much of their first input as they write, and the other inputs wholly. */
const PARTS = "DiagPart Gather GatherNd GatherV2 MatrixDiagPart MatrixDiagPartV3 ResourceGather " +
  "ResourceGatherNd Slice StridedSlice";

function part(node: CostNode): Cost {
  const others = node.inputs.slice(1).reduce((sum, input) => sum + bytesOf(input), 0);
  return { flops: 0, bytes: others + 2 * bytesWritten(node) };
}

function rules(ops: string, rule: CostRule): [string, CostRule][] {
  return ops.split(" ").map((op) => [op, rule]);
}

/** Rules by op. */
export const MOVEMENT: ReadonlyMap<string, CostRule> = new Map([
  ...rules(FREE, () => ({ flops: 0, bytes: 0 })),
  ...rules(COPIES, (node) => ({ flops: 0, bytes: bytesRead(node) + bytesWritten(node) })),
  ...rules(FILLS, (node) => ({ flops: 0, bytes: bytesWritten(node) })),
  ...rules(PARTS, part),
]);

/**
 * Registers our kernels with tfjs, over those that tfjs-node brings.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { activationKernels } from "./activation.ts";
import { attentionKernels } from "./attention.ts";
import { fusedBatchNorm } from "./batch_norm.ts";
import { batchNormTrainingKernels } from "./batch_norm_training.ts";
import { binaryKernels } from "./binary.ts";
import { bincountKernels } from "./bincount.ts";
import { cast } from "./cast.ts";
import { convKernels } from "./conv.ts";
import { diag } from "./diag.ts";
import { fusedKernels } from "./fused.ts";
import { geluKernels } from "./gelu.ts";
import { imageKernels } from "./image.ts";
import { layerNormKernels } from "./layer_norm.ts";
import { layoutKernels } from "./layout.ts";
import { lstmKernels } from "./lstm.ts";
import { matMulKernels } from "./mat_mul.ts";
import { maxPoolWithArgmax } from "./max_pool_with_argmax.ts";
import { multinomial } from "./multinomial.ts";
import { nonMaxSuppressionV4 } from "./non_max_suppression.ts";
import { poolKernels } from "./pool.ts";
import { raggedKernels } from "./ragged.ts";
import { reduceKernels } from "./reduce.ts";
import { resizeNearestNeighborGrad } from "./resize.ts";
import { scatterKernels } from "./scatter.ts";
import { searchSorted } from "./search_sorted.ts";
import { crossEntropyKernels } from "./softmax_cross_entropy.ts";
import { sparseKernels } from "./sparse.ts";
import { stringKernels } from "./strings.ts";
import { topK } from "./top_k.ts";
import { unaryKernels } from "./unary.ts";
import { unique } from "./unique.ts";

/** Every kernel of ours. */
export const kernels: readonly tfjs.KernelConfig[] = [
  ...activationKernels,
  ...attentionKernels,
  ...batchNormTrainingKernels,
  ...binaryKernels,
  ...bincountKernels,
  ...convKernels,
  ...crossEntropyKernels,
  ...fusedKernels,
  ...geluKernels,
  ...imageKernels,
  ...layerNormKernels,
  ...layoutKernels,
  ...lstmKernels,
  ...matMulKernels,
  ...poolKernels,
  ...raggedKernels,
  ...reduceKernels,
  ...scatterKernels,
  ...sparseKernels,
  ...stringKernels,
  ...unaryKernels,
  cast,
  diag,
  fusedBatchNorm,
  maxPoolWithArgmax,
  multinomial,
  nonMaxSuppressionV4,
  resizeNearestNeighborGrad,
  searchSorted,
  topK,
  unique,
];

/** Registers them all. */
export function registerKernels(): void {
  for (const kernel of kernels) {
    // tfjs warns about a kernel that is registered twice.
    if (tfjs.getKernel(kernel.kernelName, kernel.backendName) !== undefined) {
      tfjs.unregisterKernel(kernel.kernelName, kernel.backendName);
    }
    tfjs.registerKernel(kernel);
  }
}

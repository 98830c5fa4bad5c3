/**
 * Tells tfjs the gradients it lacks or has wrong.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { activationGradients } from "./activation.ts";
import { arithmeticGradients } from "./arithmetic.ts";
import { complexGradients } from "./complex.ts";
import { convolutionGradients } from "./convolution.ts";
import { cumulativeGradients } from "./cumulative.ts";
import { dilationGradients } from "./dilation.ts";
import { einsumGradients } from "./einsum.ts";
import { elementwiseGradients } from "./elementwise.ts";
import { fusedGradients } from "./fused.ts";
import { gatherGradients } from "./gather.ts";
import { imageGradients } from "./image.ts";
import { layoutGradients } from "./layout.ts";
import { matMulGradients } from "./matmul.ts";
import { normalizationGradients } from "./normalization.ts";
import { poolingGradients } from "./pooling.ts";
import { replaceOps } from "../replace_ops.ts";
import { resizeGradients } from "./resize.ts";
import { sigmoidCrossEntropy } from "./sigmoid_cross_entropy.ts";
import { sparseGradients } from "./sparse.ts";
import { installTape } from "./tape.ts";

/**
 * Registers all gradients of this folder, in place of tfjs's where it has one, and the walk along
 * the tape that they need. Once more does no harm.
 */
export function registerGradients(): void {
  installTape();
  replaceOps({ "losses.sigmoidCrossEntropy": sigmoidCrossEntropy });
  const gradients = [
    activationGradients,
    arithmeticGradients,
    complexGradients,
    convolutionGradients,
    cumulativeGradients,
    dilationGradients,
    einsumGradients,
    elementwiseGradients,
    fusedGradients,
    gatherGradients,
    imageGradients,
    layoutGradients,
    matMulGradients,
    normalizationGradients,
    poolingGradients,
    resizeGradients,
    sparseGradients,
  ].flat();
  for (const gradient of gradients) {
    // tfjs warns about replacing one in its debug mode.
    if (tfjs.getGradient(gradient.kernelName)) tfjs.unregisterGradient(gradient.kernelName);
    tfjs.registerGradient(gradient);
  }
}

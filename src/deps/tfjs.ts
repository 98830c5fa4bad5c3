/**
 * tfjs: its core with the chained methods of tensors, its layers, converter, data and cpu backend.
 *
 * The same as the package `@tensorflow/tfjs` without WebGL, part by part: that package itself brings
 * core-js, whose build script Deno warns about in every folder that a program is started from.
 *
 * @module
 */

import { version_cpu } from "npm:@tensorflow/tfjs-backend-cpu@4.22.0";
import { version_converter } from "npm:@tensorflow/tfjs-converter@4.22.0";
import { version_core } from "npm:@tensorflow/tfjs-core@4.22.0";
// Types of `x.add(y)` and the like; the methods themselves are in src/engine/chained_ops.ts.
import type { NamedTensorMap } from "npm:@tensorflow/tfjs-core@4.22.0";
import type {} from "npm:@tensorflow/tfjs-core@4.22.0/dist/public/chained_ops/register_all_chained_ops.d.ts";
import { version_data } from "npm:@tensorflow/tfjs-data@4.22.0";
import { version_layers } from "npm:@tensorflow/tfjs-layers@4.22.0";

export * from "npm:@tensorflow/tfjs-core@4.22.0";
export * from "npm:@tensorflow/tfjs-layers@4.22.0";
export * from "npm:@tensorflow/tfjs-converter@4.22.0";
export * from "npm:@tensorflow/tfjs-backend-cpu@4.22.0";
/** Data sets: `tf.data`. */
export * as data from "npm:@tensorflow/tfjs-data@4.22.0";

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/tensor.d.ts" {
  /** A tensor; see tfjs. */
  interface Tensor {
    /** Disposes the tensor, for `using`. */
    [Symbol.dispose](): void;
  }
}

// Only two of tfjs's optimizers declare that they take what tf.variableGrads() gives; all do.

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/optimizers/adadelta_optimizer.d.ts" {
  /** An optimizer; see tfjs. */
  interface AdadeltaOptimizer {
    /** Updates variables by their gradients, by name. */
    applyGradients(gradients: NamedTensorMap): void;
  }
}

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/optimizers/adagrad_optimizer.d.ts" {
  /** An optimizer; see tfjs. */
  interface AdagradOptimizer {
    /** Updates variables by their gradients, by name. */
    applyGradients(gradients: NamedTensorMap): void;
  }
}

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/optimizers/adam_optimizer.d.ts" {
  /** An optimizer; see tfjs. */
  interface AdamOptimizer {
    /** Updates variables by their gradients, by name. */
    applyGradients(gradients: NamedTensorMap): void;
  }
}

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/optimizers/adamax_optimizer.d.ts" {
  /** An optimizer; see tfjs. */
  interface AdamaxOptimizer {
    /** Updates variables by their gradients, by name. */
    applyGradients(gradients: NamedTensorMap): void;
  }
}

declare module "npm:@tensorflow/tfjs-core@4.22.0/dist/optimizers/momentum_optimizer.d.ts" {
  /** An optimizer; see tfjs. */
  interface MomentumOptimizer {
    /** Updates variables by their gradients, by name. */
    applyGradients(gradients: NamedTensorMap): void;
  }
}

/** Versions of tfjs and its parts; they are released together. */
export const version: Record<string, string> = {
  "tfjs-core": version_core,
  "tfjs-backend-cpu": version_cpu,
  "tfjs-data": version_data,
  "tfjs-layers": version_layers,
  "tfjs-converter": version_converter,
  "tfjs": version_core,
  "tfjs-node": version_core,
};

/**
 * The JavaScript half of tfjs-node: its backend class, kernels, images and TensorBoard.
 *
 * Import it dynamically: evaluating it registers 155 kernels. For the same reason it may wait: its
 * exports are there when the import is.
 *
 * @module
 */

import { importPart } from "./tfjs_node_part.ts";
import type {
  CallbacksModule,
  Int64Module,
  KernelBackendModule,
  NodeApi,
} from "./tfjs_node_types.ts";

/** The backend class. */
export const kernelBackend: KernelBackendModule = await importPart("nodejs_kernel_backend.js");
/** 64-bit integers, for TensorBoard's steps. */
export const int64: Int64Module = await importPart("int64_tensors.js");
/** Callbacks for `model.fit`. */
export const callbacks: CallbacksModule = await importPart("callbacks.js");
/** `tf.node`. */
export const nodeApi: { node: NodeApi } = await importPart("node.js");

await importPart("register_all_kernels.js");

/**
 * The JavaScript half of tfjs-node: its backend class, kernels, file io, images and TensorBoard.
 *
 * The package's main file cannot be imported (it opens the native addon), its parts can. Import
 * this file dynamically: evaluating it registers 155 kernels.
 *
 * @module
 */

import "./node_util.ts";
import callbacks from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/callbacks.js";
import int64 from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/int64_tensors.js";
import io from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/io/index.js";
import fileSystem from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/io/file_system.js";
import nodeApi from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/node.js";
import kernelBackend from "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/nodejs_kernel_backend.js";
import "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/register_all_kernels.js";

export { callbacks, fileSystem, int64, io, kernelBackend, nodeApi };

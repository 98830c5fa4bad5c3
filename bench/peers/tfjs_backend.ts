/**
 * tfjs's own backends in Node: `wasm`, or `node` with tfjs-node's native addon.
 *
 * @module
 */

import { createRequire } from "node:module";
import process from "node:process";
import util from "node:util";
import type { Tf } from "./tfjs_side.ts";

const require = createRequire(import.meta.url);

/** tfjs, and how to start the backend that was asked for. */
export interface Loaded {
  readonly tf: Tf;
  /** Starts the backend; returns versions of its parts. */
  start(): Promise<Record<string, string>>;
}

/** Loads tfjs and a backend, as importing their packages does. */
export function load(backend: string, addon: string | undefined): Loaded {
  const tf = require("@tensorflow/tfjs") as Tf;
  const versions = { tfjs: tf.version_core, Node: process.versions.node! };
  if (backend === "wasm") {
    const wasm = require("@tensorflow/tfjs-backend-wasm") as { getThreadsCount(): number };
    return {
      tf,
      async start() {
        await tf.setBackend("wasm");
        return { ...versions, threads: String(wasm.getThreadsCount()) };
      },
    };
  }
  // Node 23 took away what tfjs-node calls.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  const binding = require(addon!) as { TF_Version: string };
  // tfjs-node's main module wants its addon where its own install script would have put it.
  const folder = "@tensorflow/tfjs-node/dist/";
  const { NodeJSKernelBackend } = require(`${folder}nodejs_kernel_backend.js`);
  tf.registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, "tfjs-node"), 3);
  require(`${folder}register_all_kernels.js`);
  return {
    tf,
    async start() {
      await tf.setBackend("tensorflow");
      return { ...versions, TensorFlow: binding.TF_Version };
    },
  };
}

import * as tfjs from "../../deps/tfjs.ts";
import type { KernelCall, WasmKernel } from "./backend.ts";

/** Registers `kernel` for the wasm backend, in place of the one it may have. */
export function setKernel(kernelName: string, kernel: WasmKernel): void {
  const before = tfjs.getKernel(kernelName, "wasm") as tfjs.KernelConfig | undefined;
  if (before !== undefined) tfjs.unregisterKernel(kernelName, "wasm");
  const config: tfjs.KernelConfig = {
    kernelName,
    backendName: "wasm",
    kernelFunc: (params) =>
      kernel({
        inputs: params.inputs,
        attrs: params.attrs ?? {},
        backend: params.backend as KernelCall["backend"],
      }),
  };
  // Binds the compiled functions whenever a backend is created; `kernel` may still call them.
  if (before?.setupFunc !== undefined) config.setupFunc = before.setupFunc;
  if (before?.disposeFunc !== undefined) config.disposeFunc = before.disposeFunc;
  tfjs.registerKernel(config);
}

/** Sends the calls for which `when` holds to `kernel`, all others to the kernel registered so far. */
export function divert(
  kernelName: string,
  when: (call: KernelCall) => boolean,
  kernel: WasmKernel,
): void {
  const before = tfjs.getKernel(kernelName, "wasm");
  if (before === undefined) {
    throw new TypeError(`Internal: cannot divert '${kernelName}', which wasm does not have`);
  }
  const original = before.kernelFunc;
  setKernel(kernelName, (call) => when(call) ? kernel(call) : original(call));
}

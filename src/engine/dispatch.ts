/**
 * A shorter way from an op to its kernel.
 *
 * tfjs-core's engine opens scopes, walks containers and builds closures for each kernel it runs,
 * which costs as much as TensorFlow's own work on a small tensor. What is put in place here does the
 * same with less; debugging, profiling, test mode and custom gradients go the
 * old way.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { BACKEND } from "./info.ts";
import { TensorInfoMap } from "./tensor_info_map.ts";

/** A scope of `tidy`, as tfjs-core's engine keeps it. */
interface Scope {
  id: number;
  name: string;
  track: tfjs.Tensor[];
}

/** What {@linkcode shortenDispatch} needs to know of tfjs-core's engine. */
interface CoreEngine {
  ENV: { getBool(flag: string): boolean };
  backendName: string | null;
  backendInstance: tfjs.KernelBackend | null;
  state: {
    profiling: boolean;
    kernelDepth: number;
    gradientDepth: number;
    scopeStack: Scope[];
    activeScope: Scope | null;
    tensorInfo: WeakMap<object, object> | TensorInfoMap;
  };
  runKernel: RunKernel;
  endScope(result?: unknown): void;
  track(tensor: tfjs.Tensor): tfjs.Tensor;
  makeTensorFromTensorInfo(info: tfjs.TensorInfo): tfjs.Tensor;
  getTensorsForGradient(
    kernelName: string,
    inputs: tfjs.NamedTensorMap,
    outputs: tfjs.Tensor[],
  ): tfjs.Tensor[];
  saveTensorsForBackwardMode(tensors: tfjs.Tensor[]): tfjs.Tensor[];
  addTapeNode(
    kernelName: string,
    inputs: tfjs.NamedTensorMap,
    outputs: tfjs.Tensor[],
    gradient: null,
    saved: tfjs.Tensor[],
    attrs: tfjs.NamedAttrMap | undefined,
  ): void;
}

type Output = tfjs.Tensor | tfjs.TensorInfo;
type RunKernel = (
  this: CoreEngine,
  kernelName: string,
  inputs: tfjs.NamedTensorMap,
  attrs?: tfjs.NamedAttrMap,
) => tfjs.Tensor | tfjs.Tensor[];

/** tfjs-core keeps its kernels on the global object, so that copies of it share them. */
const kernelRegistry = (globalThis as unknown as {
  _tfGlobals: Map<"kernelRegistry", Map<string, tfjs.KernelConfig>>;
})._tfGlobals.get("kernelRegistry")!;

const shortened = new WeakSet<CoreEngine>();

/** Puts the shorter methods on tfjs-core's engine; a second call does nothing. */
export function shortenDispatch(): void {
  const engine = tfjs.engine() as unknown as CoreEngine;
  if (shortened.has(engine)) return;
  shortened.add(engine);
  const { runKernel, endScope } = engine;
  const { state } = engine;
  if (state.tensorInfo instanceof WeakMap) state.tensorInfo = new TensorInfoMap(state.tensorInfo);
  engine.runKernel = function (kernelName, inputs, attrs) {
    return isPlain(this)
      ? runPlainKernel(this, kernelName, inputs, attrs)
      : runKernel.call(this, kernelName, inputs, attrs);
  };
  engine.endScope = function (result) {
    if (result instanceof tfjs.Tensor) endScopeWithTensor(this, result);
    else endScope.call(this, result);
  };
}

function isPlain({ backendName, backendInstance, state, ENV }: CoreEngine): boolean {
  return backendName === BACKEND && backendInstance !== null && !state.profiling &&
    !ENV.getBool("DEBUG") && !ENV.getBool("IS_TEST");
}

function runPlainKernel(
  engine: CoreEngine,
  kernelName: string,
  inputs: tfjs.NamedTensorMap,
  attrs: tfjs.NamedAttrMap | undefined,
): tfjs.Tensor | tfjs.Tensor[] {
  const kernel = kernelOf(kernelName);
  if (kernel === undefined) {
    throw new Error(`Kernel '${kernelName}' not registered for backend '${BACKEND}'`);
  }
  const { state } = engine;
  const taped = state.gradientDepth > 0 && state.kernelDepth === 0;
  let saved: tfjs.Tensor[] = [];
  let out: tfjs.Tensor | tfjs.Tensor[];
  state.kernelDepth++;
  try {
    const result = kernel.kernelFunc({ inputs, attrs: attrs!, backend: engine.backendInstance! });
    out = Array.isArray(result)
      ? result.map((output) => asTensor(engine, output))
      : asTensor(engine, result);
    if (taped) {
      const wanted = engine.getTensorsForGradient(kernelName, inputs, asArray(out));
      saved = engine.saveTensorsForBackwardMode(wanted);
    }
  } finally {
    state.kernelDepth--;
  }
  if (taped) engine.addTapeNode(kernelName, inputs, asArray(out), null, saved, attrs);
  return out;
}

/** tfjs's names of kernels in its registry: putting one together takes longer than the look-up. */
const registryKeys = new Map<string, string>();

function kernelOf(kernelName: string): tfjs.KernelConfig | undefined {
  let key = registryKeys.get(kernelName);
  if (key === undefined) {
    key = `${BACKEND}_${kernelName}`;
    registryKeys.set(kernelName, key);
  }
  return kernelRegistry.get(key);
}

function asTensor(engine: CoreEngine, output: Output): tfjs.Tensor {
  // A TensorInfo has no rank.
  return (output as tfjs.Tensor).rank === undefined
    ? engine.makeTensorFromTensorInfo(output)
    : output as tfjs.Tensor;
}

function asArray(out: tfjs.Tensor | tfjs.Tensor[]): tfjs.Tensor[] {
  return Array.isArray(out) ? out : [out];
}

function endScopeWithTensor(engine: CoreEngine, result: tfjs.Tensor): void {
  const { state } = engine;
  const scope = state.activeScope!;
  for (const tensor of scope.track) {
    if (!tensor.kept && tensor.id !== result.id) tensor.dispose();
  }
  state.scopeStack.pop();
  state.activeScope = state.scopeStack.at(-1) ?? null;
  if (!result.kept && (result as { scopeId?: number }).scopeId === scope.id) engine.track(result);
}

/**
 * Starts TensorFlow: finds a library, opens it, makes the one context of this process.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { EagerContext } from "../ffi/eager.ts";
import type { SessionConfig } from "../ffi/config.ts";
import { hasCuda, type Library } from "../ffi/library.ts";
import { passOn } from "../ffi/native_log.ts";
import { TensorFlowError } from "../ffi/status.ts";
import type { TensorflowBackend } from "./backend.ts";
import { registerGradients } from "./gradients/register.ts";
import { registerChainedOps } from "./chained_ops.ts";
import { shortenDispatch } from "./dispatch.ts";
import { openWithCuda } from "./cuda/open.ts";
import type { CudaState } from "./cuda/cuda_state.ts";
import { notTaken } from "./cuda/sentences.ts";
import { BACKEND } from "./info.ts";
import { findLibraries, type LibraryCandidate, type LibrarySearch } from "./install/find.ts";
import { currentHost } from "./install/host.ts";

/** How TensorFlow is started. */
export interface TensorflowOptions extends SessionConfig {
  /** File of TensorFlow's library, or the folder that holds it. Default: searched for. */
  library?: string;
  /**
   * Whether products and convolutions of float32 may round their factors to TensorFloat-32, as the
   * tensor cores of GPUs from Ampere on take them: 10 bits of mantissa in place of 23, sums in
   * float32, several times faster. Without such a GPU it changes nothing. Default: true, as in
   * TensorFlow (`tf.config.experimental.enable_tensor_float_32_execution`).
   */
  tensorFloat32?: boolean;
}

/** TensorFlow as it runs in this process. */
export interface Started {
  /** Where ops run. */
  context: EagerContext;
  /** TensorFlow's library. */
  library: Library;
  /** Where the library was found. */
  candidate: LibraryCandidate;
  /** What it was started with. */
  options: TensorflowOptions;
  /** The GPUs, and why they are not used if they are not. */
  cuda: CudaState;
}

/** Why TensorFlow could not be started. */
export class NoTensorflowError extends Error {
  /** Name of the class. */
  override name = "NoTensorflowError";
  /** Places that were looked at and what was wrong there. */
  readonly tried: { where: string; why: string }[];

  /** Makes the error for everything in `tried`. */
  constructor(tried: { where: string; why: string }[]) {
    const list = byReason(tried).map((line) => `\n  ${line}`).join("");
    super(
      `Cannot find TensorFlow's library. Tried:${list}\nInstall it with \`deno task setup\` or ` +
        "`await engine.install()`, or point TENSAUR_LIBTENSORFLOW at libtensorflow_cc.so.2",
    );
    this.tried = tried;
  }
}

/** One line per reason: a machine with ten Pythons lacks TensorFlow in all of them. */
function byReason(tried: { where: string; why: string }[]): string[] {
  const places = new Map<string, string[]>();
  for (const { where, why } of tried) places.set(why, [...places.get(why) ?? [], where]);
  return [...places].map(([why, where]) => {
    const more = where.length > 2 ? ` and ${where.length - 1} more places` : "";
    return `${where.length > 2 ? where[0] : where.join(" and ")}${more}: ${why}`;
  });
}

type Opening = Pick<Started, "library" | "candidate" | "cuda">;

let started: Started | undefined;
let loading: Promise<void> | undefined;
let backendModule: typeof import("./backend.ts") | undefined;

/** TensorFlow as it was started, or undefined if it was not. */
export function startedTensorflow(): Started | undefined {
  return started;
}

/**
 * Starts TensorFlow, or returns it as it runs.
 *
 * @throws {NoTensorflowError} If no library was found that can be opened.
 * @throws {TypeError} If it runs already with other options: a process has one TensorFlow.
 * @throws {TensorFlowError} If TensorFlow refuses the options.
 */
export async function startTensorflow(options: TensorflowOptions = {}): Promise<Started> {
  // Opened before anything is loaded: where there is no library, nothing has to be.
  const found = started ?? open(findLibraries(options), options);
  loading ??= loadBackend();
  await loading;
  // Nothing waits from here on: of two calls at a time the second finds TensorFlow running.
  if (started !== undefined) {
    refuseOtherOptions(started, options);
    return started;
  }
  const { library, candidate } = found;
  shortenDispatch();
  if (options.tensorFloat32 !== undefined) {
    library.symbols.enableTensorFloat32(Number(options.tensorFloat32));
  }
  started = { ...makeContext(library, options, found.cuda), library, candidate, options };
  announce(started);
  return started;
}

async function loadBackend(): Promise<void> {
  try {
    backendModule = await import("./backend.ts");
  } catch (error) {
    loading = undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw new NoTensorflowError([{ where: "tfjs-node's kernels, an npm package", why }]);
  }
  // tfjs-node brought the package tfjs, which put its gradients and methods in place of ours.
  registerGradients();
  registerChainedOps();
}

/** A context with the GPUs there are; without them if they cannot be used, and then with the reason. */
function makeContext(
  library: Library,
  options: TensorflowOptions,
  cuda: CudaState,
): { context: EagerContext; cuda: CudaState } {
  // Without CUDA there may be GPUs of other makers, about which nothing is known here.
  const hide = !cuda.usable && hasCuda(library) !== false;
  if (hide) return { context: new EagerContext(library, { ...options, gpus: [] }), cuda };
  const messages: string[] = [];
  const hear = (lines: string[]) => void messages.push(...lines);
  const unusable = (why: string) => ({ ...cuda, usable: false, aloud: true, why });
  let context: EagerContext;
  try {
    context = new EagerContext(library, { ...options, hear });
  } catch (error) {
    if (!(error instanceof TensorFlowError) || options.gpus !== undefined) throw error;
    context = new EagerContext(library, { ...options, gpus: [] });
    return { context, cuda: unusable(`TensorFlow cannot start with the GPU: ${error.reason}`) };
  }
  const onGpu = context.devices.some(({ type }) => type === "GPU");
  if (cuda.usable && !onGpu) return { context, cuda: unusable(notTaken(cuda, messages)) };
  if (messages.length > 0) passOn(messages);
  return { context, cuda };
}

/** Says aloud that a GPU is left alone; who chose that knows it, and a machine without one is silent. */
function announce({ cuda, options }: Started): void {
  const asked = options.gpus !== undefined && options.gpus.length > 0;
  if (cuda.usable || !(cuda.aloud || asked)) return;
  passOn([`tensaur: runs on the CPU: ${cuda.why}`]);
}

function refuseOtherOptions(running: Started, options: TensorflowOptions): void {
  for (const key of Object.keys(options) as (keyof TensorflowOptions)[]) {
    const [has, wants] = [running.options[key], options[key]];
    if (wants === undefined || JSON.stringify(has) === JSON.stringify(wants)) continue;
    throw new TypeError(
      `Cannot start TensorFlow with ${key} ${JSON.stringify(wants)}: it runs already with ` +
        `${JSON.stringify(has) ?? "the default"}; call engine.use() before the first tensor`,
    );
  }
}

function open(search: LibrarySearch, options: TensorflowOptions): Opening {
  const tried = [...search.tried];
  for (const candidate of search.candidates) {
    try {
      const { gpus } = options;
      return { ...openWithCuda(candidate.path, currentHost(), { gpus }), candidate };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      tried.push({ where: `${candidate.source} ${candidate.path}`, why: error.message });
      // Who names a library wants that one, and must hear that it does not work.
      if (candidate.source === "option" || candidate.source === "environment") break;
    }
  }
  throw new NoTensorflowError(tried);
}

/** tfjs's factory for the backend: at once when TensorFlow runs, else a promise. */
function makeBackend(): TensorflowBackend | Promise<TensorflowBackend> {
  if (started !== undefined && backendModule !== undefined) {
    return new backendModule.TensorflowBackend(started.context);
  }
  return startTensorflow().then(({ context }) => {
    if (backendModule === undefined) throw new Error("Internal: the backend was not loaded");
    return new backendModule.TensorflowBackend(context);
  });
}

/** Makes the backend known to tfjs; nothing is opened before it is used. */
export function registerTensorflow(): void {
  // tfjs warns about a second registration, which an import under a second URL would be.
  if (tfjs.findBackendFactory(BACKEND) === null) tfjs.registerBackend(BACKEND, makeBackend, 4);
}

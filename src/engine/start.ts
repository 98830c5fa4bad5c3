/**
 * Starts TensorFlow: finds a library, opens it, makes the one context of this process.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import { EagerContext } from "../ffi/eager.ts";
import type { SessionConfig } from "../ffi/config.ts";
import { type Library, openLibrary } from "../ffi/library.ts";
import { TensorFlowError } from "../ffi/status.ts";
import type { TensorflowBackend } from "./backend.ts";
import { registerGradients } from "./gradients/register.ts";
import { registerChainedOps } from "./chained_ops.ts";
import { shortenDispatch } from "./dispatch.ts";
import { BACKEND } from "./info.ts";
import { findLibraries, type LibraryCandidate, type LibrarySearch } from "./install/find.ts";

/** How TensorFlow is started. */
export interface TensorflowOptions extends SessionConfig {
  /** File of TensorFlow's library, or the folder that holds it. Default: searched for. */
  library?: string;
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
  /** Why the GPUs are not used, if TensorFlow could not start with them. */
  gpuFault?: string;
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
  const found = started ?? open(findLibraries(options));
  loading ??= loadBackend();
  await loading;
  // Nothing waits from here on: of two calls at a time the second finds TensorFlow running.
  if (started !== undefined) {
    refuseOtherOptions(started, options);
    return started;
  }
  const { library, candidate } = found;
  shortenDispatch();
  started = { ...makeContext(library, options), library, candidate, options };
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
): { context: EagerContext; gpuFault?: string } {
  try {
    return { context: new EagerContext(library, options) };
  } catch (error) {
    if (!(error instanceof TensorFlowError) || options.gpus !== undefined) throw error;
    const context = new EagerContext(library, { ...options, gpus: [] });
    return { context, gpuFault: error.reason };
  }
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

function open(search: LibrarySearch): { library: Library; candidate: LibraryCandidate } {
  const tried = [...search.tried];
  for (const candidate of search.candidates) {
    try {
      return { library: openLibrary(candidate.path), candidate };
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

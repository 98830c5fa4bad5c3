/**
 * Chooses the engine: libtensorflow, else tfjs wasm, else tfjs cpu.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../core/require_options.ts";
import * as tfjs from "../deps/tfjs.ts";
import { mendDatasets } from "./deno_compat.ts";
import {
  BACKEND,
  type EngineInfo,
  type EngineName,
  type NotTaken,
  tensorflowInfo,
  tfjsInfo,
} from "./info.ts";
import {
  NoTensorflowError,
  startedTensorflow,
  startTensorflow,
  type TensorflowOptions,
} from "./start.ts";
import { registerWasm } from "./wasm/register.ts";

/** Which engine to use, and how. */
export interface UseOptions extends TensorflowOptions {
  /** Engine to use. Default: `TENSAUR_ENGINE`, else the best that works. */
  engine?: EngineName;
}

const ENGINES: readonly EngineName[] = ["tensorflow", "wasm", "cpu"];

const USE_OPTIONS: OptionNames<UseOptions> = {
  engine: "tensorflow",
  library: "",
  gpus: [],
  memoryGrowth: true,
  memoryFraction: 1,
  tensorFloat32: true,
  intraOpThreads: 1,
  interOpThreads: 1,
  cpuDevices: 1,
  xla: false,
  rewrites: true,
};

/** Options that are true or false. */
const SWITCHES = ["memoryGrowth", "tensorFloat32", "xla", "rewrites"] as const;

let current: EngineInfo | undefined;
let pending: Promise<EngineInfo> | undefined;

/**
 * What runs the tensors: engine, version, devices, and why each better engine was not taken.
 *
 * @throws {Error} If no engine was chosen yet: `await tf.ready()` does that.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const { engine: name, devices, notTaken } = engine.info();
 * assert(["tensorflow", "wasm", "cpu"].includes(name));
 * assert(devices.length > 0);
 * for (const { engine, why } of notTaken) console.log(`not ${engine}: ${why}`);
 * ```
 */
export function info(): EngineInfo {
  if (current === undefined) {
    throw new Error("Cannot describe the engine: none was chosen yet; call `await tf.ready()`");
  }
  const backend = tfjs.getBackend();
  if (backend === current.engine) return current;
  // Somebody has called tf.setBackend since.
  const started = startedTensorflow();
  if (backend === BACKEND && started !== undefined) return tensorflowInfo(started);
  const why = `tf.setBackend("${backend}") was called`;
  return tfjsInfo(backend as "wasm" | "cpu", [{ engine: current.engine, why }]);
}

/**
 * Makes the engine ready; the best of libtensorflow (with CUDA, else on the CPU), wasm and cpu.
 *
 * No library is downloaded; what an engine needs from npm Deno fetches at its first use.
 * Environment: `TENSAUR_ENGINE` and `TENSAUR_LIBTENSORFLOW`. Later calls return the same answer.
 *
 * @returns What was chosen and why.
 * @throws {NoTensorflowError} If TensorFlow was asked for by name or path and cannot be started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "tensaur";
 *
 * await tf.ready();
 * assertEquals(tf.add(1, 2).dataSync()[0], 3);
 * ```
 */
export function ready(): Promise<EngineInfo> {
  if (current !== undefined && tfjs.getBackend() !== undefined) return Promise.resolve(current);
  pending ??= use().finally(() => pending = undefined);
  return pending;
}

/**
 * Chooses the engine by `options` instead of by what is there.
 *
 * @returns What was chosen and why.
 * @throws {TypeError} If an option is not known or no such value, or TensorFlow runs with other options.
 * @throws {NoTensorflowError} If TensorFlow was asked for and cannot be started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * const { engine: name } = await engine.use({ engine: "wasm" });
 * assertEquals(name, "wasm");
 * assertEquals(tf.getBackend(), "wasm");
 * ```
 */
export async function use(options: UseOptions = {}): Promise<EngineInfo> {
  checkOptions(options);
  const { engine = engineFor(options), ...tensorflow } = options;
  if (engine !== undefined && !ENGINES.includes(engine)) {
    throw new TypeError(
      `Cannot use engine "${engine}": it must be one of ${ENGINES.join(", ")}`,
    );
  }
  if (engine !== BACKEND && engine !== undefined && options.library !== undefined) {
    throw new TypeError(
      `Cannot use engine "${engine}" with TensorFlow's library "${options.library}": leave one out`,
    );
  }
  const why = `engine "${engine}" was asked for`;
  if (engine === "wasm") current = await useWasm([{ engine: BACKEND, why }]);
  else if (engine === "cpu") {
    current = await useCpu([BACKEND, "wasm"].map((engine) => ({ engine, why })));
  } else current = await useTensorflow(engine === BACKEND, tensorflow);
  await mendDatasets();
  return current;
}

function checkOptions(options: UseOptions): void {
  requireOptions("Cannot choose an engine", options, USE_OPTIONS);
  for (const name of SWITCHES) {
    const value: unknown = options[name];
    if (value === undefined || typeof value === "boolean") continue;
    throw new TypeError(
      `Cannot choose an engine: ${name} must be true or false, current value is ` +
        JSON.stringify(value),
    );
  }
}

/** The engine where none is named: who names a library wants TensorFlow. */
function engineFor({ library }: UseOptions): EngineName | undefined {
  return library === undefined ? engineFromEnvironment() : BACKEND;
}

function engineFromEnvironment(): EngineName | undefined {
  const name = Deno.env.get("TENSAUR_ENGINE");
  if (name === undefined || name === "") return undefined;
  if (ENGINES.includes(name as EngineName)) return name as EngineName;
  throw new TypeError(
    `Cannot use TENSAUR_ENGINE="${name}": it must be one of ${ENGINES.join(", ")}`,
  );
}

async function useTensorflow(demanded: boolean, options: TensorflowOptions): Promise<EngineInfo> {
  let started;
  try {
    started = await startTensorflow(options);
  } catch (error) {
    const named = options.library !== undefined || Boolean(Deno.env.get("TENSAUR_LIBTENSORFLOW"));
    if (demanded || named || !(error instanceof NoTensorflowError)) throw error;
    return await useWasm([{ engine: BACKEND, why: error.message }]);
  }
  await setBackend(BACKEND);
  return tensorflowInfo(started);
}

async function useWasm(notTaken: NotTaken[]): Promise<EngineInfo> {
  try {
    await registerWasm();
    await setBackend("wasm");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return await useCpu([...notTaken, { engine: "wasm", why }]);
  }
  return tfjsInfo("wasm", notTaken);
}

async function useCpu(notTaken: NotTaken[]): Promise<EngineInfo> {
  await setBackend("cpu");
  return tfjsInfo("cpu", notTaken);
}

async function setBackend(name: string): Promise<void> {
  if (await tfjs.setBackend(name)) return;
  throw new Error(`Cannot start the engine "${name}": tfjs printed the reason above`);
}

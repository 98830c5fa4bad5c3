/**
 * Stand-ins for NVIDIA's driver, CUDA's libraries and a TensorFlow with CUDA, compiled by the C
 * compiler of this machine: they show what is searched, loaded and said where there is no GPU.
 *
 * @module
 */

import { dirname, join } from "node:path";
import {
  DRIVER_MANAGEMENT,
  findCudaLibraries,
} from "../../../src/engine/install/cuda_libraries.ts";
import { findLibraries } from "../../../src/engine/install/find.ts";
import { currentHost } from "../../../src/engine/install/host.ts";

const root = new URL("../../../", import.meta.url);

/** The TensorFlow library of this machine, undefined if there is none. */
export const tensorflow: string | undefined = findLibraries().candidates[0]?.path;

/** Why stand-ins cannot be made here, undefined if they can. */
export const whyNoStandIns: string | undefined = Deno.build.os !== "linux"
  ? "they are libraries of Linux"
  : hasCompiler()
  ? undefined
  : "no C compiler `cc`";

/** Names of CUDA's libraries that this machine has itself, where nothing is missing. */
export const own: ReadonlySet<string> = new Set(
  findCudaLibraries(undefined, { ...currentHost(), env: () => undefined })
    .filter(({ path }) => path !== undefined).map(({ soname }) => soname),
);

/** One H200, as the driver describes it. */
export const H200 = "NVIDIA H200,9,0,150754820096,132";

/** Folders of one machine that is made up. */
export interface StandIns {
  /** Holds `libcuda.so.1`. */
  driver: string;
  /** Holds `libnvidia-ml.so.1`. */
  management: string;
  /** The library that passes for TensorFlow's with CUDA; its folder is beside `nvidia`. */
  library: string;
  /** Holds `nvidia/<part>/lib` with CUDA's libraries. */
  packages: string;
  /** Files of CUDA's libraries by name. */
  cuda: Map<string, string>;
}

/** Makes them below `folder`. `library` calls itself built with CUDA, the rest of it is `real`. */
export function makeStandIns(folder: string, real: string): StandIns {
  const driver = join(folder, "driver");
  makeDriver(driver);
  const management = join(folder, "management");
  Deno.mkdirSync(management);
  const nvml = join(folder, "nvml.c");
  Deno.writeTextFileSync(nvml, "int nvmlInit_v2(void) { return 0; }\n");
  compile(join(management, DRIVER_MANAGEMENT), nvml, [`-Wl,-soname,${DRIVER_MANAGEMENT}`]);

  const empty = join(folder, "empty.c");
  Deno.writeTextFileSync(empty, "int stand_in(void) { return 0; }\n");
  const packages = join(folder, "packages");
  const host = { ...currentHost(), env: () => undefined };
  const cuda = new Map<string, string>();
  const parts = new Map(PARTS);
  for (const { soname } of findCudaLibraries(undefined, host)) {
    const lib = join(packages, "nvidia", parts.get(soname.replace(/\.so.*/, ""))!, "lib");
    Deno.mkdirSync(lib, { recursive: true });
    compile(join(lib, soname), empty, [`-Wl,-soname,${soname}`]);
    cuda.set(soname, join(lib, soname));
  }

  const libdevice = join(packages, "nvidia", "cuda_nvcc", "nvvm", "libdevice");
  Deno.mkdirSync(libdevice, { recursive: true });
  Deno.writeTextFileSync(join(libdevice, "libdevice.10.bc"), "");

  // Its needs are met by the real library, which the loader finds by the same name at `-rpath`.
  const name = "libtensorflow_cc.so.2";
  const link = join(folder, "link");
  Deno.mkdirSync(link);
  compile(join(link, name), empty, [`-Wl,-soname,${name}`]);
  const claim = join(folder, "claim.c");
  Deno.writeTextFileSync(
    claim,
    "unsigned char _ZN10tensorflow19IsGoogleCudaEnabledEv(void) { return 1; }\n",
  );
  const library = join(packages, "tensorflow", name);
  Deno.mkdirSync(dirname(library), { recursive: true });
  const needs = ["-Wl,--no-as-needed", join(link, name), `-Wl,-rpath,${dirname(real)}`];
  compile(library, claim, needs);
  return { driver, management, library, packages, cuda };
}

/** Makes NVIDIA's driver in `folder`; what it answers is said in its source. */
export function makeDriver(folder: string): string {
  Deno.mkdirSync(folder, { recursive: true });
  const path = join(folder, "libcuda.so.1");
  const source = join(import.meta.dirname!, "stand_in_driver.c");
  compile(path, source, ["-Wl,-soname,libcuda.so.1"]);
  return path;
}

/** Folder of a wheel's `nvidia` by library. */
const PARTS: readonly (readonly [string, string])[] = [
  ["libcudart", "cuda_runtime"],
  ["libnvJitLink", "nvjitlink"],
  ["libcublasLt", "cublas"],
  ["libcublas", "cublas"],
  ["libcusparse", "cusparse"],
  ["libcusolver", "cusolver"],
  ["libcufft", "cufft"],
  ["libnvrtc", "cuda_nvrtc"],
  ["libcudnn", "cudnn"],
  ["libnccl", "nccl"],
  ["libcupti", "cuda_cupti"],
];

/** What a child process printed. */
export interface Printed {
  /** What it printed to its output. */
  stdout: string;
  /** What it printed to its error stream. */
  stderr: string;
  /** Its exit code, 128 and more for a signal. */
  code: number;
}

/** Runs a script in a process of its own; `ROOT/` in it is the folder of the project. */
export function runScript(script: string, env: Record<string, string>): Promise<Printed> {
  return runDeno(["eval", "--no-lock", script.replaceAll("ROOT/", root.href)], env);
}

/** Runs the command line in a process of its own. */
export function runCommand(args: string[], env: Record<string, string>): Promise<Printed> {
  return runDeno(["run", "-A", "--no-lock", new URL("src/cli/main.ts", root).href, ...args], env);
}

/** Runs Deno; `env` comes on top of the variables of this process that do not speak of GPUs. */
async function runDeno(args: string[], env: Record<string, string>): Promise<Printed> {
  const variables = Deno.env.toObject();
  for (const name of ["LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_HOME", "CUDA_PATH"]) {
    delete variables[name];
  }
  const { stdout, stderr, code } = await new Deno.Command(Deno.execPath(), {
    args,
    env: { ...variables, NO_COLOR: "1", ...env },
    clearEnv: true,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { stdout: text(stdout), stderr: text(stderr), code };
}

function compile(to: string, source: string, flags: string[]): void {
  const { success, stderr } = new Deno.Command("cc", {
    args: ["-shared", "-fPIC", "-O1", "-w", "-o", to, source, ...flags],
  }).outputSync();
  if (!success) throw new Error(`cc failed for ${to}: ${new TextDecoder().decode(stderr)}`);
}

function hasCompiler(): boolean {
  try {
    return new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Whether this machine has an NVIDIA GPU that its driver makes usable.
 *
 * @module
 */

import { type Host, isDirectory, readText, whyNotFile } from "./host.ts";

/** What is known about the GPU. */
export interface GpuFacts {
  /** Whether a driver answers. */
  present: boolean;
  /** The sign by which it was decided. */
  sign: string;
  /** Version of the driver, e.g. "550.54.15". */
  driver?: string;
  /** Newest CUDA that the driver runs, e.g. "12.4". */
  cuda?: string;
  /** Names of the GPUs. */
  names?: string[];
}

/** In Windows' Linux the driver is Windows' own, with this for Linux where the GPU is NVIDIA's. */
const WSL_DRIVER = "/usr/lib/wsl/lib/libcuda.so.1";
const VERSION_FILE = "/proc/driver/nvidia/version";

/** Looks for an NVIDIA GPU: the kernel driver's files, then `nvidia-smi`. */
export async function detectGpu(host: Host): Promise<GpuFacts> {
  if (host.os === "darwin") return { present: false, sign: "macOS has no CUDA" };
  const driver = driverVersion();
  const smi = await nvidiaSmi();
  const facts = { ...(driver ? { driver } : {}), ...smi };
  const sign = readText(VERSION_FILE) !== undefined ? VERSION_FILE : undefined;
  if (sign === undefined && smi?.names?.length) {
    return { present: true, sign: "nvidia-smi", ...facts };
  }
  const file = sign ?? driverFiles();
  if (file !== undefined) return { present: true, sign: file, ...facts };
  return { present: false, sign: "no NVIDIA driver: no /proc/driver/nvidia, no nvidia-smi" };
}

/** Version of the kernel's NVIDIA module, such as "580.65.06"; undefined where it is not told. */
export function driverVersion(): string | undefined {
  return readText(VERSION_FILE)?.match(/Kernel Module\s+(?:for \S+\s+)?([\d.]+)/)?.[1];
}

/** A file by which the kernel shows that it has an NVIDIA GPU for this process. */
export function driverFiles(): string | undefined {
  return [VERSION_FILE, "/dev/nvidiactl", WSL_DRIVER].find(exists);
}

async function nvidiaSmi(): Promise<Pick<GpuFacts, "driver" | "cuda" | "names"> | undefined> {
  const list = await output("nvidia-smi", [
    "--query-gpu=name,driver_version",
    "--format=csv,noheader",
  ]);
  if (list === undefined) return undefined;
  const rows = list.trim().split("\n").map((row) => row.split(",").map((cell) => cell.trim()));
  const driver = rows[0]?.[1];
  const cuda = (await output("nvidia-smi", []))?.match(/CUDA Version:\s*([\d.]+)/)?.[1];
  return {
    names: rows.map((row) => row[0] ?? "").filter((name) => name !== ""),
    ...(driver ? { driver } : {}),
    ...(cuda ? { cuda } : {}),
  };
}

async function output(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) {
      return undefined;
    }
    throw error;
  }
}

function exists(path: string): boolean {
  return whyNotFile(path) !== "does not exist" && !isDirectory(path);
}

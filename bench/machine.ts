/**
 * The machine that a run was made on.
 *
 * @module
 */

import { cpus } from "node:os";

/** What of a machine decides how fast it is. */
export interface Machine {
  /** Model of the processor. */
  readonly cpu: string;
  /** Cores that the process may use. */
  readonly cores: number;
  /** Memory in GiB. */
  readonly memoryGiB: number;
  /** Operating system and its version. */
  readonly system: string;
  /** Instruction sets that matter for matrix products, as Linux names them. */
  readonly instructions: readonly string[];
  /** Mean number of processes that wanted to run in the minute before. */
  readonly load: number;
}

/** Of the instruction sets a processor may have, those that matter here. */
const INSTRUCTIONS = ["avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "amx_int8"];

/** Describes the machine at hand. */
export async function describeMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    instructions: await instructionSets(),
    load: Math.round(Deno.loadavg()[0]! * 10) / 10,
  };
}

async function instructionSets(): Promise<string[]> {
  if (Deno.build.os !== "linux") return [];
  const text = await Deno.readTextFile("/proc/cpuinfo");
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(text)?.[1]?.split(" "));
  return INSTRUCTIONS.filter((name) => flags.has(name));
}

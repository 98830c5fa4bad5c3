/**
 * What the machine has for a GPU, and what it lacks.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { diagnose, type DoctorReport } from "../../src/engine/install/doctor.ts";
import type { EngineInfo } from "../../src/engine/mod.ts";
import { MissingError, output } from "../install/command.ts";

/** What was seen. */
export interface Sight {
  /** The GPU's name to TensorFlow, where it can compute. */
  readonly device?: string;
  /** What is there, line by line. */
  readonly lines: readonly string[];
  /** What to do about what is missing, with commands. */
  readonly advice: readonly string[];
}

/** TensorFlow as a process has started it, or why it has not. */
export type Start = EngineInfo | { readonly failed: string };

/** Looks at drivers and libraries, and lets a process of its own start TensorFlow. */
export async function look(): Promise<Sight> {
  return judge(await diagnose(), await start());
}

async function start(): Promise<Start> {
  const script = fileURLToPath(new URL("engine_info.ts", import.meta.url));
  try {
    const text = await output(Deno.execPath(), { args: ["run", "-A", script] });
    return JSON.parse(text.split("\n").at(-1)!) as EngineInfo;
  } catch (error) {
    if (error instanceof MissingError) return { failed: error.message };
    throw error;
  }
}

/** What a report of the doctor and a start of TensorFlow come to. */
export function judge(report: DoctorReport, start: Start): Sight {
  const { gpu } = report;
  const driver = gpu.present
    ? `GPU: ${gpu.names?.join(", ") || "NVIDIA"}, driver ${gpu.driver ?? "unknown"}, CUDA up to ${
      gpu.cuda ?? "unknown"
    }`
    : `GPU: none (${gpu.sign})`;
  if ("failed" in start) {
    const lines = [driver, `TensorFlow did not start: ${start.failed}`];
    return { lines, advice: adviceFor(report) };
  }
  const missing = start.cuda?.missing ?? [];
  const lines = [
    driver,
    ...missing.map(({ library, why }) => `${library}: ${why}`),
    `TensorFlow ${start.version}${start.library === undefined ? "" : `: ${start.library}`}`,
    ...start.devices.filter(({ type }) => type === "GPU").map(describeDevice),
  ];
  const device = start.devices.find(({ type }) => type === "GPU");
  if (device !== undefined) return { device: device.model ?? device.name, lines, advice: [] };
  return {
    lines: [...lines, ...start.notTaken.map(({ engine, why }) => `${engine}: ${why}`)],
    advice: [...new Set([...missing.map(({ command }) => command), ...adviceFor(report)])],
  };
}

function describeDevice(
  { name, model, computeCapability, memoryBytes }: EngineInfo["devices"][number],
): string {
  return [
    `${name}: ${model ?? "a GPU"}`,
    ...(computeCapability ? [`compute capability ${computeCapability}`] : []),
    ...(memoryBytes ? [`${(memoryBytes / 2 ** 30).toFixed(1)} GiB for TensorFlow`] : []),
  ].join(", ");
}

function adviceFor({ advice, gpu }: DoctorReport): string[] {
  return [
    ...advice,
    ...(gpu.present
      ? []
      : ["Run it on a machine with an NVIDIA GPU and its driver (525 or newer)"]),
    "deno task tensaur engine doctor says all that is known; --rehearse tries the benchmark on a CPU",
  ];
}

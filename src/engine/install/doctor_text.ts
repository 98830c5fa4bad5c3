/**
 * The doctor's report as text for a terminal.
 *
 * @module
 */

import { libraryProblem } from "../cuda/sentences.ts";
import { type DriverLibrary, isUnusable } from "./cuda_libraries.ts";
import { megabytes } from "./disk_space.ts";
import type { DoctorReport } from "./doctor.ts";

/** Renders a report as lines of text. */
export function renderReport(report: DoctorReport): string {
  const lines: string[] = [];
  const section = (title: string, rows: string[]) => {
    lines.push(title, ...rows.map((row) => `  ${row}`), "");
  };
  const { library, platform, gpu } = report;
  lines.push(
    library
      ? `TensorFlow ${library.version ?? "(version not read)"} can be used: ${library.path}`
      : "No TensorFlow library can be used: the engine is wasm until one is installed",
    "",
  );
  section("Machine", [
    `${platform.os} ${platform.release}, ${platform.arch}, Deno ${platform.deno}`,
    `${platform.cpu}, ${platform.cores} cores, ${memory(report)}`,
    ...featureRow(platform.features),
    gpu.present
      ? `GPU: ${gpu.names?.join(", ") || "NVIDIA"}, driver ${gpu.driver ?? "unknown"}, CUDA up to ${
        gpu.cuda ?? "unknown"
      } (${gpu.sign})`
      : `GPU: none (${gpu.sign})`,
    ...(gpu.cards ?? []).map(({ name, computeCapability, memoryBytes }) =>
      `${name}: compute capability ${computeCapability}, ${megabytes(memoryBytes)} memory`
    ),
    ...(gpu.why === undefined ? [] : [`no GPU is used: ${gpu.why}`]),
  ]);
  section("TensorFlow libraries found", [
    ...report.libraries.map(({ path, source, version, problem }) =>
      problem
        ? `- ${path} (${source}): ${problem}`
        : `+ ${path} (${source}) ${version ?? "not opened"}`
    ),
    ...(report.libraries.length === 0 ? ["none"] : []),
  ]);
  if (report.tried.length > 0) {
    section("Looked at without success", report.tried.map((one) => `- ${one.where}: ${one.why}`));
  }
  if (report.cuda.length > 0) {
    section("CUDA libraries", [
      driverRow(gpu.driverLibrary),
      ...report.cuda.map((library) =>
        isUnusable(library)
          ? `- ${libraryProblem(library)} (package ${library.package})`
          : `+ ${library.soname}: ${library.path}`
      ),
    ]);
  }
  const { cache, installer } = report;
  section("Cache", [
    `${cache.directory}, ${megabytes(cache.free)} free`,
    ...cache.entries.map((entry) =>
      `TensorFlow ${entry.version} ${entry.kind}, ${megabytes(entry.size)}: ${entry.directory}`
    ),
    ...(cache.unfinished ? [`${megabytes(cache.unfinished)} of an unfinished download`] : []),
  ]);
  section("Installer", [
    installer.found ?? "neither pip nor uv works",
    ...installer.tried.map(({ where, why }) => `- ${where}: ${why}`),
  ]);
  const variables = Object.entries(report.environment);
  if (variables.length > 0) {
    section("Environment", variables.map(([name, value]) => `${name}=${value}`));
  }
  section("What to do", report.advice.length > 0 ? report.advice : ["nothing, all is well"]);
  return lines.join("\n").trimEnd() + "\n";
}

function driverRow(found: DriverLibrary | undefined): string {
  if (found === undefined) return "- libcuda.so.1: missing (driver)";
  const { path, problem } = found;
  return problem === undefined ? `+ libcuda.so.1: ${path}` : `- libcuda.so.1: ${path} ${problem}`;
}

function memory(report: DoctorReport): string {
  const { total, available } = report.platform.memory;
  return `${(total / 1e9).toFixed(1)} GB memory (${(available / 1e9).toFixed(1)} GB available)`;
}

function featureRow(features: Record<string, boolean>): string[] {
  const names = Object.keys(features);
  if (names.length === 0) return [];
  const has = names.filter((name) => features[name]).map((name) => name.toUpperCase());
  const lacks = names.filter((name) => !features[name]).map((name) => name.toUpperCase());
  return [`has ${has.join(", ") || "none"}${lacks.length ? `; lacks ${lacks.join(", ")}` : ""}`];
}

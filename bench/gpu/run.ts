/**
 * `deno task bench:gpu`: tests Tensaur on this machine's GPU, and times it against PyTorch and JAX.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { standardStream } from "../../src/io/standard_stream.ts";
import { output } from "../install/command.ts";
import { describeMachine } from "../machine.ts";
import { amount, titleOf } from "../report/format.ts";
import type { Sample } from "../sample.ts";
import { spreadOf } from "../statistics.ts";
import { agreementOf } from "./agreement.ts";
import { type Example, runExamples } from "./examples.ts";
import { gpuJobs } from "./jobs.ts";
import { look, type Sight } from "./look.ts";
import { measure, prepare } from "./measure.ts";
import { gpuCommand, type GpuOptions } from "./options.ts";
import { type GpuReport, hasFailed, markdownReport, plainReport } from "./report.ts";
import { runSuite, type SuiteResult, suites } from "./suites.ts";

/** Stands before each line of a rehearsal. */
const REHEARSAL = "[rehearsal on the CPU: no figure means anything] ";

/** Runs it all; returns the report, or undefined where there is no GPU. */
export async function benchGpu(
  options: GpuOptions,
  write: (text: string) => void,
): Promise<GpuReport | undefined> {
  const { rehearse, parts } = options;
  const tell = (text: string) => {
    const mark = rehearse ? REHEARSAL : "";
    for (const line of text.split("\n")) write(`${mark}${line}`.trimEnd());
  };
  const sight = await look();
  tell(sight.lines.join("\n"));
  if (sight.device === undefined && !rehearse) {
    tell("\nThere is no GPU that TensorFlow can use, so nothing was run. What to do:");
    for (const line of sight.advice) tell(`- ${line}`);
    return undefined;
  }
  const folder = await Deno.makeTempDir({ prefix: "tensaur_bench_gpu_" });
  try {
    const report = await runParts(options, { sight, folder, tell });
    tell(`\n${plainReport(report)}`);
    if (!parts.includes("table")) tell("\nThe table was not run.");
    return report;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runParts(
  options: GpuOptions,
  { sight, folder, tell }: { sight: Sight; folder: string; tell: (text: string) => void },
): Promise<GpuReport> {
  const { rehearse, parts, rounds, turn } = options;
  const suiteResults: SuiteResult[] = [];
  if (parts.includes("tests")) {
    for (const suite of suites(rehearse)) {
      tell(`${suite.name}: running`);
      const device = rehearse ? "CPU" : "GPU";
      suiteResults.push(await runSuite(suite, { device, folder }));
    }
  }
  const samples: Sample[] = [];
  const versions: Record<string, Readonly<Record<string, string>>> = {};
  const missing: Record<string, string> = {};
  if (parts.includes("table")) {
    const prepared = await prepare(options, tell);
    for (const peer of prepared.present) versions[peer.name] = peer.versions;
    for (const peer of prepared.missing) missing[peer.name] = peer.missing;
    await measure(prepared.present, options, (more) => {
      samples.push(...more);
      for (const sample of more) tell(describe(sample, rehearse));
    });
  }
  const examples: readonly Example[] = parts.includes("examples")
    ? await runExamples(rehearse, folder)
    : [];
  return {
    rehearsal: rehearse,
    date: new Date().toISOString().slice(0, 10),
    machine: await describeMachine(),
    sight,
    suites: suiteResults,
    versions,
    missing,
    rounds,
    turn,
    samples,
    ...(parts.includes("table") ? { agreement: agreementOf(samples, "gpt2") } : {}),
    examples,
  };
}

function describe(
  { job: name, size, peer, mode, rounds, missing }: Sample,
  rehearse: boolean,
): string {
  const job = gpuJobs(rehearse).find((job) => job.name === name && job.sizes.includes(size))!;
  const result = rounds.length === 0 ? `missing: ${missing}` : amount(job, spreadOf(rounds).median);
  return `${titleOf(job, size)}: ${peer} ${mode}: ${result}`;
}

async function main(options: GpuOptions): Promise<void> {
  // With the report itself on stdout the tables go where they do not disturb it.
  const stream = standardStream(options.json === "-" ? "stderr" : "stdout");
  const report = await benchGpu(options, (text) => stream.write(`${text}\n`));
  if (report === undefined) {
    Deno.exitCode = 1;
    return;
  }
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  if (options.json === "-") standardStream("stdout").write(text);
  else if (options.json !== undefined) await Deno.writeTextFile(options.json, text);
  if (options.write) {
    await Deno.writeTextFile(new URL("../gpu.md", import.meta.url), markdownReport(report));
    const cwd = fileURLToPath(new URL("../", import.meta.url));
    await output(Deno.execPath(), { args: ["fmt", "--quiet", "gpu.md"], cwd });
  }
  if (hasFailed(report)) Deno.exitCode = 1;
}

if (import.meta.main) await gpuCommand(main).parseAsync(Deno.args, { from: "user" });

/**
 * `deno task bench`: times Tensaur against its peers.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { standardStream } from "../src/io/standard_stream.ts";
import { output } from "./install/command.ts";
import { JOBS } from "./jobs.ts";
import { describeMachine } from "./machine.ts";
import { command, type Options } from "./options.ts";
import { type Peer, prepareAll, type Prepared, preparePeer } from "./peers.ts";
import { Pool } from "./pool.ts";
import { chart } from "./report/chart.ts";
import { amount, plain, titleOf } from "./report/format.ts";
import { newestRun, withNewestRun } from "./report/readme.ts";
import {
  barTable,
  describeFailures,
  describePeers,
  describeRun,
  ratioTable,
  sizeTable,
} from "./report/tables.ts";
import { runRounds } from "./rounds.ts";
import type { Sample } from "./sample.ts";
import { runMemory, runStarts } from "./starts.ts";
import { spreadOf } from "./statistics.ts";
import { limitsOf, type Report, rowsOf } from "./summary.ts";

/** Jobs that tell the machine's limits, which every run measures. */
const LIMIT_JOBS = ["triad", "matmul", "matmul-bf16"];

const tell = (text: string) => standardStream("stderr").write(`${text}\n`);
const print = (text: string) => standardStream("stdout").write(`${text}\n`);

async function bench(options: Options): Promise<void> {
  if (options.growth !== undefined) {
    const { growthTable, measureGrowth } = await import("./growth.ts");
    print(plain(growthTable(await measureGrowth(options.growth))));
    return;
  }
  const machine = await describeMachine();
  const { present, missing } = await preparePeers(options);
  const samples = await measure(options, present);
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    machine,
    versions: Object.fromEntries(present.map(({ name, versions }) => [name, versions])),
    missing: Object.fromEntries(missing.map(({ name, missing }) => [name, missing])),
    rounds: options.rounds,
    turn: options.turn,
    samples,
  };
  show(report, options);
  await write(report, options);
}

async function preparePeers({ peers, python, pip }: Options): Promise<Prepared> {
  tell("Tensaur: starting");
  const ours = await preparePeer("tensaur", { library: "" });
  if ("missing" in ours) throw new Error(`Cannot run our own side: ${ours.missing}`);
  const options = {
    library: ours.library!,
    pip,
    ...(python === undefined ? {} : { python }),
  };
  const { present, missing } = await prepareAll(
    peers,
    (name) => preparePeer(name, options),
    tell,
  );
  return { present: [ours, ...present], missing };
}

async function measure(options: Options, peers: readonly Peer[]): Promise<Sample[]> {
  const { rounds, turn, quick } = options;
  const samples: Sample[] = [];
  const add = (more: readonly Sample[]) => {
    samples.push(...more);
    for (const sample of more) tell(describe(sample));
  };
  await using pool = new Pool();
  for (const job of JOBS) {
    const wanted = options.jobs.includes(job);
    if (!wanted && !LIMIT_JOBS.includes(job.name)) continue;
    const sizes = quick || !wanted ? [job.main] : job.sizes;
    for (const size of sizes) {
      if (job.kind === "start") add(await runStarts(job, peers, rounds));
      else if (job.kind === "memory") add(await runMemory(job, size, { peers, rounds }));
      else {
        await pool.trim();
        add(await runRounds(job, size, { lanes: pool.lanes(job.name, peers), rounds, turn }));
      }
    }
  }
  return samples;
}

function describe({ job: name, size, peer, mode, rounds, missing }: Sample): string {
  const job = JOBS.find((job) => job.name === name)!;
  const result = rounds.length === 0 ? `missing: ${missing}` : amount(job, spreadOf(rounds).median);
  return `${titleOf(job, size)}: ${peer} ${mode}: ${result}`;
}

function show(report: Report, { json }: Options): void {
  // With the report itself on stdout the tables go where they do not disturb it.
  const out = json === "-" ? tell : print;
  const rows = rowsOf(report.samples);
  const paragraphs = [
    [...describeRun(report, limitsOf(report.samples)), ...describePeers(report)].join("\n"),
    plain(ratioTable(rows)),
    plain(sizeTable(rows)),
    plain(barTable(rows)),
    describeFailures(report.samples).join("\n"),
  ];
  out(`\n${paragraphs.filter((text) => text !== "").join("\n\n")}`);
}

async function write(report: Report, { json, chart: file, write }: Options): Promise<void> {
  const text = `${JSON.stringify(report, shortened, 2)}\n`;
  const picture = chart(report);
  if (json === "-") standardStream("stdout").write(text);
  else if (json !== undefined) await Deno.writeTextFile(json, text);
  if (file !== undefined) await Deno.writeTextFile(file, picture);
  if (!write) return;
  const readme = new URL("README.md", import.meta.url);
  const before = await Deno.readTextFile(readme);
  await Deno.writeTextFile(readme, withNewestRun(before, newestRun(report)));
  await Deno.writeTextFile(new URL("results.json", import.meta.url), text);
  await Deno.writeTextFile(new URL("results.svg", import.meta.url), picture);
  // As the gate wants them.
  const args = ["fmt", "--quiet", "README.md", "results.json", "results.svg"];
  await output(Deno.execPath(), { args, cwd: fileURLToPath(new URL(".", import.meta.url)) });
}

/** Numbers with as many digits as mean something. */
function shortened(_key: string, value: unknown): unknown {
  const isMeasured = typeof value === "number" && !Number.isInteger(value);
  return isMeasured ? Number(value.toPrecision(5)) : value;
}

if (import.meta.main) await command(bench).parseAsync(Deno.args, { from: "user" });

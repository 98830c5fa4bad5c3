/**
 * The command's options.
 *
 * @module
 */

import { Command, InvalidArgumentError, Option } from "../src/deps/commander.ts";
import { type Job, JOBS, type PeerName } from "./jobs.ts";
import { PEERS } from "./peers.ts";

/** What the command was told. */
export interface Options {
  /** The jobs to run. */
  readonly jobs: readonly Job[];
  /** The peers to run them against. */
  readonly peers: readonly PeerName[];
  /** Rounds. */
  readonly rounds: number;
  /** Milliseconds of a turn. */
  readonly turn: number;
  /** Whether each job runs at its main size alone. */
  readonly quick: boolean;
  /** File for the report as JSON, `-` for stdout. */
  readonly json?: string;
  /** File for the chart. */
  readonly chart?: string;
  /** Whether the run is written into bench/. */
  readonly write: boolean;
  /** A Python that has the peers already. */
  readonly python?: string;
  /** More arguments for `pip install`. */
  readonly pip: readonly string[];
  /** Steps of the growth test, which then runs in place of the jobs. */
  readonly growth?: number;
}

/** Options as commander gives them. */
interface Flags {
  jobs: Job[];
  peers: PeerName[];
  rounds?: number;
  seconds?: number;
  quick?: boolean;
  json?: string;
  chart?: string;
  write?: boolean;
  python?: string;
  pip?: string;
  growth?: number | true;
}

/** Rounds and seconds of a turn, in full and quickly. */
const FULL = { rounds: 9, seconds: 0.5 };
const QUICK = { rounds: 3, seconds: 0.2 };
/** Steps of the growth test unless told. */
const GROWTH_STEPS = 5_000;

/** Makes the command; `run` gets the options. */
export function command(run: (options: Options) => Promise<void>): Command {
  const jobNames = JOBS.map(({ name }) => name);
  return new Command("bench")
    .description("Times Tensaur against its peers, all in one run and in turn")
    .addOption(
      new Option("--jobs <names>", `which jobs: ${jobNames.join(", ")}`)
        .argParser(listOf(jobNames, jobNamed)).default([...JOBS], "all"),
    )
    .addOption(
      new Option("--peers <names>", `which peers: ${PEERS.join(", ")}`)
        .argParser(listOf(PEERS, identity)).default([...PEERS], "all"),
    )
    .option("--rounds <number>", `rounds (default: ${FULL.rounds})`, positive)
    .option("--seconds <number>", `length of a turn (default: ${FULL.seconds})`, positive)
    .option("--quick", "main sizes alone, few and short rounds")
    .option("--json <file>", "write the report as JSON; - is stdout")
    .option("--chart <file>", "write the chart as SVG")
    .option("--write", "write README.md, results.json and results.svg in bench/")
    .option("--python <path>", "a Python that has the peers, so that none is installed")
    .option("--pip <arguments>", "more arguments for pip, such as an index of builds without CUDA")
    .addOption(
      new Option("--growth [steps]", `instead: memory over many steps (${GROWTH_STEPS})`)
        .argParser(positive),
    )
    .showHelpAfterError()
    .action(async (flags: Flags) => await run(optionsOf(flags)));
}

/** Options with everything filled in. */
export function optionsOf(flags: Flags): Options {
  const { jobs, peers, quick = false, json, chart, write = false, python, growth } = flags;
  const usual = quick ? QUICK : FULL;
  return {
    jobs,
    peers,
    quick,
    write,
    rounds: flags.rounds ?? usual.rounds,
    turn: (flags.seconds ?? usual.seconds) * 1e3,
    pip: flags.pip?.split(/\s+/).filter((word) => word !== "") ?? [],
    ...(json === undefined ? {} : { json }),
    ...(chart === undefined ? {} : { chart }),
    ...(python === undefined ? {} : { python }),
    ...(growth === undefined ? {} : { growth: growth === true ? GROWTH_STEPS : growth }),
  };
}

function jobNamed(name: string): Job {
  return JOBS.find((job) => job.name === name)!;
}

function identity<T>(value: T): T {
  return value;
}

/** A parser of names with commas between them. */
function listOf<Name extends string, T>(
  known: readonly Name[],
  convert: (name: Name) => T,
): (text: string) => T[] {
  return (text) =>
    text.split(",").map((word) => {
      const name = known.find((one) => one === word.trim());
      if (name === undefined) {
        throw new InvalidArgumentError(`"${word}" is none of ${known.join(", ")}.`);
      }
      return convert(name);
    });
}

/** A positive number from the command line. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("It must be a positive number.");
  return value;
}

/**
 * The command's options.
 *
 * @module
 */

import { Command, Option } from "../../src/deps/commander.ts";
import { positive } from "../options.ts";

/** What the command does, in order. */
export const PARTS = ["tests", "table", "examples"] as const;

/** One of them. */
export type Part = typeof PARTS[number];

/** What the command was told. */
export interface GpuOptions {
  /** Whether all runs on the CPU with tiny sizes, so that the command itself is tried. */
  readonly rehearse: boolean;
  /** What is run. */
  readonly parts: readonly Part[];
  /** Rounds of the table. */
  readonly rounds: number;
  /** Milliseconds of a turn. */
  readonly turn: number;
  /** File for the report as JSON, `-` for stdout. */
  readonly json?: string;
  /** Whether bench/gpu.md is written. */
  readonly write: boolean;
  /** A Python that has the peers already. */
  readonly python?: string;
  /** More arguments for `pip install`. */
  readonly pip: readonly string[];
}

interface Flags {
  rehearse?: boolean;
  parts?: Part[];
  rounds?: number;
  seconds?: number;
  json?: string;
  write?: boolean;
  python?: string;
  pip?: string;
}

/** Rounds and seconds of a turn, on a GPU and in a rehearsal. */
const REAL = { rounds: 9, seconds: 1 };
const REHEARSAL = { rounds: 2, seconds: 0.02 };

/** Makes the command; `run` gets the options. */
export function gpuCommand(run: (options: GpuOptions) => Promise<void>): Command {
  return new Command("bench:gpu")
    .description("Tests Tensaur on this machine's GPU and times it against PyTorch and JAX there")
    .option(
      "--rehearse",
      "the same on the CPU with tiny sizes, to try the command; nothing is written",
    )
    .addOption(
      new Option("--parts <names...>", "what to run (default: all of it)").choices([...PARTS]),
    )
    .option("--rounds <number>", `rounds (default: ${REAL.rounds})`, positive)
    .option("--seconds <number>", `length of a turn (default: ${REAL.seconds})`, positive)
    .addOption(
      new Option("--json <file>", "write the report as JSON; - is stdout").conflicts("rehearse"),
    )
    .addOption(new Option("--write", "write bench/gpu.md").conflicts("rehearse"))
    .option("--python <path>", "a Python that has PyTorch and JAX, so that none is installed")
    .option("--pip <arguments>", "more arguments for pip")
    .showHelpAfterError()
    .action(async (flags: Flags) => await run(gpuOptionsOf(flags)));
}

/** Options with everything filled in. */
export function gpuOptionsOf(
  { rehearse = false, parts, json, python, ...flags }: Flags,
): GpuOptions {
  const usual = rehearse ? REHEARSAL : REAL;
  return {
    rehearse,
    parts: parts ?? PARTS,
    rounds: flags.rounds ?? usual.rounds,
    turn: (flags.seconds ?? usual.seconds) * 1e3,
    write: flags.write ?? false,
    pip: flags.pip?.split(/\s+/).filter((word) => word !== "") ?? [],
    ...(json === undefined ? {} : { json }),
    ...(python === undefined ? {} : { python }),
  };
}

/**
 * Runs the tests of ops, gradients and compiled functions on the GPU, and counts.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countEntries, countJunit, type Counts, judgeRunner } from "../../tools/ci_summary.ts";

/** A runner of tests. */
export interface Suite {
  /** What it tests. */
  readonly name: string;
  /** Arguments of Deno; the report's file is put behind the last. */
  readonly args: readonly string[];
  /** How the report is written. */
  readonly report: "xml" | "json";
}

/** What a suite came to. */
export interface SuiteResult extends Counts {
  /** What it tests. */
  readonly name: string;
  /** Seconds that it took. */
  readonly seconds: number;
  /** What does not fit, such as a runner that ended without a report; nothing if all is well. */
  readonly remark: string;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const deno = (name: string, ...paths: string[]): Suite => ({
  name,
  args: [
    "test",
    "-A",
    "--no-check",
    "--preload=bench/gpu/check_device.ts",
    ...paths,
    "--junit-path",
  ],
  report: "xml",
});
const upstream = (name: string, ...args: string[]): Suite => ({
  name,
  args: ["run", "-A", "tests/upstream/run.ts", ...args, "--out"],
  report: "json",
});

/** The suites; a few of their tests for a rehearsal. */
export function suites(rehearse: boolean): Suite[] {
  return rehearse
    ? [
      deno("ops and gradients", "tests/engine/div_no_nan_test.ts"),
      deno("compiled = op by op", "tests/jit/equivalence/refusals_test.ts"),
      upstream("tfjs's own tests", "--suite", "core", "--grep", "^conv2d "),
    ]
    : [
      deno("ops and gradients", "tests/engine"),
      deno("compiled = op by op", "tests/jit/equivalence", "tests/jit/control"),
      upstream("tfjs's own tests"),
    ];
}

/**
 * Runs a suite with the requirement that tensors are on devices of the type `device`: each file of tests,
 * and the engine of tfjs's own tests, checks that by itself and fails where they are elsewhere
 * (`TENSAUR_TEST_DEVICE`, tests/engine/required_device.ts).
 */
export async function runSuite(
  { name, args, report }: Suite,
  { device, folder, seconds = 1_800 }: {
    readonly device: "GPU" | "CPU";
    readonly folder: string;
    readonly seconds?: number;
  },
): Promise<SuiteResult> {
  const file = join(folder, `${name.replaceAll(/\W+/g, "_")}.${report}`);
  const start = performance.now();
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [...args, file],
    cwd: ROOT,
    // Tests compare to more digits than TF32 has; of XLA's own kernels it is taken by check_device.ts.
    env: { NO_COLOR: "1", TENSAUR_TEST_DEVICE: device, NVIDIA_TF32_OVERRIDE: "0" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(seconds * 1e3),
  }).output();
  const { counts, remark } = judgeRunner(code, await read(file, report));
  return { name, ...counts, remark, seconds: (performance.now() - start) / 1e3 };
}

async function read(file: string, kind: Suite["report"]): Promise<Counts | undefined> {
  try {
    const text = await Deno.readTextFile(file);
    return kind === "xml" ? countJunit(text) : countEntries(JSON.parse(text));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

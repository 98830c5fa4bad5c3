/**
 * The gate. Runs every check, the tests and the documentation examples, each as the task of that
 * name in deno.json; one failure hides no other. Ends with a table and a non-zero exit code where
 * a step failed.
 *
 * `deno task ok`, `deno task ok --static` (no tests), `deno task ok check:lint check:types`;
 * `--report=FILE` writes the counts for tools/ci_summary.ts.
 *
 * @module
 */

/** Checks that run nothing of the project; two at a time. */
const staticSteps = [
  "check:types",
  "check:format",
  "check:lint",
  "check:console",
  "check:docs",
  "check:layers",
  "check:sizes",
];
/** Steps that run the project, one after the other because they measure time and memory. */
const runningSteps = ["test", "test:examples"];

/** How a step went. */
export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

async function runStep(name: string): Promise<StepResult> {
  const started = performance.now();
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name],
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const output = (decoder.decode(stdout) + decoder.decode(stderr)).trim();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${success ? "ok    " : "FAILED"} ${name} (${seconds.toFixed(1)} s)`);
  return { name, ok: success, seconds, output };
}

/** Runs the steps, at most `limit` at a time; results in the order of the names. */
async function runSteps(names: readonly string[], limit: number): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let next = 0;
  const worker = async () => {
    while (next < names.length) {
      const index = next++;
      results[index] = await runStep(names[index]!);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

/** What the runner itself says about the tests, e.g. `12 passed | 0 failed (3s)`. */
function testCounts(output: string): string {
  return output.match(/\d+ passed.*\| \d+ failed[^\n]*/)?.[0] ?? "";
}

/** Failed outputs in full, then one line per step. */
export function formatResults(results: readonly StepResult[]): string {
  const failed = results.filter((result) => !result.ok);
  const width = Math.max(...results.map(({ name }) => name.length));
  const line = ({ name, ok, seconds, output }: StepResult) =>
    `${ok ? "ok    " : "FAILED"}  ${name.padEnd(width)} ${seconds.toFixed(1).padStart(6)} s  ` +
    testCounts(output);
  return [
    ...failed.map(({ name, output }) => `\n--- ${name}\n${output}`),
    "",
    ...results.map((result) => line(result).trimEnd()),
    failed.length === 0 ? "All is well" : `${failed.length} of ${results.length} steps failed`,
  ].join("\n");
}

if (import.meta.main) {
  const wanted = Deno.args.filter((argument) => !argument.startsWith("--"));
  const unknown = wanted.filter((name) => ![...staticSteps, ...runningSteps].includes(name));
  if (unknown.length > 0) {
    console.error(`Unknown step ${unknown}: there are ${[...staticSteps, ...runningSteps]}`);
    Deno.exit(2);
  }
  const chosen = (name: string) => wanted.length === 0 || wanted.includes(name);
  const results = await runSteps(staticSteps.filter(chosen), 2);
  if (!Deno.args.includes("--static")) {
    results.push(...await runSteps(runningSteps.filter(chosen), 1));
  }
  console.log(formatResults(results));
  const report = Deno.args.find((argument) => argument.startsWith("--report="));
  if (report) {
    const counts = results.map(({ ok }) => ({ passed: +ok, failed: +!ok, skipped: 0 }));
    await Deno.writeTextFile(report.slice("--report=".length), JSON.stringify(counts));
  }
  if (results.some((result) => !result.ok)) Deno.exit(1);
}

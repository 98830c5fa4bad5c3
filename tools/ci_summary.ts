/**
 * Adds up what the runners of `.ci/run` reported and prints `N passed, N failed, N skipped`.
 *
 * A folder holds `<runner>.exit`, the exit code, and beside it the runner's own report:
 * `<runner>.xml` from `deno test --junit-path`, or `<runner>.json`, a list of objects with
 * `passed`, `failed` and `skipped`. A runner without a report, and one that ended with an error
 * although its report shows no failure, count as one failure each.
 *
 * `deno run --allow-read tools/ci_summary.ts FOLDER`
 *
 * @module
 */

/** Results of a runner. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A line of a JSON report. */
export interface ReportEntry extends Counts {
  /** Failures that are not in a published list of known ones; the others count as skipped. */
  readonly unexpected?: readonly string[];
}

/** Adds counts up. */
export function addCounts(all: readonly Counts[]): Counts {
  return all.reduce((sum, { passed, failed, skipped }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
    skipped: sum.skipped + skipped,
  }), { passed: 0, failed: 0, skipped: 0 });
}

/**
 * Counts the cases of a JUnit report. A case that has steps of its own, named `"case > step"`, is
 * not counted: its steps are, and it itself where it failed for another reason than a step.
 */
export function countJunit(xml: string): Counts {
  const cases = [...xml.matchAll(/<testcase name="([^"]*)"[^>]*?(?:\/>|>([^]*?)<\/testcase>)/g)]
    .map(([, name = "", body = ""]) => ({ name, body }));
  const parents = new Set(cases.flatMap(({ name }) => parentNames(name)));
  return addCounts(cases.map(({ name, body }) => {
    const failed = /<(failure|error)\b/.test(body);
    const byStep = /<failure message="\d+ test steps? failed"/.test(body);
    if (parents.has(name) && (byStep || !failed)) return { passed: 0, failed: 0, skipped: 0 };
    const skipped = !failed && /<skipped\b/.test(body);
    return { passed: +(!failed && !skipped), failed: +failed, skipped: +skipped };
  }));
}

function parentNames(name: string): string[] {
  const parts = name.split(" &gt; ");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join(" &gt; "));
}

/** Counts a JSON report; known failures of an upstream suite count as skipped. */
export function countEntries(entries: readonly ReportEntry[]): Counts {
  return addCounts(entries.map(({ passed, failed, skipped, unexpected }) => {
    const known = unexpected === undefined ? 0 : failed - unexpected.length;
    return { passed, failed: failed - known, skipped: skipped + known };
  }));
}

/** What a runner's exit code and report come to, with a remark where they do not fit. */
export function judgeRunner(
  exitCode: number,
  counts: Counts | undefined,
): { counts: Counts; remark: string } {
  if (counts === undefined) {
    return { counts: { passed: 0, failed: 1, skipped: 0 }, remark: "gave no report" };
  }
  if (counts.passed + counts.failed + counts.skipped === 0) {
    return { counts: { ...counts, failed: 1 }, remark: "reported no test" };
  }
  if (exitCode !== 0 && counts.failed === 0) {
    return { counts: { ...counts, failed: 1 }, remark: `ended with code ${exitCode}` };
  }
  return { counts, remark: "" };
}

async function readReport(folder: string, runner: string): Promise<Counts | undefined> {
  for (const kind of ["xml", "json"]) {
    try {
      const text = await Deno.readTextFile(`${folder}/${runner}.${kind}`);
      return kind === "xml" ? countJunit(text) : countEntries(JSON.parse(text));
    } catch (error) {
      if (error instanceof SyntaxError) return undefined; // a runner that was killed while writing
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}

/** Reads the folder; the last line is the sum. */
export async function summarise(folder: string): Promise<{ lines: string[]; total: Counts }> {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".exit")).sort();
  if (names.length === 0) throw new Error(`No runner left its exit code in ${folder}`);
  const lines: string[] = [];
  const all: Counts[] = [];
  for (const name of names) {
    const runner = name.slice(0, -".exit".length);
    const exitCode = Number(await Deno.readTextFile(`${folder}/${name}`));
    const { counts, remark } = judgeRunner(exitCode, await readReport(folder, runner));
    all.push(counts);
    lines.push(`${runner}: ${formatCounts(counts)}${remark && ` (${remark})`}`);
  }
  const total = addCounts(all);
  return { lines: [...lines, formatCounts(total)], total };
}

function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

if (import.meta.main) {
  const folder = Deno.args[0];
  if (folder === undefined) throw new TypeError("Cannot add up: name the folder of the reports");
  const { lines, total } = await summarise(folder);
  for (const line of lines) console.log(line);
  if (total.failed > 0 || total.passed === 0) Deno.exit(1);
}

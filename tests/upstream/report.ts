import { hasFailed, type Verdict } from "./expected.ts";
import type { SuiteRun } from "./supervise.ts";

/** What `--out` writes about one suite. */
export interface SuiteReport extends Verdict {
  suite: string;
  engine: string;
  backendName: string;
  version: string | null;
  total: number;
  passed: number;
  failed: number;
  skipped: number;
  crashed: number;
  hung: number;
  restarts: number;
  seconds: number;
  rss: number | null;
  failures: { name: string; status: string; messages: string[] }[];
  suiteErrors: { name: string; messages: string[] }[];
}

/** Puts a run and what the published lists say about it together. */
export function makeReport(
  suite: string,
  engine: string,
  run: SuiteRun,
  verdict: Verdict,
): SuiteReport {
  const count = (...statuses: string[]) =>
    run.results.filter(({ status }) => statuses.includes(status)).length;
  const failures = run.results.filter(hasFailed);
  return {
    suite,
    engine,
    backendName: run.backendName,
    version: run.version,
    total: run.total,
    passed: count("passed"),
    failed: failures.length,
    skipped: count("pending", "excluded"),
    crashed: count("crashed"),
    hung: count("hung"),
    restarts: run.restarts,
    seconds: Math.round(run.seconds * 10) / 10,
    rss: run.rss,
    ...verdict,
    failures: failures.map(({ name, status, messages }) => ({ name, status, messages })),
    suiteErrors: run.suiteErrors,
  };
}

/** Whether a suite's result is as published, and no worse than the reference engine's. */
export function isAsPublished(report: SuiteReport): boolean {
  return report.unexpected.length === 0 && report.unexpectedOutside.length === 0 &&
    report.worseThanReference.length === 0;
}

/** Prints the line with the counts, and below it what is not as published. */
export function printReport(report: SuiteReport, reference: string): void {
  const { suite, engine, version, passed, failed, skipped, seconds } = report;
  const on = version === null ? engine : `${engine} ${version}`;
  console.log(
    `${suite} on ${on}: ${passed} passed, ${failed} failed, ${skipped} skipped ` +
      `(${report.unexpected.length} failures are not listed; ` +
      `${report.crashed} crashed, ${report.hung} hung, ${seconds} s)`,
  );
  const reasons = new Map(
    [...report.failures, ...report.suiteErrors].map((
      { name, messages },
    ) => [name, messages[0] ?? ""]),
  );
  const worse = new Set(report.worseThanReference);
  const unlisted = new Set([...report.unexpected, ...report.unexpectedOutside]);
  const names = [...new Set([...report.worseThanReference, ...unlisted])];
  for (const name of names.slice(0, MOST_NAMES)) {
    const marks = [
      ...(unlisted.has(name) ? ["not listed"] : []),
      ...(worse.has(name) ? [`passes on ${reference}`] : []),
    ];
    console.log(
      `  failed (${marks.join(", ")}): ${name}\n    ${firstLine(reasons.get(name) ?? "")}`,
    );
  }
  if (names.length > MOST_NAMES) {
    console.log(`  and ${names.length - MOST_NAMES} more; --out FILE has them all`);
  }
  for (const name of report.passByNow) console.log(`  passes by now, still listed: ${name}`);
}

const MOST_NAMES = 40;

function firstLine(text: string): string {
  return text.split("\n")[0]!.slice(0, 300);
}
